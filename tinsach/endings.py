"""How a command ends that could not go on: one line on standard error and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Final

from tinsach.errors import (
    EXIT_BUSY,
    EXIT_NOTHING_DONE,
    EXIT_UNEXPECTED,
    EXIT_UNREAD,
    EXIT_USAGE,
    UsageError,
    WorkersError,
)

TRACEBACK: Final = "TINSACH_TRACEBACK"
"""The environment variable that shows where an unexpected error came from."""


def explained(error: Exception) -> int:
    """Say in one line what went wrong, and return the exit code; an unexpected error has one of its own."""
    from crawler.job import JobError  # noqa: PLC0415  # keeps --help free of heavy imports
    from output.errors import BusyError, CorpusError  # noqa: PLC0415

    if isinstance(error, BusyError):
        return complain(str(error), EXIT_BUSY)
    if isinstance(error, UsageError | JobError | CorpusError):
        return complain(str(error), EXIT_USAGE)
    if isinstance(error, OSError | WorkersError):
        return complain(_said(error), EXIT_NOTHING_DONE)
    return _unexpected(error)


def complain(message: str, code: int) -> int:
    """Write ``message`` as one line to standard error and return ``code``."""
    sys.stderr.write(f"tinsach: {' '.join(message.split())}\n")
    return code


def unread() -> int:
    """End in silence where nobody reads on: what is still held back goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())
    return EXIT_UNREAD


def _said(error: Exception) -> str:
    """Return what a person can use of an error: of the system's, the file and what is wrong with it."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        # an error on an open file may carry its number instead of its name
        shown = error.filename if isinstance(error.filename, int) else os.fsdecode(error.filename)
        return f"{shown}: {error.strerror}"
    return str(error)


def _unexpected(error: Exception) -> int:
    """Tell of a fault in tinsach itself: which error and where, and how to see the way there."""
    shows = bool(os.environ.get(TRACEBACK))
    if shows:
        sys.stderr.write("".join(traceback.format_exception(error)))
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    hint = "" if shows else f"; {TRACEBACK}=1 in the environment shows the traceback"
    return complain(f"unexpected {type(error).__name__}: {error}{where}{hint}", EXIT_UNEXPECTED)
