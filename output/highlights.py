"""What stands out in a corpus: frequent removed lines, lines that still repeat, a random sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from cleaning.document import REMOVED_ROLES
from cleaning.draft import PARAGRAPH_BREAK
from cleaning.repeats import MIN_DOCUMENTS
from output.frequent import most_frequent
from output.identity import digest_after
from output.rows import Row
from output.tables import Tables

_TOP_LINES = 10
_LINE_CUT = 200
"""Characters by which removed lines are told apart and shown."""

_PIECES_AT_ONCE = 50_000

_MENU_RULE = "outside_main_content"
"""The rule that takes what lies outside the report: menus, side columns, the foot of the page."""


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """A line that a rule removed, cut to a length worth showing."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line that several documents of a site hold, cut likewise."""

    site: str
    text: str


def removals_by_rule(tables: Tables) -> Counter[tuple[str, str]]:
    """Return the number of removed pieces by role and rule."""
    found: Counter[tuple[str, str]] = Counter()
    for batch in tables.batches("removals", ["role", "rule"], rows=_PIECES_AT_ONCE):
        for row in _counted(batch, ["role", "rule"]):
            found[row["role"], row["rule"]] += row["count_all"]
    return found


def removed_lines(tables: Tables) -> dict[str, list[tuple[RemovedLine, int]]]:
    """Return the most frequent lines of each role that is not the report, menus aside, with their numbers."""
    present = {
        role for batch in tables.batches("removals", ["role"], rows=_PIECES_AT_ONCE) for role in _roles(batch)
    }
    found = ((str(role), _lines(tables, _of_role(role))) for role in sorted(REMOVED_ROLES & present))
    return {role: lines for role, lines in found if lines}


def menu_lines(tables: Tables) -> list[tuple[RemovedLine, int]]:
    """Return the most frequent lines of menus and side columns, with their numbers."""
    return _lines(tables, lambda batch: pc.equal(batch.column("rule"), _MENU_RULE))


def repeated_lines(tables: Tables) -> list[tuple[RepeatedLine, int]]:
    """Return the lines of texts that most documents of one site still hold, with the number of documents.

    They stayed because they are in too few, or may be the reports' own: see ``cleaning.repeats``.
    """

    def left() -> Iterator[tuple[RepeatedLine, int]]:
        for batch in tables.batches("documents", ["site", "text"]) if _has_sites(tables) else ():
            for row in batch.filter(pc.is_valid(batch.column("site"))).to_pylist():
                lines = {line[:_LINE_CUT] for line in row["text"].split(PARAGRAPH_BREAK) if line}
                yield from ((RepeatedLine(row["site"], line), 1) for line in lines)

    return [(line, n) for line, n in most_frequent(left, top=_TOP_LINES) if n >= MIN_DOCUMENTS]


def _has_sites(tables: Tables) -> bool:
    """Return whether any document has an address; without, as in many dumps, no text need be read."""
    return any(pc.any(pc.is_valid(chunk["site"])).as_py() for chunk in tables.chunks("documents", ["site"]))


def _roles(batch: pa.RecordBatch) -> list[str]:
    roles: list[str] = pc.unique(batch.column("role")).to_pylist()
    return roles


def _of_role(role: str) -> Callable[[pa.RecordBatch], pa.Array]:
    """Choose the pieces of ``role`` in the reports: menus, on every page, would crowd them out."""
    return lambda batch: pc.and_(
        pc.equal(batch.column("role"), role), pc.not_equal(batch.column("rule"), _MENU_RULE)
    )


def sample_ids(tables: Tables, table: str, count: int) -> list[str]:
    """Return ``count`` ids of ``table``, drawn at random but the same until the next run."""
    key = digest_after(tables.runs[-1].run if tables.runs else "")
    chunks = tables.chunks(table, ["id"])
    return nsmallest(count, chain.from_iterable(chunk["id"].to_pylist() for chunk in chunks), key=key)


def _lines(tables: Tables, chosen: Callable[[pa.RecordBatch], pa.Array]) -> list[tuple[RemovedLine, int]]:
    def removed() -> Iterator[tuple[RemovedLine, int]]:
        for batch in tables.batches("removals", ["role", "rule", "text"], rows=_PIECES_AT_ONCE):
            ours = batch.filter(chosen(batch)).drop_columns(["role"])
            cut = ours.set_column(1, "text", pc.utf8_slice_codeunits(ours.column("text"), 0, _LINE_CUT))
            for row in _counted(cut, ["rule", "text"]):
                yield RemovedLine(row["rule"], row["text"]), row["count_all"]

    return most_frequent(removed, top=_TOP_LINES)


def _counted(batch: pa.RecordBatch, columns: list[str]) -> list[Row]:
    """Return the distinct rows of ``batch`` with their number in ``count_all``."""
    table = pa.Table.from_batches([batch])
    counted: list[Row] = table.group_by(columns).aggregate([([], "count_all")]).to_pylist()
    return counted
