"""Byte streams: peeking, decompressing with bombs and truncation noticed, transcoding, lines.

A stream is anything with ``read(size)`` that may return less than asked and ``b""`` at the end. The
standard library's buffered wrappers lose what a failing read had already got; these do not: of a
truncated file everything before the cut is delivered, then ``ReadError`` is raised.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO, Protocol

from cleaning.inputs.problems import ReadError

CHUNK = 256 * 1024
"""Bytes asked for at a time."""

MIN_SUSPICIOUS = 256 * 2**20
"""Unpacked bytes below which no ratio is suspicious: a page of one repeated letter is harmless."""


class Stream(Protocol):
    """What the readers need of a source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, ``b""`` at the end."""


class Budget:
    """Counts what an archive unpacks to, over all its members; raises ReadError past the limits."""

    def __init__(self, max_bytes: int, max_ratio: int) -> None:
        self._max_bytes = max_bytes
        self._max_ratio = max_ratio
        self._unpacked = 0
        self.packed = 0

    def spend(self, size: int) -> None:
        """Count ``size`` unpacked bytes."""
        self._unpacked += size
        if self._unpacked > self._max_bytes:
            raise ReadError("archive_bomb", f"unpacks to more than {self._max_bytes:,} bytes")
        if self._unpacked > max(MIN_SUSPICIOUS, self.packed * self._max_ratio):
            raise ReadError("archive_bomb", f"unpacks to more than {self._max_ratio} times its size")


class Metered:
    """Passes bytes on and counts them against a budget."""

    def __init__(self, source: Stream, budget: Budget) -> None:
        self._source = source
        self._budget = budget

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; raises ReadError when the budget is spent."""
        data = self._source.read(size)
        self._budget.spend(len(data))
        return data


class Peekable:
    """A stream whose beginning can be looked at before it is read."""

    def __init__(self, source: Stream) -> None:
        self._source = source
        self._head = b""
        self._error: ReadError | None = None

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes (fewer at the end) without consuming them."""
        while len(self._head) < size:
            try:
                data = self._source.read(size - len(self._head))
            except ReadError as error:
                self._error = error  # raised once what came before it has been read
                break
            if not data:
                break
            self._head += data
        return self._head[:size]

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes."""
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
            return data
        if self._error:
            raise self._error
        return self._source.read(size)


class Transcoded:
    """The text of a stream in UTF-8, whatever it was in; what cannot be decoded becomes U+FFFD."""

    def __init__(self, source: Stream, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Return roughly ``size`` bytes, never ``b""`` before the end."""
        text = ""
        while not text and not self._ended:
            data = self._source.read(size)
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended)
        return text.encode("utf-8", "replace")


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that a byte order mark announces."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def as_utf8(stream: Peekable, encoding: str | None) -> Stream:
    """Return the stream of a row format without byte order mark and wide characters.

    Without ``encoding`` and mark the bytes pass as they are: lines decode one by one, because dumps
    glue files of several encodings together.
    """
    encoding = encoding or marked_encoding(stream.peek(4))
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
        return stream
    return Transcoded(stream, encoding) if encoding else stream


def lines(stream: Stream, *, max_bytes: int) -> Iterator[bytes | None]:
    r"""Yield the lines without ``\n``; ``None`` stands for a line longer than ``max_bytes``.

    A longer line is read past without being held. The last line needs no newline.
    """
    start: list[bytes] = []
    size = 0
    while chunk := stream.read(CHUNK):
        first, *others = chunk.split(b"\n")
        size += len(first)
        if size <= max_bytes:
            start.append(first)
        else:
            start.clear()
        if not others:
            continue
        yield b"".join(start) if size <= max_bytes else None
        *whole, last = others
        for line in whole:
            yield line if len(line) <= max_bytes else None
        start, size = [last], len(last)
    if size:
        yield b"".join(start) if size <= max_bytes else None


def read_all(stream: Stream, *, max_bytes: int) -> bytes:
    """Read one whole record; raises ReadError ``record_too_large``."""
    parts: list[bytes] = []
    size = 0
    while data := stream.read(CHUNK):
        size += len(data)
        if size > max_bytes:
            raise ReadError("record_too_large", f"larger than {max_bytes:,} bytes")
        parts.append(data)
    return b"".join(parts)


def spool(stream: Stream, target: IO[bytes]) -> IO[bytes]:
    """Copy the stream to a temporary file, for formats that are read from their end."""
    while data := stream.read(CHUNK):
        target.write(data)
    target.seek(0)
    return target
