"""The most frequent items among millions, in fixed memory and at most three passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar
from zlib import crc32

import numpy as np

T = TypeVar("T", bound=Hashable)

_BUCKETS = 1 << 18
"""Counters of the first pass: 2 MB."""

MAX_EXACT = 1 << 16
"""Different items that are simply counted; with more, a first pass tells which ones are worth it."""

_CANDIDATES = 1 << 12
"""Buckets that are counted exactly in the second pass. An item of the top dozens falls in one of them
unless four thousand buckets of rarer items outgrow it, which takes hundreds of millions of items."""


def most_frequent(passes: Callable[[], Iterable[tuple[T, int]]], *, top: int) -> list[tuple[T, int]]:
    """Return the ``top`` most frequent items with their numbers, most first, ties by their ``repr``.

    ``passes()`` yields items with how often they were met; it is called up to three times and must yield the
    same. Items are told apart by ``repr`` when hashing, so the answer is the same in every process.
    """
    counted = _all_counted(passes())
    if counted is None:
        counted = _likely_counted(passes)
    return sorted(counted.items(), key=lambda found: (-found[1], repr(found[0])))[:top]


def _all_counted(items: Iterable[tuple[T, int]]) -> Counter[T] | None:
    """Return the number of each item, ``None`` when they are too many."""
    counted: Counter[T] = Counter()
    for item, count in items:
        counted[item] += count
        if len(counted) > MAX_EXACT:
            return None
    return counted


def _likely_counted(passes: Callable[[], Iterable[tuple[T, int]]]) -> Counter[T]:
    """Return the number of each item that may be one of the most frequent."""
    rough = np.zeros(_BUCKETS, dtype=np.int64)
    for item, count in passes():
        rough[_bucket(item)] += count
    floor = max(1, int(np.partition(rough, -_CANDIDATES)[-_CANDIDATES]))
    exact: Counter[T] = Counter()
    for item, count in passes():
        if rough[_bucket(item)] >= floor:
            exact[item] += count
    return exact


def _bucket(item: Hashable) -> int:
    return crc32(repr(item).encode()) % _BUCKETS
