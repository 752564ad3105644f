"""What of a text is compared, and how much two texts share."""

from __future__ import annotations

from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.facts import Facts, adds_numbers, facts
from cleaning.dedup.frequency import RARE, Frequencies, Weights
from cleaning.dedup.shingles import (
    MAX_SHINGLES,
    Hashes,
    Passages,
    is_sampled,
    passages,
    sample_keys,
    shingle_set,
)
from cleaning.dedup.tokens import are_numbers, text_hashes

MIDST: Final = (0.02, 0.98)
"""Between which quantiles of the places of shared passages the midst lies: words that a site's own text
shares with a report by chance stand outside."""

Places = npt.NDArray[np.intp]


class Content:
    """A text as it is compared: what is asked of it is made when it is first asked for."""

    def __init__(self, words: Hashes) -> None:
        self._words = words

    @classmethod
    def of(cls, text: str) -> Content:
        """Return the content of ``text``."""
        return cls(text_hashes(text))

    @cached_property
    def shingles(self) -> Hashes:
        """Its 5-syllable shingles, sorted."""
        return shingle_set(self._words)

    @cached_property
    def passages(self) -> Passages:
        """Its passages, sorted, with their places."""
        return passages(self._words)

    @cached_property
    def facts(self) -> Facts:
        """Its numbers in their contexts."""
        return facts(self._words)

    def numbers_between(self, first: int, last: int) -> frozenset[int]:
        """Return its numbers from one place to another."""
        words = self._words[first : last + 1]
        return frozenset(words[are_numbers(words)].tolist())


class Overlap(NamedTuple):
    """``jaccard`` of two sets, and ``contained``, the share of the first that stands in the second."""

    jaccard: float
    contained: float


def overlap(first: Hashes, second: Hashes) -> Overlap:
    """Compare two sorted sets; 0 when one is empty. Samples of long texts are compared as samples."""
    if not len(first) or not len(second):
        return Overlap(0.0, 0.0)
    merged = np.concatenate([first, second])
    merged.sort()
    shared = merged[1:][merged[1:] == merged[:-1]]
    if max(len(first), len(second)) < MAX_SHINGLES:
        return Overlap(len(shared) / (len(merged) - len(shared)), len(shared) / len(first))
    # The smallest hashes of both together are a fair sample of their union (bottom-k, Cohen 1997).
    union = np.unique(merged)[:MAX_SHINGLES]
    known = np.searchsorted(shared, union[-1], side="right")
    return Overlap(known / len(union), known / max(1, np.searchsorted(first, union[-1], side="right")))


def has_news(text: Content, other: Content) -> bool:
    """Return whether ``text`` has numbers in the midst of what it shares with ``other`` that the other lacks.

    Numbers before and after that don't count: sites put their telephones there.
    """
    added = text.facts.numbers - other.facts.numbers
    if not adds_numbers(added, text.facts.numbers):
        return False
    shared = np.sort(text.passages.places[_stands_in(other.passages.hashes, text.passages.hashes)])
    if not len(shared):
        return False
    first, last = (shared[round(share * (len(shared) - 1))] for share in MIDST)
    return adds_numbers(added & text.numbers_between(int(first), int(last)), text.facts.numbers)


def _stands_in(hashes: Hashes, wanted: Hashes) -> npt.NDArray[np.bool_]:
    """Return which of ``wanted`` are among ``hashes``; both are sorted."""
    place = np.searchsorted(hashes, wanted)
    place[place == len(hashes)] = 0
    found: npt.NDArray[np.bool_] = hashes[place] == wanted
    return found


class Weighted(NamedTuple):
    """The passages of a text, and which of them have a known weight, as read: their indices and weights."""

    passages: Passages
    known: Places
    weights: Weights


def weighted(text: Content, frequencies: Frequencies) -> Weighted:
    """Return the passages of ``text`` with the weights of the sampled ones."""
    found = text.passages
    known = np.flatnonzero(is_sampled(found.hashes))
    known = known[np.argsort(found.places[known])]
    return Weighted(found, known, frequencies.weights(sample_keys(found.hashes[known])))


class Held(NamedTuple):
    """What of a text stands in another: the ``share`` (0 to 1), and how many rare passages that amounts to.

    ``plain`` is the share when all passages weigh the same, ``length`` the number of the text's passages.
    """

    share: float
    passages: float
    plain: float
    length: int


class Both(NamedTuple):
    """What of each of two texts stands in the other one."""

    first: Held
    second: Held


NOTHING_HELD: Final = Held(0.0, 0.0, 0.0, 0)


def held(first: Weighted, second: Weighted) -> Both:
    """Return how much of each text stands in the other, where rare passages weigh more.

    A passage that isn't sampled weighs as the sampled ones around it do, shared and own passages apart: in a
    bulletin, words of the template and new facts take turns.
    """
    one, other = first.passages.hashes, second.passages.hashes
    if not len(one) or not len(other):
        return Both(NOTHING_HELD, NOTHING_HELD)
    place = np.searchsorted(other, one)
    place[place == len(other)] = 0
    shared = other[place] == one
    back = np.zeros(len(other), dtype=bool)
    back[place[shared]] = True
    last = min(_last_kept(one), _last_kept(other))
    return Both(_held(first, shared, last), _held(second, back, last))


def _held(text: Weighted, shared: npt.NDArray[np.bool_], last: np.uint64) -> Held:
    """Return what the ``shared`` passages amount to among those whose hash is ``last`` at most."""
    end = int(np.searchsorted(text.passages.hashes, last, side="right"))
    common = _mass(text, np.flatnonzero(shared[:end]), shared)
    if not common:
        return NOTHING_HELD
    own = _mass(text, np.flatnonzero(~shared[:end]), ~shared)
    return Held(common / (common + own), common / RARE, float(shared[:end].sum() / end), len(shared))


def _last_kept(passages: Hashes) -> np.uint64:
    """Return the greatest hash that a passage of a long text can have to be among the ones that were kept."""
    return passages[-1] if len(passages) >= MAX_SHINGLES else np.uint64(2**64 - 1)


def _mass(text: Weighted, at: Places, chosen: npt.NDArray[np.bool_]) -> int:
    """Return what the passages ``at`` weigh together, unknown weights read off those of ``chosen`` ones."""
    if not len(at) or not len(text.known):
        return len(at) * RARE
    among = chosen[text.known]
    known, weights = (text.known[among], text.weights[among]) if among.any() else (text.known, text.weights)
    places = text.passages.places
    return int(_interpolated(places[at], places[known], weights).sum())


def _interpolated(wanted: Places, places: Places, weights: Weights) -> Weights:
    """Return the weights at ``wanted`` places, on straight lines between known ones, in whole numbers."""
    behind = np.searchsorted(places, wanted, side="right")
    slopes = np.zeros(len(places) + 1, dtype=np.int64)
    slopes[1:-1] = np.diff(weights) // np.diff(places)
    before = np.maximum(behind - 1, 0)
    found: Weights = weights[before] + slopes[behind] * (wanted - places[before])
    return found
