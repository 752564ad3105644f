"""``HEAD``: the name and fingerprint of the last run's record.

Every record but the last is fingerprinted by the run that followed it; this file closes the chain. It is
one line as ``sha256sum`` writes it, so ``sha256sum --check HEAD`` works without tinsach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from output.durable import write
from output.errors import CorpusError
from output.layout import Layout
from output.records import fingerprint

_LINE = re.compile(r"([0-9a-f]{64})  (runs/[A-Za-z0-9][A-Za-z0-9._-]*\.json)\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The record of the last run: its name relative to the corpus, and its SHA-256 in hexadecimal."""

    record: str
    sha256: str


def read_head(layout: Layout) -> Head | None:
    """Return what ``HEAD`` says, ``None`` without one; raise CorpusError when it says something else."""
    if not layout.head.exists():
        return None
    line = _LINE.fullmatch(layout.head.read_text(encoding="utf-8", errors="replace"))
    if not line:
        raise CorpusError(f"{layout.head}: is no SHA-256 and name of a run record; restore or delete it")
    return Head(line[2], line[1])


def write_head(layout: Layout, record: str) -> None:
    """Make ``record``, which is in place, the last one."""
    restore_head(layout, Head(record, fingerprint(layout.root / record)))


def restore_head(layout: Layout, head: Head | None) -> None:
    """Let ``HEAD`` say what ``head`` says, or be gone."""
    if head is None:
        layout.head.unlink(missing_ok=True)
    else:
        write(layout.head, f"{head.sha256}  {head.record}\n")
