"""What was taken from the rows of dumps: which column for which purpose, and the dates nobody could read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Columns(NamedTuple):
    """The column for each purpose, ``None`` where there is none."""

    text: str | None
    is_html: bool
    title: str | None
    url: str | None
    date: str | None
    author: str | None

    def used(self) -> list[str]:
        """The columns to read, each once."""
        wanted = (self.text, self.title, self.url, self.date, self.author)
        return list(dict.fromkeys(name for name in wanted if name is not None))


MAX_LAYOUTS = 100
"""Different sets of columns that are counted; rows keyed by an id would bring one each."""


@dataclass
class Taken:
    """Counts the rows by the columns that were taken from them, and the dates that could not be read.

    Of more than ``max_layouts`` sets of columns the first count, all of them with ``None``.
    """

    rows: Counter[Columns] = field(default_factory=Counter)
    unread_dates: Counter[Columns] = field(default_factory=Counter)
    max_layouts: int | None = MAX_LAYOUTS

    def note(self, columns: Columns, *, unread_date: bool) -> None:
        """Count one row."""
        self._count(columns, 1, int(unread_date))

    def add(self, rows_after: Taken) -> None:
        """Count the rows that another one counted, which come after these."""
        for columns, rows in rows_after.rows.items():
            self._count(columns, rows, rows_after.unread_dates[columns])

    def _count(self, columns: Columns, rows: int, unread_dates: int) -> None:
        if columns in self.rows or self.max_layouts is None or len(self.rows) < self.max_layouts:
            self.rows[columns] += rows
            self.unread_dates[columns] += unread_dates
