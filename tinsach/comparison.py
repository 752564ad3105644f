"""The comparing of documents with each other: copies, families, and lines that a site repeats."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaning.dedup import KeyTable, Relations, copy_key, relate
from cleaning.document import Document, Outcome, Rejection
from cleaning.line_counts import LINE, LineCounts, paragraph_keys
from cleaning.quality import TooShort
from cleaning.repeats import MIN_DOCUMENTS, RepeatedOnSite, distinct_text, without
from output.plan import CopyOf
from output.run import Run
from tinsach.pool import Cleaned


@dataclass(frozen=True, slots=True)
class Found:
    """The copies and the families among the staged documents, by ordinal, as ``Run.commit`` takes them."""

    copies: Mapping[int, CopyOf]
    families: Mapping[int, int | str]


class Comparison:
    """The keys of all documents of the run; those of the corpus are asked for what resembles them.

    Documents are compared by their own text: without the lines that many documents of their site hold. Keys
    of the corpus were made with the lines known then, so lines learned later stay in them: they only decide
    which texts are compared. Memory: 330 bytes a new document, twice that while comparing, and the keys and
    texts of those settled ones that resemble new ones.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._keys = KeyTable()
        self._frequent = run.frequent_lines(MIN_DOCUMENTS)
        self._index = run.settled_keys(lambda document: copy_key(self._own(document), settled=True))
        self._positions: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._ordinals: list[int] = []

    def add(self, item: Cleaned, ordinal: int | None) -> None:
        """Take the key of a staged document; what was known already has no ordinal."""
        if item.key is None or ordinal is None or not isinstance(item.outcome, Document):
            return
        own = self._own(item.outcome, np.frombuffer(item.line_keys, dtype=LINE))
        self._keys.append(item.key if own is item.outcome else copy_key(own))
        self._ordinals.append(ordinal)

    def found(self) -> Found:
        """Return the copies and the families."""
        self._positions, others = self._index.matches(self._keys)
        keys = KeyTable(self._index.keys(self._positions)).extended(self._keys)
        relations = relate(keys, self._texts, others)
        named = self._ids(relations)
        families = self._run.settled_families(named)
        copies = {
            self._ordinal(at): CopyOf(
                self._name(copy.kept, named), copy.kind, copy.similarity, copy.jaccard, copy.contained
            )
            for at, copy in relations.copies.items()
        }
        related = {
            self._ordinal(at): self._name(elder, families)
            for at, elder in relations.families.items()
            if at >= len(self._positions)
        }
        return Found(copies, related)

    def remove_repeats(self, found: Found, judge: RepeatedOnSite, too_short: TooShort) -> bool:
        """Take the lines that ``judge`` objects to out of the staged documents; return whether to look again.

        Lines are counted in documents that are no copies by ``found``. What is too short without them
        is rejected. When this returns true, documents changed, and with them what they are copies of.
        """
        counts = self._run.staged_lines(found.copies, found.families)
        frequent = counts.at_least(MIN_DOCUMENTS)
        if not len(frequent):
            return False
        learned = frequent.only(self._frequent.count(frequent.keys) == 0)
        self._frequent = LineCounts.sum((self._frequent, learned))
        change = _Change(self, judge, too_short, counts)
        self._run.revise(change)
        self._keys.drop([self._position(ordinal) for ordinal in change.rejected])
        self._ordinals = [ordinal for ordinal in self._ordinals if ordinal not in change.rejected]
        return True

    def update(self, ordinal: int, document: Document, keys: npt.NDArray[Any]) -> None:
        """Compare a staged document by what is its own now."""
        self._keys.replace(self._position(ordinal), copy_key(self._own(document, keys)))

    def _own(self, document: Document, keys: npt.NDArray[Any] | None = None) -> Document:
        text = self._own_text(document.site, document.text, keys)
        return document if text == document.text else replace(document, text=text)

    def _own_text(self, site: str | None, text: str, keys: npt.NDArray[Any] | None = None) -> str:
        if not len(self._frequent):
            return text
        known = paragraph_keys(site, text) if keys is None else keys
        return distinct_text(text, known, self._frequent)

    def _ids(self, relations: Relations) -> dict[int, str]:
        """Return the ids of the settled documents that are named, by their positions in the corpus."""
        named = {copy.kept for copy in relations.copies.values()} | set(relations.families.values())
        return self._run.settled_ids({int(self._positions[at]) for at in named if at < len(self._positions)})

    def _name(self, at: int, names: Mapping[int, str]) -> int | str:
        return names[int(self._positions[at])] if at < len(self._positions) else self._ordinal(at)

    def _ordinal(self, at: int) -> int:
        return self._ordinals[at - len(self._positions)]

    def _position(self, ordinal: int) -> int:
        return bisect_left(self._ordinals, ordinal)

    def _texts(self, positions: Collection[int]) -> Iterator[tuple[int, str]]:
        places = {int(self._positions[at]): at for at in positions if at < len(self._positions)}
        staged = {self._ordinal(at): at for at in positions if at >= len(self._positions)}
        settled = (replace(one, at=places[one.at]) for one in self._run.settled_texts(places.keys()))
        found = (replace(one, at=staged[one.at]) for one in self._run.texts(staged.keys()))
        for one in chain(settled, found):
            yield one.at, self._own_text(one.site, one.text)


class _Change:
    """What becomes of each staged document; remembers which ones are rejected."""

    def __init__(
        self, comparison: Comparison, judge: RepeatedOnSite, too_short: TooShort, counts: LineCounts
    ) -> None:
        self._comparison = comparison
        self._judge = judge
        self._too_short = too_short
        self._counts = counts
        self._frequent = counts.at_least(MIN_DOCUMENTS)
        self.rejected: set[int] = set()

    def __call__(self, ordinal: int, document: Document, keys: npt.NDArray[Any]) -> Outcome | None:
        """Return the document without what its site repeats, its rejection, or ``None`` for no change."""
        if document.site is None or not self._frequent.count(keys["masked"]).any():
            return None
        evidence = self._judge.repeats(document, keys, self._counts)
        left = without(document, evidence) if evidence else document
        if evidence and (objection := self._too_short.objection(left)):
            self.rejected.add(ordinal)
            return Rejection(left, self._too_short.reason, objection)
        self._comparison.update(ordinal, left, np.delete(keys, list(evidence)))
        return left if evidence else None
