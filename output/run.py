"""A run at work: stages outcomes on disk, then commits them all or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaning.document import Document, Failure, Outcome, VerdictKind
from output.durable import write
from output.head import Head, read_head
from output.identity import DigestSet, digest, known_key
from output.journal import Journal, publish
from output.layout import Layout, record_name
from output.parts import write_parts
from output.plan import INDEX_COLUMNS, CopyOf, Plan, Taken, make_plan
from output.records import Counts, Parent, RunRecord, fingerprint
from output.rows import STAGED, STAGED_REMOVALS, document_of, staged
from output.schema import SCHEMA_VERSION
from output.spool import Spool
from output.tables import Tables

_KEY_COLUMNS = ("id", "url", "source_path", "source_record", "text")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run is, as its record will say; ``now`` is the clock."""

    run: str
    now: Callable[[], datetime]
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    tool_version: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A document that is in the corpus already, and the id of its family."""

    document: Document
    family: str

    @property
    def id(self) -> str:
        """Return the document's id."""
        return self.document.id


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended: ``record`` is ``None`` when nothing was new, and then nothing was written."""

    corpus: Path
    run: str
    counts: Counts
    record: RunRecord | None
    recovered: str | None = None

    @property
    def committed(self) -> bool:
        """Return whether the corpus changed."""
        return self.record is not None


class Run:
    """One run inside ``Corpus.run``; the corpus is locked and recovered while it exists.

    Memory: the settled rows' fingerprints (32 bytes a row of the corpus), one batch of rows, and while
    committing an index of the staged rows and one final file.
    """

    def __init__(self, tables: Tables, what: RunSettings, recovered: str | None = None) -> None:
        self._tables = tables
        self._what = what
        self._recovered = recovered
        self._started = what.now()
        self._head = read_head(tables.layout)
        self._known, self._taken = _settled_keys(tables)
        folder = tables.layout.workshop(what.run)
        folder.mkdir(parents=True)
        self._rows = Spool(folder, "rows", STAGED)
        self._removals = Spool(folder, "removals", STAGED_REMOVALS)
        self._records_in = 0
        self._already_known = 0
        self._left_out: Counter[tuple[str, str]] = Counter()

    @property
    def already_known(self) -> int:
        """Return how many records so far are in the corpus already."""
        return self._already_known

    def settled(self) -> Iterator[Settled]:
        """Yield the documents of the corpus, streamed, always in the same order: their positions."""
        for row in self._tables.rows("documents"):
            yield Settled(document_of(row), row["family"])

    def settled_texts(self, positions: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield the positions (in the order of ``settled``) and texts of documents of the corpus."""
        return self._tables.values("documents", "text", positions)

    def settled_ids(self, positions: Collection[int]) -> dict[int, str]:
        """Return the ids of the documents at the given positions in the order of ``settled``."""
        return dict(self._tables.values("documents", "id", positions))

    def stage(self, outcome: Outcome | Failure) -> int | None:
        """Keep ``outcome`` for the commit and return its ordinal, counted from 0.

        Returns ``None`` when the corpus already has this record; it is only counted then.
        """
        self._records_in += 1
        made = staged(outcome)
        if known_key(made.row) in self._known:
            self._already_known += 1
            return None
        if made.row["verdict"] != VerdictKind.KEPT:
            self._left_out[made.row["verdict"], made.row["reason"]] += 1
        ordinal = self._rows.append(made.row | {"ordinal": self._rows.rows})
        for removal in made.removals:
            self._removals.append(removal | {"ordinal": ordinal})
        return ordinal

    def texts(self, ordinals: Collection[int]) -> Iterator[tuple[int, str]]:
        """Yield the ordinals and texts of staged outcomes, streamed from disk, sorted by ordinal."""
        return self._rows.values("text", ordinals)

    def commit(
        self, copies: Mapping[int, CopyOf] | None = None, families: Mapping[int, int | str] | None = None
    ) -> RunSummary:
        """Write everything staged into the corpus, all or nothing, and return what came of it.

        ``copies`` says which staged documents are copies of what; ``families`` gives staged documents
        the family of another one: its ordinal, or the family id of a settled document.
        """
        counts = self._counts(copies or {})
        if not self._rows.rows:
            return RunSummary(self._tables.layout.root, self._what.run, counts, None, self._recovered)
        index = pa.Table.from_batches(self._rows.batches(INDEX_COLUMNS))
        plan = make_plan(index, copies or {}, families or {}, self._taken)
        record = self._write(plan, counts)
        return RunSummary(self._tables.layout.root, self._what.run, counts, record, self._recovered)

    def close(self) -> None:
        """Close the files of staging."""
        try:
            self._rows.close()
        finally:
            self._removals.close()

    def _write(self, plan: Plan, counts: Counts) -> RunRecord:
        layout, run = self._tables.layout, self._what.run
        prepared = layout.prepared(run)
        prepared.mkdir()
        first = not self._tables.records
        entries = write_parts(self._rows, self._removals, plan, run=run, folder=prepared, first=first)
        record = RunRecord(
            run=run,
            started=self._started.isoformat(),
            finished=self._what.now().isoformat(),
            counts=counts,
            files=tuple(entries),
            parent=_parent(layout, self._tables.records, self._head),
            inputs=self._what.inputs,
            settings=self._what.settings,
            tool_version=self._what.tool_version,
            schema_version=SCHEMA_VERSION,
        )
        (prepared / "runs").mkdir()
        write(prepared / record_name(run), record.to_json())
        names = (*(entry.name for entry in entries), record_name(run))
        publish(layout, Journal(run, names, self._head))
        return record

    def _counts(self, copies: Mapping[int, CopyOf]) -> Counts:
        left_out = {kind: self._by_reason(kind) for kind in (VerdictKind.REJECTED, VerdictKind.FAILED)}
        documents = self._rows.rows - len(copies) - sum(self._left_out.values())
        duplicates = Counter(copy.kind for copy in copies.values())
        return Counts(
            self._records_in,
            self._already_known,
            documents,
            dict(sorted(duplicates.items())),
            *left_out.values(),
        )

    def _by_reason(self, kind: VerdictKind) -> dict[str, int]:
        found = {reason: n for (verdict, reason), n in self._left_out.items() if verdict == kind}
        return dict(sorted(found.items()))


def _parent(layout: Layout, records: Sequence[RunRecord], head: Head | None) -> Parent | None:
    """Return the last run with its record's fingerprint as committed, so that a later change still shows."""
    if not records:
        return None
    last = records[-1].run
    if head and head.record == record_name(last):
        return Parent(last, head.sha256)
    return Parent(last, fingerprint(layout.root / record_name(last)))


def _settled_keys(tables: Tables) -> tuple[DigestSet, Taken]:
    """Read the corpus once and return what is known and which ids are taken."""
    keys, documents, others = bytearray(), bytearray(), bytearray()
    for table in ("documents", "duplicates", "rejected"):
        columns = (*_KEY_COLUMNS, "reason") if table == "rejected" else _KEY_COLUMNS
        ids = documents if table == "documents" else others
        for row in tables.rows(table, columns):
            keys.extend(known_key(row))
            ids.extend(digest(row["id"]))
    return DigestSet.packed(keys), Taken(DigestSet.packed(documents), DigestSet.packed(others))
