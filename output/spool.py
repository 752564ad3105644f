"""Rows on disk while a run is at work: written once in order, read back in batches, never all in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

BATCH_ROWS = 1_000
"""Rows held in memory before they go to disk; also about what one reading step loads."""

BATCH_BYTES = 8 << 20
"""The same as a limit on bytes, so that a run of ten-megabyte records stays small too."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Where one batch lies: the number of its file, its number in it, and the rows before it."""

    segment: int
    index: int
    first: int
    rows: int


class Spool:
    """An append-only table in Arrow IPC files, LZ4-compressed: cheap to write and to read column-wise.

    Reading closes the file being written; a later ``append`` opens the next one.
    """

    def __init__(self, folder: Path, name: str, schema: pa.Schema) -> None:
        self.rows = 0
        self._folder = folder
        self._name = name
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._held_rows = self._held_bytes = 0
        self._batches: list[_Batch] = []
        self._writer: pa.RecordBatchFileWriter | None = None
        self._segments = 0

    def append(self, rows: pa.RecordBatch) -> int:
        """Add ``rows`` and return the number of the first, counted from 0."""
        self._held.append(rows)
        self._held_rows += rows.num_rows
        self._held_bytes += rows.nbytes
        first = self.rows
        self.rows += rows.num_rows
        if self._held_rows >= BATCH_ROWS or self._held_bytes >= BATCH_BYTES:
            self._flush()
        return first

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield all rows in order, with all columns or only ``columns`` (in the schema's order)."""
        yield from (batch for _, batch in self._read(self._sealed(), columns))

    def values(self, columns: Sequence[str], numbers: Collection[int]) -> Iterator[tuple[Any, ...]]:
        """Yield the given rows' numbers, each with its values of ``columns`` (in the schema's order)."""
        wanted = np.unique(np.fromiter(numbers, dtype=np.int64, count=len(numbers)))
        places = [place for place in self._sealed() if _between(wanted, place.first, place.rows).size]
        for place, batch in self._read(places, columns):
            here = _between(wanted, place.first, place.rows)
            chosen = batch.take(pa.array(here - place.first))
            yield from zip(here.tolist(), *(column.to_pylist() for column in chosen.columns), strict=True)

    def close(self) -> None:
        """Finish the file being written; harmless to repeat."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _sealed(self) -> list[_Batch]:
        self._flush()
        self.close()
        return list(self._batches)

    def _flush(self) -> None:
        if not self._held_rows:
            return
        writer = self._writer or self._next_segment()
        writer.write_batch(pa.concat_batches(self._held))
        last = self._batches[-1] if self._batches else None
        index = last.index + 1 if last and last.segment == self._segments else 0
        first = self.rows - self._held_rows
        self._batches.append(_Batch(self._segments, index, first, self._held_rows))
        self._held, self._held_rows, self._held_bytes = [], 0, 0

    def _next_segment(self) -> pa.RecordBatchFileWriter:
        self._segments += 1
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writer = pa.ipc.new_file(str(self._path(self._segments)), self._schema, options=options)
        return self._writer

    def _path(self, segment: int) -> Path:
        return self._folder / f"{self._name}-{segment}.arrow"

    def _read(
        self, places: Sequence[_Batch], columns: Sequence[str] | None
    ) -> Iterator[tuple[_Batch, pa.RecordBatch]]:
        options = pa.ipc.IpcReadOptions()
        if columns is not None:
            options.included_fields = [self._schema.get_field_index(name) for name in columns]
        for segment in sorted({place.segment for place in places}):
            with pa.OSFile(str(self._path(segment))) as file:
                reader = pa.ipc.open_file(file, options=options)
                for place in (place for place in places if place.segment == segment):
                    yield place, reader.get_batch(place.index)


def _between(ordered: np.ndarray, first: int, count: int) -> np.ndarray:
    """Return the members of the sorted array ``ordered`` from ``first`` up to ``first + count``."""
    start, end = np.searchsorted(ordered, [first, first + count])
    return ordered[start:end]
