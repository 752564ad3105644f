"""How many documents of each site hold each line, kept beside the tables: one small file for each run.

Derived data: a file that is missing or damaged is made anew from the tables. Of the documents of a family
only the first counts, copies do not, and neither does a document without an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaning.draft import PARAGRAPH_BREAK
from cleaning.line_counts import Keys, LineCounts, counted_keys, paragraph_keys
from output.durable import move, sync_file, sync_folder
from output.identity import digest
from output.layout import Layout, index_name
from output.restored import removed_paragraphs
from output.tables import Tables

VERSION = "1"
"""Changes with what a key is made from; files of another version are made anew."""

_SCHEMA = pa.schema([("key", pa.uint64()), ("documents", pa.uint32())]).with_metadata(
    {"tinsach.line_index": VERSION}
)
_GROUP_ROWS = 1 << 17
_KEYS_AT_ONCE = 1 << 23
"""Keys of all runs that are added up at a time: some 300 MB. A report has about 20."""


class LineIndex:
    """The counts of all runs in ``tables``; memory is a slice of the keys, and what is asked for."""

    def __init__(self, tables: Tables) -> None:
        self._paths = [tables.layout.root / index_name(record.run) for record in tables.records]
        rows = sum(pq.read_metadata(path).num_rows for path in self._paths)
        self._slices = 1 + rows // _KEYS_AT_ONCE

    @classmethod
    def restored(cls, tables: Tables, workshop: Path) -> LineIndex:
        """Return the index of ``tables`` after making files anew that are missing or damaged.

        ``workshop`` is a folder for the drafts; call it with the lock of the corpus held.
        """
        for record in tables.records:
            target = tables.layout.root / index_name(record.run)
            if not is_sound(target):
                draft = workshop / target.name
                write_counts(draft, LineCounts.of(_settled_keys(Tables(tables.layout, (record,)))))
                sync_file(draft)
                move(draft, target)
                sync_folder(target.parent)
        return cls(tables)

    def among(self, keys: Keys) -> LineCounts:
        """Return the counts of those of ``keys``, which are sorted, that any document holds."""
        return self._chosen(lambda found: found.only(np.isin(found.keys, keys, assume_unique=True)))

    def at_least(self, documents: int) -> LineCounts:
        """Return the counts of the keys that at least ``documents`` documents hold."""
        return self._chosen(lambda found: found.at_least(documents))

    def _chosen(self, choose: Callable[[LineCounts], LineCounts]) -> LineCounts:
        """Add up the runs slice by slice of the keys, and join what ``choose`` leaves of each."""
        return LineCounts.sum(choose(LineCounts.sum(self._slice(number))) for number in range(self._slices))

    def _slice(self, number: int) -> Iterator[LineCounts]:
        width = (1 << 64) // self._slices + 1
        first, last = number * width, min((number + 1) * width - 1, (1 << 64) - 1)
        key = pc.field("key")
        inside = (key >= pa.scalar(first, pa.uint64())) & (key <= pa.scalar(last, pa.uint64()))
        for path in self._paths:
            yield _counts(pq.read_table(path, filters=inside, partitioning=None))


def is_sound(path: Path) -> bool:
    """Return whether ``path`` holds counts of this version that can be read."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read()
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(table.schema.equals(_SCHEMA, check_metadata=True))


def write_counts(path: Path, counts: LineCounts) -> None:
    """Write ``counts`` to ``path``; keys are noise, so they are stored as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = pa.table([pa.array(counts.keys), pa.array(counts.documents)], schema=_SCHEMA)
    with path.open("wb") as file:
        pq.write_table(
            rows, file, row_group_size=_GROUP_ROWS, compression="zstd", use_dictionary=["documents"],
            write_page_checksum=True,
        )  # fmt: skip


def unexpected(layout: Layout, runs: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each file in the index that is damaged or of no run, and what is wrong with it."""
    for path in sorted(layout.index.glob("*")):
        name = str(path.relative_to(layout.root))
        if path.suffix != ".parquet" or path.stem not in runs:
            yield name, "belongs to no run"
        elif not is_sound(path):
            yield name, "can't be read; the next run makes it anew"


def _settled_keys(tables: Tables) -> Iterator[Keys]:
    """Yield what each first document of a family in ``tables`` is counted under."""
    removed = removed_paragraphs(tables)
    for row in tables.rows("documents", ("id", "site", "text", "family")):
        if row["site"] is not None and row["family"] == row["id"]:
            paragraphs = (row["text"], *removed.get(digest(row["id"]), ()))
            text = PARAGRAPH_BREAK.join(filter(None, paragraphs))
            yield counted_keys(row["site"], paragraph_keys(row["site"], text))


def _counts(table: pa.Table) -> LineCounts:
    return LineCounts(table.column("key").to_numpy(), table.column("documents").to_numpy())
