"""Annotated dumps: a folder of ``*.txt`` beside ``gold/*.json``, read and fingerprinted.

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

from cleaning.document import TEXT_ROLES, Media, Record

REPOSITORY: Final = Path(__file__).resolve().parents[1]
SHARED: Final = REPOSITORY.parent / "shared"
SAMPLES: Final = SHARED / "samples"
FIXTURES: Final = Path(__file__).resolve().parent / "fixtures"


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
    """Return the dumps of ``folder`` in the order of their names; raises GoldError."""
    paths = _annotated(folder)
    if not paths:
        raise GoldError(f"{folder}: no *.txt with a gold/*.json of the same name")
    return [_dump(text, gold) for text, gold in paths]


def fingerprint(folder: Path) -> str:
    """Return the sha256 over names and bytes of the dumps and their gold: figures of others don't compare."""
    digest = hashlib.sha256()
    for path in (path for pair in _annotated(folder) for path in pair):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _annotated(folder: Path) -> list[tuple[Path, Path]]:
    pairs = ((path, folder / "gold" / f"{path.stem}.json") for path in sorted(folder.glob("*.txt")))
    return [(text, gold) for text, gold in pairs if gold.is_file()]


def _dump(path: Path, gold_path: Path) -> GoldDump:
    text = path.read_text(encoding="utf-8")
    try:
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        lines = tuple(GoldLine(int(g["line"]), str(g["role"]), g["clean"]) for g in gold["lines"])
        metadata = _metadata(gold["metadata"])
    except (ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{gold_path}: not a gold file: {type(error).__name__}: {error}") from error
    if [line.number for line in lines] != list(_numbers(text)):
        raise GoldError(f"{gold_path}: its lines aren't the non-empty lines of {path.name}")
    return GoldDump(path.stem, text, metadata, lines)


def _metadata(gold: dict[str, Any]) -> GoldMetadata:
    return GoldMetadata(*(gold.get(name) for name in ("title", "published", "byline", "source", "lang")))


def _numbers(text: str) -> Iterator[int]:
    return (number for number, line in enumerate(text.split("\n"), start=1) if line.strip())
