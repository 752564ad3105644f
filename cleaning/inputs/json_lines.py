"""JSON lines: cut and numbered where they are read, parsed there or, most of them, in another process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from cleaning.document import Failure, Record
from cleaning.inputs.item import Item
from cleaning.inputs.jsons import row_record
from cleaning.inputs.lacking import told_once
from cleaning.inputs.options import InputOptions
from cleaning.inputs.rows import Rows
from cleaning.inputs.streams import as_utf8, lines
from cleaning.inputs.taken import Taken

MAX_HELD_LINES: Final = 64
"""Lines given on together: enough that what is done once for all of them costs little."""

MAX_HELD_BYTES: Final = 1 << 20
"""The same in bytes. A longer line is parsed where it is read: a worker's memory is limited."""


@dataclass(frozen=True, slots=True)
class RowLines:
    """Lines of a dump that follow each other, ``records`` of them not blank: each of those is one record.

    ``source_record`` is the place of the first record in the file, ``first_line`` the number of the first
    line, counted from 1.
    """

    source_path: str
    source_record: int
    first_line: int
    lines: tuple[bytes, ...] = field(repr=False)
    records: int
    options: InputOptions

    @property
    def size(self) -> int:
        """Return the bytes of the lines."""
        return sum(map(len, self.lines))

    def parsed(self, taken: Taken | None = None) -> Iterator[Record | Failure]:
        """Yield the record of each line, or why it is none; ``taken`` is told what was taken of each."""
        rows = Rows(self.source_path, self.options, taken, count=self.source_record, has_text=True)
        for number, line in enumerate(self.lines, self.first_line):
            if not _is_blank(line):
                yield _of_line(rows, line, number)


Read = Record | Failure | RowLines
"""What reading yields: records, and lines that hold some."""


def parsed(read: Iterable[Read], taken: Taken | None = None) -> Iterator[Record | Failure]:
    """Yield the records and failures that are ``read``, those of lines too."""
    for one in read:
        if isinstance(one, RowLines):
            yield from one.parsed(taken)
        else:
            yield one


def read_json_lines(item: Item) -> Iterator[Read]:
    """Yield what a JSON-lines file holds; a bad line is one failure, the next lines go on.

    Lines are parsed here until a row has a column of text. What comes behind such a row does not depend on
    other rows, so it is yielded unparsed.
    """
    rows = Rows(item.name, item.options, item.taken)
    return told_once(rows, _of_lines(item, rows))


def _of_lines(item: Item, rows: Rows) -> Iterator[Read]:
    stream = as_utf8(item.stream, item.options.encoding)
    held = _Held(rows)
    try:
        for number, line in enumerate(lines(stream, max_bytes=item.options.max_record_bytes), start=1):
            if rows.has_text and line is not None and len(line) <= MAX_HELD_BYTES:
                yield from held.full_with(line, number)
            else:
                yield from held.given()
                yield from _parsed_here(rows, line, number)
    except Exception:  # whatever ends the reading, the lines before it count
        yield from held.given()
        raise
    yield from held.given()
    if nothing := rows.none_found():
        yield nothing


def _parsed_here(rows: Rows, line: bytes | None, number: int) -> Iterator[Record | Failure]:
    if line is None:
        yield rows.too_large(f"line {number}")
    elif not _is_blank(line):
        yield _of_line(rows, line, number)


def _of_line(rows: Rows, line: bytes, number: int) -> Record | Failure:
    return row_record(rows, line, f"line {number}")


def _is_blank(line: bytes) -> bool:
    return not line or line.isspace()


class _Held:
    """The lines that are given on together; their records count as those of ``rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._lines: list[bytes] = []
        self._first = self._records = self._size = 0

    def full_with(self, line: bytes, number: int) -> Iterator[RowLines]:
        """Hold ``line``, and yield what is held when that is enough."""
        blank = _is_blank(line)
        if blank and not self._lines:
            return
        if not self._lines:
            self._first = number
        self._lines.append(line)
        self._records += not blank
        self._size += len(line)
        if len(self._lines) >= MAX_HELD_LINES or self._size >= MAX_HELD_BYTES:
            yield from self.given()

    def given(self) -> Iterator[RowLines]:
        """Yield what is held, if anything, and hold nothing any more."""
        if not self._lines:
            return
        rows, held = self._rows, tuple(self._lines)
        made = RowLines(rows.source_path, rows.count, self._first, held, self._records, rows.options)
        rows.count += self._records
        self._lines, self._records, self._size = [], 0, 0
        yield made
