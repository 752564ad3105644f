"""Reading a corpus in bounded memory: only files that a run record names, in the order they were added."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from output.errors import CorpusError
from output.history import in_effect
from output.layout import Layout, part_number
from output.records import RunRecord, read_records
from output.rows import Row

_BATCH_ROWS = 2_000
"""Rows loaded at once: about 10 MB of usual reports."""

_NARROW_ROWS = 100_000
"""Rows of a few short columns that are counted at once: some 20 MB, and few enough calls not to matter."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a corpus as the given run records describe them; later runs are not seen.

    ``records`` are those in effect (``output.history``): runs, and rewritings that hold rows of runs.
    """

    layout: Layout
    records: tuple[RunRecord, ...]

    @classmethod
    def at(cls, root: Path) -> Tables:
        """Return the tables of the corpus at ``root`` as they are now."""
        layout = Layout(root)
        return cls(layout, in_effect(read_records(layout)))

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """Return the records of runs, oldest first."""
        return tuple(record for record in self.records if record.is_run)

    @property
    def holding(self) -> tuple[RunRecord, ...]:
        """Return the records that hold files: what is derived from documents is derived for each of them."""
        return tuple(record for record in self.records if record.files)

    def parts(self) -> Iterator[Tables]:
        """Yield the tables cut into parts that belong together, for work that holds one of them in memory.

        A part is a run as it was committed, or the files of one number of a rewriting: the rows of some
        runs with all their removals.
        """
        for record in self.records:
            numbers = {0 if record.is_run else part_number(entry.name) for entry in record.files}
            for number in sorted(numbers):
                files = (e for e in record.files if record.is_run or part_number(e.name) == number)
                yield Tables(self.layout, (replace(record, files=tuple(files)),))

    def without(self, names: Collection[str]) -> Tables:
        """Return these tables without the parts that hold any of the files called ``names``."""
        parts = (part for part in self.parts() if not _names(part) & set(names))
        return Tables(self.layout, tuple(record for part in parts for record in part.records))

    def files(self, table: str) -> list[Path]:
        """Return the files of ``table``, oldest run first."""
        entries = (entry for record in self.records for entry in record.files)
        return [self.layout.root / entry.name for entry in entries if entry.table == table]

    def rows_in(self, table: str) -> int:
        """Return the number of rows of ``table`` by the run records."""
        return sum(e.rows for record in self.records for e in record.files if e.table == table)

    def batches(
        self, table: str, columns: Sequence[str] | None = None, *, rows: int = _BATCH_ROWS
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of ``table`` in a stable order, with all columns or only ``columns``."""
        for path in self.files(table):
            yield from read_batches(path, columns, rows=rows)

    def chunks(self, table: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield ``columns`` likewise, many rows at a time, of several files when they are small.

        For work on whole columns, where a call costs as much for three rows as for a thousand.
        """
        held: list[pa.Table] = []
        waiting = 0
        for batch in self.batches(table, columns, rows=_NARROW_ROWS):
            held.append(pa.Table.from_batches([batch]))
            waiting += batch.num_rows
            if waiting >= _NARROW_ROWS:
                yield pa.concat_tables(held, promote_options="default")
                held, waiting = [], 0
        if held:
            yield pa.concat_tables(held, promote_options="default")

    def rows(self, table: str, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """Yield the rows of ``table`` as Python values, in a stable order; times are in UTC."""
        for batch in self.batches(table, columns):
            yield from in_utc(batch).to_pylist()

    def values(self, table: str, column: str, positions: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield the given positions (in the order of ``rows``) and their values of ``column``, sorted."""
        wanted = np.unique(np.fromiter(positions, dtype=np.int64, count=len(positions)))
        first = 0
        for path in self.files(table):
            with _open(path) as file:
                for group in range(file.num_row_groups):
                    rows = file.metadata.row_group(group).num_rows
                    start, end = np.searchsorted(wanted, [first, first + rows])
                    if here := wanted[start:end].tolist():
                        chosen = pa.array([place - first for place in here])
                        values = file.read_row_group(group, columns=[column]).column(0).take(chosen)
                        yield from zip(here, values.to_pylist(), strict=True)
                    first += rows

    def find(
        self, table: str, column: str, wanted: Collection[str], *, columns: Sequence[str] | None = None
    ) -> Iterator[Row]:
        """Yield the rows of ``table`` whose ``column`` is one of ``wanted``, whole or only ``columns``.

        Row groups without any of them are not read, but for ``column`` where Parquet's statistics don't
        tell: they do when the table is sorted by it.
        """
        values = pa.array(sorted(wanted), pa.string())
        for path in self.files(table) if len(values) else ():
            with _open(path) as file:
                for group in range(file.num_row_groups):
                    chosen = _found_in(file, group, column, values)
                    if pc.any(chosen).as_py():
                        found = file.read_row_group(group, columns=columns).filter(chosen)
                        for batch in found.to_batches():
                            yield from in_utc(batch).to_pylist()


def _found_in(file: pq.ParquetFile, group: int, column: str, values: pa.Array) -> pa.ChunkedArray:
    """Return for the rows of a row group whether ``column`` is one of the sorted ``values``."""
    if not _may_hold(file, group, column, values):
        return pa.chunked_array([], pa.bool_())
    return pc.is_in(file.read_row_group(group, columns=[column]).column(0), value_set=values)


def _may_hold(file: pq.ParquetFile, group: int, column: str, values: pa.Array) -> bool:
    about = file.metadata.row_group(group)
    chunks = (about.column(number) for number in range(about.num_columns))
    known = next(chunk.statistics for chunk in chunks if chunk.path_in_schema == column)
    if known is None or not known.has_min_max:
        return True
    inside = pc.and_(pc.greater_equal(values, known.min), pc.less_equal(values, known.max))
    return bool(pc.any(inside).as_py())


def _names(tables: Tables) -> set[str]:
    return {entry.name for record in tables.records for entry in record.files}


def read_batches(
    path: Path, columns: Sequence[str] | None = None, *, rows: int = _BATCH_ROWS
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of one file, with all columns or only ``columns``."""
    with _open(path) as file:
        yield from file.iter_batches(rows, columns=columns)


def in_utc(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return ``batch`` with all times in UTC, which Python knows without a time zone database."""
    for index, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type):
            kind = pa.timestamp("us", tz="UTC")
            batch = batch.set_column(index, field.name, batch.column(index).cast(kind))
    return batch


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise CorpusError(f"{path}: can't be read ({error}); `tinsach check` says what is wrong") from error
