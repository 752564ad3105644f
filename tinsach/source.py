"""The source of a row of a corpus: the record it was made from, read again where the run found it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from cleaning.document import Record
from cleaning.draft import Draft
from cleaning.inputs import MEMBER, InputOptions, read
from cleaning.pipeline import Pipeline, UnreadableRecordError
from output.errors import CorpusError
from output.explain_row import NO_SOURCE
from output.layout import record_name
from output.records import read_record
from output.rows import Row

STARTED_IN: Final = "started_in"
"""The setting of a run that says where its relative sources start."""

_READERS: Final = ("trafilatura", "lxml", "ftfy", "charset-normalizer")
"""Libraries of which another version may read other lines from the same bytes."""


def readers() -> dict[str, str]:
    """Return the versions of the libraries that decide how a source reads, for the record of a run."""
    return {name: version(name) for name in _READERS}


def source_drafts(corpus: Path, row: Row, options: InputOptions) -> Iterator[Draft]:
    """Yield the settled draft of each record that ``row`` may have been made from, the likeliest first.

    A path that is relative was so to the folder the run was started in: this one, the one its record names,
    or one above the corpus; another file of that name may lie in any of them. A draft has no lines where it
    can't be read now.
    """
    for found in source_files(corpus, row["source_path"], row.get("run")):
        yield _draft_in(found, row["source_record"], options)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file a row may have come from; ``member`` ends the source path of its records inside an archive."""

    path: Path
    member: str


def started_in(corpus: Path) -> str:
    """Return where this process works as seen from the folder ``corpus``, for the record of a run.

    So ``../dump.jsonl`` is found later from anywhere, as long as corpus and sources are moved together.
    """
    return Path(os.path.relpath(Path.cwd(), corpus.resolve())).as_posix()


def source_files(corpus: Path, source_path: str, run: str | None = None) -> Iterator[SourceFile]:
    """Yield the files that are there now of those that ``source_path`` may name, the likeliest first.

    ``run`` is the run that read it.
    """
    marks = [at for at, sign in enumerate(source_path) if at and sign == MEMBER]
    tried = set()
    for base in (Path(), *_start_of(corpus, run), *corpus.absolute().parents):
        for at in (len(source_path), *marks):
            file = Path(os.path.normpath((base / source_path[:at]).absolute()))
            if (file, at) not in tried and _is_file(file):
                tried.add((file, at))
                yield SourceFile(file, source_path[at:])


def _start_of(corpus: Path, run: str | None) -> Iterator[Path]:
    """Yield the folder that ``run`` was started in, if its record says so."""
    if run is None:
        return
    with contextlib.suppress(OSError, CorpusError):
        place = read_record(corpus / record_name(run)).settings.get(STARTED_IN)
        if isinstance(place, str):
            yield corpus.resolve() / place


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the system allows, a folder closed to us
        return False


def _draft_in(found: SourceFile, place: int, options: InputOptions) -> Draft:
    for item in read([str(found.path)], options):
        if item.source_record == place and item.source_path.endswith(found.member):
            return draft_of(item) if isinstance(item, Record) else NO_SOURCE
    return NO_SOURCE


def draft_of(record: Record) -> Draft:
    """Return the settled draft of ``record``, without lines when it has none to read."""
    try:
        return Pipeline().draft(record)
    except UnreadableRecordError:
        return NO_SOURCE
