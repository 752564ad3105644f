"""The source of a row of a corpus: the record it was made from, read again where the run found it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cleaning.document import Line, Record
from cleaning.inputs import InputOptions, read
from cleaning.pipeline import UnreadableRecordError
from cleaning.pipeline import read as read_lines
from output.rows import Row

MEMBER = "!"
"""Stands between an archive and the name of its member in ``source_path``."""


def source_lines(corpus: Path, row: Row, options: InputOptions) -> Sequence[Line]:
    """Return the normalised lines of the record ``row`` was made from; none where it can't be read now.

    A path that is relative was so to the folder the run was started in: this one, or one above the corpus.
    """
    path, place = row["source_path"], row["source_record"]
    whole, (archive, mark, member) = (path, ""), path.partition(MEMBER)
    for base in (Path(), *corpus.absolute().parents):
        for name, end in (whole, (archive, mark + member)):
            if name and (base / name).is_file():
                return _lines_in(base / name, end, place, options)
    return ()


def _lines_in(file: Path, member: str, place: int, options: InputOptions) -> Sequence[Line]:
    for item in read([str(file)], options):
        if item.source_record == place and item.source_path.endswith(member):
            return _lines(item) if isinstance(item, Record) else ()
    return ()


def _lines(record: Record) -> Sequence[Line]:
    try:
        return read_lines(record).draft.lines
    except UnreadableRecordError:
        return ()
