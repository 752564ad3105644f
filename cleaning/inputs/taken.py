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
    """Counts the rows by the columns that were taken from them, and the dates that could not be read."""

    rows: Counter[Columns] = field(default_factory=Counter)
    unread_dates: Counter[Columns] = field(default_factory=Counter)

    def note(self, columns: Columns, *, unread_date: bool) -> None:
        """Count one row."""
        if columns in self.rows or len(self.rows) < MAX_LAYOUTS:
            self.rows[columns] += 1
            self.unread_dates[columns] += unread_date
