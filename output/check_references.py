"""Follows every reference between rows: ids given twice, and references to rows that are not there.

Memory: 16 bytes a row of ``documents``, ``duplicates`` and ``rejected``, and one batch of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from output.finding import Finding
from output.identity import DigestSet, digest
from output.tables import Tables, read_batches


def reference_findings(tables: Tables) -> Iterator[Finding]:
    """Find ids given twice, and references to rows that are not there."""
    documents = DigestSet(_ids(tables, "documents"))
    rows = DigestSet(one for table in ("documents", "duplicates", "rejected") for one in _ids(tables, table))
    yield from _given_twice(tables, rows.repeated())
    for table, column, target, named in (
        ("documents", "family", documents, "documents"),
        ("duplicates", "kept_id", documents, "documents"),
        ("removals", "document_id", rows, "any table"),
    ):
        for name, dangling in _dangling(tables, table, column, target):
            example = f"{len(dangling)} values of {column} are in no row of {named}, e.g. {dangling[0]}"
            yield Finding(name, example)


def _ids(tables: Tables, table: str) -> Iterator[bytes]:
    for batch in tables.batches(table, ["id"]):
        yield b"".join(map(digest, batch.column(0).to_pylist()))


def _given_twice(tables: Tables, repeated: DigestSet) -> Iterator[Finding]:
    if not len(repeated):
        return
    for table in ("documents", "duplicates", "rejected"):
        for name, shared in _dangling(tables, table, "id", repeated, inside=True):
            yield Finding(name, f"{len(shared)} ids are given more than once, e.g. {shared[0]}")


def _dangling(
    tables: Tables, table: str, column: str, target: DigestSet, *, inside: bool = False
) -> Iterator[tuple[str, list[str]]]:
    """Yield per file its distinct values of ``column`` that are not in ``target`` (or, inside, that are)."""
    for path in tables.files(table):
        values = _distinct(read_batches(path, [column]))
        found = [value for value in values if (digest(value) in target) == inside]
        if found:
            yield str(path.relative_to(tables.layout.root)), found


def _distinct(batches: Iterable[pa.RecordBatch]) -> Iterator[str]:
    """Yield the values of the only column, without most of the repetitions."""
    for batch in batches:
        yield from pc.unique(batch.column(0)).to_pylist()
