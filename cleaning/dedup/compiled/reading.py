"""Texts to words, and words to what keys are made of, by compiled loops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.compiled import keys
from cleaning.dedup.compiled.contents import flat
from cleaning.dedup.minhash import BANDS, FACTORS, FOLD, MASKS
from cleaning.dedup.shingles import MAX_SHINGLES, PASSAGE, SAMPLED, SHINGLE, Hashes

_TABLES: Final = keys.BandTables(MASKS.ravel(), FACTORS.ravel(), FOLD.ravel())


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
