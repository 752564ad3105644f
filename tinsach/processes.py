"""How worker processes start: forked from a clean server that has the libraries loaded."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterable
from itertools import islice
from multiprocessing.context import BaseContext
from pathlib import PurePath
from typing import Final

_FOR_TEXT: Final = ["tinsach.preloaded"]
_FOR_PAGES: Final = [*_FOR_TEXT, "tinsach.preloaded_pages"]

_ROWS: Final = frozenset({".jsonl", ".ndjson", ".jsonlines", ".csv", ".tsv", ".tab", ".parquet", ".pq"})
"""Endings of files of rows, which seldom hold pages; of more than one ending any counts (``.jsonl.gz``)."""

_LOOKED_AT: Final = 20
"""Names in a folder by which it is judged."""


def context() -> BaseContext:
    """Return the way to start workers: forked from a server, so that replacing one costs no import."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_FOR_PAGES)
    return found


def may_hold_pages(sources: Iterable[str]) -> bool:
    """Return whether any of ``sources`` may hold web pages, by the names of files.

    A wrong guess costs time and nothing else.
    """
    return any(not _is_of_rows(source) for source in sources)


def _is_of_rows(source: str) -> bool:
    names = [source]
    with contextlib.suppress(OSError), os.scandir(source) as entries:
        names = [entry.name for entry in islice(entries, _LOOKED_AT)]
    return bool(names) and all(_ROWS.intersection(PurePath(name.lower()).suffixes) for name in names)


def start_ahead(*, for_pages: bool = True) -> None:
    """Start the server, which loads the libraries while this process loads its own.

    Those ``for_pages`` are loaded by each worker for itself, at the first page, when they are not here.
    In the main thread only. Ctrl-C does not reach the server: it ends with this process.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver  # noqa: PLC0415  # not on every system

        context().set_forkserver_preload(_FOR_PAGES if for_pages else _FOR_TEXT)
        interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as the server has it once it is up
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, interrupted)
