"""What stands around a block in the order of the page: prose above and below, runs, repeats, labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate, chain, pairwise
from typing import Final

import numpy as np

from cleaning.cues import cues
from cleaning.line_model.runs import FAR, distances, run_lengths
from cleaning.matching import Words
from cleaning.shape import is_title_like
from cleaning.text import line_key

MAX_SHORT: Final = 5
MAX_LABEL_WORDS: Final = 12
MIN_LONG: Final = 4
"""Letters from which a word may tell one text from another, in most languages."""
_NEAR: Final = 3
_REACH: Final = 12

Pair = tuple[str, str]
"""Two words, one after the other."""

NAMES: Final = (
    "prose_before",
    "prose_after",
    "before_all_prose",
    "after_all_prose",
    "nearly_after_prose",
    *(f"{way}_paragraph_{far}" for way in ("last", "next") for far in ("1", "2", "3_up", "6_up", "none")),
    "titles_in_a_row_3",
    "titles_in_a_row_5",
    "short_in_a_row_3",
    "short_in_a_row_8",
    "paragraphs_in_a_row_3",
    "paragraphs_in_a_row_6",
    "stands_twice",
    "same_as_neighbour",
    "words_shared",
    "pairs_shared",
    "long_words_shared",
    "shared_with_title",
    "share_of_title",
    "is_title",
    "in_description",
    "related_within_3",
    "related_within_12",
    "ui_within_3",
    "ui_within_12",
)


def rows(
    texts: Sequence[str], tokens: Sequence[Words], prose: Sequence[int], said: Said
) -> Iterator[list[float]]:
    """Yield the values of ``NAMES`` for each block.

    ``tokens`` are the blocks' words, ``prose`` the number of them in running text (0 elsewhere).
    """
    singles, pairs = [set(held) for held in tokens], [set(pairwise(held)) for held in tokens]
    parts = (
        _amounts(prose),
        distances(np.array([size > 0 for size in prose], bool)).tolist(),
        _runs(texts, tokens, prose),
        _repeats(tokens),
        _shared(singles, pairs, prose),
        said.rows(tokens, singles, pairs),
        _labels(texts, tokens),
    )
    for row in zip(*parts, strict=True):
        yield [value for part in row for value in part]


class Said:
    """What the head of the page says of the report: title and description, as words."""

    def __init__(self, title: Words, descriptions: Iterable[Words]) -> None:
        self._title = set(title)
        self._key = tuple(title)
        self._pairs = {pair for one in descriptions for pair in pairwise(one)}

    def rows(
        self, tokens: Sequence[Words], singles: Sequence[Set[str]], pairs: Sequence[Set[Pair]]
    ) -> Iterator[list[float]]:
        """Yield how much of each block, given by its words, single and in pairs, the page's head has."""
        for held, single, joined in zip(tokens, singles, pairs, strict=True):
            shared = len(single & self._title)
            yield [
                shared / (len(single) or 1),
                shared / (len(self._title) or 1),
                bool(held) and tuple(held) == self._key,
                len(joined & self._pairs) / (len(joined) or 1),
            ]


def _amounts(prose: Sequence[int]) -> Iterator[list[float]]:
    total = sum(prose) or 1
    for size, end in zip(prose, accumulate(prose), strict=True):
        before, after = (end - size) / total, 1 - end / total
        yield [before, after, end == size, end == total, after <= 0.05]


def _runs(texts: Sequence[str], tokens: Sequence[Words], prose: Sequence[int]) -> Iterator[list[float]]:
    titles = [not p and is_title_like(t) for t, p in zip(texts, prose, strict=True)]
    short = [len(held) <= MAX_SHORT for held in tokens]
    running = [size > 0 for size in prose]
    runs = (run_lengths(np.array(flags, bool)).tolist() for flags in (titles, short, running))
    for t, s, p in zip(*runs, strict=True):
        yield [t >= 3, t >= 5, s >= 3, s >= 8, p >= 3, p >= 6]


def _repeats(tokens: Sequence[Words]) -> Iterator[list[float]]:
    keys = [tuple(held) for held in tokens]
    count = Counter(keys)
    for index, key in enumerate(keys):
        beside = bool(key) and key in (keys[index - 1 : index] + keys[index + 1 : index + 2])
        yield [bool(key) and count[key] > 1, beside]


def _shared(
    singles: Sequence[Set[str]], pairs: Sequence[Set[Pair]], prose: Sequence[int]
) -> Iterator[list[float]]:
    """Yield the shares of a block's words, pairs and long words that other paragraphs have too."""
    paragraphs = [at for at, size in enumerate(prose) if size]
    single = Counter(chain.from_iterable(singles[at] for at in paragraphs))
    joined = Counter(chain.from_iterable(pairs[at] for at in paragraphs))
    often = (
        {word for word, times in single.items() if times > 1},
        {p for p, times in joined.items() if times > 1},
    )
    ever = single.keys(), joined.keys()
    for words, couples, size in zip(singles, pairs, prose, strict=True):
        known_words, known_pairs = often if size else ever  # a paragraph knows its own words
        told = words & known_words
        yield [
            len(told) / (len(words) or 1),
            len(couples & known_pairs) / (len(couples) or 1),
            _long(told) / (_long(words) or 1),
        ]


def _long(words: Iterable[str]) -> int:
    return sum(len(word) >= MIN_LONG for word in words)


def _labels(texts: Sequence[str], tokens: Sequence[Words]) -> Iterator[list[float]]:
    known = cues()
    related = ui = FAR
    for text, held in zip(texts, tokens, strict=True):
        key = line_key(text) if len(held) <= MAX_LABEL_WORDS else ""
        related = 0 if key and key in known.related else related + 1
        ui = 0 if key and key in known.ui else ui + 1
        yield [related <= _NEAR, related <= _REACH, ui <= _NEAR, ui <= _REACH]
