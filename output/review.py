"""One record before and after cleaning, from the tables: its text and the pieces that are not in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cleaning.document import Removal
from output.first_rows import first_rows
from output.rows import Row, removal_of
from output.tables import Tables


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row of ``table`` that is worth a look, and why."""

    table: str
    id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row of ``table`` with its removals, in reading order."""

    table: str
    row: Row
    removals: tuple[Removal, ...]


def reviewed(tables: Tables, table: str, ids: Collection[str]) -> list[Reviewed]:
    """Return the rows of ``table`` with the given ids and their removals, in the order of ``ids``."""
    return reviewed_of(tables, {table: ids})[table]


def reviewed_of(tables: Tables, ids: Mapping[str, Collection[str]]) -> dict[str, list[Reviewed]]:
    """Return for each table the rows likewise; the removals of all are looked for at once."""
    removals: dict[str, list[Removal]] = {}
    for piece in tables.find("removals", "document_id", {one for some in ids.values() for one in some}):
        removals.setdefault(piece["document_id"], []).append(removal_of(piece))
    found = {table: {row["id"]: row for row in tables.find(table, "id", some)} for table, some in ids.items()}
    return {
        table: [
            Reviewed(table, found[table][one], _in_order(removals.get(one, ())))
            for one in some
            if one in found[table]
        ]
        for table, some in ids.items()
    }


def weakest(tables: Tables, count: int) -> list[Row]:
    """Return the ``count`` copies that are least like what was kept instead, but for exact ones."""

    def inexact() -> Iterator[pa.Table]:
        for chunk in tables.chunks("duplicates", ("similarity", "kind", "id", "kept_id", "title")):
            yield chunk.filter(pc.not_equal(chunk["kind"], "exact"))

    return first_rows(inexact(), ("similarity", "id"), count)


def _in_order(removals: Iterable[Removal]) -> tuple[Removal, ...]:
    return tuple(sorted(removals, key=lambda removal: (removal.line, removal.start)))
