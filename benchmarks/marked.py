"""Folders of marked files (see ``annotate``), read as annotated dumps without writing dump and gold apart.

``training/`` holds the dumps the line model learns from, ``held_out/`` those that nobody who writes rules or
chooses features may look at: only their totals count.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from benchmarks.annotate import MarkError, annotated
from benchmarks.gold import GoldDump, GoldError, GoldLine, GoldMetadata

TRAINING: Final = Path(__file__).resolve().parent / "training"
HELD_OUT: Final = Path(__file__).resolve().parent / "held_out"


def load_marked(folder: Path) -> list[GoldDump]:
    """Return the dumps of the marked files of ``folder``, in the order of their names; raises GoldError."""
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise GoldError(f"{folder}: no marked files")
    return [_dump(path) for path in paths]


def _dump(path: Path) -> GoldDump:
    try:
        made = annotated(path.read_text(encoding="utf-8"), path.stem)
    except MarkError as error:
        raise GoldError(str(error)) from error
    gold = json.loads(made.gold)
    lines = tuple(GoldLine(int(g["line"]), str(g["role"]), g["clean"]) for g in gold["lines"])
    known = gold["metadata"]
    fields = (known.get(name) or None for name in ("title", "published", "byline", "source", "lang"))
    return GoldDump(path.stem, made.text, GoldMetadata(*fields), lines)
