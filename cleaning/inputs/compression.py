"""gzip, zstandard, bzip2 and xz as streams that notice truncation, corruption and bombs."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable
from typing import Protocol

import zstandard

from cleaning.inputs.problems import ReadError
from cleaning.inputs.streams import Budget, Stream

_INPUT = 64 * 1024
_ZSTD_INPUT = 1024
"""zstandard's object has no output limit; four bytes can ask for 128 KiB, so 1 KiB for 32 MiB at most."""


class _Codec(Protocol):
    """The interface of ``bz2.BZ2Decompressor``, which the others are brought to."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(max_length, 0))


class _Zstandard:
    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor().decompressobj()
        self._input = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._input

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data + self._input

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:  # noqa: ARG002  # see _ZSTD_INPUT
        self._input += data
        parts: list[bytes] = []
        while self._input and not self.eof and sum(map(len, parts)) < _INPUT:
            now, self._input = self._input[:_ZSTD_INPUT], self._input[_ZSTD_INPUT:]
            parts.append(self._inner.decompress(now))
        return b"".join(parts)


_CODECS: dict[str, Callable[[], _Codec]] = {
    "gzip": _Gzip,
    "zstandard": _Zstandard,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}
_MAGIC = (
    (re.compile(rb"\x1f\x8b\x08"), "gzip"),
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), "zstandard"),  # the second: skippable frame
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "bzip2"),
    (re.compile(rb"\xfd7zXZ\x00"), "xz"),
)
_LONGEST_MAGIC = 10
_ERRORS = (zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, EOFError)


def _recognised(head: bytes) -> str | None:
    return next((name for magic, name in _MAGIC if magic.match(head)), None)


def decompressed(stream: Stream, head: bytes, budget: Budget) -> Stream | None:
    """Return the unpacked stream when ``head`` (its first bytes) is that of a compressed file.

    Goes by the content: suffixes lie. Several members after one another are one stream.
    """
    name = _recognised(head)
    return _Decompressed(stream, name, budget) if name else None


class _Decompressed:
    def __init__(self, source: Stream, name: str, budget: Budget) -> None:
        self._source = source
        self._name = name
        self._codec = _CODECS[name]()
        self._budget = budget
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """Return at most about ``size`` bytes; raises ReadError where the archive is damaged."""
        while True:
            if self._codec.eof and not self._next_member():
                return b""
            data = self._step(size)
            if data:
                self._budget.spend(len(data))
                return data

    def _step(self, size: int) -> bytes:
        packed = b""
        if self._codec.needs_input:
            packed = self._packed()
            if not packed:
                raise ReadError("truncated_archive", f"the {self._name} data ends too early")
        return self._unpacked(packed, size)

    def _unpacked(self, packed: bytes, size: int) -> bytes:
        try:
            return self._codec.decompress(packed, size)
        except _ERRORS as error:
            raise ReadError("corrupt_archive", f"damaged {self._name} data ({error})") from error

    def _packed(self) -> bytes:
        if self._held:
            data, self._held = self._held, b""
            return data
        data = self._source.read(_INPUT)
        self._budget.packed += len(data)
        return data

    def _next_member(self) -> bool:
        """Begin the next member, if one follows; padding with zeros is allowed."""
        rest = self._codec.unused_data.lstrip(b"\0")
        while len(rest) < _LONGEST_MAGIC and (more := self._packed()):
            rest = (rest + more).lstrip(b"\0")
        if not rest:
            return False
        if _recognised(rest) != self._name:
            raise ReadError("corrupt_archive", f"something else follows the end of the {self._name} data")
        self._codec = _CODECS[self._name]()
        self._held = rest
        return True
