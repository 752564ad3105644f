"""Pairs that share rare passages: group-bys over a table of documents and their sampled passages.

The steps (passage → documents → pair → score) are sorts of long arrays; a database can do the same
(``output.copy_queries``), and so can a cluster's engine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Pairs, Ranks, first_in_group
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import COMMON, Frequencies, Keys
from cleaning.dedup.key_table import Sampled

MAX_DOCUMENTS: Final = 60
"""Documents that may have a passage for it to make pairs: what stands in more is a template or a site's own
text, and pairs grow with the square (shared facts)."""

MAX_PARTNERS: Final = 8
"""Documents one is compared with, those sharing most first: .97 of the labelled set's pairs are found."""

MAX_STARS: Final = 2
"""Documents one is compared with by common passages: the best that have each of them, since all pairs would
be too many. So the versions of a report that a hundred papers print are compared with its original."""

MIN_SHARED: Final = 0.15
"""Share of the shorter one's sampled passages that must be shared for a pair to be compared: a third of
what makes a family, since samples are small. Nine of ten pairs share a single passage by chance and are
never read."""

_PERCENT: Final = round(100 * MIN_SHARED)
"""In whole numbers, as a database compares decimals."""

BLOCK: Final = 1 << 17
"""Documents beside documents that share a passage, counted at a time: some 6 MB, which the cache holds;
sixteen times as many took twice the time."""

_DOCUMENTS: Final = 1 << 15
"""Documents whose passages are looked at together, some 10 MB."""

_PASSAGES: Final = 1 << 21
"""Passages sorted at a time, some 50 MB: those that begin with the same bits."""

_RARE_WEIGHT: Final = 1000
"""Weight of a passage that hardly any other document has, in whole numbers."""

_WEIGHT_BITS: Final = 10
_DOCUMENT_BITS: Final = 32
"""Bits that hold a weight, and a document."""

_NONE: Final = np.empty(0, dtype=np.int64)

_HIGH: Final = int(sys.byteorder == "little")
"""Place of the upper half of a number of 64 bits."""


class _Sharing(NamedTuple):
    """Who may be paired by which passage: groups of documents with a weight, and the groups of each document.

    The documents of group ``g`` stand from ``starts[g]`` on, the groups of document ``d`` from ``firsts[d]``.
    """

    starts: Ranks
    documents: Keys
    weights: Ranks
    firsts: Ranks
    groups: Keys

    def blocks(self) -> Iterator[range]:
        """Yield runs of documents which together stand beside ``BLOCK`` others at most, or one alone."""
        beside = self._beside()
        first, count = 0, len(self.firsts) - 1
        while first < count:
            last = int(np.searchsorted(beside, beside[first] + BLOCK, side="right")) - 1
            last = min(max(last, first + 1), first + BLOCK)
            yield range(first, last)
            first = last

    def _beside(self) -> Ranks:
        """Return how many others stand beside all documents before each, some documents at a time."""
        sizes, count = np.diff(self.starts), len(self.firsts) - 1
        found = np.zeros(count + 1, dtype=np.int64)
        for first in range(0, count, _DOCUMENTS):
            ends = self.firsts[first : first + _DOCUMENTS + 1]
            sums = np.append(0, np.cumsum(sizes[self.groups[ends[0] : ends[-1]]]))
            found[first + 1 : first + len(ends)] = found[first] + sums[ends[1:] - ends[0]]
        return found

    def concerning(self, chosen: Flags) -> _Sharing:
        """Return these with the groups of those documents alone that are ``chosen`` or beside one that is."""
        count = len(self.firsts) - 1
        document = np.repeat(np.arange(count), np.diff(self.firsts))
        held = np.logical_or.reduceat(chosen[self.documents], self.starts[:-1])
        wanted = chosen | (np.bincount(document, weights=held[self.groups], minlength=count) > 0)
        left = wanted[document]
        firsts = np.append(0, np.cumsum(np.bincount(document[left], minlength=count)))
        return self._replace(firsts=firsts, groups=self.groups[left])

    def within(self, block: range) -> _Shared:
        """Return what the documents of ``block`` share with all others, themselves among them."""
        begin, end = self.firsts[[block.start, block.stop]].tolist()
        document = np.repeat(np.arange(len(block)), np.diff(self.firsts[block.start : block.stop + 1]))
        groups = self.groups[begin:end]
        starts = self.starts[groups]
        sizes = self.starts[groups + 1] - starts
        ends = np.cumsum(sizes)
        others = self.documents[np.repeat(starts - ends + sizes, sizes) + np.arange(sizes.sum())]
        # One sort of pairs with the weight behind them takes a third of the time of a hash table.
        pairs = np.repeat(document, sizes) << _DOCUMENT_BITS | others
        found = np.sort((pairs << _WEIGHT_BITS | np.repeat(self.weights[groups], sizes)).view(np.uint64))
        pairs = (found >> np.uint64(_WEIGHT_BITS)).view(np.int64)
        runs = _runs(pairs)
        weights = (found & np.uint64((1 << _WEIGHT_BITS) - 1)).view(np.int64)
        weight = np.add.reduceat(weights, runs[:-1]) if len(weights) else weights
        pairs = pairs[runs[:-1]]
        mine, other = block.start + (pairs >> _DOCUMENT_BITS), pairs & ((1 << _DOCUMENT_BITS) - 1)
        return _Shared(mine, other, weight, np.diff(runs))


