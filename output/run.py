"""A run at work: stages outcomes on disk, then commits them all or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaning.document import Document, Failure, Outcome, VerdictKind
from cleaning.line_counts import KeyRange, LineCounts, key_ranges
from cleaning.repeats import MIN_DOCUMENTS
from output.chain import parent_of_next
from output.copy_index import CopyIndex, Keyed
from output.durable import write
from output.encoded import Encoded, WithKeys
from output.head import read_head
from output.identity import DigestSet
from output.journal import Journal, publish
from output.layout import index_name, record_name
from output.line_index import LineIndex, counted, write_counts
from output.memory import give_back
from output.parts import write_parts
from output.plan import INDEX_COLUMNS, CopyOf, Plan, make_plan
from output.records import Counts, RunRecord
from output.rows import document_of
from output.schema import SCHEMA_VERSION
from output.settled import SettledKeys
from output.staging import Change, Staging, heads
from output.tables import Tables


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


class SiteText(NamedTuple):
    """The text of a document and its site; ``at`` is the position or ordinal it was asked by."""

    at: int
    site: str | None
    text: str


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


KNOWN: Final = -1
"""The ordinal of a record that the corpus has already."""

CountsOfRange = Callable[[KeyRange, int], LineCounts]
"""Given a range of keys, returns all of the staged documents' in it, each with the number of documents that
count; given a number, those may be missing that are in fewer documents."""


class Run:
    """One run inside ``Corpus.run``; the corpus is locked and recovered while it exists.

    Memory: the settled rows' fingerprints (32 bytes a row of the corpus), one batch of rows, and while
    committing an index of the staged rows and one final file.
    """

    def __init__(self, tables: Tables, what: RunSettings, recovered: str | None = None) -> None:
        self.workshop = tables.layout.workshop(what.run)
        self._tables = tables
        self._what = what
        self._recovered = recovered
        self._started = what.now()
        self._head = read_head(tables.layout)
        self._settled = SettledKeys.read(tables)
        self.workshop.mkdir(parents=True)
        self._staging = Staging(self.workshop)
        self._lines = LineIndex.restored(tables, self.workshop)
        self._records_in = 0
        self._already_known = 0

    @property
    def loose(self) -> DigestSet | None:
        """Return what outcomes are encoded with (``Encoded.of``) where they are."""
        return self._settled.asked

    @property
    def already_known(self) -> int:
        """Return how many records so far are in the corpus already."""
        return self._already_known

    def settled(self) -> Iterator[Settled]:
        """Yield the documents of the corpus, streamed, always in the same order: their positions."""
        for row in self._tables.rows("documents"):
            yield Settled(document_of(row), row["family"])

    def settled_texts(self, positions: Collection[int]) -> Iterator[SiteText]:
        """Yield the texts of documents of the corpus, by their positions in the order of ``settled``."""
        sites, texts = (self._tables.values("documents", name, positions) for name in ("site", "text"))
        return (SiteText(at, site, text) for (at, site), (_, text) in zip(sites, texts, strict=True))

    def settled_keys(self, keyed: Keyed) -> CopyIndex:
        """Return what the documents of the corpus are compared by; ``keyed`` makes missing keys."""
        return CopyIndex.restored(self._tables, self.workshop, keyed)

    def settled_families(self, positions: Collection[int]) -> dict[int, str]:
        """Return the families of the documents at the given positions in the order of ``settled``."""
        return dict(self._tables.values("documents", "family", positions))

    def settled_ids(self, positions: Collection[int]) -> dict[int, str]:
        """Return the ids of the documents at the given positions in the order of ``settled``."""
        return dict(self._tables.values("documents", "id", positions))

    def stage(self, outcome: Outcome | Failure, keys: bytes | None = None) -> int | None:
        """Keep ``outcome`` for the commit and return its ordinal, counted from 0.

        ``keys`` are the bytes of its ``paragraph_keys``, worked out here when not given. Returns ``None``
        when the corpus already has this record; it is only counted then.
        """
        [ordinal] = self.stage_some(Encoded.of([WithKeys(outcome, keys)], self.loose)).tolist()
        return ordinal if ordinal != KNOWN else None

    def stage_some(self, outcomes: Encoded) -> npt.NDArray[np.int64]:
        """Keep ``outcomes``, encoded with ``loose``, and return their ordinals, ``KNOWN`` for known ones."""
        columns = outcomes.columns()
        new = np.ones(columns.rows.num_rows, dtype=bool)
        if outcomes.known:
            new = ~self._settled.known.among(outcomes.fingerprints())
        self._records_in += len(new)
        self._already_known += int((~new).sum())
        first = self._staging.append(columns if new.all() else columns.only(new))
        return np.where(new, first + np.cumsum(new) - 1, KNOWN)

    def texts(self, ordinals: Collection[int]) -> Iterator[SiteText]:
        """Yield the texts of staged outcomes, streamed from disk, sorted by ordinal."""
        return starmap(SiteText, self._staging.rows.values(("site", "text"), ordinals))

    def frequent_lines(self, documents: int) -> LineCounts:
        """Return the lines that at least so many documents of one site in the corpus hold."""
        return self._lines.at_least(documents)

    def staged_lines(self, copies: Collection[int], families: Collection[int]) -> LineCounts:
        """Return the lines of staged documents that are in enough documents, staged or settled, to be judged.

        Staged documents that are copies or join a family don't count. Memory: a range of the keys at a time.
        """
        counting = heads(copies, families)

        def counts(keys: KeyRange, _fewest: int) -> LineCounts:
            every = LineCounts.of(map(keys.of, self._staging.line_keys(lambda _: True))).keys
            found = LineCounts.of(map(keys.of, self._staging.line_keys(counting))).count(every)
            return LineCounts(every, found.astype(np.uint32))

        return self.repeated_lines(counts)

    def repeated_lines(self, counts: CountsOfRange) -> LineCounts:
        """Return the lines of staged documents that are in enough documents, staged or settled, to be judged.

        ``counts`` gives those of a range of keys; the ones in fewer documents than asked for may be left out.
        """
        fewest = 0 if self._lines.rows else MIN_DOCUMENTS
        ranges = key_ranges(self._staging.keys + self._lines.rows)
        return LineCounts.sum(self._repeated(keys, counts(keys, fewest)) for keys in ranges)

    def _repeated(self, keys: KeyRange, staged: LineCounts) -> LineCounts:
        found = LineCounts.sum((staged, self._lines.within(keys))).at_least(MIN_DOCUMENTS)
        return found.only(np.isin(found.keys, staged.keys, assume_unique=True))

    def revise(self, change: Change) -> None:
        """Let ``change`` put other outcomes in the place of staged documents; call it once at most."""
        self._staging.revise(change)

    def commit(
        self, copies: Mapping[int, CopyOf] | None = None, families: Mapping[int, int | str] | None = None
    ) -> RunSummary:
        """Write everything staged into the corpus, all or nothing, and return what came of it.

        ``copies`` says which staged documents are copies of what; ``families`` gives staged documents
        the family of another one: its ordinal, or the family id of a settled document.
        """
        counts = self._counts(copies or {})
        if not self._staging.rows.rows:
            return RunSummary(self._tables.layout.root, self._what.run, counts, None, self._recovered)
        index = pa.Table.from_batches(self._staging.rows.batches(INDEX_COLUMNS))
        plan = make_plan(index, copies or {}, families or {}, self._settled.taken)
        give_back()
        record = self._write(plan, counts)
        return RunSummary(self._tables.layout.root, self._what.run, counts, record, self._recovered)

    def close(self) -> None:
        """Close the files of staging."""
        self._staging.close()

    def _write(self, plan: Plan, counts: Counts) -> RunRecord:
        layout, run = self._tables.layout, self._what.run
        prepared = layout.prepared(run)
        prepared.mkdir()
        first = not self._tables.records
        staging = self._staging
        entries = write_parts(staging.rows, staging.removals, plan, run=run, folder=prepared, first=first)
        record = RunRecord(
            run=run,
            started=self._started.isoformat(),
            finished=self._what.now().isoformat(),
            counts=counts,
            files=tuple(entries),
            parent=parent_of_next(layout),
            inputs=self._what.inputs,
            settings=self._what.settings,
            tool_version=self._what.tool_version,
            schema_version=SCHEMA_VERSION,
        )
        (prepared / "runs").mkdir()
        write(prepared / record_name(run), record.to_json())
        counting = partial(staging.line_keys, plan.is_first_of_family)
        write_counts(prepared / index_name(run), counted(counting, staging.keys))
        names = (*(entry.name for entry in entries), index_name(run), record_name(run))
        publish(layout, Journal(run, names, self._head))
        return record

    def _counts(self, copies: Mapping[int, CopyOf]) -> Counts:
        left_out = {kind: self._by_reason(kind) for kind in (VerdictKind.REJECTED, VerdictKind.FAILED)}
        documents = self._staging.rows.rows - len(copies) - sum(self._staging.left_out.values())
        duplicates = Counter(copy.kind for copy in copies.values())
        return Counts(
            self._records_in,
            self._already_known,
            documents,
            dict(sorted(duplicates.items())),
            *left_out.values(),
        )

    def _by_reason(self, kind: VerdictKind) -> dict[str, int]:
        found = {reason: n for (verdict, reason), n in self._staging.left_out.items() if verdict == kind}
        return dict(sorted(found.items()))
