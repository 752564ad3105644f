"""The measures of pairs from compiled loops: all texts of a batch in a few long arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Ranks
from cleaning.dedup.compiled import pairs, sets
from cleaning.dedup.compiled.pairs import HeldLimits, NewsLimits, PairsOf
from cleaning.dedup.compiled.sets import Common, FactSets, PassageSets, Sets, Words
from cleaning.dedup.content import MIDST
from cleaning.dedup.facts import CONTEXT, MAX_ADDED, MIN_ADDED, Agreements, Flags
from cleaning.dedup.frequency import RARE, Frequencies
from cleaning.dedup.holding import HeldColumns, HeldPairs
from cleaning.dedup.measures import Overlaps
from cleaning.dedup.shingles import MAX_SHINGLES, PASSAGE, SAMPLED, SHINGLE, Hashes
from cleaning.dedup.tokens import are_numbers

_NEWS = NewsLimits(MIN_ADDED, MAX_ADDED, *MIDST)
_HELD = HeldLimits(MAX_SHINGLES, RARE)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """Texts by rank; what is asked of a text is made when it is first asked for."""

    ranks: Ranks
    order: Ranks
    words: Words
    common: Common
    shingles: Sets
    passages: PassageSets
    facts: FactSets

    @classmethod
    def of(cls, ranks: Sequence[int], words: Sequence[Hashes], known: Frequencies) -> Compiled:
        """Return the measures of texts of ``words``; passages weigh as ``known`` says."""
        named = np.array(ranks, dtype=np.int64)
        order = np.argsort(named)
        read = flat(words)
        sizes = np.minimum(np.diff(read.starts), MAX_SHINGLES)
        numbers = np.concatenate([[0], np.cumsum(are_numbers(read.hashes))])[read.starts]
        return cls(
            named[order],
            order,
            read,
            Common(known.keys.astype(np.uint32), known.common_weights(), RARE),
            _sets(sizes),
            _passages(sizes),
            FactSets(_sets(np.diff(numbers)), _sets(np.diff(numbers)), np.empty(numbers[-1], np.uint64)),
        )

    def overlaps(self, first: Ranks, second: Ranks) -> Overlaps:
        """Return the overlaps of the shingles of each pair."""
        asked = self._asked(first, second)
        new = _unmade(asked, self.shingles)
        sets.make_shingles(self.words, new, SHINGLE, MAX_SHINGLES, self.shingles)
        found = np.empty((len(first), 3), dtype=np.int64)
        pairs.overlaps(asked, self.shingles, MAX_SHINGLES, found)
        shared, union, own = np.ascontiguousarray(found.T)
        return Overlaps(shared / np.maximum(union, 1), shared / np.maximum(own, 1))

    def agreements(self, first: Ranks, second: Ranks) -> Agreements:
        """Return the agreements of the numbers of each pair."""
        asked = self._asked(first, second)
        self._make_facts(asked)
        found = np.empty((len(first), 2), dtype=np.int64)
        pairs.agreements(asked, self.facts, found)
        return Agreements(*np.ascontiguousarray(found.T))

    def helds(self, first: Ranks, second: Ranks) -> HeldPairs:
        """Return what of each text stands in the other, by how rare its passages are."""
        asked = self._asked(first, second)
        self._make_passages(asked)
        found = np.empty((len(first), 2, 5), dtype=np.int64)
        pairs.helds(asked, self.passages, _HELD, found)
        return HeldPairs(_held(found[:, 0]), _held(found[:, 1]))

    def news(self, texts: Ranks, others: Ranks) -> Flags:
        """Return which of ``texts`` have news beside their other."""
        asked = self._asked(texts, others)
        self._make_passages(asked)
        self._make_facts(asked)
        found = np.empty(len(texts), dtype=bool)
        pairs.has_news(asked, self.words, self.passages, self.facts, _NEWS, found)
        return found

    def _asked(self, first: Ranks, second: Ranks) -> PairsOf:
        return PairsOf(*(self.order[np.searchsorted(self.ranks, ranks)] for ranks in (first, second)))

    def _make_passages(self, asked: PairsOf) -> None:
        new = _unmade(asked, self.passages.sets)
        sets.make_passages(self.words, new, PASSAGE, MAX_SHINGLES, self.passages)
        sets.make_weights(new, SAMPLED - 1, self.common, self.passages)

    def _make_facts(self, asked: PairsOf) -> None:
        sets.make_facts(self.words, _unmade(asked, self.facts.numbers), CONTEXT, self.facts)


def flat(words: Sequence[Hashes]) -> Words:
    """Return the words of several texts in one array."""
    starts = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in words], out=starts[1:])
    return Words(np.concatenate([*words, np.empty(0, dtype=np.uint64)]), starts)


def _sets(sizes: Ranks) -> Sets:
    """Return room for sets of at most ``sizes`` hashes; none is made yet."""
    begins = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=begins[1:])
    return Sets(begins, np.full(len(sizes), -1), np.empty(begins[-1], dtype=np.uint64))


def _passages(sizes: Ranks) -> PassageSets:
    """Return room for at most ``sizes`` passages; none is made yet."""
    hashes, room = _sets(sizes), int(sizes.sum())
    small = (np.empty(room, dtype=np.int32) for _ in range(3))
    counts = np.zeros(len(sizes), dtype=np.int64)
    return PassageSets(hashes, next(small), next(small), counts, next(small), np.empty(room, dtype=np.int64))


def _unmade(asked: PairsOf, made: Sets) -> Ranks:
    texts = np.unique(np.concatenate(asked))
    new: Ranks = texts[made.counts[texts] < 0]
    return new


def _held(counts: npt.NDArray[np.int64]) -> HeldColumns:
    common, own, shared, counted, length = np.ascontiguousarray(counts.T)
    share = common / np.maximum(common + own, 1)
    return HeldColumns(share, common / RARE, shared / np.maximum(counted, 1), length)
