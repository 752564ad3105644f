"""Proves a corpus from its files: schemas, fingerprints, balance, references, the chain of runs.

Memory: 16 bytes a row of ``documents``, ``duplicates`` and ``rejected``, and one batch of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from output import copy_index
from output.corpus import Corpus
from output.errors import CorpusError
from output.head import read_head
from output.identity import DigestSet, digest
from output.journal import pending
from output.layout import Layout, record_name
from output.line_index import unexpected
from output.records import (
    Counts,
    FileEntry,
    RunRecord,
    added,
    fingerprint,
    in_order,
    read_record,
    totals,
)
from output.schema import SCHEMA_VERSION, TABLES, schema
from output.tables import Tables, read_batches


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the file (relative to the corpus) and what about it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what is wrong; ``totals`` sums the runs."""

    findings: tuple[Finding, ...]
    runs: int = 0
    files: int = 0
    totals: Counts = field(default_factory=Counts)

    @property
    def sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.findings


def check(corpus: Corpus) -> CheckReport:
    """Return everything that is wrong with ``corpus``; reads every file, changes nothing.

    While files are missing or damaged, references between rows are not followed: their findings
    would only repeat the first ones.
    """
    layout = corpus.layout
    found: list[Finding] = list(_leftovers(layout))
    records = in_order(list(_readable(layout, found)))
    found += _chain(layout, records)
    if not layout.journal.exists():
        found += _head(layout, records)
    found += _strangers(layout, records)
    before = len(found)
    for record in records:
        found += _run_findings(layout, record)
    if len(found) == before:
        found += _references(Tables(layout, tuple(records)))
    files = sum(len(record.files) for record in records)
    return CheckReport(tuple(found), len(records), files, totals(records))


def _leftovers(layout: Layout) -> Iterator[Finding]:
    try:
        journal = pending(layout)
    except CorpusError as error:
        yield Finding(layout.journal.name, str(error))
        return
    if journal:
        yield Finding(layout.journal.name, f"run {journal.run} was interrupted; the next run finishes it")
    elif layout.staging.exists():
        yield Finding(layout.staging.name, "left by a run that was killed, or in use by one at work")


def _readable(layout: Layout, found: list[Finding]) -> Iterator[RunRecord]:
    """Yield the records that can be read; the others become findings."""
    for path in sorted(layout.runs.glob("*.json")):
        try:
            record = read_record(path)
        except CorpusError as error:
            found.append(Finding(f"runs/{path.name}", str(error)))
            continue
        if record.run != path.stem:
            found.append(Finding(f"runs/{path.name}", f"is the record of run {record.run}"))
        yield record


def _chain(layout: Layout, records: Sequence[RunRecord]) -> Iterator[Finding]:
    """Find runs that do not follow the run they say they followed, or that two runs say they followed."""
    followed: dict[str | None, str] = {}
    for record in records:
        name, parent = record_name(record.run), record.parent
        if (other := followed.setdefault(parent.run if parent else None, record.run)) != record.run:
            yield Finding(name, f"follows the same run as run {other}")
        if parent is None:
            continue
        if not (path := layout.root / record_name(parent.run)).exists():
            yield Finding(name, f"follows run {parent.run}, whose record is missing")
        elif fingerprint(path) != parent.sha256:
            yield Finding(record_name(parent.run), f"was changed after run {record.run} followed it")


def _head(layout: Layout, records: Sequence[RunRecord]) -> Iterator[Finding]:
    """Compare the last record with ``HEAD``: no later run holds its fingerprint."""
    try:
        head = read_head(layout)
    except CorpusError as error:
        yield Finding(layout.head.name, str(error))
        return
    last = record_name(records[-1].run) if records else None
    if head is None:
        if last:
            yield Finding(layout.head.name, f"is missing; it says how {last} was committed")
    elif not (layout.root / head.record).exists():
        yield Finding(layout.head.name, f"names {head.record}, which is missing")
    elif fingerprint(layout.root / head.record) != head.sha256:
        yield Finding(head.record, "was changed after it was committed")
    elif last != head.record:
        yield Finding(layout.head.name, f"names {head.record}, but {last} is the last run")


