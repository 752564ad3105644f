"""Zip and tar archives: their members one after another, as if they were files."""

from __future__ import annotations

import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import IO, NamedTuple, cast

from cleaning.inputs.item import Item
from cleaning.inputs.json_lines import Read
from cleaning.inputs.problems import ReadError, failure
from cleaning.inputs.streams import Metered, Stream


class _Member(NamedTuple):
    name: str
    stream: Stream


ReadMember = Callable[[Item], Iterator[Read]]
"""Reads one item; given from outside, because reading an item may mean reading an archive."""

_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError),
    *(EOFError, OSError, ValueError, KeyError, IndexError, OverflowError),
)
"""What zipfile raises for damaged archives; it lets the errors of what it builds on through."""

_ENCRYPTED = 0x1


def read_zip(item: Item, read_member: ReadMember) -> Iterator[Read]:
    """Yield the records of all members in the order of the archive; encrypted ones are one failure."""
    with item.seekable() as file, _opened_zip(file) as archive:
        item.budget.packed = file.seek(0, os.SEEK_END)
        files = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
        locked = [info.filename for info in files if info.flag_bits & _ENCRYPTED]
        for info in files:
            if not info.flag_bits & _ENCRYPTED:
                yield from _zip_member(item, archive, info, read_member)
        if locked:
            message = f"{len(locked)} encrypted members, the first is {locked[0]}"
            yield failure(item.name, "encrypted_archive", message)
        if not files:
            yield failure(item.name, "no_records", "the archive holds no files")


def read_tar(item: Item, read_member: ReadMember) -> Iterator[Read]:
    """Yield the records of all regular files in the order of the archive, in one pass."""
    found = False
    for member, stream in _tar_members(item):
        found = True
        yield from read_member(item.member(member, stream))
    if not found:
        yield failure(item.name, "no_records", "the archive holds no files")


def _opened_zip(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except _ZIP_ERRORS as error:
        # the directory stands at the end, so this is what a cut looks like
        raise ReadError("truncated_archive", f"the zip archive has no directory ({error})") from error


class _ZipMember:
    """A member of a zip archive as a stream; opened when first read."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._info = info
        self._file: IO[bytes] | None = None

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; raises ReadError where the archive is damaged."""
        try:
            self._file = self._file or self._archive.open(self._info)
            return self._file.read(size)
        except _ZIP_ERRORS as error:
            raise ReadError("corrupt_archive", f"damaged member of a zip archive ({error})") from error

    def close(self) -> None:
        """Close what was opened."""
        if self._file:
            self._file.close()


def _zip_member(
    item: Item, archive: zipfile.ZipFile, info: zipfile.ZipInfo, read_member: ReadMember
) -> Iterator[Read]:
    with closing(_ZipMember(archive, info)) as stream:
        yield from read_member(item.member(info.filename, Metered(stream, item.budget)))


class _TarMember:
    """A member of a tar archive as a stream."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; raises ReadError where the archive is cut."""
        try:
            return self._file.read(size)
        except tarfile.TarError as error:
            raise ReadError("truncated_archive", f"the tar archive is cut here ({error})") from error


class _Tail:
    """Passes bytes on and remembers the last block, which tells whether a tar archive is whole."""

    def __init__(self, source: Stream) -> None:
        self._source = source
        self._last = b""

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self._last = (self._last + data)[-tarfile.BLOCKSIZE :]
        return data

    @property
    def is_end(self) -> bool:
        """Whether the last block was the block of zeros that ends an archive."""
        return not self._last.strip(b"\0") and len(self._last) == tarfile.BLOCKSIZE


def _tar_members(item: Item) -> Iterator[_Member]:
    source = _Tail(item.stream)
    try:
        archive = tarfile.open(fileobj=cast("IO[bytes]", source), mode="r|")  # noqa: SIM115  # closed below
    except tarfile.TarError as error:
        raise ReadError("truncated_archive", f"not a whole tar archive ({error})") from error
    with archive:
        while info := _next_tar_member(archive):
            archive.members.clear()  # type: ignore[attr-defined]  # not in typeshed; else memory grows
            if info.isreg() and not _is_hidden(info.name):
                yield _Member(_member_name(info), _content(archive, info))
        if not source.is_end:
            raise ReadError("truncated_archive", "the tar archive has no end mark")


def _next_tar_member(archive: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return archive.next()
    except tarfile.TarError as error:
        raise ReadError("truncated_archive", f"the tar archive is cut ({error})") from error


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Stream:
    """The content; sparse members, which stand for any amount of zeros, are refused when read."""
    if info.issparse():
        return _Refused("corrupt_archive", "a sparse member of a tar archive")
    file = archive.extractfile(info)
    return _TarMember(file) if file else _Refused("corrupt_archive", "a member without content")


class _Refused:
    """A stream that cannot be read."""

    def __init__(self, reason: str, message: str) -> None:
        self._error = ReadError(reason, message)

    def read(self, size: int, /) -> bytes:  # noqa: ARG002  # a Stream
        raise self._error


def _member_name(info: tarfile.TarInfo) -> str:
    return info.name.encode("utf-8", "backslashreplace").decode("utf-8").removeprefix("./")


def _is_hidden(name: str) -> bool:
    """Whether a member is left out: dot files and the shadow files that Finder adds."""
    parts = name.split("/")
    return "__MACOSX" in parts or any(part.startswith(".") and part not in {".", ".."} for part in parts)
