"""What stands around a block in the order of the page: prose above and below, runs, repeats, labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.block_model.held import Held, numbers_of
from cleaning.cues import cues
from cleaning.line_model.runs import FAR, distances, run_lengths
from cleaning.matching import Codes, Words
from cleaning.shape import is_title_like
from cleaning.text import line_key

MAX_SHORT: Final = 5
MAX_LABEL_WORDS: Final = 12
MIN_LONG: Final = 4
"""Letters from which a word may tell one text from another, in most languages."""
_NEAR: Final = 3
_REACH: Final = 12

Matrix = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

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


def matrix(texts: Sequence[str], tokens: Sequence[Words], prose: Sequence[int], said: Said) -> Matrix:
    """Return the values of ``NAMES`` for each block, of which there is one at least.

    ``tokens`` are the blocks' words, ``prose`` the number of them in running text (0 elsewhere).
    """
    codes = Codes()
    coded = [codes.of(held) for held in tokens]
    held = Held.of(coded)
    running = np.array([size > 0 for size in prose], bool)
    parts = (
        np.array(list(_amounts(prose)), np.float32),
        distances(running),
        _runs(texts, coded, prose),
        np.array(list(_repeats(coded)), np.float32),
        held.shared(running, np.array([len(word) >= MIN_LONG for word in codes], bool)),
        said.matrix(codes, coded, held),
        np.array(list(_labels(texts, coded)), np.float32),
    )
    return np.hstack(parts, dtype=np.float32)


class Said(NamedTuple):
    """What the head of the page says of the report: title and descriptions, as words."""

    title: Words
    descriptions: Sequence[Words]

    def matrix(self, codes: Codes, coded: Sequence[str], held: Held) -> Matrix:
        """Return how much of each block, given by its words, single and in pairs, the page's head has."""
        title = codes.of(self.title)
        said = Held.of([codes.of(one) for one in self.descriptions])
        single = held.words.counts(np.isin(held.words.values, numbers_of(title)))
        paired = held.pairs.counts(np.isin(held.pairs.values, said.pairs.values))
        columns = (
            single / np.maximum(held.words.counts(), 1),
            single / (len(set(title)) or 1),
            [bool(one) and one == title for one in coded],
            paired / np.maximum(held.pairs.counts(), 1),
        )
        return np.column_stack(columns).astype(np.float32)


def _amounts(prose: Sequence[int]) -> Iterator[list[float]]:
    total = sum(prose) or 1
    for size, end in zip(prose, accumulate(prose), strict=True):
        before, after = (end - size) / total, 1 - end / total
        yield [before, after, end == size, end == total, after <= 0.05]


def _runs(texts: Sequence[str], coded: Sequence[str], prose: Sequence[int]) -> Flags:
    titles = [not p and is_title_like(t) for t, p in zip(texts, prose, strict=True)]
    short = [len(held) <= MAX_SHORT for held in coded]
    running = [size > 0 for size in prose]
    t, s, p = (run_lengths(np.array(flags, bool)) for flags in (titles, short, running))
    return np.column_stack([t >= 3, t >= 5, s >= 3, s >= 8, p >= 3, p >= 6])


def _repeats(coded: Sequence[str]) -> Iterator[list[bool]]:
    count = Counter(coded)
    for index, key in enumerate(coded):
        beside = bool(key) and key in (*coded[max(index - 1, 0) : index], *coded[index + 1 : index + 2])
        yield [bool(key) and count[key] > 1, beside]


def _labels(texts: Sequence[str], coded: Sequence[str]) -> Iterator[list[bool]]:
    known = cues()
    related = ui = FAR
    for text, held in zip(texts, coded, strict=True):
        key = line_key(text) if len(held) <= MAX_LABEL_WORDS else ""
        related = 0 if key and key in known.related else related + 1
        ui = 0 if key and key in known.ui else ui + 1
        yield [related <= _NEAR, related <= _REACH, ui <= _NEAR, ui <= _REACH]