def _strangers(layout: Layout, records: Sequence[RunRecord]) -> Iterator[Finding]:
    """Find what no run put there, which no record vouches for."""
    for path in sorted(layout.root.glob("*")):
        if not layout.knows(path.name):
            yield Finding(path.name, "is no part of a corpus")
    for path in sorted(layout.runs.glob("*")):
        if path.suffix != ".json" or path.is_dir():
            yield Finding(f"{layout.runs.name}/{path.name}", "is no run record")
    named = {entry.name for record in records for entry in record.files}
    for table in TABLES:
        for path in sorted((layout.root / table).rglob("*")):
            name = str(path.relative_to(layout.root))
            if name not in named:
                yield Finding(name, "belongs to no run; readers of the folder see it all the same")
    runs = {record.run for record in records}
    for name, what in (*unexpected(layout, runs), *copy_index.unexpected(layout, runs)):
        yield Finding(name, what)


def _run_findings(layout: Layout, record: RunRecord) -> Iterator[Finding]:
    """Yield what is wrong with the files of one run and with its numbers."""
    name, counts = record_name(record.run), record.counts
    if record.schema_version != SCHEMA_VERSION:
        yield Finding(
            name, f"schema version {record.schema_version!r}, this tinsach writes {SCHEMA_VERSION!r}"
        )
    if not counts.balanced:
        known = f"{counts.records_in} records in, {counts.already_known} of them known"
        yield Finding(name, f"out of balance: {known}, {counts.rows} rows")
    findings = [finding for entry in record.files for finding in _file_findings(layout.root, entry)]
    yield from findings
    if not findings:
        yield from _recount(layout.root, record)


def _file_findings(root: Path, entry: FileEntry) -> Iterator[Finding]:
    path = root / entry.name
    if not path.is_file():
        yield Finding(entry.name, "is missing")
    elif (size := path.stat().st_size) != entry.bytes:
        yield Finding(entry.name, f"has {size} bytes, {entry.bytes} were written")
    elif fingerprint(path) != entry.sha256:
        yield Finding(entry.name, "has another sha256 than was written")
    else:
        yield from _content_findings(path, entry)


def _content_findings(path: Path, entry: FileEntry) -> Iterator[Finding]:
    try:
        with pq.ParquetFile(path) as file:
            found, rows = file.schema_arrow, file.metadata.num_rows
    except (OSError, pa.ArrowInvalid) as error:
        yield Finding(entry.name, f"is no Parquet file ({error})")
        return
    wanted = schema(entry.table)
    if not found.equals(wanted, check_metadata=True):
        odd = {field.name for field in found} ^ {field.name for field in wanted}
        odd |= {f.name for f in wanted if f.name in found.names and not f.equals(found.field(f.name))}
        yield Finding(entry.name, f"has another schema: {', '.join(sorted(odd)) or 'order or metadata'}")
    if rows != entry.rows:
        yield Finding(entry.name, f"has {rows} rows, {entry.rows} were written")


def _recount(root: Path, record: RunRecord) -> Iterator[Finding]:
    """Compare the rows of a run with its counts, table by table and reason by reason."""
    counts = record.counts
    expected = {
        "documents": {"documents": counts.documents} if counts.documents else {},
        "duplicates": dict(counts.duplicates),
        "rejected": added(counts.rejected, counts.failed),
    }
    for table, wanted in expected.items():
        entries = [entry for entry in record.files if entry.table == table]
        found = _counted(root, entries, record.run)
        for name in sorted({*wanted, *found}):
            if wanted.get(name, 0) != found[name]:
                told = f"{wanted.get(name, 0)} by the record, {found[name]} in {table}/"
                yield Finding(record_name(record.run), f"rows that are {name!r}: {told}")


_KIND_COLUMN = {"duplicates": "kind", "rejected": "reason"}


def _counted(root: Path, entries: Sequence[FileEntry], run: str) -> Counter[str]:
    """Count the rows of one table by kind or reason; rows of another run count as ``of another run``."""
    found: Counter[str] = Counter()
    for entry in entries:
        columns = ["run", _KIND_COLUMN.get(entry.table, "run")]
        for batch in read_batches(root / entry.name, list(dict.fromkeys(columns))):
            ours = pc.equal(batch.column("run"), run)
            found["of another run"] += batch.num_rows - (pc.sum(ours).as_py() or 0)
            kinds = batch.filter(ours).column(columns[1]).to_pylist()
            found.update(kinds if entry.table in _KIND_COLUMN else [entry.table] * len(kinds))
    return +found


def _references(tables: Tables) -> Iterator[Finding]:
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
