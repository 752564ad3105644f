"""Texts to words, and words to what keys are made of, by compiled loops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from cleaning.dedup.compiled import keys
from cleaning.dedup.compiled.contents import flat
from cleaning.dedup.minhash import BANDS, FACTORS, FOLD, MASKS
from cleaning.dedup.shingles import MAX_SHINGLES, PASSAGE, SAMPLED, SHINGLE, Hashes

_TABLES: Final = keys.BandTables(MASKS.ravel(), FACTORS.ravel(), FOLD.ravel())


class Signature(NamedTuple):
    """The ``bands`` and the ``sample`` of a key."""

    bands: bytes
    sample: bytes


def signatures(words: Sequence[Hashes]) -> Iterator[Signature]:
    """Yield ``minhash.band_hashes`` and ``shingles.sample`` of each text of at least ``SHINGLE`` words.

    Of texts of more than ``MAX_SHINGLES`` words the bands are those of all shingles: not for such.
    """
    if not words:
        return
    hashes, starts = flat(words)
    bands = np.empty((len(words), BANDS), dtype=np.uint32)
    keys.bands_of(hashes, starts, SHINGLE, _TABLES, bands)
    found = np.empty(len(hashes), dtype=np.uint32)
    begins = keys.samples_of(hashes, starts, PASSAGE, SAMPLED - 1, MAX_SHINGLES // SAMPLED, found)
    rows, sampled = bands.astype("<u4").tobytes(), found[: begins[-1]].astype("<u4").tobytes()
    row = bands.itemsize * BANDS
    for at, (begin, end) in enumerate(pairwise((bands.itemsize * begins).tolist())):
        yield Signature(rows[row * at : row * (at + 1)], sampled[begin:end])
