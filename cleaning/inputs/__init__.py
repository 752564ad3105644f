"""Any input file -> records, streaming: the one part of cleaning that reads files.

======================================  =====================================================
``.txt`` ``.html`` ``.htm`` ``.xhtml``   one record a file, bytes, decoded later
``.jsonl`` ``.ndjson`` ``.json``         one record an object (of lines, an array, or the file)
``.csv`` ``.tsv`` ``.parquet``           one record a row
``.warc`` (also ``.wet``)                one record a page (see ``warcs``)
``.gz`` ``.zst`` ``.bz2`` ``.xz``        any of these compressed, told by content
``.zip`` ``.tar``                        archives of any of these; no archives in archives
======================================  =====================================================

A name without such a suffix is judged by content: markup, JSON, WARC and Parquet are recognised,
other text is text (CSV cannot be: give the format), but for code and settings in a folder or an archive,
told by their names (``code``): those are read only when they are named, or the format is given.

Everything unreadable becomes one ``Failure``. Reasons of a file: ``no_such_file``,
``unreadable_file``, ``no_records``, ``empty_file``, ``binary_file``, ``unknown_format``,
``truncated_archive``, ``corrupt_archive``, ``encrypted_archive``, ``nested_archive``,
``archive_bomb``, ``missing_column``. Reasons of a record: ``invalid_json``, ``not_an_object``,
``invalid_csv``, ``ragged_row``, ``missing_field``, ``bad_field``, ``undecodable``,
``record_too_large``. Rows that all lack the column of text are one failure, ``missing_column``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cleaning.document import Failure, Record
from cleaning.inputs.item import MEMBER
from cleaning.inputs.json_lines import Read, RowLines, parsed
from cleaning.inputs.options import Format, InputOptions
from cleaning.inputs.paths import STDIN, Found, absent, expand, size_of
from cleaning.inputs.problems import FILE_REASONS
from cleaning.inputs.reader import read_file
from cleaning.inputs.taken import Taken

__all__ = [
    "FILE_REASONS",
    "MEMBER",
    "Format",
    "InputOptions",
    "Read",
    "RowLines",
    "Taken",
    "absent",
    "parsed",
    "read",
    "read_ahead",
    "total_bytes",
]

DEFAULTS = InputOptions()

MAX_SIZED_FILES: Final = 100_000
"""Files whose sizes are summed up beforehand: about a second's work."""


def read(
    sources: Sequence[str],
    options: InputOptions = DEFAULTS,
    *,
    at: Callable[[int], None] | None = None,
    taken: Taken | None = None,
) -> Iterator[Record | Failure]:
    """Yield a Record or a Failure for every unit of input, in a fixed order, one at a time.

    ``sources`` are files, folders (walked, sorted, hidden files left out), patterns (``*``, ``**``)
    and ``-`` for standard input; a file is read once however often it is covered. Memory holds one
    record (at most ``options.max_record_bytes``), some lines, a Parquet batch or a zip directory. ``at`` is
    told before each record, of lines before some of them, how many bytes of the files, as they lie on the
    disk, have been read; ``taken`` is told of each row of a dump.
    """
    return parsed(read_ahead(sources, options, at=at, taken=taken), taken)


def read_ahead(
    sources: Sequence[str],
    options: InputOptions = DEFAULTS,
    *,
    at: Callable[[int], None] | None = None,
    taken: Taken | None = None,
) -> Iterator[Read]:
    """Yield what ``read`` does, but lines of dumps unparsed, some at a time: any process can parse them.

    ``taken`` is not told of those rows: whoever parses them is.
    """
    before = 0

    def told(size: int) -> None:
        if at:
            at(before + size)

    for found in expand(sources):
        if isinstance(found, Failure):
            yield found
        else:
            yield from read_file(found, options, told, taken=taken)
            before += size_of(found)


def total_bytes(sources: Sequence[str]) -> int | None:
    """Return the size of all files of ``sources`` together.

    ``None`` when it can't be told: for standard input, and where more than ``MAX_SIZED_FILES`` would have
    to be looked at.
    """
    total = 0
    for number, found in enumerate(expand(sources)):
        if number >= MAX_SIZED_FILES or (isinstance(found, Found) and found.path == STDIN):
            return None
        total += size_of(found) if isinstance(found, Found) else 0
    return total
