"""The words of lines as the network reads them: frequent words and pairs by number, all others left out.

A word is known when it stood on several sites among the pages the model learned from: then it tells how
lines of a kind are worded, not what one page was about. The list belongs to the weights.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.remembered import Remembered
from cleaning.text import line_words

MAX_WORDS: Final = 40
"""Words read at the beginning of a line: what it is shows there, and a huge line costs no more."""
MAX_LETTERS: Final = 60
"""The same for words, or letters, of a script without spaces."""
NUMBER: Final = "0"
"""Stands for every word that begins with a digit."""
FIRST: Final = "^"
LAST: Final = "$"
"""Before the first and the last word read: many labels open, many sentences close, with the same one."""

_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Bags:
    """The known terms of lines: their numbers one line after the other, and where each line's begin.

    ``terms`` and ``shares`` (what a term counts in its line) are as long as all lines' terms together,
    ``starts`` is one longer than the lines are many. Every line has one term at least, be it number 0,
    which counts nothing.
    """

    terms: npt.NDArray[np.int32]
    shares: npt.NDArray[np.float32]
    starts: npt.NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of_line(self, line: int) -> slice:
        """Return where the terms of ``line`` stand."""
        return slice(int(self.starts[line]), int(self.starts[line + 1]))

    def part(self, start: int, end: int) -> Bags:
        """Return the bags of the lines from ``start`` on, before ``end``."""
        starts = self.starts[start : min(end, len(self)) + 1]
        own = slice(int(starts[0]), int(starts[-1]))
        return Bags(self.terms[own], self.shares[own], starts - starts[0])

    def pooled(self, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return for each line the sum of its terms' ``vectors`` (terms × n), each by its share."""
        if not len(self):
            return np.zeros((0, vectors.shape[1]), np.float32)
        weighed = vectors[self.terms] * self.shares[:, None]
        summed: npt.NDArray[np.float32] = np.add.reduceat(weighed, self.starts[:-1])
        return summed


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known terms by number; 0 is none of them."""

    numbers: Mapping[str, int]

    @classmethod
    def of(cls, terms: Sequence[str]) -> Lexicon:
        """Number ``terms`` from 1 on."""
        return cls({term: number for number, term in enumerate(terms, start=1)})

    def bags(self, texts: Iterable[str]) -> Bags:
        """Return the known terms of each of ``texts``."""
        terms: list[int] = []
        shares: list[float] = []
        starts = [0]
        for text in texts:
            read = _TERMS[text] if self.numbers else ()
            found = [number for term in read if (number := self.numbers.get(term))]
            terms += (0, *found)
            shares += (0.0, *([(len(found) + 1) ** -0.5] * len(found)))
            starts.append(len(terms))
        return Bags(np.array(terms, np.int32), np.array(shares, np.float32), np.array(starts, dtype=np.intp))


def read_terms(text: str) -> Collection[str]:
    """Return the distinct words and pairs of words at the beginning of a line, and which are first and last.

    Words are compared as in ``line_words``; a letter of a script without spaces is a word.
    """
    words = line_words(text)[:MAX_WORDS]
    if _UNSPACED.search("".join(words)):
        words = list(_letters(words))[:MAX_LETTERS]
    words = [NUMBER if word[0].isdigit() else word for word in words]
    if not words:
        return ()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return tuple(dict.fromkeys((*words, *pairs, FIRST + words[0], LAST + words[-1])))


_TERMS: Final[Remembered[Collection[str]]] = Remembered(read_terms, octets=1_500, per_character=10)
"""Two committees read the lines of a page, one after the other."""


def _letters(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from word if _UNSPACED.search(word) else (word,)
