"""One record before and after cleaning, from the tables: its text and the pieces that are not in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nsmallest

from cleaning.document import Removal
from output.rows import Row, removal_of
from output.tables import Tables


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row of ``table`` with its removals, in reading order."""

    table: str
    row: Row
    removals: tuple[Removal, ...]


def reviewed(tables: Tables, table: str, ids: Collection[str]) -> list[Reviewed]:
    """Return the rows of ``table`` with the given ids and their removals, in the order of ``ids``."""
    if not ids:
        return []
    rows = {row["id"]: row for row in tables.find(table, "id", ids)}
    removals: dict[str, list[Removal]] = {}
    for piece in tables.find("removals", "document_id", ids):
        removals.setdefault(piece["document_id"], []).append(removal_of(piece))
    return [Reviewed(table, rows[one], _in_order(removals.get(one, ()))) for one in ids if one in rows]


def weakest(tables: Tables, count: int) -> list[Row]:
    """Return the ``count`` copies that are least like what was kept instead, but for exact ones."""
    columns = ("similarity", "kind", "id", "kept_id", "title")
    rows = (row for row in tables.rows("duplicates", columns) if row["kind"] != "exact")
    return nsmallest(count, rows, key=lambda row: (row["similarity"], row["id"]))


def _in_order(removals: Iterable[Removal]) -> tuple[Removal, ...]:
    return tuple(sorted(removals, key=lambda removal: (removal.line, removal.start)))
