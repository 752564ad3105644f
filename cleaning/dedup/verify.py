"""Is the worse document of a pair really a copy of the better one? Decided on the texts themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.shingles import MAX_SHINGLES, Hashes, shingle_set, token_hashes
from cleaning.text import comparison_key

Texts = Callable[[Collection[int]], Iterable[tuple[int, str]]]
"""Given positions, yields each with the document's text, in any order."""

MIN_JACCARD: Final = 0.6
"""Share of 5-syllable shingles from which two texts are copies; at .5 precision fell from .96 to .30."""

MIN_CONTAINED: Final = 0.9
"""Share of a text's shingles that must stand in another text of the same address to call it an older
or shorter state of it; between .5 and .8 nearly all such texts were updates with new facts."""

MAX_REPLACED: Final = 0.2
"""Share of a text's numbers that may be other numbers in its copy: of 116 real pairs of Jaccard .8 and
more, 113 replace none, and bulletins of one template (weather, prices, results) replace nearly all."""

MIN_REPLACED: Final = 2
"""Numbers that must be replaced to prove other facts: a single one may be a phone number or a typo."""

BATCH: Final = 25_000
"""Pairs whose texts are compared at a time: 50,000 documents at most, some 200 MB of shingles of reports."""

_NUMBER: Final = re.compile(r"\d+")


class Content(NamedTuple):
    """A text as two sorted sets of hashes: its shingles and its numbers."""

    shingles: Hashes
    numbers: Hashes


class Overlap(NamedTuple):
    """``jaccard`` of two sets, and ``contained``, the share of the first that stands in the second."""

    jaccard: float
    contained: float


class Similar(NamedTuple):
    """Parallel arrays of the pairs that are copies: ranks, similarity, and whether by one address."""

    better: Ranks
    worse: Ranks
    similarity: np.ndarray[tuple[int], np.dtype[np.float64]]
    revision: np.ndarray[tuple[int], np.dtype[np.bool_]]


def content(text: str) -> Content:
    """Return what of ``text`` is compared."""
    numbers = {found.lstrip("0") for found in _NUMBER.findall(text)}
    return Content(shingle_set(comparison_key(text).split()), np.unique(token_hashes(sorted(numbers))))


def overlap(first: Hashes, second: Hashes) -> Overlap:
    """Compare two sorted sets; 0 when one is empty. Samples of long texts are compared as samples."""
    if not len(first) or not len(second):
        return Overlap(0.0, 0.0)
    merged = np.concatenate([first, second])
    merged.sort(kind="stable")
    shared = merged[1:][merged[1:] == merged[:-1]]
    if max(len(first), len(second)) < MAX_SHINGLES:
        return Overlap(len(shared) / (len(merged) - len(shared)), len(shared) / len(first))
    # The smallest hashes of both together are a fair sample of their union (bottom-k, Cohen 1997).
    union = np.unique(merged)[:MAX_SHINGLES]
    known = np.searchsorted(shared, union[-1], side="right")
    return Overlap(known / len(union), known / max(1, np.searchsorted(first, union[-1], side="right")))


def numbers_replaced(first: Hashes, second: Hashes) -> bool:
    """Whether each of two sets of numbers has too many that the other lacks: a template with new facts.

    Numbers that only one side adds (a longer version) or drops (a shorter one) prove nothing.
    """
    shared = len(np.intersect1d(first, second, assume_unique=True))
    replaced = min(len(first), len(second)) - shared
    return replaced >= MIN_REPLACED and replaced > MAX_REPLACED * min(len(first), len(second))


def similarity(worse: Content, better: Content, *, same_address: bool) -> float | None:
    """Return how similar ``worse`` is to ``better`` when it is a copy of it, else ``None``.

    At one address numbers may change (counters, a corrected figure) and ``worse`` may be a part of
    ``better``; a text that adds to ``better`` is no copy then unless the Jaccard says so.
    """
    found = overlap(worse.shingles, better.shingles)
    if found.jaccard >= MIN_JACCARD:
        copied = same_address or not numbers_replaced(worse.numbers, better.numbers)
        return found.jaccard if copied else None
    return found.contained if same_address and found.contained >= MIN_CONTAINED else None


def verified(pairs: Pairs, same_address: np.ndarray[tuple[int], np.dtype[np.bool_]], texts: Texts) -> Similar:
    """Return those of ``pairs`` (of positions) that are copies; texts are read in batches."""
    scores = np.full(len(pairs.worse), np.nan)
    for batch in _batches(pairs):
        wanted = np.unique(np.concatenate([pairs.better[batch], pairs.worse[batch]]))
        contents = {position: content(text) for position, text in texts(wanted.tolist())}
        for index in batch.tolist():
            worse, better = contents[int(pairs.worse[index])], contents[int(pairs.better[index])]
            score = similarity(worse, better, same_address=bool(same_address[index]))
            scores[index] = np.nan if score is None else score
    chosen = ~np.isnan(scores)
    return Similar(pairs.better[chosen], pairs.worse[chosen], scores[chosen], same_address[chosen])


def _batches(pairs: Pairs) -> Iterator[Ranks]:
    """Yield indices of ``pairs``, those with the same better document together."""
    order = np.lexsort((pairs.worse, pairs.better))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]
