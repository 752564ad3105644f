"""Overlap of two texts in shingles of four tokens, scored as article-extraction-benchmark does.

Method: scrapinghub/article-extraction-benchmark, ``evaluate.py`` (MIT), written anew. Tokens are runs of
word characters; shingles are counted with repetition; precision and recall are averaged over the texts, so
that long ones don't weigh more, and F1 is taken of the two averages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Final

SHINGLE_TOKENS: Final = 4

_TOKEN: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision and recall of a text against its gold, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the shingles of ``text``; a text of fewer than four tokens is one shingle."""
    tokens = _TOKEN.findall(text)
    starts = range(max(1, len(tokens) - SHINGLE_TOKENS + 1)) if tokens else range(0)
    return Counter(tuple(tokens[start : start + SHINGLE_TOKENS]) for start in starts)


def overlap(gold: str, text: str) -> Overlap:
    """Return how much of ``text`` is in ``gold`` and how much of ``gold`` is in ``text``."""
    wanted, found = shingles(gold), shingles(text)
    shared = (wanted & found).total()
    return Overlap(_share(shared, found.total()), _share(shared, wanted.total()))


def mean(overlaps: Iterable[Overlap]) -> Overlap:
    """Return the averages of precision and of recall; its ``f1`` is the score of the set."""
    every = list(overlaps)
    return Overlap(fmean(o.precision for o in every), fmean(o.recall for o in every))


def _share(part: int, whole: int) -> float:
    """An empty text has said nothing wrong and an empty gold has been found: both count as 1."""
    return part / whole if whole else 1.0
