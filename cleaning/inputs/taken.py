"""What was taken from the rows of dumps: which column for which purpose, and the dates nobody could read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_NAMED_COLUMNS, MAX_NAME = 200, 200
"""Names of columns, and characters of one, held for a message: rows keyed by an id bring one each."""


class Columns(NamedTuple):
    """The column for each purpose, ``None`` where there is none."""

    text: str | None
    is_html: bool
    title: str | None
    url: str | None
    date: str | None
    author: str | None
    agency: str | None = None
    section: str | None = None
    tags: str | None = None

    def used(self) -> list[str]:
        """The columns to read, each once."""
        return list(dict.fromkeys(name for name in self if isinstance(name, str)))


MAX_LAYOUTS = 100
"""Different sets of columns that are counted; rows keyed by an id would bring one each."""


def keep_names(held: dict[str, None], names: Iterable[object]) -> None:
    """Add ``names`` of columns to those ``held``, in their order, as far as there is room."""
    for name in names:
        if len(held) >= MAX_NAMED_COLUMNS:
            return
        held.setdefault(str(name)[:MAX_NAME])


@dataclass
class Taken:
    """Counts the rows by the columns that were taken from them, and the dates that could not be read.

    Of more than ``max_layouts`` sets of columns the first count, all of them with ``None``. ``names`` are
    the columns that rows with a text have, taken or not.
    """

    rows: Counter[Columns] = field(default_factory=Counter)
    unread_dates: Counter[Columns] = field(default_factory=Counter)
    max_layouts: int | None = MAX_LAYOUTS
    names: dict[str, None] = field(default_factory=dict)

    def note(self, columns: Columns, *, unread_date: bool) -> None:
        """Count one row."""
        self._count(columns, 1, int(unread_date))

    def add(self, rows_after: Taken) -> None:
        """Count the rows that another one counted, which come after these."""
        for columns, rows in rows_after.rows.items():
            self._count(columns, rows, rows_after.unread_dates[columns])
        keep_names(self.names, rows_after.names)

    def left(self) -> list[str]:
        """Return the columns from which nothing was taken of any row."""
        used = {name for columns in self.rows for name in columns.used()}
        return [name for name in self.names if name not in used]

    def lacks(self, purpose: str) -> bool:
        """Whether rows were counted, every one of them, and none had a column for ``purpose``."""
        complete = 0 < len(self.rows) < (self.max_layouts or len(self.rows) + 1)
        return complete and all(getattr(columns, purpose) is None for columns in self.rows)

    def _count(self, columns: Columns, rows: int, unread_dates: int) -> None:
        if columns in self.rows or self.max_layouts is None or len(self.rows) < self.max_layouts:
            self.rows[columns] += rows
            self.unread_dates[columns] += unread_dates
