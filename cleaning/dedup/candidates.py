"""Pairs worth comparing: documents that share a band, or an address.

Everything here works on documents numbered by rank (0 stays before all others), so that nothing can
depend on the order of the input. Each function is one group-by: value → members → pairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

MAX_CANDIDATES: Final = 8
"""Better documents a document is compared with, those sharing most bands first. One template's whole
archive would otherwise compare everything with 50 others, and copies of one report share many bands."""

Ranks = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Parallel arrays of ranks; in every pair ``better`` < ``worse``."""

    better: Ranks
    worse: Ranks


def first_of_each(values: npt.NDArray[Any], ranks: Ranks) -> Pairs:
    """Pair each of ``ranks`` (ascending) with the first one of equal value, itself excepted."""
    order, star = _grouped(values)
    found = Pairs(ranks[star], ranks[order])
    return only(found, found.better < found.worse)


def neighbours(values: npt.NDArray[Any], ranks: Ranks) -> Pairs:
    """Pair each of ``ranks`` (ascending) with the first and with the next better one of equal value.

    The first is the star that copies are linked to; the next better one finds what the star, when it
    is in the bucket by accident, hides. Two pairs a document at most, however large a bucket is.
    """
    order, star = _grouped(values)
    ranked = ranks[order]
    member = np.flatnonzero(order != star)
    better = np.concatenate([ranks[star][member], ranked[member - 1]])
    return Pairs(better, np.concatenate([ranked[member], ranked[member]]))


def sharing_bands(bands: Iterable[npt.NDArray[np.uint32]], ranks: Ranks, count: int) -> Pairs:
    """Return for each document up to ``MAX_CANDIDATES`` better ones with which it shares most bands.

    Each of ``bands`` has a hash for each of ``ranks`` (ascending); ``count`` is the number of all
    documents.
    """
    codes, shared = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    for hashes in bands:
        pairs = neighbours(hashes, ranks)
        new = np.unique(pairs.worse * count + pairs.better)
        codes, place = np.unique(np.concatenate([codes, new]), return_inverse=True)
        weights = np.concatenate([shared, np.ones(len(new), dtype=np.int64)])
        shared = np.bincount(place, weights=weights, minlength=len(codes)).astype(np.int64)
    worse, better = np.divmod(codes, max(1, count))
    best = first_in_group(worse, np.lexsort((better, -shared, worse)), MAX_CANDIDATES)
    return Pairs(better[best], worse[best])


def union(*several: Pairs) -> Pairs:
    """Return the pairs of ``several``, each once, by worse and then better rank."""
    better = np.concatenate([pairs.better for pairs in several])
    worse = np.concatenate([pairs.worse for pairs in several])
    order = np.lexsort((better, worse))
    better, worse = better[order], worse[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(better) != 0) | (np.diff(worse) != 0)
    return Pairs(better[new], worse[new])


def _grouped(values: npt.NDArray[Any]) -> tuple[Ranks, Ranks]:
    """Return indices sorted by value, and for each the index of the first one of its value."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = ordered[1:] != ordered[:-1]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    return order, order[first]


def first_in_group(groups: Ranks, order: Ranks, most: int) -> Ranks:
    """Return the first ``most`` of each group, given an ``order`` that keeps groups together."""
    ordered = groups[order]
    place = np.arange(len(order)) - np.searchsorted(ordered, ordered, side="left")
    return order[place < most]


def only(pairs: Pairs, chosen: npt.NDArray[np.bool_]) -> Pairs:
    """Return the ``chosen`` ones of ``pairs``."""
    return Pairs(pairs.better[chosen], pairs.worse[chosen])


def roots_of(links: Iterable[Pairs], count: int) -> Ranks:
    """Return the first document of the connected component of each of ``count``; alone, it is its own.

    Those that aren't the first of their neighbours go to the first of them, all at once, until none is left:
    twice as many are together after two rounds.
    """
    better, worse = (np.concatenate(columns) for columns in zip(*links, strict=True))
    roots: Ranks = np.arange(count)
    while len(better):
        one, other = roots[better], roots[worse]
        np.minimum.at(roots, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(above := roots[roots], roots):
            roots = above
        apart = roots[better] != roots[worse]
        better, worse = better[apart], worse[apart]
    return roots
