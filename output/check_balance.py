"""Balance: every record that came in is in one row, as the records say and as the files show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import pyarrow as pa

from output.finding import Finding
from output.history import runs_in_files
from output.layout import record_name
from output.records import RunRecord, added
from output.tables import Tables, read_batches

_KIND_COLUMN: Final = {"duplicates": "kind", "rejected": "reason"}

Found = Counter[tuple[str, str, str]]
"""Numbers of rows by run, table, and kind or reason (of documents: the table's name)."""


def balance_findings(
    tables: Tables, records: Sequence[RunRecord], *, sound: Collection[str]
) -> Iterator[Finding]:
    """Yield where the counts of runs don't add up or don't agree with the rows of the ``sound`` files.

    ``records`` is the whole chain. Runs whose rows may be in a file that isn't sound are not recounted.
    """
    held = runs_in_files(records)
    names = [entry.name for record in tables.records for entry in record.files]
    uncertain = {run for name in names if name not in sound for run in held[name]}
    found: Found = Counter()
    for name in names:
        if name in sound and not name.startswith("removals/"):
            strange = _count(tables, name, held[name], found)
            if strange:
                yield Finding(name, f"rows of other runs than are in this file: {strange}")
    for record in tables.runs:
        yield from _unbalanced(record)
        if record.run not in uncertain:
            yield from _recounted(record, found)


def _unbalanced(record: RunRecord) -> Iterator[Finding]:
    counts = record.counts
    if not counts.balanced:
        known = f"{counts.records_in} records in, {counts.already_known} of them known"
        yield Finding(record_name(record.run), f"out of balance: {known}, {counts.rows} rows")


def _recounted(record: RunRecord, found: Found) -> Iterator[Finding]:
    """Compare the rows of a run with its counts, table by table and reason by reason."""
    counts = record.counts
    expected = {
        "documents": {"documents": counts.documents},
        "duplicates": counts.duplicates,
        "rejected": added(counts.rejected, counts.failed),
    }
    for table, wanted in expected.items():
        there = {kind for run, of, kind in found if (run, of) == (record.run, table)}
        for kind in sorted({*wanted, *there}):
            rows = found[record.run, table, kind]
            if wanted.get(kind, 0) != rows:
                told = f"{wanted.get(kind, 0)} by the record, {rows} in {table}/"
                yield Finding(record_name(record.run), f"rows that are {kind!r}: {told}")


def _count(tables: Tables, name: str, runs: Collection[str], found: Found) -> int:
    """Add the rows of a file to ``found``; return how many are of none of ``runs``."""
    table = name.partition("/")[0]
    columns = ["run", *([_KIND_COLUMN[table]] if table in _KIND_COLUMN else [])]
    strange = 0
    for batch in read_batches(tables.layout.root / name, columns):
        rows = pa.Table.from_batches([batch])
        for group in rows.group_by(columns).aggregate([([], "count_all")]).to_pylist():
            if group["run"] in runs:
                found[group["run"], table, group.get(_KIND_COLUMN.get(table, ""), table)] += group[
                    "count_all"
                ]
            else:
                strange += group["count_all"]
    return strange
