"""Loops over arrays, compiled by numba: the bands and samples of texts.

What they return is, bit by bit, what the functions of arrays named in their docstrings return; those are used
where numba isn't installed or not worth its start (``cleaning.dedup.compiled``). All sums are of integers, so
that no order of adding matters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.compiled.compiling import compiled, mixed, part
from cleaning.dedup.minhash import BAND_WIDTH, BANDS
from cleaning.dedup.shingles import _NEXT, Hashes

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

_EMPTY = np.uint64(1 << 32)
_LOW = np.uint64((1 << 32) - 1)


class BandTables(NamedTuple):
    """What ``minhash`` permutes and folds by, one number a row."""

    masks: Codes
    factors: Codes
    fold: Codes


@part
def ngram(words: Hashes, at: int, size: int) -> np.uint64:
    """Return the hash of ``size`` words from ``at`` on: ``shingles.ngrams``."""
    found = words[at]
    for place in range(at + 1, at + size):
        found = found * _NEXT + words[place]
    return mixed(found)


@compiled
def bands_of(words: Hashes, starts: Places, size: int, tables: BandTables, found: Codes) -> None:
    """Write a row of bands for each text that has ``size`` words: ``minhash.band_hashes``.

    The words of text ``i`` stand between ``starts[i]`` and ``starts[i + 1]``. The first one from each band's
    place on is the least of its bin, or of the next bin that isn't empty.
    """
    rows, bands = len(tables.masks), found.shape[1]
    least = np.empty((rows, bands), dtype=np.uint64)
    for text in range(len(starts) - 1):
        count = starts[text + 1] - starts[text] - size + 1
        if count <= 0:
            continue
        shingles = np.empty(count, dtype=np.uint64)
        for at in range(count):
            shingles[at] = ngram(words, starts[text] + at, size) >> np.uint64(32)
        least[:] = _EMPTY
        for row in range(rows):
            _to_bins(shingles, np.uint64(tables.masks[row]), np.uint64(tables.factors[row]), least[row])
        _fold(least, tables.fold, found[text])


@part
def _to_bins(shingles: Hashes, mask: np.uint64, factor: np.uint64, least: Hashes) -> None:
    """Write the least of the permuted shingles that fall into each bin."""
    for shingle in shingles:
        value = ((shingle ^ mask) * factor) & _LOW
        place = min(value // np.uint64(BAND_WIDTH), np.uint64(BANDS - 1))
        least[place] = min(least[place], value)


@part
def _fold(least: Hashes, fold: Codes, found: Codes) -> None:
    """Write a hash for each band of the least values of all bins."""
    rows, bands = least.shape
    found[:] = np.uint32(0)
    for row in range(rows):
        following = least[row].min()
        for band in range(bands - 1, -1, -1):
            if least[row, band] != _EMPTY:
                following = least[row, band]
            value = np.uint32(following)
            value = np.uint32(value ^ (value >> np.uint32(16)))
            value = np.uint32(value * np.uint32(0x7FEB352D))
            value = np.uint32(value ^ (value >> np.uint32(15)))
            found[band] += np.uint32(value * fold[row])


@compiled
def samples_of(words: Hashes, starts: Places, size: int, mask: int, most: int, found: Codes) -> Places:
    """Write the sampled passages of each text and return where each text's begin: ``shingles.sample``."""
    begins = np.zeros(len(starts), dtype=np.int64)
    end = 0
    for text in range(len(starts) - 1):
        chosen = np.empty(max(starts[text + 1] - starts[text], 1), dtype=np.uint64)
        count = 0
        for at in range(starts[text], starts[text + 1] - size + 1):
            passage = ngram(words, at, size)
            chosen[count] = passage
            count += passage & np.uint64(mask) == 0
        ordered = sorted_hashes(chosen[:count])
        for at in range(min(keep_distinct(ordered), most)):
            found[end] = np.uint32(ordered[at] >> np.uint64(32))
            end += 1
        begins[text + 1] = end
    return begins


@part
def sorted_hashes(values: Hashes) -> Hashes:
    """Return ``values`` sorted: dealt out by their first bits, since hashes are spread evenly."""
    found = np.empty(len(values), dtype=np.uint64)
    heads = bucket_heads(values)
    shift = bucket_shift(len(values))
    for value in values:
        bucket = value >> shift
        found[heads[bucket]] = value
        heads[bucket] += 1
    for at in range(1, len(found)):
        value = found[at]
        place = at
        while place > 0 and found[place - 1] > value:
            found[place] = found[place - 1]
            place -= 1
        found[place] = value
    return found


@part
def bucket_shift(count: int) -> np.uint64:
    """Return by how many bits hashes are shifted to have about one in a bucket."""
    bits = 1
    while (1 << bits) < count:
        bits += 1
    return np.uint64(64 - bits)


@part
def bucket_heads(values: Hashes) -> Places:
    """Return where each bucket of ``values`` begins."""
    shift = bucket_shift(len(values))
    heads = np.zeros((1 << (64 - np.int64(shift))) + 1, dtype=np.int64)
    for value in values:
        heads[np.int64(value >> shift) + 1] += 1
    for bucket in range(1, len(heads)):
        heads[bucket] += heads[bucket - 1]
    return heads


@part
def keep_distinct(ordered: Hashes) -> int:
    """Move the distinct ones of sorted values to the front and return how many they are."""
    count = 0
    for at in range(len(ordered)):
        if at == 0 or ordered[at] != ordered[at - 1]:
            ordered[count] = ordered[at]
            count += 1
    return count
