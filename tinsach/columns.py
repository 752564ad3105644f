"""What is told of the columns of rows: which were taken, which were left, which were named in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cleaning.inputs import InputOptions, Taken
from output.pages import visible
from output.wording import counted

ASKED: Final = ("text", "title", "url", "date", "author")
"""Purposes that have an option to name the column: told even where there is none."""

TAKEN_BY_NAME: Final = ("agency", "section", "tags")

MAX_LAYOUTS_TOLD: Final = 3
"""Lines on columns: rows of one dump need one, those of several a few."""

MAX_NAMES_TOLD: Final = 20


def column_lines(taken: Taken) -> Iterator[str]:
    """Yield a line on the columns of the rows read, the commonest first: a slip in a name shows in them."""
    for columns, rows in taken.rows.most_common(MAX_LAYOUTS_TOLD):
        held = columns._asdict()
        shown = [*ASKED, *(name for name in TAKEN_BY_NAME if held[name])]
        named = ", ".join(f"{name}={_shown(held[name] or 'none')}" for name in shown)
        unread = taken.unread_dates[columns]
        dates = f"; {counted(unread, 'date')} could not be read" if unread else ""
        yield f"Columns: {named} ({counted(rows, 'row')}{dates})"
    if (more := len(taken.rows) - MAX_LAYOUTS_TOLD) > 0:
        yield f"Columns: taken in {counted(more, 'other way')} from other rows"
    if left := taken.left():
        yield f"Columns: not taken: {_listed(left)}"


def named_in_vain(taken: Taken, options: InputOptions) -> Iterator[str]:
    """Yield a line on each column that was named and that no row has: which ones there are."""
    for purpose in ASKED:
        name = getattr(options, f"{purpose}_field")
        if name is not None and taken.lacks(purpose):
            rows = counted(sum(taken.rows.values()), "row")
            yield f"--{purpose}-field: no column {name!r} in {rows}; there are: {_listed(taken.names)}"


def _listed(names: Iterable[str]) -> str:
    listed = [_shown(name) for name in names]
    more = len(listed) - MAX_NAMES_TOLD
    return ", ".join(listed[:MAX_NAMES_TOLD]) + (f" and {more} more" if more > 0 else "")


def _shown(name: str) -> str:
    """Return ``name`` on one line, with nothing that a terminal obeys: a file of others gave it."""
    return visible(" ".join(name.split()))
