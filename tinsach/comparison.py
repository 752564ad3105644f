"""The comparing of documents with each other: copies, families, and lines that a site repeats."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaning.dedup import CopyKey, KeyTable, Relations, copy_key, relate
from cleaning.dedup.joins import InProcess, Joining
from cleaning.document import Document, Outcome
from cleaning.line_counts import LineCounts
from cleaning.quality import TooShort
from cleaning.repeats import MIN_DOCUMENTS, RepeatedOnSite
from output.memory import give_back
from output.plan import CopyOf
from output.run import KNOWN, Run
from tinsach.own_text import OwnText, Revised, Revision
from tinsach.parcel import Parcel


@dataclass(frozen=True, slots=True)
class Found:
    """The copies and the families among the staged documents, by ordinal, as ``Run.commit`` takes them."""

    copies: Mapping[int, CopyOf]
    families: Mapping[int, int | str]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a document (``None``: it stays) and its key now; none when it was rejected."""

    outcome: Outcome | None
    key: CopyKey | None

    @classmethod
    def of(cls, revised: Revised) -> Change:
        """Return ``revised`` with the key."""
        return cls(revised.outcome, copy_key(revised.own) if revised.own else None)


Changes = Callable[[int, Document, npt.NDArray[Any]], Change | None]
"""Given a staged document's ordinal, itself and its paragraphs' keys; ``None``: it stays as it is."""


class Comparison:
    """The keys of all documents of the run; those of the corpus are asked for what resembles them.

    Documents are compared by their own text: without the lines that many documents of their site hold. Keys
    of the corpus were made with the lines known then, so lines learned later stay in them: they only decide
    which texts are compared. Memory: 330 bytes a new document, twice that while comparing, and the keys and
    texts of those settled ones that resemble new ones.
    """

    def __init__(self, run: Run, joining: Joining = InProcess) -> None:
        self.run = run
        self._joining = joining
        self.own = OwnText(run.frequent_lines(MIN_DOCUMENTS))
        self.ordinals = array("q")
        self.positions: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._keys = KeyTable()
        self._index = run.settled_keys(lambda document: copy_key(self.own.document(document), settled=True))

    def add(self, parcel: Parcel, ordinals: npt.NDArray[np.int64]) -> None:
        """Take the keys of staged documents; what was known already has the ordinal ``KNOWN``."""
        found = ordinals[list(parcel.keyed)]
        self._keys.extend(parcel.keys, found != KNOWN)
        self.ordinals.extend(found[found != KNOWN].tolist())

    def found(self) -> Found:
        """Return the copies and the families."""
        self.positions, others = self._index.matches(self._keys)
        settled = KeyTable(self._index.keys(self.positions))
        give_back()
        relations = relate(settled.extended(self._keys), self._texts, others, self.joining())
        named = self._ids(relations)
        families = self.run.settled_families(named)
        copies = {
            self._ordinal(at): CopyOf(
                self._name(copy.kept, named), copy.kind, copy.similarity, copy.jaccard, copy.contained
            )
            for at, copy in relations.copies.items()
        }
        related = {
            self._ordinal(at): self._name(elder, families)
            for at, elder in relations.families.items()
            if at >= len(self.positions)
        }
        return Found(copies, related)

    def remove_repeats(self, found: Found, judge: RepeatedOnSite, too_short: TooShort) -> bool:
        """Take the lines that ``judge`` objects to out of the staged documents; return whether to look again.

        Lines are counted in documents that are no copies by ``found``. What is too short without them
        is rejected. When this returns true, documents changed, and with them what they are copies of.
        """
        counts = self.counts(found)
        frequent = counts.at_least(MIN_DOCUMENTS)
        if not len(frequent):
            return False
        learned = frequent.only(self.own.frequent.count(frequent.keys) == 0)
        self.own = OwnText(LineCounts.sum((self.own.frequent, learned)))
        change = _Applied(self, self.changes(Revision(judge, too_short, counts, self.own)))
        self.run.revise(change)
        self._keys.drop([self._position(ordinal) for ordinal in change.rejected])
        self.ordinals = array("q", (one for one in self.ordinals if one not in change.rejected))
        return True

    def forget(self) -> None:
        """Let go of the keys: all has been compared, and committing needs the memory."""
        self._keys = KeyTable()
        self.ordinals = array("q")
        give_back()

    def joining(self) -> Joining:
        """Return what compares the documents as they are now."""
        return self._joining

    def counts(self, found: Found) -> LineCounts:
        """Return the lines of staged documents that are in enough documents to be judged."""
        return self.run.staged_lines(found.copies, found.families)

    def changes(self, revision: Revision) -> Changes:
        """Return what says how each staged document changes by ``revision``; asked in their order."""

        def change(_ordinal: int, document: Document, keys: npt.NDArray[Any]) -> Change | None:
            revised = revision.of(document, keys)
            return Change.of(revised) if revised else None

        return change

    def update(self, ordinal: int, key: CopyKey) -> None:
        """Compare a staged document by ``key`` from now on."""
        self._keys.replace(self._position(ordinal), key)

    def _ids(self, relations: Relations) -> dict[int, str]:
        """Return the ids of the settled documents that are named, by their positions in the corpus."""
        named = {copy.kept for copy in relations.copies.values()} | set(relations.families.values())
        return self.run.settled_ids({int(self.positions[at]) for at in named if at < len(self.positions)})

    def _name(self, at: int, names: Mapping[int, str]) -> int | str:
        return names[int(self.positions[at])] if at < len(self.positions) else self._ordinal(at)

    def _ordinal(self, at: int) -> int:
        return self.ordinals[at - len(self.positions)]

    def _position(self, ordinal: int) -> int:
        return bisect_left(self.ordinals, ordinal)

    def _texts(self, positions: Collection[int]) -> Iterator[tuple[int, str]]:
        places = {int(self.positions[at]): at for at in positions if at < len(self.positions)}
        staged = {self._ordinal(at): at for at in positions if at >= len(self.positions)}
        for one in self.run.settled_texts(places.keys()):
            yield places[one.at], self.own.text(one.site, one.text)
        for one in self.run.texts(staged.keys()):
            yield staged[one.at], self.own.text(one.site, one.text)


class _Applied:
    """The changes of staged documents as staging takes them; remembers which ones are rejected."""

    def __init__(self, comparison: Comparison, changes: Changes) -> None:
        self._comparison = comparison
        self._changes = changes
        self.rejected: set[int] = set()

    def __call__(self, ordinal: int, document: Document, keys: npt.NDArray[Any]) -> Outcome | None:
        """Return the document without what its site repeats, its rejection, or ``None`` for no change."""
        change = self._changes(ordinal, document, keys)
        if change is None:
            return None
        if change.key is None:
            self.rejected.add(ordinal)
        else:
            self._comparison.update(ordinal, change.key)
        return change.outcome
