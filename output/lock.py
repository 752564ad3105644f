"""One writer at a time: an advisory lock on a file, released by the kernel when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from output.errors import BusyError

_held: set[int] = set()
"""Descriptors of the locks of this process, for ``_forget``."""


def _forget() -> None:
    """Close inherited locks in a forked worker, which would hold the corpus beyond its parent's death."""
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_forget)


@contextmanager
def held(path: Path, *, note: str) -> Iterator[None]:
    """Hold the lock at ``path`` while the block runs; ``note`` tells others who holds it.

    Raises BusyError at once, naming the holder's note, when somebody else holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    _held.add(descriptor)
    try:
        _take(descriptor, path)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, note.encode(), 0)
        yield
        os.truncate(descriptor, 0)
    finally:
        _held.discard(descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace") or "unknown"
        raise BusyError(
            f"{path.parent}: another run holds the corpus ({holder}); try again when it is done"
        ) from None


def holder(path: Path) -> str | None:
    """Return the note of whoever holds the lock at ``path``, ``None`` when it is free; changes nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 200, 0).decode(errors="replace") or "unknown"
    finally:
        os.close(descriptor)
    return None
