"""Records as the review corner shows them: the lines before cleaning with their rules, the text after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from output.explain import ExplainedLine
from output.explain_row import explained_lines
from output.review import Chosen, Reviewed, reviewed_of
from output.side_by_side import Passage, side_by_side
from output.tables import Tables

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


def examples(tables: Tables, chosen: Sequence[Chosen]) -> dict[Chosen, Example]:
    """Return those of the ``chosen`` that are there as examples; tables are looked through once for all."""
    ids: dict[str, dict[str, None]] = {}
    for one in chosen:
        ids.setdefault(one.table, {})[one.id] = None
    found = {(one.table, one.row["id"]): one for some in reviewed_of(tables, ids).values() for one in some}
    kept = _texts(tables, {one.row["kept_id"] for one in found.values() if one.table == "duplicates"})
    held = ((one, found.get((one.table, one.id))) for one in chosen)
    return {one: _example(record, one.why, kept) for one, record in held if record}


def _texts(tables: Tables, documents: Collection[str]) -> dict[str, str]:
    return {
        row["id"]: row["text"] for row in tables.find("documents", "id", documents, columns=["id", "text"])
    }


def _example(one: Reviewed, why: str, kept: Mapping[str, str]) -> Example:
    compared: Sequence[Passage] = ()
    if one.table == "duplicates" and one.row["kept_id"] in kept:
        compared = side_by_side(one.row["text"][:MAX_TEXT], kept[one.row["kept_id"]][:MAX_TEXT])
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
