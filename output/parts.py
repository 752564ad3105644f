"""Writing the final Parquet files of a run: sorted, in parts, in bounded memory.

The staged rows are dealt into one pile per final file, in one pass; then each pile is loaded, sorted and
written. Memory is one pile (``Shape``), plus the index of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from output.layout import part_name
from output.plan import Plan
from output.records import FileEntry, fingerprint
from output.schema import TABLES, schema
from output.spool import Spool


@dataclass(frozen=True, slots=True)
class Shape:
    """How the files of a table are cut and sorted.

    ``max_rows`` bounds a file and the memory to sort it; ``max_weight`` (characters for reports) does
    so for long texts: with four bytes a character at worst it stays far below Arrow's 2 GB a column.
    ``group_rows`` is what analysis tools load or skip at once: 2,000 to 5,000 reports measured best.
    """

    sort: tuple[str, ...]
    max_rows: int
    group_rows: int
    max_weight: int = 1 << 62


_REPORTS = Shape(("site", "published_at", "id"), max_rows=25_000, group_rows=4_000, max_weight=100_000_000)

SHAPES: Final = {
    "documents": _REPORTS,
    "duplicates": _REPORTS,
    "rejected": _REPORTS,
    # Pieces are short; sorted by document, so that one report's removals are found by the page index.
    "removals": Shape(("document_id", "line_number", "start"), max_rows=500_000, group_rows=50_000),
}

ZSTD_LEVEL = 6
"""Measured as the best of size against time for parts; pyarrow's own default is 1."""

_DISTINCT = frozenset({"id", "document_id", "url", "title", "text", "captions.list.element"})
"""Columns whose values seldom repeat: a dictionary would be built only to be dropped again."""


def write_parts(
    rows: Spool, removals: Spool, plan: Plan, *, run: str, folder: Path, first: bool = False
) -> list[FileEntry]:
    """Write the staged rows to ``folder``/<table>/<run>-<n>.parquet; tables without rows get no file.

    The ``first`` run of a corpus writes every table, be it empty, so that readers find all four.
    Returns what was written; ``publish`` makes it durable. ``folder``'s parent takes the piles in between.
    """
    piles = folder.parent / "piles"
    piles.mkdir()
    entries: list[FileEntry] = []
    ids = plan.index.set_column(plan.index.schema.get_field_index("id"), "id", plan.ids)
    for table in ("documents", "duplicates", "rejected"):
        dealt = _deal(rows.batches(), _parts_of(ids, plan.tables, table), piles / table)
        entries += _write_table(dealt, plan, table, run, folder)
    dealt = _deal(removals.batches(), _parts_of_removals(plan.ids, ids), piles / "removals")
    entries += _write_table(dealt, plan, "removals", run, folder)
    found = {entry.name.partition("/")[0] for entry in entries}
    missing = [part_name(table, run, 0) for table in TABLES if first and table not in found]
    return entries + [_write_file(folder / name, _empty(name), name) for name in missing]


def _empty(name: str) -> pa.Table:
    return schema(name.partition("/")[0]).empty_table()


def _parts_of(ids: pa.Table, tables: np.ndarray, table: str) -> np.ndarray:
    """Return for each ordinal the number of its file in ``table``, or -1 when it goes elsewhere."""
    shape = SHAPES[table]
    members = np.flatnonzero(tables == table)
    chosen = ids.take(pa.array(members))
    order = pc.sort_indices(chosen, [(name, "ascending") for name in shape.sort]).to_numpy()
    weights = chosen.column("characters").to_numpy()[order]
    parts = np.full(len(tables), -1, dtype=np.int64)
    parts[members[order]] = _numbered(np.arange(len(order)), np.cumsum(weights), shape)
    return parts


def _parts_of_removals(ids: pa.Array, index: pa.Table) -> np.ndarray:
    """Return for each ordinal the number of the file its removals go to; those of one row stay together."""
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
    """Write each row to the pile of its part; return the piles in the order of the parts."""
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
    for number, pile in enumerate(piles):
        with pa.OSFile(str(pile)) as file:
            staged = pa.ipc.open_stream(file).read_all()
        pile.unlink()
        name = part_name(table, run, number)
        final = _final(staged, plan, table, run)
        yield _write_file(
            folder / name, final.sort_by([(key, "ascending") for key in SHAPES[table].sort]), name
        )


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


def _write_file(path: Path, rows: pa.Table, name: str) -> FileEntry:
    table = name.partition("/")[0]
    shape = SHAPES[table]
    path.parent.mkdir(parents=True, exist_ok=True)
    sorting = pq.SortingColumn.from_ordering(
        rows.schema, [(key, "ascending") for key in shape.sort], null_placement="at_end"
    )
    with path.open("wb") as file:
        pq.write_table(
            rows,
            file,
            row_group_size=shape.group_rows,
            compression="zstd",
            compression_level=ZSTD_LEVEL,
            use_dictionary=[column for column in rows.column_names if column not in _DISTINCT],
            write_page_index=True,
            write_page_checksum=True,
            sorting_columns=sorting,
        )
    return FileEntry(name, rows.num_rows, path.stat().st_size, fingerprint(path))
