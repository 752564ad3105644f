"""Writing the final Parquet files of a run: one for each table, sorted, in bounded memory.

The staged rows are dealt into piles that follow each other in the order of the file, in one pass; then each
pile is loaded, sorted and written. Memory is one pile (``Shape``), plus the index of the run. One file for
each table, since a file is what a reader of the folder sees whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.ahead import ahead
from output.layout import part_name
from output.parquet import SHAPES, Shape, write_file
from output.plan import Plan
from output.records import FileEntry
from output.schema import TABLES, schema
from output.spool import Spool


def write_parts(
    rows: Spool, removals: Spool, plan: Plan, *, run: str, folder: Path, first: bool = False
) -> list[FileEntry]:
    """Write the staged rows to ``folder``/<table>/<run>-0000.parquet; tables without rows get no file.

    The ``first`` run of a corpus writes every table, be it empty, so that readers find all four.
    Returns what was written; ``publish`` makes it durable. ``folder``'s parent takes the piles in between.
    """
    piles = folder.parent / "piles"
    piles.mkdir()
    entries: list[FileEntry] = []
    ids = plan.index.set_column(plan.index.schema.get_field_index("id"), "id", plan.ids)
    order = _order_of_reports(ids, plan.tables)
    dealt = _deal(rows.batches(), order.parts, piles / "reports")
    for table, numbers in order.tables.items():
        entries += _write_table([dealt[number] for number in numbers], plan, table, run, folder)
    dealt = _deal(removals.batches(), _parts_of_removals(plan.ids, ids), piles / "removals")
    entries += _write_table(dealt, plan, "removals", run, folder)
    found = {entry.table for entry in entries}
    missing = [part_name(table, run) for table in TABLES if first and table not in found]
    return entries + [write_file(folder, name) for name in missing]


class _Order(NamedTuple):
    """The number of the pile of each ordinal, and of each table the numbers of its piles, in their order."""

    parts: np.ndarray
    tables: Mapping[str, range]


def _order_of_reports(ids: pa.Table, tables: np.ndarray) -> _Order:
    """Return the piles of all three tables: the staged rows are then read and dealt once."""
    parts = np.full(len(tables), -1, dtype=np.int64)
    numbers: dict[str, range] = {}
    count = 0
    for table in ("documents", "duplicates", "rejected"):
        mine = _parts_of(ids, tables, table)
        parts[mine >= 0] = mine[mine >= 0] + count
        numbers[table] = range(count, count := count + int(mine.max(initial=-1)) + 1)
    return _Order(parts, numbers)


def _parts_of(ids: pa.Table, tables: np.ndarray, table: str) -> np.ndarray:
    """Return for each ordinal the number of its pile in ``table``, or -1 when it goes elsewhere."""
    shape = SHAPES[table]
    members = np.flatnonzero(tables == table)
    chosen = ids.take(pa.array(members))
    order = pc.sort_indices(chosen, shape.keys).to_numpy()
    weights = chosen.column("characters").to_numpy()[order]
    parts = np.full(len(tables), -1, dtype=np.int64)
    parts[members[order]] = _numbered(np.arange(len(order)), np.cumsum(weights), shape)
    return parts


def _parts_of_removals(ids: pa.Array, index: pa.Table) -> np.ndarray:
    """Return for each ordinal the number of the pile its removals go to; those of one row stay together."""
    order = pc.sort_indices(ids).to_numpy()
    pieces = np.cumsum(index.column("removals").to_numpy()[order])
    parts = np.empty(len(order), dtype=np.int64)
    parts[order] = _numbered(pieces, np.zeros_like(pieces), SHAPES["removals"])
    return parts


def _numbered(rows: np.ndarray, weight: np.ndarray, shape: Shape) -> np.ndarray:
    """Cut a sorted sequence where running rows or weight pass a limit, and number the pieces from 0.

    The sum of both quotients grows at each cut of either kind, so no piece exceeds either limit.
    """
    cuts = rows // shape.max_rows + weight // shape.max_weight
    return np.unique(cuts, return_inverse=True)[1]


def _deal(batches: Iterable[pa.RecordBatch], parts: np.ndarray, piles: Path) -> list[Path]:
    """Write each row to its pile; return the piles in their order."""
    piles.mkdir()
    writers: dict[int, pa.RecordBatchStreamWriter] = {}
    for batch in batches:
        targets = parts[batch.column("ordinal").to_numpy()]
        for part in np.unique(targets[targets >= 0]).tolist():
            if part not in writers:
                writers[part] = pa.ipc.new_stream(str(piles / f"{part}.arrow"), batch.schema)
            writers[part].write_batch(batch.filter(pa.array(targets == part)))
    for writer in writers.values():
        writer.close()
    return [piles / f"{part}.arrow" for part in sorted(writers)]


def _write_table(
    piles: Sequence[Path], plan: Plan, table: str, run: str, folder: Path
) -> Iterator[FileEntry]:
    pieces = (piece for pile in piles for piece in _pieces(pile, plan, table, run))
    if piles:
        yield write_file(folder, part_name(table, run), pieces=ahead(pieces))


def _pieces(pile: Path, plan: Plan, table: str, run: str) -> Iterator[pa.Table]:
    """Yield the rows of a pile, sorted; it is let go of before the next one is read."""
    final = _final(_taken(pile), plan, table, run).combine_chunks()
    order = pc.sort_indices(final, SHAPES[table].keys)
    group = SHAPES[table].group_rows
    for start in range(0, len(order), group):
        yield final.take(order[start : start + group])


def _taken(pile: Path) -> pa.Table:
    with pa.OSFile(str(pile)) as file:
        staged = pa.ipc.open_stream(file).read_all()
    pile.unlink()
    return staged


def _final(staged: pa.Table, plan: Plan, table: str, run: str) -> pa.Table:
    """Return ``staged`` with the columns of ``table``, the ones only known now filled in."""
    ordinals = staged.column("ordinal").to_pylist()
    new: dict[str, object] = {"run": [run] * len(ordinals)}
    ids = plan.ids.take(staged.column("ordinal").combine_chunks())
    if table == "removals":
        new["document_id"] = ids
    else:
        new["id"] = ids
    if table == "documents":
        new["family"] = [plan.family(ordinal) for ordinal in ordinals]
    if table == "duplicates":
        copies = [plan.copies[ordinal] for ordinal in ordinals]
        new["kept_id"] = [plan.kept_id(ordinal) for ordinal in ordinals]
        for measure in ("kind", "similarity", "jaccard", "contained"):
            new[measure] = [getattr(copy, measure) for copy in copies]
    wanted = schema(table)
    columns = [new[name] if name in new else staged.column(name) for name in wanted.names]
    arrays = [
        pa.array(column, field.type) if isinstance(column, list) else column.cast(field.type)  # type: ignore[attr-defined]
        for column, field in zip(columns, wanted, strict=True)
    ]
    return pa.table(arrays, schema=wanted)
