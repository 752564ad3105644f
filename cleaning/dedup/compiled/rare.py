"""Pairs that share rare passages, by a compiled loop: the answers of ``cleaning.dedup.rare``, no database.

The steps are the same group-bys, over arrays sorted by passage and by document.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.compiled.compiling import compiled, part
from cleaning.dedup.frequency import COMMON, Frequencies, Keys
from cleaning.dedup.rare import MAX_DOCUMENTS, MAX_PARTNERS, MAX_STARS, MIN_SHARED

Flags = npt.NDArray[np.bool_]

_PERCENT: Final = round(100 * MIN_SHARED)
"""In whole numbers, as the database compares decimals."""


class Documents(NamedTuple):
    """How many sampled passages each document has, and which are settled."""

    sizes: Ranks
    settled: Flags


class Sharing(NamedTuple):
    """Who is paired by which passage: groups of documents with a weight, and the groups of each document.

    The documents of group ``g`` stand from ``starts[g]`` on, the groups of document ``d`` from ``firsts[d]``.
    """

    starts: Ranks
    documents: Keys
    weights: Ranks
    firsts: Ranks
    groups: Ranks


class RareByLoops:
    """The sampled passages of some documents: arguments and answers are those of ``rare.RarePassages``.

    ``documents`` must ascend. Memory: 24 bytes a passage.
    """

    def __init__(self, documents: Ranks, passages: Keys, settled: Ranks, others: Frequencies) -> None:
        firsts = np.flatnonzero(np.append(True, documents[1:] != documents[:-1])[: len(documents)])
        sizes = np.diff(firsts, append=len(documents))
        self._ranks = documents[firsts]
        self._documents = Documents(sizes, np.isin(self._ranks, settled))
        order = passages.astype(np.uint64)  # changed in place: 27 passages a document are most of the memory
        order <<= np.uint64(32)
        order |= np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
        order.sort()
        keys = (order >> np.uint64(32)).astype(np.uint32)
        starts = np.append(np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)]), len(keys))
        counts = np.diff(starts) + _elsewhere(keys[starts[:-1]], others)
        several = counts > 1  # half of them: what stands in one document alone pairs nothing
        self.frequencies = Frequencies(keys[starts[:-1]][several], counts[several])
        sizes = np.diff(starts)
        self._members = order[np.repeat(several, sizes)].astype(np.uint32)
        self._starts = np.append(0, np.cumsum(sizes[several]))
        self._counts = self.frequencies.documents

    def pairs(self) -> Pairs:
        """Return the pairs worth comparing."""
        partners = self._found(self._rare(), MAX_PARTNERS)
        stars = self._found(self._common(), MAX_STARS)
        mine, other = np.concatenate([partners, stars], axis=1)
        count = len(self._ranks) + 1
        worse, better = np.divmod(np.unique(np.maximum(mine, other) * count + np.minimum(mine, other)), count)
        return Pairs(self._ranks[better], self._ranks[worse])

    def _found(self, sharing: Sharing, most: int) -> Ranks:
        """Return two rows: documents, and one of their partners."""
        found = np.full((len(self._ranks), most), -1)
        choose_partners(sharing, self._documents, _PERCENT, found)
        mine, place = np.nonzero(found >= 0)
        return np.stack([mine, found[mine, place]])

    def _rare(self) -> Sharing:
        """Return the groups of the documents that have a rare passage."""
        chosen = (self._counts > 1) & (self._counts <= MAX_DOCUMENTS)
        return self._sharing(chosen, np.minimum(1000, COMMON * 1000 // self._counts), alone=False)

    def _common(self) -> Sharing:
        """Return groups of the best document alone that has a common passage: all are paired with it."""
        return self._sharing(self._counts > MAX_DOCUMENTS, np.ones(len(self._counts), np.int64), alone=True)

    def _sharing(self, chosen: Flags, weights: Ranks, *, alone: bool) -> Sharing:
        sizes = np.diff(self._starts)
        members = self._members[np.repeat(chosen, sizes)]
        sizes = sizes[chosen]
        firsts = np.append(0, np.cumsum(np.bincount(members, minlength=len(self._ranks))))
        groups = members.astype(np.int64)  # in place, as above
        groups <<= 32
        groups |= np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
        groups.sort()
        groups &= 2**32 - 1
        starts = np.append(0, np.cumsum(sizes))
        if alone:
            members, starts = members[starts[:-1]], np.arange(len(sizes) + 1)
        return Sharing(starts, members, weights[chosen], firsts, groups)


def _elsewhere(keys: Keys, others: Frequencies) -> Ranks:
    """Return in how many other documents each of ``keys`` is."""
    if not len(others.keys):
        return np.zeros(len(keys), dtype=np.int64)
    place = np.minimum(np.searchsorted(others.keys, keys), len(others.keys) - 1)
    return np.where(others.keys[place] == keys, others.documents[place], 0)


@compiled
def choose_partners(sharing: Sharing, documents: Documents, percent: int, found: Ranks) -> None:
    """Write for each document the others with which it shares most weight, among those that share enough."""
    count = len(documents.sizes)
    weights, passages = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    touched = np.empty(count, dtype=np.int64)
    for mine in range(count):
        end = 0
        for at in range(sharing.firsts[mine], sharing.firsts[mine + 1]):
            group = sharing.groups[at]
            for member in range(sharing.starts[group], sharing.starts[group + 1]):
                other = np.int64(sharing.documents[member])
                if passages[other] == 0:
                    touched[end] = other
                    end += 1
                passages[other] += 1
                weights[other] += sharing.weights[group]
        for at in range(end):
            other = touched[at]
            least = min(documents.sizes[mine], documents.sizes[other])
            both_settled = documents.settled[mine] and documents.settled[other]
            if other != mine and 100 * passages[other] >= percent * least and not both_settled:
                _insert(found[mine], other, weights)
        for at in range(end):
            passages[touched[at]] = weights[touched[at]] = 0


@part
def _insert(best: Ranks, other: int, weights: Ranks) -> None:
    """Put ``other`` in its place among the best: more weight first, then the lower number."""
    place = len(best)
    while place > 0:
        above = best[place - 1]
        if above >= 0 and (weights[above], -above) > (weights[other], -other):
            break
        place -= 1
    if place < len(best):
        for at in range(len(best) - 1, place, -1):
            best[at] = best[at - 1]
        best[place] = other
