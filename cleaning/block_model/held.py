"""Which words and pairs of words each block of a page holds, and how many of them others hold too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.matching import FIRST_CODE

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]

_PAIRED: Final = 1 << 21
"""More than there are characters, so that two of them make one number."""


@dataclass(frozen=True, slots=True)
class Sets:
    """For each of ``count`` blocks a set of numbers: ``values[i]`` is in the set of block ``owners[i]``."""

    owners: Numbers
    values: Numbers
    count: int

    @classmethod
    def of(cls, owners: Numbers, values: Numbers, count: int) -> Sets:
        """Return the sets of these values, each counted once a block."""
        known, place = np.unique(values, return_inverse=True)
        once = np.unique(owners * max(len(known), 1) + place)
        return cls(once // max(len(known), 1), known[once % max(len(known), 1)], count)

    def counts(self, among: Flags | None = None) -> Numbers:
        """Return how many values each block holds, of those ``among`` which is set, or of all."""
        return np.bincount(self.owners if among is None else self.owners[among], minlength=self.count)

    def known(self, paragraphs: Flags) -> Flags:
        """Tell of each value of each block whether another block that is one of ``paragraphs`` holds it."""
        _, place = np.unique(self.values, return_inverse=True)
        own = paragraphs[self.owners]
        times = np.bincount(place[own], minlength=place.max(initial=-1) + 1)[place]
        return times > own  # a paragraph knows its own words


@dataclass(frozen=True, slots=True)
class Held:
    """The words and the pairs of neighbouring words of each block, as sets of numbers."""

    words: Sets
    pairs: Sets

    @classmethod
    def of(cls, blocks: Sequence[str]) -> Held:
        """Read blocks that are strings of words, a character each (``cleaning.matching.Codes``)."""
        numbers = numbers_of("".join(blocks))
        owners = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
        inside = owners[1:] == owners[:-1]
        paired = (numbers[:-1] * _PAIRED + numbers[1:])[inside]
        count = len(blocks)
        return cls(Sets.of(owners, numbers, count), Sets.of(owners[1:][inside], paired, count))

    def shared(self, paragraphs: Flags, is_long: Flags) -> Shares:
        """Return which shares of each block's words, pairs and long words other ``paragraphs`` hold (n × 3).

        ``is_long`` tells it of the words by their order of appearance.
        """
        told, long = self.words.known(paragraphs), is_long[self.words.values - FIRST_CODE]
        columns = (
            _shares(self.words.counts(told), self.words.counts()),
            _shares(self.pairs.counts(self.pairs.known(paragraphs)), self.pairs.counts()),
            _shares(self.words.counts(told & long), self.words.counts(long)),
        )
        return np.column_stack(columns)


def numbers_of(words: str) -> Numbers:
    """Return the characters of ``words`` as numbers."""
    return np.frombuffer(words.encode("utf-32-le"), np.uint32).astype(np.int64)


def _shares(some: Numbers, all_of_them: Numbers) -> Shares:
    return some / np.maximum(all_of_them, 1)
