"""Annotated dumps: a folder of ``*.txt`` beside ``gold/*.json``, or of marked files, read and fingerprinted.

Form of a gold file: ``metadata`` (title, published, byline, source, lang; null means the dump doesn't
say) and ``lines``: one entry for each non-empty physical line, ``line`` counted from 1, its ``role``, and
``clean``: the line as it belongs into the report, null where it doesn't.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.annotate import MarkError, annotated
from cleaning.document import TEXT_ROLES, Media, Record

REPOSITORY: Final = Path(__file__).resolve().parents[1]
SHARED: Final = REPOSITORY.parent / "shared"
SAMPLES: Final = SHARED / "samples"
FIXTURES: Final = Path(__file__).resolve().parent / "fixtures"
TRAINING: Final = Path(__file__).resolve().parent / "training"
"""Marked files the line model learns from."""
HELD_OUT: Final = Path(__file__).resolve().parent / "held_out"
"""Marked files that nobody who writes rules or chooses features may look at: only their totals count."""


class GoldError(ValueError):
    """A folder or file that isn't of the form above; the message names it."""


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One physical line of a dump: its number from 1, its role, and its text in the report or ``None``."""

    number: int
    role: str
    clean: str | None


@dataclass(frozen=True, slots=True)
class GoldMetadata:
    """What a reader can tell from the dump beside the text; ``None`` where it doesn't say."""

    title: str | None
    published: str | None
    byline: str | None
    source: str | None
    lang: str | None


@dataclass(frozen=True, slots=True)
class GoldDump:
    """One dump with its annotation."""

    name: str
    text: str
    metadata: GoldMetadata
    lines: tuple[GoldLine, ...]

    @property
    def body(self) -> str:
        """The text of the report: body and headings, one paragraph a line."""
        return "\n".join(line.clean for line in self.lines if line.role in TEXT_ROLES and line.clean)

    @property
    def record(self) -> Record:
        """The dump as the pipeline takes it: nothing is known but its text."""
        return Record(self.name, 0, self.text, Media.TEXT)


def load(folder: Path) -> list[GoldDump]:
    """Return the dumps of ``folder`` in the order of their names; raises GoldError.

    Where there is no ``gold/``, the files are marked ones (see ``annotate``).
    """
    if not (folder / "gold").is_dir() and (marked := sorted(folder.glob("*.txt"))):
        return [_marked(path) for path in marked]
    paths = _annotated(folder)
    if not paths:
        raise GoldError(f"{folder}: no *.txt with a gold/*.json of the same name")
    return [_dump(text.stem, text.read_text(encoding="utf-8"), gold) for text, gold in paths]


def fingerprint(folder: Path) -> str:
    """Return the sha256 over names and bytes of the dumps and their gold: figures of others don't compare."""
    digest = hashlib.sha256()
    pairs = _annotated(folder) if (folder / "gold").is_dir() else [(p,) for p in sorted(folder.glob("*.txt"))]
    for path in (path for pair in pairs for path in pair):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _annotated(folder: Path) -> list[tuple[Path, Path]]:
    pairs = ((path, folder / "gold" / f"{path.stem}.json") for path in sorted(folder.glob("*.txt")))
    return [(text, gold) for text, gold in pairs if gold.is_file()]


def _marked(path: Path) -> GoldDump:
    try:
        made = annotated(path.read_text(encoding="utf-8"), path.stem)
    except MarkError as error:
        raise GoldError(str(error)) from error
    return _read(path.stem, made.text, made.gold, path)


def _dump(name: str, text: str, gold_path: Path) -> GoldDump:
    return _read(name, text, gold_path.read_text(encoding="utf-8"), gold_path)


def _read(name: str, text: str, annotation: str, gold_path: Path) -> GoldDump:
    try:
        gold = json.loads(annotation)
        lines = tuple(GoldLine(int(g["line"]), str(g["role"]), g["clean"]) for g in gold["lines"])
        metadata = _metadata(gold["metadata"])
    except (ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{gold_path}: not a gold file: {type(error).__name__}: {error}") from error
    if [line.number for line in lines] != list(_numbers(text)):
        raise GoldError(f"{gold_path}: its lines aren't the non-empty lines of {name}")
    return GoldDump(name, text, metadata, lines)


def _metadata(gold: dict[str, Any]) -> GoldMetadata:
    return GoldMetadata(
        *(gold.get(name) or None for name in ("title", "published", "byline", "source", "lang"))
    )


def _numbers(text: str) -> Iterator[int]:
    return (number for number, line in enumerate(text.split("\n"), start=1) if line.strip())
