"""The chain of records: what the next one follows."""

from __future__ import annotations

from output.head import read_head
from output.layout import Layout, record_name
from output.records import Parent, fingerprint, read_records


def parent_of_next(layout: Layout) -> Parent | None:
    """Return the last record with its fingerprint as committed, so that a later change still shows.

    ``None`` before the first record. Call it with the lock held.
    """
    records = read_records(layout)
    if not records:
        return None
    last, head = records[-1].run, read_head(layout)
    if head and head.record == record_name(last):
        return Parent(last, head.sha256)
    return Parent(last, fingerprint(layout.root / record_name(last)))
