"""Which pairs of texts share too little to be compared at all, told without sorting or weighing a passage.

A text's outline has a mark in one of 65,536 places for each of its passages, by the first bits of its hash. A
passage that two texts share has its mark in both: as many as have theirs in the other's outline are shared at
most, and by chance hardly more are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Pairs
from cleaning.dedup.facts import Flags
from cleaning.dedup.shingles import MAX_SHINGLES, PASSAGE, Hashes, ngrams

_BITS: Final = 16
"""A report's 500 marks among 65,536: four passages of another one fall on them by chance."""

_READ: Final = 64
"""Texts whose passages are made at once: their words fit into the cache."""

Marks = npt.NDArray[np.uint16]


def may_share(pairs: Pairs, ranks: Sequence[int], words: Sequence[Hashes], least: int) -> Flags:
    """Return which of ``pairs`` may share ``least`` different passages: all that do, and a few more.

    ``words`` are those of the texts of ``ranks``, in which all of ``pairs`` are. A text of which only a part
    of the passages is kept may share a good part of these with any other. Quickest when pairs of one better
    document stand together.
    """
    marks = dict(zip(ranks, _marks(words), strict=True))
    whole = {rank: len(one) < MAX_SHINGLES for rank, one in zip(ranks, words, strict=True)}
    outline = np.zeros(1 << _BITS, dtype=bool)
    found = np.zeros(len(pairs.worse), dtype=bool)
    held = None
    for at, (better, worse) in enumerate(zip(pairs.better.tolist(), pairs.worse.tolist(), strict=True)):
        if better != held:
            if held is not None:
                outline[marks[held]] = False
            outline[marks[better]] = True
            held = better
        shared = np.count_nonzero(outline.take(marks[worse]))
        found[at] = shared >= least or not (whole[better] and whole[worse])
    return found


def _marks(words: Sequence[Hashes]) -> Iterator[Marks]:
    """Yield the places of each text's passages in its outline, in reading order."""
    given = iter(words)
    while some := list(islice(given, _READ)):
        marks = (ngrams(np.concatenate(some), PASSAGE) >> np.uint64(64 - _BITS)).astype(np.uint16)
        ends = np.cumsum([0, *map(len, some)]).tolist()
        # Runs that begin in the last words of a text go on in the next one: they are none.
        yield from (marks[start : max(start, end - PASSAGE + 1)] for start, end in pairwise(ends))
