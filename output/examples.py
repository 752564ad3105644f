"""Records as the review corner shows them: the lines before cleaning with their rules, the text after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from output.explain import ExplainedLine
from output.explain_row import explained_lines
from output.review import Reviewed, reviewed
from output.side_by_side import Passage, side_by_side
from output.tables import Tables
from output.threshold import Borderline

MAX_TEXT: Final = 6_000
"""Characters of a text that are shown."""

_MAX_ALIKE: Final = 4
"""Neighbouring lines with the same rule that are shown; of a menu of a hundred lines the first ones do."""


@dataclass(frozen=True, slots=True)
class Before:
    """A line of the record, or only the number of further lines (``more``) that the same rule took."""

    line: ExplainedLine
    more: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One record before and after; ``why`` says why it, ``compared`` lays a copy beside what was kept."""

    table: str
    row: dict[str, object]
    why: str
    before: Sequence[Before]
    compared: Sequence[Passage] = ()

    @property
    def text(self) -> str:
        """Return the text after cleaning, as far as it is shown."""
        return str(self.row["text"])[:MAX_TEXT]

    @property
    def hidden(self) -> int:
        """Return how many characters of the text are not shown."""
        return max(0, len(str(self.row["text"])) - MAX_TEXT)


def examples(tables: Tables, table: str, ids: Sequence[str], why: str = "") -> list[Example]:
    """Return the rows of ``table`` with the given ids as examples, in their order."""
    return [_example(tables, one, why) for one in reviewed(tables, table, ids)]


def borderline_examples(tables: Tables, found: Iterable[Borderline]) -> list[Example]:
    """Return the records at a border as examples."""
    return [made for one in found for made in examples(tables, one.table, [one.id], one.why)]


def _example(tables: Tables, one: Reviewed, why: str) -> Example:
    compared: Sequence[Passage] = ()
    if one.table == "duplicates":
        kept = next(tables.find("documents", "id", [one.row["kept_id"]]), None)
        compared = side_by_side(one.row["text"][:MAX_TEXT], kept["text"][:MAX_TEXT]) if kept else ()
    return Example(one.table, one.row, why, list(_before(explained_lines(one))), compared)


def _before(lines: Iterable[ExplainedLine]) -> Iterator[Before]:
    """Yield the lines as long as they are to be shown, the rest of many alike as one."""
    left = MAX_TEXT
    for _, group in groupby(lines, key=lambda line: (line.fate, line.rule)):
        alike = list(group)
        shown = alike if alike[0].fate == "kept" else alike[:_MAX_ALIKE]
        for line in shown:
            if left > 0:
                yield Before(line)
            left -= sum(len(piece.text) for piece in line.pieces)
        if more := len(alike) - len(shown):
            yield Before(alike[-1], more)
