"""Writing that survives a power cut: what returned is on the disk, and a file is old or new, never half."""

from __future__ import annotations

import os
from pathlib import Path


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
