"""Writing that survives a power cut: what returned is on the disk, and a file is old or new, never half."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
"""Of ``renameat2`` (Linux 3.15, glibc 2.28): names relative to the working folder; both change places."""


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable; without it a renamed file may be gone after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of ``path`` durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move(source: Path, target: Path) -> None:
    """Put ``source`` in the place of ``target`` at once, making the folder when it is missing."""
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        sync_folder(target.parent.parent)
    os.replace(source, target)  # noqa: PTH105 - tests stop the process at this very call


def write(target: Path, content: str) -> None:
    """Replace ``target`` by ``content`` in one step; readers see the old file or the new one.

    The new file is prepared beside the old one under a hidden name, so never use this inside a data
    folder: readers of whole folders would trip over it.
    """
    draft = target.with_name(f".{target.name}.new")
    draft.write_text(content, encoding="utf-8")
    sync_file(draft)
    move(draft, target)
    sync_folder(target.parent)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, and return whether this system can do that."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if not renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE):
        return True
    code = ctypes.get_errno()
    if code in {
        errno.ENOSYS,
        errno.EINVAL,
        errno.ENOTSUP,
        errno.EPERM,
        errno.EXDEV,
    }:  # kernel or file system can't
        return False
    raise OSError(code, os.strerror(code), str(one))
