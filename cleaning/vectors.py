"""TF-IDF vectors of syllable 1-2-grams and the space learned from a few texts: the algebra of relevance.

Vectors are sparse: parallel arrays of sorted distinct keys and their weights, length 1. Keys are 64-bit
hashes (see ``cleaning.dedup.shingles``), so that no vocabulary has to be kept or shipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.shingles import Hashes, ngrams, token_hashes

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int32]

ARRAYS: Final[Mapping[str, str]] = {
    "keys": "<u8",
    "idf": "<f4",
    "direction": "<f4",
    "rows": "<i4",
    "columns": "<i4",
    "values": "<f4",
}
"""The arrays of a ``Space`` and their little-endian types in storage."""


class Vector(NamedTuple):
    """A sparse vector: distinct ``keys`` (n-gram hashes, or positions in a space) and their ``weights``."""

    keys: Hashes
    weights: Floats


@dataclass(frozen=True, eq=False)
class Space:
    """One view of the samples: known terms, their rarity, and the direction in which the topic lies.

    ``keys`` (V sorted n-gram hashes) are the terms of samples and background, with their ``idf`` and
    their weight in the topic's ``direction`` (length 1). The samples' vectors are stored sparse, as
    parallel ``rows`` (sample), ``columns`` (position in keys) and ``values``.
    """

    keys: Hashes
    idf: Floats
    unseen_idf: float
    direction: Floats
    rows: Positions
    columns: Positions
    values: Floats

    def locate(self, tokens: Sequence[str]) -> Vector:
        """Return the vector of ``tokens`` by positions in ``keys``.

        Terms unknown here lengthen the vector as the rarest terms would, before it is scaled to 1.
        """
        counts = counted(tokens)
        at = np.searchsorted(self.keys, counts.keys)
        at[at == len(self.keys)] = 0
        known = self.keys[at] == counts.keys
        weights = unit(counts.weights * np.where(known, self.idf[at], np.float32(self.unseen_idf)))
        return Vector(at[known].astype(np.uint64), weights[known])

    def score(self, vector: Vector) -> float:
        """Return the cosine of a located ``vector`` and the topic's direction."""
        return dot(self.direction, vector)

    def nearest(self, vector: Vector) -> int:
        """Return the number of the sample with the highest cosine to a located ``vector``."""
        dense = np.zeros(len(self.keys), dtype=np.float32)
        dense[vector.keys] = vector.weights
        return int(np.argmax(np.bincount(self.rows, weights=self.values * dense[self.columns])))


class Fit(NamedTuple):
    """A space with the located vectors it was learned from."""

    space: Space
    samples: list[Vector]
    background: list[Vector]


def fit_space(samples: Sequence[Sequence[str]], background: Sequence[Sequence[str]]) -> Fit:
    """Learn rarity and direction from tokenised texts: mean of samples minus mean of background.

    The rarity of a term is ln((1 + texts) / (1 + texts holding it)): 0 for what every text holds.
    """
    texts = (*samples, *background)
    keys, frequency = np.unique(np.concatenate([counted(t).keys for t in texts]), return_counts=True)
    idf = np.log((1 + len(texts)) / (1 + frequency)).astype(np.float32)
    none, zeros = np.empty(0, dtype=np.int32), np.zeros(len(keys), dtype=np.float32)
    bare = Space(keys, idf, float(np.log(1 + len(texts))), zeros, none, none, zeros[:0])
    own = [bare.locate(tokens) for tokens in samples]
    others = [bare.locate(tokens) for tokens in background]
    direction = unit(mean(own, len(keys)) - mean(others, len(keys)))
    rows = np.repeat(np.arange(len(own), dtype=np.int32), [len(v.keys) for v in own])
    columns = np.concatenate([v.keys for v in own]).astype(np.int32)
    values = np.concatenate([v.weights for v in own])
    return Fit(Space(keys, idf, bare.unseen_idf, direction, rows, columns, values), own, others)


def counted(tokens: Sequence[str]) -> Vector:
    """Count the 1-grams and 2-grams of ``tokens``, dampened: 1 + ln(count)."""
    hashes = token_hashes(tokens)
    keys, counts = np.unique(np.concatenate([ngrams(hashes, 1), ngrams(hashes, 2)]), return_counts=True)
    return Vector(keys, (1 + np.log(counts)).astype(np.float32))


def unit(weights: Floats) -> Floats:
    """Return ``weights`` scaled to length 1; zeros stay zeros."""
    length = float(np.linalg.norm(weights))
    return (weights / length if length else weights).astype(np.float32)


def mean(vectors: Sequence[Vector], size: int) -> Floats:
    """Return the mean of located ``vectors`` as a dense array of ``size``; zeros when there are none."""
    total = np.zeros(size, dtype=np.float32)
    for vector in vectors:
        total[vector.keys] += vector.weights
    return total / np.float32(max(1, len(vectors)))


def without(average: Floats, vector: Vector, count: int) -> Floats:
    """Return the mean of ``count`` vectors with one of them, ``vector``, left out."""
    total = average * np.float32(count)
    total[vector.keys] -= vector.weights
    return total / np.float32(max(1, count - 1))


def dot(dense: Floats, vector: Vector) -> float:
    """Return the inner product of a ``dense`` array and a located ``vector``."""
    return float(dense[vector.keys] @ vector.weights)
