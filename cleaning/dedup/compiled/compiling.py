"""How loops are compiled: once on a machine where a folder can be written, else in every process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import resources
from pickle import UnpicklingError
from typing import Any, Final, ParamSpec, TypeVar

import numpy as np
from numba import njit
from numba.core.caching import FunctionCache

from cleaning.dedup.shingles import mix

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

_DAMAGED: Final = (EOFError, UnpicklingError, ValueError, LookupError, TypeError, AttributeError, ImportError)
"""What unpickling says of a file that was cut short or written over, as after a power failure."""

mixed: Callable[[np.uint64], np.uint64] = njit(mix)
"""``shingles.mix`` of one value."""


def part(function: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """Return ``function`` for use in compiled ones: it becomes a part of each and is kept with them."""
    found: Callable[_Given, _Found] = njit(function)
    return found


def compiled(function: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """Return ``function`` compiled when it is first called; the machine code is kept beside the source file.

    Where that can't be written it is kept in the user's folder for caches, and without one for the process.
    """
    found: Any = njit(function)
    with suppress(RuntimeError):  # numba's word for: no folder for it can be written
        found._cache = _Kept(function)  # what njit(cache=True) does with a cache of numba's own
    answer: Callable[_Given, _Found] = found
    return answer


def is_kept(function: Any) -> bool:
    """Return whether there is machine code on disk for a ``compiled`` function."""
    kept = function._cache
    return isinstance(kept, _Kept) and kept.is_filled()


class _Kept(FunctionCache):  # type: ignore[misc]  # numba has no types
    """Machine code on disk. What is wrong there costs time and nothing else."""

    def _index_key(self, sig: object, codegen: object) -> tuple[object, ...]:
        """Return what must be the same: beside numba's own, all files that parts and constants come from."""
        return (*super()._index_key(sig, codegen), _sources())

    def is_filled(self) -> bool:
        """Return whether there is machine code for the sources as they are."""
        with suppress(OSError, *_DAMAGED):
            return any(key[-1] == _sources() for key in self._cache_file._load_index())
        return False

    def load_overload(self, sig: object, target_context: object) -> object:
        """Return the machine code kept for arguments of these types, if there is any that can be read."""
        with suppress(OSError, *_DAMAGED):
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: object, data: object) -> None:
        """Keep machine code, if the disk isn't full; an index that can't be read is begun anew."""
        with suppress(OSError):
            try:
                super().save_overload(sig, data)
            except _DAMAGED:
                self.flush()
                super().save_overload(sig, data)


@cache
def _sources() -> str:
    """Digest the source files of the package: numba itself looks at the file of the function alone."""
    digest = hashlib.sha256()
    package = resources.files("cleaning.dedup")
    for folder in (package, package / "compiled"):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
