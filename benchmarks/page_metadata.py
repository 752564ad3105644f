"""Title, time, author, address and captions of stored pages, ours and trafilatura's, against the silver gold.

The gold was derived from the publishers' markup and not checked by hand: a time it gives may be missing, an
author carries labels ("Theo …") and link texts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from benchmarks.tables import figure, table
from cleaning.dates import Stamp, parse_date
from cleaning.document import Metadata, Record, Rejection
from cleaning.pipeline import Pipeline
from cleaning.text import comparison_key

STATED: Final = ("date_ld", "date_meta", "date_visible")
"""Where the gold's times come from, best first; that of the address is good for the day only."""


class Mark(StrEnum):
    """How one field came out; ``EXTRA`` is a value where the gold has none."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    EXTRA = "not in the gold"


@dataclass(frozen=True, slots=True)
class SilverGold:
    """The gold of one page; a field is empty or ``None`` where it is unknown.

    ``published`` has the precision ``day`` where only the address tells. ``captions`` are empty for a photo
    story, whose text they are.
    """

    text: str
    title: str
    author: str
    published: Stamp | None
    url: str = ""
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool says of a page; ``captions`` are those of a page whose text doesn't stand in them."""

    metadata: Metadata
    captions: tuple[str, ...] = ()


@cache
def silver_golds(data: Path) -> Mapping[str, SilverGold]:
    """Return the silver gold in the folder ``data`` by the name of the page's file without its ending."""
    lines = (data / "html" / "silver_gold.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return {Path(row["file"]).name.removesuffix(".html"): silver_gold(row) for row in rows}


def silver_gold(row: Mapping[str, Any]) -> SilverGold:
    """Return one row of the silver gold; the text of a photo story stands in its captions."""
    captions = row["captions"] if row["photo_story"] else ()
    return SilverGold(
        "\n".join(filter(None, (row["sapo"], *row["body"], *captions))),
        row["title"] or "",
        row["author"] or "",
        _published(row),
        row.get("url") or "",
        () if row["photo_story"] else tuple(row["captions"]),
    )


def mark_title(gold: str, found: str | None) -> Mark | None:
    """Compare titles, case and marks aside; ``None`` where the gold has none."""
    same = comparison_key(gold) == comparison_key(found or "")
    return _mark(gold, found, same=same) if gold else None


def mark_author(gold: str, found: str | None) -> Mark | None:
    """Compare authors: right is a name within the gold, which has more than the name."""
    name = comparison_key(found or "")
    within = bool(name) and f" {name} " in f" {comparison_key(gold)} "
    return _mark(gold, found, same=within) if gold or found else None


def mark_published(gold: Stamp | None, found: datetime | None, precision: str | None) -> Mark | None:
    """Compare times to the minute, or by the day where the gold knows no more."""
    if gold is None or found is None:
        return Mark.MISSING if gold else Mark.EXTRA if found else None
    is_same_day = found.astimezone(gold.at.tzinfo).date() == gold.at.date()
    if gold.precision == "day":
        return Mark.RIGHT if is_same_day else Mark.WRONG
    if precision != "minute":
        return Mark.MISSING if is_same_day else Mark.WRONG
    return Mark.RIGHT if abs(found - gold.at) < timedelta(minutes=1) else Mark.WRONG


def mark_captions(gold: Sequence[str], found: Sequence[str]) -> list[Mark]:
    """Mark each caption by its words: right or missing, and those the gold hasn't got."""
    wanted, known = Counter(map(comparison_key, gold)), Counter(map(comparison_key, found))
    right, extra = (wanted & known).total(), (known - wanted).total()
    missing = wanted.total() - right
    return [*[Mark.RIGHT] * right, *[Mark.MISSING] * missing, *[Mark.EXTRA] * extra]


def metadata_table(pages: Sequence[tuple[Record, str, SilverGold]]) -> str:
    """Return the table of fields by tool for pages given as record, HTML and gold."""
    marks: dict[tuple[str, str], Counter[Mark]] = {}
    for record, html, gold in pages:
        for tool, known in (("ours", _ours(record)), ("trafilatura", _trafilatura(html, record.url))):
            for field, found in _marks(gold, known).items():
                marks.setdefault((field, tool), Counter()).update(mark for mark in found if mark)
    rows = [(field, tool, *_row(count)) for (field, tool), count in sorted(marks.items())]
    return table(("field", "tool", *map(str, Mark), "share right"), rows)


def _mark(gold: str, found: str | None, *, same: bool) -> Mark:
    if not found:
        return Mark.MISSING
    if not gold:
        return Mark.EXTRA
    return Mark.RIGHT if same else Mark.WRONG


def _marks(gold: SilverGold, found: Found) -> dict[str, Sequence[Mark | None]]:
    known = found.metadata
    by_minute = gold.published is not None and gold.published.precision == "minute"
    published = mark_published(gold.published, known.published_at, known.published_precision)
    return {
        "title": [mark_title(gold.title, known.title)],
        "published, to the minute" if by_minute else "published, the day": [published],
        "author": [mark_author(gold.author, known.author)],
        "address": [mark_title(gold.url, known.canonical_url)],
        "captions": mark_captions(gold.captions, found.captions),
    }


def _row(count: Counter[Mark]) -> tuple[str, ...]:
    known = count[Mark.RIGHT] + count[Mark.MISSING] + count[Mark.WRONG]
    share = count[Mark.RIGHT] / known if known else float("nan")
    return (*(str(count[mark]) for mark in Mark), figure(share))


def _published(row: Mapping[str, Any]) -> Stamp | None:
    stated = (parse_date(row[name]) for name in STATED if row[name])
    if stamp := next((stamp for stamp in stated if stamp), None):
        return stamp
    of_address = parse_date(row["date_from_url"] or "")
    return Stamp(of_address.at, "day") if of_address else None


def _ours(record: Record) -> Found:
    outcome = Pipeline(judges=()).clean(record)
    document = outcome.document if isinstance(outcome, Rejection) else outcome
    known = replace(document.metadata, title=document.title or None)
    return Found(known, () if "photo_story" in document.flags else document.captions)


def _trafilatura(html: str, url: str | None) -> Found:
    """Return what trafilatura finds; it knows days only, and leaves captions out or in the text."""
    from trafilatura import extract_metadata  # noqa: PLC0415  # 0.7 s

    found = extract_metadata(html, default_url=url)
    stamp = parse_date(found.date) if found and found.date else None
    known = Metadata(
        title=found.title if found else None,
        author=found.author if found else None,
        published_at=stamp.at if stamp else None,
        published_precision="day" if stamp else None,
        canonical_url=found.url if found else None,
    )
    return Found(known)
