"""The source of a row of a corpus: the record it was made from, read again where the run found it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleaning.document import Record
from cleaning.draft import Draft
from cleaning.inputs import MEMBER, InputOptions, read
from cleaning.pipeline import Pipeline, UnreadableRecordError
from output.explain_row import NO_SOURCE
from output.rows import Row


def source_drafts(corpus: Path, row: Row, options: InputOptions) -> Iterator[Draft]:
    """Yield the settled draft of each record that ``row`` may have been made from, the likeliest first.

    A path that is relative was so to the folder the run was started in: this one, or one above the corpus;
    another file of that name may lie in any of them. A draft has no lines where it can't be read now.
    """
    path, place = row["source_path"], row["source_record"]
    marks = [at for at, sign in enumerate(path) if at and sign == MEMBER]
    tried = set()
    for base in (Path(), *corpus.absolute().parents):
        for at in (len(path), *marks):
            file = (base / path[:at]).absolute()
            if (file, at) not in tried and _is_file(file):
                tried.add((file, at))
                yield _draft_in(file, path[at:], place, options)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the system allows, a folder closed to us
        return False


def _draft_in(file: Path, member: str, place: int, options: InputOptions) -> Draft:
    for item in read([str(file)], options):
        if item.source_record == place and item.source_path.endswith(member):
            return draft_of(item) if isinstance(item, Record) else NO_SOURCE
    return NO_SOURCE


def draft_of(record: Record) -> Draft:
    """Return the settled draft of ``record``, without lines when it has none to read."""
    try:
        return Pipeline().draft(record)
    except UnreadableRecordError:
        return NO_SOURCE
