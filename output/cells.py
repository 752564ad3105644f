"""Values as cells of a spreadsheet that runs nothing: scraped text is hostile, and spreadsheets obey text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from output.rows import Row
from output.schema import PUBLISHED_ZONE

MAX_CELL: Final = 32_767
"""What Excel holds in a cell, in UTF-16 units; it cuts longer ones without a word."""

_FORMULA: Final = re.compile(r"(\A|[;\t\n\r])([^\S\t\n\r]*)(?=[=+\-@|%＝＋－＠])")
"""Where a sign would begin a formula: first in a cell, or first after what another program may take for the
end of one (Excel splits at semicolons in many countries, and then quotes protect nothing).
The blanks between are none of the separators, or a long row of tabs would be tried from each of them."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What XML can't hold and no spreadsheet shows."""

_LIST_SEPARATOR: Final = " | "
_DIGITS: Final = 7
"""Significant decimal digits of a float32."""

_ZONE: Final = ZoneInfo(PUBLISHED_ZONE)

Cell = str | int | float | None


def cells(row: Row) -> dict[str, Cell]:
    """Return the values of ``row``, a row of any table in UTC, as cells; numbers stay numbers.

    A time of publication that is known to the day is a day.
    """
    made = plain(row)
    if row.get("published_precision") == "day" and made["published_at"]:
        made["published_at"] = made["published_at"][: len("2026-02-28")]
    return {name: _cell(value) for name, value in made.items()}


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``row`` with times in ISO 8601, and numbers of no more digits than they have.

    Times of publication are in the zone of the papers.
    """
    made = dict(row)
    for name, value in row.items():
        if isinstance(value, datetime):
            local = value.astimezone(_ZONE) if name in ("published_at", "modified_at") else value
            made[name] = local.isoformat(timespec="seconds")
        elif isinstance(value, float):
            made[name] = float(f"{value:.{_DIGITS}g}")  # 0.83, not what a float32 makes of it
    return made


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it, with an apostrophe before what begins a formula."""
    return _FORMULA.sub(r"\1\2'", _CONTROLS.sub("", text))


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        value = _LIST_SEPARATOR.join(value)
    return _fitting(harmless(value)) if isinstance(value, str) else value


def _fitting(text: str) -> str:
    """Cut ``text`` to what a cell holds, and say so in it."""
    if len(text) <= MAX_CELL // 2 or _units(text) <= MAX_CELL:
        return text
    remark = f" … [cut: {len(text):,} characters]"
    kept = text.encode("utf-16-le")[: 2 * (MAX_CELL - len(remark))].decode("utf-16-le", "ignore")
    return kept + remark


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
