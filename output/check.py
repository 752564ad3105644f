"""Proves a corpus from its files: schemas, fingerprints, balance, references, the chain of records.

Memory: 16 bytes a row of ``documents``, ``duplicates`` and ``rejected``, and one batch of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from output import copy_index
from output.check_balance import balance_findings
from output.check_chain import chain_findings, head_findings
from output.check_references import reference_findings
from output.corpus import Corpus
from output.errors import CorpusError
from output.finding import Finding
from output.history import in_effect
from output.journal import pending
from output.layout import Layout, record_name
from output.line_index import unexpected
from output.records import (
    Counts,
    FileEntry,
    RunRecord,
    fingerprint,
    in_order,
    read_record,
    totals,
)
from output.schema import SCHEMA_VERSION, schema
from output.strangers import strange_files
from output.tables import Tables


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and what is wrong; ``totals`` sums the runs.

    ``damaged`` are the names of data files that are missing or not as they were written.
    """

    findings: tuple[Finding, ...]
    runs: int = 0
    files: int = 0
    totals: Counts = field(default_factory=Counts)
    damaged: frozenset[str] = frozenset()

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
    found += chain_findings(layout, records)
    if not layout.journal.exists():
        found += head_findings(layout, records)
    tables = Tables(layout, in_effect(records))
    found += _strangers(tables)
    damaged = {
        entry.name: list(_file_findings(layout.root, record, entry))
        for record in tables.records
        for entry in record.files
    }
    found += _outdated(tables)
    found += (finding for findings in damaged.values() for finding in findings)
    sound = {name for name, findings in damaged.items() if not findings}
    out_of_balance = list(balance_findings(tables, records, sound=sound))
    found += out_of_balance
    if len(sound) == len(damaged) and not out_of_balance:
        found += reference_findings(tables)
    return CheckReport(
        tuple(found), len(tables.runs), len(damaged), totals(tables.runs), frozenset(damaged.keys() - sound)
    )


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


def _strangers(tables: Tables) -> Iterator[Finding]:
    """Find what no run put there, which no record vouches for."""
    layout = tables.layout
    for path in sorted(layout.root.glob("*")):
        if not layout.knows(path.name):
            yield Finding(path.name, "is no part of a corpus")
    for path in sorted(layout.runs.glob("*")):
        if path.suffix != ".json" or path.is_dir():
            yield Finding(f"{layout.runs.name}/{path.name}", "is no run record")
    for name in strange_files(tables):
        yield Finding(name, "belongs to no run; readers of the folder see it all the same")
    runs = {record.run for record in tables.holding}
    for name, what in (*unexpected(layout, runs), *copy_index.unexpected(layout, runs)):
        yield Finding(name, what)


def _outdated(tables: Tables) -> Iterator[Finding]:
    for record in tables.records:
        if record.files and record.schema_version != SCHEMA_VERSION:
            what = f"its files are of schema version {record.schema_version or '1'}, this tinsach writes"
            remedy = f"`tinsach upgrade {tables.layout.root}` brings older ones along"
            yield Finding(record_name(record.run), f"{what} {SCHEMA_VERSION}; {remedy}")


def _file_findings(root: Path, record: RunRecord, entry: FileEntry) -> Iterator[Finding]:
    path = root / entry.name
    if not path.is_file():
        yield Finding(entry.name, "is missing")
    elif (size := path.stat().st_size) != entry.bytes:
        yield Finding(entry.name, f"has {size} bytes, {entry.bytes} were written")
    elif fingerprint(path) != entry.sha256:
        yield Finding(entry.name, "has another sha256 than was written")
    else:
        yield from _content_findings(path, entry, record.schema_version)


def _content_findings(path: Path, entry: FileEntry, version: str) -> Iterator[Finding]:
    try:
        with pq.ParquetFile(path) as file:
            found, rows = file.schema_arrow, file.metadata.num_rows
    except (OSError, pa.ArrowInvalid) as error:
        yield Finding(entry.name, f"is no Parquet file ({error})")
        return
    wanted = schema(entry.table)
    if version == SCHEMA_VERSION and not found.equals(wanted, check_metadata=True):
        odd = {field.name for field in found} ^ {field.name for field in wanted}
        odd |= {f.name for f in wanted if f.name in found.names and not f.equals(found.field(f.name))}
        yield Finding(entry.name, f"has another schema: {', '.join(sorted(odd)) or 'order or metadata'}")
    if rows != entry.rows:
        yield Finding(entry.name, f"has {rows} rows, {entry.rows} were written")
