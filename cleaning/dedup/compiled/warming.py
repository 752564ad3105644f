"""All compiled loops made ready, so that what stands in their way shows before they are needed."""

from __future__ import annotations

import numpy as np
from numba.core.errors import NumbaError

from cleaning.dedup.compiled.compiling import is_kept
from cleaning.dedup.compiled.contents import Compiled
from cleaning.dedup.compiled.pairs import has_news
from cleaning.dedup.compiled.reading import signatures
from cleaning.dedup.compiled.words import words_of
from cleaning.dedup.frequency import NO_FREQUENCIES


def are_kept() -> bool:
    """Return whether an earlier process has kept its machine code, and the sources are still the same."""
    return is_kept(has_news)


def warm_up() -> None:
    """Compile everything, or fetch it from where it was kept.

    Raises OSError, RuntimeError, or what says that memory is short: MemoryError, in the midst of numba
    SystemError.
    """
    try:
        _run_all()
    except NumbaError as error:  # a version that these loops are not written for
        raise RuntimeError(str(error)) from error


def _run_all() -> None:
    words = [found for found in words_of(["Lũ về 2 lần trong 3 ngày", "Hội làng"]) if found is not None]
    list(signatures(words))
    texts, others = np.array([0]), np.array([1])
    measured = Compiled.of([0, 1], words, NO_FREQUENCIES)
    measured.overlaps(texts, others)
    measured.agreements(texts, others)
    measured.helds(texts, others)
    measured.news(texts, others)
