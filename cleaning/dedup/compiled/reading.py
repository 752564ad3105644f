"""Texts to words, and words to what keys are made of, by compiled loops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.compiled import keys
from cleaning.dedup.compiled.contents import flat
from cleaning.dedup.minhash import BAND_WIDTH, BANDS, FACTORS, FOLD, MASKS
from cleaning.dedup.shingles import MAX_SHINGLES, PASSAGE, SAMPLED, SHINGLE, Hashes
from cleaning.dedup.tokens import letters

_TABLES: Final = keys.BandTables(MASKS.ravel(), FACTORS.ravel(), FOLD.ravel(), BAND_WIDTH)


def words_of(texts: Sequence[str]) -> list[Hashes | None]:
    """Return ``tokens.text_hashes`` of each of ``texts``; None for those with an unusual character."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    hashes, counts = np.empty(len(codes), dtype=np.uint64), np.empty(len(texts), dtype=np.int64)
    keys.words_of(codes, ends, letters(), hashes, counts)
    last = np.cumsum(np.maximum(counts, 0)).tolist()
    return [
        hashes[end - count : end] if count >= 0 else None
        for end, count in zip(last, counts.tolist(), strict=True)
    ]


class BandsAndSamples(NamedTuple):
    """A row of band hashes for each text, and its sampled passages."""

    bands: npt.NDArray[np.uint32]
    samples: list[npt.NDArray[np.uint32]]


def bands_and_samples(words: Sequence[Hashes]) -> BandsAndSamples:
    """Return ``minhash.band_hashes`` and ``shingles.sample`` of each text of at least ``SHINGLE`` words.

    Of texts of more than ``MAX_SHINGLES`` words the bands are those of all shingles: not for such.
    """
    hashes, starts = flat(words)
    bands = np.empty((len(words), BANDS), dtype=np.uint32)
    keys.bands_of(hashes, starts, SHINGLE, _TABLES, bands)
    found = np.empty(len(hashes), dtype=np.uint32)
    counts = keys.samples_of(hashes, starts, PASSAGE, SAMPLED - 1, MAX_SHINGLES // SAMPLED, found)
    return BandsAndSamples(bands, np.split(found[: counts.sum()], np.cumsum(counts)[:-1]))
