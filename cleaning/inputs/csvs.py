"""CSV and TSV: rows with a header, as every tool writes them and as some break them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Protocol

from cleaning.document import Failure, Record
from cleaning.encodings import UndecodableError, decode
from cleaning.inputs.item import Item
from cleaning.inputs.problems import failure
from cleaning.inputs.rows import Rows, choose_columns, missing_text
from cleaning.inputs.sniff import HEAD
from cleaning.inputs.streams import Peekable, Stream, as_utf8, lines

_DELIMITERS = (b",", b";", b"\t", b"|")


class _RowTooLargeError(Exception):
    """A CSV row, perhaps an unclosed quote, runs past the limit."""


class _Reader(Protocol):
    """What ``csv.reader`` returns; its type has no public name."""

    @property
    def line_num(self) -> int: ...
    def __next__(self) -> list[str]: ...
    def __iter__(self) -> Iterator[list[str]]: ...


class _Feed:
    """Gives ``csv.reader`` its lines; after an error ``csv`` starts afresh at the next line."""

    def __init__(self, item: Item) -> None:
        self._max_bytes = item.options.max_record_bytes
        stream = as_utf8(item.stream, item.options.encoding)
        if _has_only_carriage_returns(item.stream):
            stream = _Newlines(stream)
        self._lines = lines(stream, max_bytes=self._max_bytes)
        self._row_bytes = 0
        self.flags: tuple[str, ...] = ()
        self.ended = False

    def begin_row(self) -> None:
        """Forget the bytes and flags of the row before."""
        self._row_bytes = 0
        self.flags = ()

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self._row_bytes += 0 if line is None else len(line)
        if line is None or self._row_bytes > self._max_bytes:
            raise _RowTooLargeError
        return self._decoded(line) + "\n"

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            decoded = decode(line)
            self.flags = (*self.flags, *(flag for flag in decoded.flags if flag not in self.flags))
            return decoded.text


class _Newlines:
    """Makes the line ends of old Macintosh files newlines."""

    def __init__(self, source: Stream) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        return self._source.read(size).replace(b"\r", b"\n")


def read_csv(item: Item) -> Iterator[Record | Failure]:
    """Yield the rows of a CSV file; the delimiter is the commonest of ``, ; <tab> |`` in its header."""
    return _rows(item, _delimiter(item.stream))


def read_tsv(item: Item) -> Iterator[Record | Failure]:
    """Yield the rows of a file of tab-separated values with a header."""
    return _rows(item, "\t")


def _rows(item: Item, delimiter: str) -> Iterator[Record | Failure]:
    # a global of the csv module, so it is only ever raised; the feed keeps the limit of this file
    csv.field_size_limit(max(csv.field_size_limit(), item.options.max_record_bytes))
    feed = _Feed(item)
    reader = csv.reader(feed, delimiter=delimiter)
    rows = Rows(item.name, item.options, item.taken)
    header = _header(reader)
    if choose_columns(header, item.options).text is None:
        yield failure(item.name, "missing_column", missing_text(header, item.options))
        return
    while not feed.ended:
        feed.begin_row()
        outcome = _row(reader, feed, rows, header)
        if outcome is not None:
            yield outcome
    if nothing := rows.none_found():
        yield nothing


def _header(reader: _Reader) -> list[str]:
    """The first row that is not empty."""
    try:
        return next((row for row in reader if row), [])
    except (csv.Error, UndecodableError, _RowTooLargeError):
        return []


def _row(reader: _Reader, feed: _Feed, rows: Rows, header: list[str]) -> Record | Failure | None:
    """Read one row; ``None`` for an empty line and at the end."""
    try:
        values = next(reader, [])
    except _RowTooLargeError:
        return rows.too_large(f"line {reader.line_num}")
    except (csv.Error, UndecodableError) as error:
        reason = "invalid_csv" if isinstance(error, csv.Error) else "undecodable"
        return rows.failed(reason, f"line {reader.line_num}", str(error))
    return _outcome(values, feed, rows, header, f"line {reader.line_num}") if values else None


def _outcome(values: list[str], feed: _Feed, rows: Rows, header: list[str], where: str) -> Record | Failure:
    if feed.ended:  # a row is complete before the reader asks for another line
        return rows.failed("invalid_csv", where, "a quote is never closed", values[-1])
    if len(values) < len(header) or any(values[len(header) :]):
        message = f"{len(values)} fields, the header has {len(header)}"
        return rows.failed("ragged_row", where, message, "\n".join(values))
    return rows.record(dict(zip(header, values, strict=False)), where, feed.flags)


def _delimiter(stream: Peekable) -> str:
    header = re.sub(rb'"[^"]*"', b"", stream.peek(HEAD)).lstrip().partition(b"\n")[0]
    return max(_DELIMITERS, key=header.count).decode()


def _has_only_carriage_returns(stream: Peekable) -> bool:
    head = stream.peek(HEAD)
    return b"\r" in head and b"\n" not in head
