"""Text as hashed n-grams of syllables: the one representation that copies and relevance work on.

Every hash is computed from the bytes of the text with fixed constants, so it is the same in every
process and on every machine (Python's own ``hash`` is salted per process).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

SHINGLE: Final = 5
"""Tokens in a shingle. Three chain bulletins of one template (613 in one cluster); character n-grams, 32,195
pages; measured on 51,673 Vietnamese pages."""

MAX_SHINGLES: Final = 8192
"""Shingles kept of one text, 64 kB. Reports of 8,000 syllables hardly exist; a 10 MB text has 2 million."""

PASSAGE: Final = 3
"""Tokens in a passage, the shorter shingle by which parts and rewritten versions are found: with every
tenth word changed .73 of the passages are left and .59 of the 5-shingles. How common each is keeps
templates apart."""

SAMPLED: Final = 16
"""Of so many passages one is remembered in the key of a text, the same in every text: 27 of a usual report.
From 8 on the labelled set's families got no better (F1 .982 and .984) and the keys twice as long."""

_NEXT: Final = np.uint64(0x9E3779B97F4A7C15)
"""Odd multiplier (2^64 / golden ratio) that makes an n-gram's hash depend on the order of its parts."""

_CACHED_TOKENS: Final = 1 << 16
"""Distinct tokens whose hash is remembered: Vietnamese has some 7,000 syllables; names and numbers are
the rest. About 10 MB a process when full."""


@lru_cache(maxsize=_CACHED_TOKENS)
def _token_hash(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def token_hashes(tokens: Sequence[str]) -> Hashes:
    """Return one 64-bit hash for each of ``tokens``, in order."""
    return np.fromiter(map(_token_hash, tokens), dtype=np.uint64, count=len(tokens))


def ngrams(hashes: Hashes, size: int) -> Hashes:
    """Return the hash of every run of ``size`` tokens, in order; empty when there are fewer."""
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    found = hashes[:count].copy()
    for step in range(1, size):
        found *= _NEXT
        found += hashes[step : step + count]
    return mix(found)


class Runs(NamedTuple):
    """The hashes of runs of tokens in several texts, and which text each is of."""

    hashes: Hashes
    text: npt.NDArray[np.intp]


def runs(texts: Sequence[Hashes], size: int) -> Runs:
    """Return the ``ngrams`` of each of ``texts``, one after another: quicker than one by one."""
    sizes = np.array([len(one) for one in texts], dtype=np.intp)
    text = np.repeat(np.arange(len(texts)), np.maximum(sizes - size + 1, 0))
    found = ngrams(np.concatenate([*texts, np.empty(0, dtype=np.uint64)]), size)
    # A run begins in one text and ends in the next where fewer tokens are left than it takes.
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(sizes.sum())
    return Runs(found[left[: len(found)] >= size], text)


def mix(values: Hashes) -> Hashes:
    """Spread ``values`` evenly over 64 bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    found = values ^ (values >> np.uint64(30))
    found *= np.uint64(0xBF58476D1CE4E5B9)
    found ^= found >> np.uint64(27)
    found *= np.uint64(0x94D049BB133111EB)
    found ^= found >> np.uint64(31)
    return found


def shingle_set(tokens: Hashes) -> Hashes:
    """Return the sorted distinct hashes of runs of ``SHINGLE`` tokens, at most ``MAX_SHINGLES``.

    Of a longer text the smallest hashes are kept, which is a fair sample of the whole and the same
    sample for the same passages in another text.
    """
    return distinct(ngrams(tokens, SHINGLE))[:MAX_SHINGLES]


def distinct(values: Hashes) -> Hashes:
    """Return ``values`` sorted, each once."""
    found = np.sort(values)  # np.unique takes six to ten times as long
    new = np.ones(len(found), dtype=bool)
    new[1:] = found[1:] != found[:-1]
    return found[new]


class Passages(NamedTuple):
    """Sorted hashes of a text's passages, each once, and where each stands first."""

    hashes: Hashes
    places: npt.NDArray[np.intp]


def passages(tokens: Hashes) -> Passages:
    """Return the runs of ``PASSAGE`` tokens, at most ``MAX_SHINGLES``.

    Of a longer text those of the smallest hashes are kept, as in ``shingle_set``.
    """
    found = ngrams(tokens, PASSAGE)
    order = np.argsort(found)
    ordered = found[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    if len(starts) < len(order):
        order = np.minimum.reduceat(order, starts)
    return Passages(ordered[starts][:MAX_SHINGLES], order[:MAX_SHINGLES])


def is_sampled(found: Hashes) -> npt.NDArray[np.bool_]:
    """Return which passages are remembered in keys."""
    chosen: npt.NDArray[np.bool_] = (found & np.uint64(SAMPLED - 1)) == 0
    return chosen


def sample_keys(found: Hashes) -> npt.NDArray[np.uint32]:
    """Return sampled passages in the 4 bytes by which they are remembered.

    Two of the 12 million of a million reports share theirs with probability .003.
    """
    return (found >> np.uint64(32)).astype(np.uint32)


def samples(texts: Sequence[Hashes]) -> Iterator[npt.NDArray[np.uint32]]:
    """Yield the keys of the sampled passages of each of ``texts``, sorted, each once."""
    found = runs(texts, PASSAGE)
    at = np.flatnonzero(is_sampled(found.hashes))
    at = at[np.lexsort((found.hashes[at], found.text[at]))]
    hashes, text = found.hashes[at], found.text[at]
    new = np.ones(len(at), dtype=bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (text[1:] != text[:-1])
    keys, ends = sample_keys(hashes[new]), np.searchsorted(text[new], np.arange(len(texts) + 1)).tolist()
    most = MAX_SHINGLES // SAMPLED
    yield from (keys[start : min(end, start + most)] for start, end in pairwise(ends))
