"""How many documents of each site hold each line, kept beside the tables: one small file for each run.

Derived data: a file that is missing or damaged is made anew from the tables. Of the documents of a family
only the first counts, copies do not, and neither does a document without an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleaning.draft import PARAGRAPH_BREAK
from cleaning.line_counts import KeyRange, Keys, LineCounts, counted_keys, key_ranges, paragraph_keys
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


class LineIndex:
    """The counts of all runs in ``tables``; memory is a range of the keys, and what is asked for.

    ``rows`` is the number of keys in the files of all runs.
    """

    def __init__(self, tables: Tables) -> None:
        self._paths = [tables.layout.root / index_name(record.run) for record in tables.holding]
        self.rows = sum(pq.read_metadata(path).num_rows for path in self._paths)

    @classmethod
    def restored(cls, tables: Tables, workshop: Path) -> LineIndex:
        """Return the index of ``tables`` after making files anew that are missing or damaged.

        ``workshop`` is a folder for the drafts; call it with the lock of the corpus held.
        """
        for record in tables.holding:
            target = tables.layout.root / index_name(record.run)
            if not is_sound(target):
                draft = workshop / target.name
                settled = partial(_settled_keys, Tables(tables.layout, (record,)))
                write_counts(draft, counted(settled, sum(map(len, settled()))))
                sync_file(draft)
                move(draft, target)
                sync_folder(target.parent)
        return cls(tables)

    def at_least(self, documents: int) -> LineCounts:
        """Return the counts of the keys that at least ``documents`` documents hold."""
        ranges = key_ranges(self.rows)
        return LineCounts.sum(self.within(one).at_least(documents) for one in ranges)

    def within(self, keys: KeyRange) -> LineCounts:
        """Return the counts of a range of keys in all runs."""
        key = pc.field("key")
        inside = (key >= pa.scalar(keys.first, pa.uint64())) & (key <= pa.scalar(keys.last, pa.uint64()))
        tables = (pq.read_table(path, filters=inside, partitioning=None) for path in self._paths)
        return LineCounts.sum(map(_counts, tables))


def counted(documents: Callable[[], Iterable[Keys]], keys: int) -> Iterator[LineCounts]:
    """Yield the counts of ``documents``, which hold so many ``keys``, range by range in their order.

    ``documents`` is called for each range and must yield the same.
    """
    for one in key_ranges(keys):
        yield LineCounts.of(map(one.of, documents()))


def is_sound(path: Path) -> bool:
    """Return whether ``path`` holds counts of this version that can be read."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read()
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(table.schema.equals(_SCHEMA, check_metadata=True))


def write_counts(path: Path, parts: Iterable[LineCounts]) -> None:
    """Write ``parts``, in the order of their keys, to ``path``; keys are noise and stored as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"compression": "zstd", "use_dictionary": ["documents"], "write_page_checksum": True}
    with path.open("wb") as file, pq.ParquetWriter(file, _SCHEMA, **options) as writer:
        for part in parts:
            rows = pa.table([pa.array(part.keys), pa.array(part.documents)], schema=_SCHEMA)
            writer.write_table(rows, row_group_size=_GROUP_ROWS)


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
    for part in tables.parts():
        removed = removed_paragraphs(part)
        for row in part.rows("documents", ("id", "site", "text", "family")):
            if row["site"] is not None and row["family"] == row["id"]:
                paragraphs = (row["text"], *removed.get(digest(row["id"]), ()))
                text = PARAGRAPH_BREAK.join(filter(None, paragraphs))
                yield counted_keys(row["site"], paragraph_keys(row["site"], text))


def _counts(table: pa.Table) -> LineCounts:
    return LineCounts(table.column("key").to_numpy(), table.column("documents").to_numpy())
