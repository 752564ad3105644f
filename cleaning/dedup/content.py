"""What of a text is compared, and how much two texts share."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.facts import Facts, facts
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.shingles import (
    MAX_SHINGLES,
    Hashes,
    is_sampled,
    passages,
    sample_keys,
    shingle_set,
)
from cleaning.dedup.tokens import text_hashes

Weights = npt.NDArray[np.float64]


class Content(NamedTuple):
    """A text as it is compared: its shingles (sorted), its passages as read and sorted, its numbers."""

    shingles: Hashes
    passages: Hashes
    ordered: Hashes
    facts: Facts


class Overlap(NamedTuple):
    """``jaccard`` of two sets, and ``contained``, the share of the first that stands in the second."""

    jaccard: float
    contained: float


def content(text: str) -> Content:
    """Return what of ``text`` is compared."""
    words = text_hashes(text)
    found = passages(words)
    return Content(shingle_set(words), found, np.sort(found), facts(words))


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


def known_weights(text: Content, frequencies: Frequencies) -> Weights:
    """Return the weight of each of the text's passages, in reading order; NaN where it isn't sampled."""
    found = np.full(len(text.passages), np.nan)
    sampled = is_sampled(text.passages)
    found[sampled] = frequencies.weights(sample_keys(text.passages[sampled]))
    return found


class Held(NamedTuple):
    """What of a text stands in another: the ``share`` (0 to 1), and how many rare passages that amounts to.

    ``plain`` is the share when all passages weigh the same, ``length`` the number of the text's passages.
    """

    share: float
    passages: float
    plain: float
    length: int


NOTHING_HELD: Final = Held(0.0, 0.0, 0.0, 0)


def held(part: Content, weights: Weights, whole: Content) -> Held:
    """Return how much of ``part`` stands in ``whole``, where rare passages weigh more.

    ``weights`` are those of ``part`` (``known_weights``). A passage that isn't sampled weighs as the
    sampled ones around it do, shared and own passages apart: in a bulletin, words of the template and new
    facts take turns.
    """
    if not len(part.passages) or not len(whole.ordered):
        return NOTHING_HELD
    place = np.minimum(np.searchsorted(whole.ordered, part.passages), len(whole.ordered) - 1)
    shared = whole.ordered[place] == part.passages
    comparable = part.passages <= min(_last_kept(part), _last_kept(whole))
    shared, own = shared & comparable, ~shared & comparable
    known = ~np.isnan(weights)
    common = _mass(weights, known, shared)
    if not common:
        return NOTHING_HELD
    plain = float(shared.sum() / comparable.sum())
    return Held(common / (common + _mass(weights, known, own)), common, plain, len(shared))


def _last_kept(text: Content) -> np.uint64:
    """Return the greatest hash that a passage of a long text can have to be among the ones that were kept."""
    return text.ordered[-1] if len(text.ordered) >= MAX_SHINGLES else np.uint64(2**64 - 1)


def _mass(weights: Weights, known: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_]) -> float:
    """Return what the ``chosen`` passages weigh together, unknown weights read off known ones."""
    at = np.flatnonzero(chosen)
    sampled = np.flatnonzero(chosen & known)
    if not len(sampled):
        sampled = np.flatnonzero(known)
    if not len(sampled) or not len(at):
        return float(len(at))
    return float(np.interp(at, sampled, weights[sampled]).sum())
