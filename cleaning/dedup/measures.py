"""The measures of pairs of texts, of a whole batch at a time; what they mean is decided in ``verify``.

``ByArrays`` measures one pair after the other with the functions of ``content`` and ``facts``; compiled loops
(``cleaning.dedup.compiled``) give the same numbers, many times faster, where they can be had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from cleaning.dedup import compiled
from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.content import Content, Held, has_news, held, overlap, weighted
from cleaning.dedup.facts import Agreements, Flags, agreement
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.holding import HeldColumns, HeldPairs, Weighing
from cleaning.dedup.shingles import MAX_SHINGLES, Hashes
from cleaning.dedup.tokens import hashes_of

READ: Final = 256
"""Texts in memory at a time, beside the hashes of a batch."""

WEIGHED: Final = 500
"""Pairs weighed at a time: the passages of some thousand reports, 15 MB."""

Scores = npt.NDArray[np.float64]


class Overlaps(NamedTuple):
    """Parallel arrays of what ``Overlap`` says of several pairs."""

    jaccard: Scores
    contained: Scores


class Measures(Protocol):
    """Some texts, and how their pairs compare; texts are named by rank."""

    def overlaps(self, first: Ranks, second: Ranks) -> Overlaps:
        """Return the ``overlap`` of the shingles of each pair."""

    def agreements(self, first: Ranks, second: Ranks) -> Agreements:
        """Return the ``agreement`` of the numbers of each pair."""

    def helds(self, first: Ranks, second: Ranks) -> HeldPairs:
        """Return what of each text stands in the other, by how rare its passages are."""

    def news(self, texts: Ranks, others: Ranks) -> Flags:
        """Return which of ``texts`` have news beside their other."""


class Read(NamedTuple):
    """The words of some texts, by the texts' ranks."""

    ranks: list[int]
    words: list[Hashes]

    def measures(self, pairs: Pairs, known: Frequencies) -> Measures:
        """Return the measures of these texts, of which ``pairs`` are; passages weigh as ``known`` says."""
        if compiled.pays(len(pairs.worse)):
            from cleaning.dedup.compiled.contents import Compiled  # noqa: PLC0415 - numba is optional

            return Compiled.of(self.ranks, self.words, known)
        return ByArrays(dict(zip(self.ranks, map(Content, self.words), strict=True)), known)


def read_texts(pairs: Pairs, texts: Callable[[list[int]], Iterable[tuple[int, str]]]) -> Read:
    """Return the words of the texts of ``pairs``; so many are read at a time as make it fast."""
    given = iter(texts(np.unique(np.concatenate(pairs)).tolist()))
    found = Read([], [])
    while some := list(islice(given, READ)):
        ranks, read = zip(*some, strict=True)
        found.ranks.extend(ranks)
        found.words.extend(hashes_of(read))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class ByArrays:
    """Pair after pair; what is asked of a text is made when it is first asked for."""

    contents: dict[int, Content]
    frequencies: Frequencies

    def overlaps(self, first: Ranks, second: Ranks) -> Overlaps:
        """Return the overlaps, each of two sorted arrays."""
        found = [overlap(one.shingles, other.shingles) for one, other in self._pairs(first, second)]
        return Overlaps(*_columns(found, 2))

    def agreements(self, first: Ranks, second: Ranks) -> Agreements:
        """Return the agreements, each of two sets."""
        found = [agreement(one.facts, other.facts) for one, other in self._pairs(first, second)]
        return Agreements(*_columns(found, 2).astype(np.int64))

    def helds(self, first: Ranks, second: Ranks) -> HeldPairs:
        """Return what is held: of texts that are kept whole for many pairs at once, else for one by one."""
        found = HeldPairs(HeldColumns.nothing(len(first)), HeldColumns.nothing(len(first)))
        whole = self._are_whole(first) & self._are_whole(second)
        at = np.flatnonzero(whole)
        for some in np.split(at, range(WEIGHED, len(at), WEIGHED)) if len(at) else []:
            found.put(some, self._held_at_once(first[some], second[some]))
        at = np.flatnonzero(~whole)
        found.put(at, self._held_one_by_one(first[at], second[at]))
        return found

    def news(self, texts: Ranks, others: Ranks) -> Flags:
        """Return which have news."""
        return np.array([has_news(one, other) for one, other in self._pairs(texts, others)], dtype=bool)

    def _pairs(self, first: Ranks, second: Ranks) -> list[tuple[Content, Content]]:
        return [
            (self.contents[one], self.contents[other])
            for one, other in zip(first.tolist(), second.tolist(), strict=True)
        ]

    def _are_whole(self, ranks: Ranks) -> Flags:
        sizes = (len(self.contents[rank].passages.hashes) for rank in ranks.tolist())
        return np.array([0 < size < MAX_SHINGLES for size in sizes], dtype=bool)

    def _held_at_once(self, first: Ranks, second: Ranks) -> HeldPairs:
        ranks = np.unique(np.concatenate([first, second]))
        weighing = Weighing.of([self.contents[rank].passages for rank in ranks.tolist()], self.frequencies)
        return weighing.helds(np.searchsorted(ranks, first), np.searchsorted(ranks, second))

    def _held_one_by_one(self, first: Ranks, second: Ranks) -> HeldPairs:
        known = {
            rank: weighted(self.contents[rank], self.frequencies)
            for rank in {*first.tolist(), *second.tolist()}
        }
        found = [
            held(known[one], known[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)
        ]
        return HeldPairs(_held([both.first for both in found]), _held([both.second for both in found]))


def _columns(rows: Sequence[Sequence[float]], count: int) -> Scores:
    found: Scores = np.array(rows, dtype=np.float64).reshape(-1, count).T
    return found


def _held(rows: Sequence[Held]) -> HeldColumns:
    share, passages, plain, length = _columns(rows, 4)
    return HeldColumns(share, passages, plain, length.astype(np.int64))
