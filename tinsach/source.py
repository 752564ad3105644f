"""The source of a row of a corpus: the record it was made from, read again where the run found it."""

from __future__ import annotations

from pathlib import Path

from cleaning.document import Record
from cleaning.draft import Draft
from cleaning.inputs import InputOptions, read
from cleaning.pipeline import Pipeline, UnreadableRecordError
from output.explain_row import NO_SOURCE
from output.rows import Row

MEMBER = "!"
"""Stands between an archive and the name of its member in ``source_path``."""


def source_draft(corpus: Path, row: Row, options: InputOptions) -> Draft:
    """Return the settled draft of the record ``row`` was made from; without lines where it can't be read now.

    A path that is relative was so to the folder the run was started in: this one, or one above the corpus.
    """
    path, place = row["source_path"], row["source_record"]
    whole, (archive, mark, member) = (path, ""), path.partition(MEMBER)
    for base in (Path(), *corpus.absolute().parents):
        for name, end in (whole, (archive, mark + member)):
            if name and (base / name).is_file():
                return _draft_in(base / name, end, place, options)
    return NO_SOURCE


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
