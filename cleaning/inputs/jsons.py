"""JSON: arrays and objects spread over lines, streamed; one object a line is in ``json_lines``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cleaning.document import Failure, Record
from cleaning.encodings import UndecodableError, decode
from cleaning.inputs.item import Item
from cleaning.inputs.lacking import told_once
from cleaning.inputs.problems import without_surrogates
from cleaning.inputs.rows import Rows
from cleaning.inputs.streams import CHUNK, Stream, as_utf8

_STRUCTURE = re.compile(rb'["\[\]{},]')
_BACKSLASH = 0x5C
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


class _Text(NamedTuple):
    text: str
    flags: tuple[str, ...] = ()


def read_json(item: Item) -> Iterator[Record | Failure]:
    """Yield the records of a JSON file: the elements of its array, or its object or objects."""
    rows = Rows(item.name, item.options, item.taken)
    return told_once(rows, _of_values(item, rows))


def _of_values(item: Item, rows: Rows) -> Iterator[Record | Failure]:
    splitter = _Splitter(item.options.max_record_bytes)
    stream = as_utf8(item.stream, item.options.encoding)
    for value in splitter.values(stream):
        yield rows.too_large("") if value is None else row_record(rows, value, "")
    if splitter.unfinished:
        yield rows.failed("invalid_json", "", "the file ends in the middle of it", splitter.rest())
    elif nothing := rows.none_found():
        yield nothing


def row_record(rows: Rows, content: bytes, where: str) -> Record | Failure:
    """Return the record of the JSON object ``content``, or the failure that says why it is none."""
    try:
        decoded = _decoded(content)
    except UndecodableError as error:
        return rows.failed("undecodable", where, str(error))
    try:
        row = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        return rows.failed("invalid_json", where, f"invalid JSON: {error}", decoded.text)
    if not isinstance(row, dict):
        return rows.failed("not_an_object", where, f"{type(row).__name__}, not an object", decoded.text)
    if _SURROGATE.search(decoded.text):
        row = _without_surrogates(row)
    return rows.record(row, where, decoded.flags)


def _without_surrogates(value: Any) -> Any:
    """Mend the lone surrogates that JSON can spell, in texts and lists of them."""
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    return without_surrogates(value) if isinstance(value, str) else value


def _decoded(content: bytes) -> _Text:
    try:
        return _Text(content.decode())
    except UnicodeDecodeError:
        decoded = decode(content)
        return _Text(decoded.text, decoded.flags)


class _Splitter:
    """Cuts JSON into the values of its top array (or its top values) without parsing them.

    Knows strings and brackets only, so a value that is not valid JSON costs itself and no other, and
    a value that is too large is read past.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._size = 0
        self._depth = 0
        self._base: int | None = None  # depth of the values: 1 in an array, 0 outside, None undecided
        self._in_string = False
        self._escaped = False

    @property
    def unfinished(self) -> bool:
        """Whether the input ended inside a value or its array."""
        return self._depth > 0 or self._in_string

    def rest(self) -> str:
        """What there is of the unfinished value."""
        return b"".join(self._parts).decode("utf-8", "replace").strip()

    def values(self, stream: Stream) -> Iterator[bytes | None]:
        """Yield each value, ``None`` for one that is too large."""
        while data := stream.read(CHUNK):
            yield from self._feed(data)
        if not self.unfinished:
            yield from self._cut()

    def _feed(self, data: bytes) -> Iterator[bytes | None]:
        start = position = 0
        while position < len(data):
            if self._in_string:
                position = self._through_string(data, position)
                continue
            mark = _STRUCTURE.search(data, position)
            if mark is None:
                break
            position = mark.end()
            end = self._boundary(mark, data[start : mark.start()])
            if end is not None:
                self._keep(data[start:end])
                start = position
                yield from self._cut()
        self._keep(data[start:])

    def _through_string(self, data: bytes, position: int) -> int:
        """Return the place behind the string, or the end of ``data`` when it goes on after that."""
        if self._escaped:
            position += 1
            self._escaped = False
        found = _IN_STRING.match(data, position)
        end = found.end() if found else position
        if end < len(data):  # a quote, or a backslash whose second half is still to come
            self._escaped = data[end] == _BACKSLASH
            self._in_string = self._escaped
        return min(end + 1, len(data))

    def _boundary(self, mark: re.Match[bytes], before: bytes) -> int | None:
        """Note one structural character; return where the value ends if it ends one."""
        kind = mark.group()
        if self._base is None:
            self._base = 0
            if kind == b"[" and not before.strip() and not b"".join(self._parts).strip():
                self._base = self._depth = 1
                return mark.start()
        if kind == b'"':
            self._in_string = True
        elif kind in b"[{":
            self._depth += 1
        elif kind in b"]}":
            return self._closed(mark)
        elif self._depth == self._base:
            return mark.start()
        return None

    def _closed(self, mark: re.Match[bytes]) -> int | None:
        self._depth = max(self._depth - 1, 0)
        if self._depth:
            return None
        in_array = self._base == 1
        self._base = None
        return mark.start() if in_array else mark.end()

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= self._max_bytes:
            self._parts.append(piece)
        else:
            self._parts.clear()

    def _cut(self) -> Iterator[bytes | None]:
        value, size = b"".join(self._parts).strip(), self._size
        self._parts.clear()
        self._size = 0
        if size > self._max_bytes:
            yield None
        elif value:
            yield value
