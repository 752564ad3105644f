"""How worker processes start: forked from a clean server that has the libraries loaded."""

from __future__ import annotations

import multiprocessing
import signal
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
    """Start the server, which loads the libraries while this process loads its own.

    In the main thread only. Ctrl-C does not reach the server: it ends with this process.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver  # noqa: PLC0415  # not on every system

        context()
        interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as the server has it once it is up
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, interrupted)
