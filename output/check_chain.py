"""The chain of records: each as it was committed, each after the one it says it followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from output.errors import CorpusError
from output.finding import Finding
from output.head import read_head
from output.layout import Layout, record_name
from output.records import RunRecord, fingerprint


def chain_findings(layout: Layout, records: Sequence[RunRecord]) -> Iterator[Finding]:
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


def head_findings(layout: Layout, records: Sequence[RunRecord]) -> Iterator[Finding]:
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