class _Shared(NamedTuple):
    """Parallel arrays of documents beside others: how much rare passages they share weigh, and how many."""

    mine: Ranks
    other: Ranks
    weight: Ranks
    passages: Ranks


class RarePassages:
    """The sampled passages of some documents.

    ``settled`` are the documents that are never compared with each other; ``others`` says how common passages
    are in documents that are not among these. Memory: 10 bytes a passage, and some for each that is distinct.
    """

    def __init__(self, sampled: Sampled, settled: Ranks, others: Frequencies) -> None:
        self._ranks, self._sizes, passages = sampled
        self._settled = np.isin(self._ranks, settled)
        found = [_Held.of(part, documents, others) for part, documents in _parts(passages, self._sizes)]
        held = _Held(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
        self.frequencies = Frequencies(held.keys, held.counts)
        self._members = held.members
        self._starts = np.append(0, np.cumsum(held.sizes))
        self._counts = self.frequencies.documents

    def pairs(self, concerning: Ranks | None = None) -> Pairs:
        """Return the pairs worth comparing: each document with those it shares most rare passages with.

        All that name a document ``concerning`` are found; of others those may be left out that don't.
        """
        sharing = [self._rare(), self._common()]
        if concerning is not None:
            chosen = np.isin(self._ranks, concerning)
            sharing = [some.concerning(chosen) for some in sharing]
        found = [
            self._best(some, most) for some, most in zip(sharing, (MAX_PARTNERS, MAX_STARS), strict=True)
        ]
        other, mine = (np.concatenate(columns) for columns in zip(*found, strict=True))
        count = len(self._ranks) + 1
        worse, better = np.divmod(np.unique(np.maximum(mine, other) * count + np.minimum(mine, other)), count)
        return Pairs(self._ranks[better], self._ranks[worse])

    def _rare(self) -> _Sharing:
        """Return the groups of the documents that have a rare passage."""
        weights = np.minimum(_RARE_WEIGHT, COMMON * _RARE_WEIGHT // self._counts)
        return self._sharing(self._counts <= MAX_DOCUMENTS, weights, alone=False)

    def _common(self) -> _Sharing:
        """Return groups of the best document alone that has a common passage: all are paired with it."""
        return self._sharing(self._counts > MAX_DOCUMENTS, np.ones_like(self._counts), alone=True)

    def _sharing(self, chosen: Flags, weights: Ranks, *, alone: bool) -> _Sharing:
        sizes = np.diff(self._starts)
        members = self._members[np.repeat(chosen, sizes)]
        sizes = sizes[chosen]
        firsts = np.append(0, np.cumsum(np.bincount(members, minlength=len(self._ranks))))
        groups = _low_halves(
            _sorted_together(members, np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes))
        )
        starts = np.append(0, np.cumsum(sizes))
        if alone:
            members, starts = members[starts[:-1]], np.arange(len(sizes) + 1)
        return _Sharing(starts, members, weights[chosen], firsts, groups)

    def _best(self, sharing: _Sharing, most: int) -> Pairs:
        """Pair each document with so many of those that share enough with it, most weight first."""
        found = [Pairs(_NONE, _NONE)]
        for block in sharing.blocks():
            shared = self._enough(sharing.within(block))
            order = np.lexsort((shared.other, -shared.weight, shared.mine))
            best = first_in_group(shared.mine, order, most)
            found.append(Pairs(shared.other[best], shared.mine[best]))
        return Pairs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))

    def _enough(self, shared: _Shared) -> _Shared:
        """Return those of two documents that share enough and are not both settled."""
        mine, other = shared.mine, shared.other
        least = np.minimum(self._sizes[mine], self._sizes[other])
        enough = (mine != other) & (100 * shared.passages >= _PERCENT * least)
        enough &= ~(self._settled[mine] & self._settled[other])
        return _Shared(*(column[enough] for column in shared))


