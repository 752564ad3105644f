"""The same answers from compiled loops, where numba is installed (extra ``fast``) and there is much to do."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Final

MIN_TEXTS: Final = 20_000
"""Texts to be read or pairs to be compared in one process from which compiled loops pay: numba's import, and
fetching what it has compiled, take .8 CPU seconds, and a text's key takes 45 microseconds less. Less work
never waits for it."""

MIN_COMPILED: Final = 200_000
"""As many when they are yet to be compiled, which takes 20 s once on a machine: two such runs earn it."""


@dataclass(slots=True)
class Work:
    """What this process has ``done`` so far, and whether it goes on with compiled loops."""

    done: int = 0
    needed: int = MIN_TEXTS
    decided: bool | None = None

    def pays(self, more: int) -> bool:
        """Return whether compiled loops are to be used when ``more`` texts are read or pairs compared now."""
        self.done += more
        if self.decided is None and self.done >= self.needed:
            self.decided = self._decide()
        return bool(self.decided)

    def _decide(self) -> bool | None:
        """Return whether numba can be had here: where it is broken or missing, arrays do. None: not yet.

        A worker's memory is limited: numba says that it is short with SystemError as well.
        """
        if importlib.util.find_spec("numba") is None:
            return False
        try:
            from cleaning.dedup.compiled.warming import are_kept, warm_up  # noqa: PLC0415 - half a second

            if not are_kept() and self.done < MIN_COMPILED:
                self.needed = MIN_COMPILED
                return None
            warm_up()
        except (OSError, ImportError, RuntimeError, MemoryError, SystemError):
            return False
        return True


_work: Final = Work()


def pays(more: int) -> bool:
    """Return whether compiled loops are to be used when ``more`` texts are read or pairs compared now.

    The answer changes the speed and nothing else.
    """
    return _work.pays(more)
