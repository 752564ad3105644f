"""How worker processes start: forked from a clean server that has the libraries loaded."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext
from typing import Final

_PRELOADED: Final = ["tinsach.preloaded"]


def context() -> BaseContext:
    """Return the way to start workers: forked from a server, so that replacing one costs no import."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_PRELOADED)
    return found


def start_ahead() -> None:
    """Start the server, which loads the libraries while this process loads its own."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver  # noqa: PLC0415  # not on every system

        context()
        forkserver.ensure_running()
