"""What was freed goes back to the system, where it can: allocators keep it for later."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Return to the system what was freed; for moments between two kinds of work that both need much.

    Arrow and the C library keep what they freed. Of the libraries only GNU's can be asked (``malloc_trim``).
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
