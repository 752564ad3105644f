"""Loops over arrays, compiled by numba: the words of texts, their bands and samples.

What they return is, bit by bit, what the functions of arrays named in their docstrings return; those are used
where numba isn't installed or not worth its start (``cleaning.dedup.compiled``). All sums are of integers, so that no order
of adding matters. Numbers that a reader may want to change are given as arguments: numba keeps compiled code
as long as this file stays as it is, whatever becomes of the files that it imports.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from cleaning.dedup.compiled.compiling import compiled
from cleaning.dedup.shingles import _NEXT, Hashes, mix
from cleaning.dedup.tokens import _DIGIT, _LETTER_OR_DIGIT, _STEP, _UNUSUAL, _ZERO, Letters

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

_PARTS = np.uint8(_LETTER_OR_DIGIT)
_mix = njit(mix)


class BandTables(NamedTuple):
    """What ``minhash`` permutes and folds by, one number a row, and the width of a band's place."""

    masks: Codes
    factors: Codes
    fold: Codes
    width: int


@compiled
def words_of(codes: Codes, ends: Places, letters: Letters, hashes: Hashes, counts: Places) -> None:
    """Write the hashes of the words of several texts, and how many each has: ``tokens.text_hashes``.

    ``codes`` are the code points of all texts, each followed by one that is skipped, ``ends`` where texts
    end. The count is -1 for a text with an unusual character.
    """
    start = at = 0
    for text in range(len(ends)):
        last = _words_between(codes[start : ends[text]], letters, hashes, at)
        counts[text] = last - at if last >= 0 else -1
        at = max(at, last)
        start = ends[text] + 1


@njit
def _words_between(codes: Codes, letters: Letters, hashes: Hashes, at: int) -> int:
    """Write the words from ``at`` on and return where they end, -1 at an unusual character.

    A word is a run of letters or one of digits; zeros that lead a number don't count.
    """
    run, zeros = np.uint8(0), False
    total = power = np.uint64(0)
    unknown = len(letters.kinds) - 1
    for code in codes:
        kind = letters.kinds[min(code, unknown)]
        if kind >= _UNUSUAL:
            return -1
        part = kind & _PARTS
        if part != run and run:
            hashes[at] = _word(total, run)
            at += 1
        if part != run or zeros:
            total, power = np.uint64(0), np.uint64(1)
        if part:
            zeros = (part != run or zeros) and kind & _ZERO != 0
            total += letters.values[code] * power + letters.tones[code]
            power *= np.uint64(_STEP)
        run = part
    if run:
        hashes[at] = _word(total, run)
        at += 1
    return at


@njit
def _word(total: np.uint64, run: np.uint8) -> np.uint64:
    number = np.uint64((run & _DIGIT) // _DIGIT)
    return _mix(total) & ~np.uint64(1) | number


@njit
def ngram(words: Hashes, at: int, size: int) -> np.uint64:
    """Return the hash of ``size`` words from ``at`` on: ``shingles.ngrams``."""
    found = words[at]
    for place in range(at + 1, at + size):
        found = found * _NEXT + words[place]
    return _mix(found)


@compiled
def bands_of(words: Hashes, starts: Places, size: int, tables: BandTables, found: Codes) -> None:
    """Write a row of bands for each text that has ``size`` words: ``minhash.band_hashes``.

    The words of text ``i`` stand between ``starts[i]`` and ``starts[i + 1]``. The first one from each band's
    place on is the least of its bin, or of the next bin that isn't empty.
    """
    rows, bands = len(tables.masks), found.shape[1]
    least = np.empty((rows, bands), dtype=np.uint64)
    for text in range(len(starts) - 1):
        if starts[text + 1] - starts[text] < size:
            continue
        least[:] = np.uint64(1) << np.uint64(32)
        for at in range(starts[text], starts[text + 1] - size + 1):
            shingle = ngram(words, at, size) >> np.uint64(32)
            for row in range(rows):
                value = np.uint32((shingle ^ tables.masks[row]) * tables.factors[row])
                place = min(value // np.uint32(tables.width), np.uint32(bands - 1))
                least[row, place] = min(least[row, place], np.uint64(value))
        _fold(least, tables.fold, found[text])


@njit
def _fold(least: Hashes, fold: Codes, found: Codes) -> None:
    """Write a hash for each band of the least values of all bins."""
    rows, bands = least.shape
    found[:] = np.uint32(0)
    for row in range(rows):
        following = least[row].min()
        for band in range(bands - 1, -1, -1):
            if least[row, band] >> np.uint64(32) == 0:
                following = least[row, band]
            value = np.uint32(following)
            value = np.uint32(value ^ (value >> np.uint32(16)))
            value = np.uint32(value * np.uint32(0x7FEB352D))
            value = np.uint32(value ^ (value >> np.uint32(15)))
            found[band] += np.uint32(value * fold[row])


@compiled
def samples_of(
    words: Hashes, starts: Places, size: int, mask: int, most: int, found: Codes
) -> Places:
    """Write the sampled passages of each text and return how many each has: ``shingles.sample``."""
    counts = np.zeros(len(starts) - 1, dtype=np.int64)
    end = 0
    for text in range(len(starts) - 1):
        chosen = np.empty(max(starts[text + 1] - starts[text], 1), dtype=np.uint64)
        count = 0
        for at in range(starts[text], starts[text + 1] - size + 1):
            passage = ngram(words, at, size)
            if passage & np.uint64(mask) == 0:
                chosen[count] = passage
                count += 1
        ordered = sorted_hashes(chosen[:count])
        count = min(keep_distinct(ordered), most)
        for at in range(count):
            found[end + at] = np.uint32(ordered[at] >> np.uint64(32))
        counts[text] = count
        end += count
    return counts


@njit
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


@njit
def bucket_shift(count: int) -> np.uint64:
    """Return by how many bits hashes are shifted to have about one in a bucket."""
    bits = 1
    while (1 << bits) < count:
        bits += 1
    return np.uint64(64 - bits)


@njit
def bucket_heads(values: Hashes) -> Places:
    """Return where each bucket of ``values`` begins."""
    shift = bucket_shift(len(values))
    heads = np.zeros((1 << (64 - np.int64(shift))) + 1, dtype=np.int64)
    for value in values:
        heads[np.int64(value >> shift) + 1] += 1
    for bucket in range(1, len(heads)):
        heads[bucket] += heads[bucket - 1]
    return heads


@njit
def keep_distinct(ordered: Hashes) -> int:
    """Move the distinct ones of sorted values to the front and return how many they are."""
    count = 0
    for at in range(len(ordered)):
        if at == 0 or ordered[at] != ordered[at - 1]:
            ordered[count] = ordered[at]
            count += 1
    return count