class _Held(NamedTuple):
    """Passages that several documents have: ``keys`` in order, in how many, and the ``sizes`` of ``members``.

    ``members`` are the documents that have each, one passage's after another's.
    """

    keys: Keys
    counts: Ranks
    sizes: Ranks
    members: Keys

    @classmethod
    def of(cls, passages: Keys, documents: Keys, others: Frequencies) -> _Held:
        """Count ``passages``, each with the document that has it."""
        order = _sorted_together(passages, documents)
        keys, members = order.view(np.uint32).reshape(-1, 2)[:, [_HIGH, 1 - _HIGH]].T
        starts = _runs(keys)
        found, sizes = keys[starts[:-1]], np.diff(starts)
        counts = sizes + others.count(found)
        several = counts > 1  # half of them: what stands in one document alone pairs nothing
        return cls(found[several], counts[several], sizes[several], members[np.repeat(several, sizes)])


def _parts(passages: Keys, sizes: Ranks) -> Iterator[tuple[Keys, Keys]]:
    """Yield ``passages`` by their first bits, so many at a time, each with the document that has it."""
    bits = (len(passages) // _PASSAGES).bit_length()
    starts = np.cumsum(sizes) - sizes
    for part in range(1 << bits):
        chosen = passages >> np.uint32(32 - bits) == part if bits else np.ones(len(passages), dtype=bool)
        each = np.add.reduceat(chosen, starts, dtype=np.int64) if len(starts) else sizes
        yield passages[chosen], np.repeat(np.arange(len(sizes), dtype=np.uint32), each)


def _sorted_together(first: Keys, second: Keys) -> npt.NDArray[np.uint64]:
    """Return pairs of two numbers of 32 bits in order, in one of 64 each."""
    order = first.astype(np.uint64)  # changed in place: 27 passages a document are much of the memory
    order <<= np.uint64(32)
    order |= second
    order.sort()
    return order


def _low_halves(order: npt.NDArray[np.uint64]) -> Keys:
    return order.view(np.uint32)[1 - _HIGH :: 2].copy()


def _runs(keys: np.ndarray) -> Ranks:
    """Return where each run of equal ``keys`` begins, and where the last one ends."""
    new = np.ones(len(keys) + 1, dtype=bool)
    new[1:-1] = keys[1:] != keys[:-1]
    return np.flatnonzero(new) if len(keys) else np.zeros(1, dtype=np.int64)
