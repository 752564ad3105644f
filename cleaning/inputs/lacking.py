"""Rows without a column of text: one failure where a whole file has none, else one for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from cleaning.document import Failure, Record
from cleaning.inputs.problems import ReadError
from cleaning.inputs.rows import Rows

MAX_HELD_FAILURES = 1_000
"""Failures of one file held while no row had a column of text, which end as one where none has: a slip in
a name should not cost a line for each row. Behind them a row is held by its number only."""


Other = TypeVar("Other")
"""Whatever else is yielded once a row has a column of text."""


def told_once(rows: Rows, outcomes: Iterable[Record | Failure | Other]) -> Iterator[Record | Failure | Other]:
    """Yield ``outcomes`` of ``rows``; where no row has a column of text, one failure that names the columns.

    A row without the column is told by itself once another row has it, and where it is the only one. Other
    failures stay what they are, in their place; behind ``MAX_HELD_FAILURES`` they are told at once.
    """
    held = _Held[Other](rows)
    try:
        for outcome in outcomes:
            if rows.has_text:
                yield from held.one_by_one()
                yield outcome
            elif isinstance(outcome, Failure) and outcome.reason == "missing_field":
                held.lacks_column(outcome)
            elif 0 < len(held.told) < MAX_HELD_FAILURES:
                held.told.append(outcome)
            else:
                yield outcome
    except (ReadError, OSError):  # a file that is cut: what came before the cut is told all the same
        yield from held.folded()
        raise
    yield from held.folded()


class _Held(Generic[Other]):
    """What is not told before a row has a column of text; rows in a row behind the limit are a range."""

    def __init__(self, rows: Rows) -> None:
        self.told: list[Record | Failure | Other | range] = []
        self._rows = rows

    def lacks_column(self, row: Failure) -> None:
        place, last = row.source_record, self.told[-1] if self.told else None
        if len(self.told) < MAX_HELD_FAILURES:
            self.told.append(row)
        elif isinstance(last, range) and last.stop == place:
            self.told[-1] = range(last.start, place + 1)
        else:
            self.told.append(range(place, place + 1))

    def one_by_one(self) -> Iterator[Record | Failure | Other]:
        """Yield each by itself, and hold nothing any more."""
        held, self.told = self.told, []
        for one in held:
            if isinstance(one, range):
                yield from map(self._rows.lacking_column, one)
            else:
                yield one

    def folded(self) -> Iterator[Record | Failure | Other]:
        """Yield all; of several rows that lack the column one failure."""
        if self._rows.lacking <= 1:
            yield from self.one_by_one()
            return
        first = True
        for one in self.told:
            if isinstance(one, Failure) and one.reason != "missing_field":
                yield one
            elif first and isinstance(one, Failure):
                first = False
                yield self._rows.without_column(one)
