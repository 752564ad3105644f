"""How loops are compiled: once on a machine where a folder can be written, else in every process."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def compiled(function: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """Return ``function`` compiled when it is first called; the machine code is kept beside the source file.

    Where that can't be written it is kept in the user's folder for caches, and without one for the process.
    """
    try:
        found: Callable[_Given, _Found] = njit(cache=True)(function)
    except RuntimeError:  # numba's word for: no folder of the cache can be written
        found = njit(function)
    return found
