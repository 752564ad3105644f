"""How the Parquet files of the tables are cut, sorted and written; every writer of data files is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from output.records import FileEntry, fingerprint
from output.schema import schema


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a table are sorted, and how many are sorted at once.

    ``max_rows`` bounds what is held in memory to be sorted, and what ``tinsach compact`` merges into one
    file; ``max_weight`` (characters for reports) does so for long texts: with four bytes a character at
    worst it stays far below Arrow's 2 GB a column. ``group_rows`` is what analysis tools load or skip at
    once: 2,000 to 5,000 reports measured best.
    """

    sort: tuple[str, ...]
    max_rows: int
    group_rows: int
    max_weight: int = 1 << 62

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Return the columns to sort by, as pyarrow takes them."""
        return [(name, "ascending") for name in self.sort]


_REPORTS = Shape(("site", "published_at", "id"), max_rows=25_000, group_rows=4_000, max_weight=100_000_000)

SHAPES: Final = {
    "documents": _REPORTS,
    "duplicates": _REPORTS,
    "rejected": _REPORTS,
    # Pieces are short; sorted by document, so that one report's removals are found by the page index.
    "removals": Shape(("document_id", "line_number", "start"), max_rows=500_000, group_rows=50_000),
}

ZSTD_LEVEL = 6
"""Measured as the best of size against time for the files of runs; pyarrow's own default is 1."""

REWRITE_LEVEL = 9
"""Likewise for files that are written once more, to stay."""

_DISTINCT = frozenset({"id", "document_id", "url", "title", "text", "captions.list.element"})
"""Columns whose values seldom repeat: a dictionary would be built only to be dropped again."""


def write_file(
    folder: Path, name: str, *, pieces: Iterable[pa.Table] = (), level: int = ZSTD_LEVEL
) -> FileEntry:
    """Write ``pieces``, which follow each other in the table's order, to the one file ``folder``/``name``.

    Memory is one piece: each ends a row group. Without pieces the file has no rows.
    """
    table = name.partition("/")[0]
    shape, wanted, path = SHAPES[table], schema(table), folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with path.open("wb") as file, _writer(file, shape, wanted, level) as writer:
        for piece in pieces:
            writer.write_table(piece, row_group_size=shape.group_rows)
            rows += piece.num_rows
    return FileEntry(name, rows, path.stat().st_size, fingerprint(path))


def _writer(file: object, shape: Shape, wanted: pa.Schema, level: int) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        file,
        wanted,
        compression="zstd",
        compression_level=level,
        use_dictionary=[column for column in wanted.names if column not in _DISTINCT],
        write_page_index=True,
        write_page_checksum=True,
        sorting_columns=pq.SortingColumn.from_ordering(wanted, shape.keys, null_placement="at_end"),
    )
