"""The same answers from compiled loops, where numba is installed (extra ``fast``) and there is much to do."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Final

MIN_TEXTS: Final = 4_000
"""Texts to be read or pairs to be compared in one process from which compiled loops pay: to import numba and
to fetch what it compiled takes as long as so many texts take without (.8 s). Less work never waits for it."""


@dataclass(slots=True)
class _Work:
    """What this process has done so far, and whether it may go on with compiled loops."""

    done: int = 0
    available: bool | None = None

    def pays(self, more: int) -> bool:
        self.done += more
        if self.done < MIN_TEXTS or self.available is False:
            return False
        if self.available is None:
            self.available = importlib.util.find_spec("numba") is not None and _compiles()
        return self.available


_work: Final = _Work()


def pays(more: int) -> bool:
    """Return whether compiled loops are to be used when ``more`` texts are read or pairs compared now.

    The answer changes the speed and nothing else.
    """
    return _work.pays(more)


def _compiles() -> bool:
    """Return whether numba can compile here: where its folder is full or broken, arrays do."""
    from cleaning.dedup.compiled.warming import warm_up  # noqa: PLC0415 - numba takes half a second to import

    try:
        warm_up()
    except (OSError, ImportError, RuntimeError):
        return False
    return True
