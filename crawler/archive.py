"""The archive: pages as they were fetched, in WARC 1.1 files that any WARC tool reads.

Each page is a response and a request record, each record its own gzip member, written before the
frontier calls the page done. A file is written as ``.open`` and renamed when complete; one that a killed
process left behind is cut after its last whole record and renamed at the next start.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import clock

MAX_FILE: Final = 512 * 1024 * 1024
"""Bytes from which a new file is begun: under the 1 GB that WARC tools advise."""

SERVER_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
OPEN: Final = ".open"
_CHUNK = 1 << 20

TRANSPORT_HEADERS: Final = frozenset(
    {"content-encoding", "transfer-encoding", "content-length", "connection"}
)
"""Headers about the transfer, not about the page: the stored body is decoded and whole."""

SECRET_HEADERS: Final = frozenset({"proxy-authorization", "authorization", "cookie"})


class Header(NamedTuple):
    """One HTTP header."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The answer that is archived already: its payload's digest and its time, as WARC writes them."""

    digest: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as fetched: body without transfer or content encoding, headers as sent.

    ``notes`` become headers of the WARC record, named ``WARC-Tinsach-…``. A page that ``repeats`` an
    archived one becomes a revisit record without a body.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: Sequence[Header]
    body: bytes = field(repr=False)
    request_headers: Sequence[Header] = ()
    ip: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    repeats: Repeated | None = None


class WarcArchive:
    """Writes pages into ``folder`` as ``<name>-<time>-<number>.warc.gz``, the first with the first page."""

    def __init__(
        self, folder: Path, name: str, *, info: Mapping[str, str] | None = None, max_file: int = MAX_FILE
    ) -> None:
        self._folder = folder
        self._stem = f"{name}-{clock.now():%Y%m%dT%H%M%SZ}"
        self._info = dict(info or {})
        self._max_file = max_file
        self._number = 0
        self._file: BinaryIO | None = None
        self._path = folder
        self._end = 0  # behind the last whole record
        self._head = 0  # behind the warcinfo record
        self.files: list[Path] = []

    def write(self, page: FetchedPage) -> None:
        """Append ``page``; when this returns, killing the process does not lose it.

        Raises ``OSError`` when the disk takes no more; of the page nothing is left then, and what was
        written before and will be after can be read.
        """
        self._append(self._file or self._begin(), _pair(page))
        if self._end >= self._max_file:
            self.close()

    def close(self) -> None:
        """Complete the current file, if one is open."""
        if self._file is None:
            return
        with suppress(OSError):
            self._file.truncate(self._end)
        self._file.close()
        self._file = None
        if self._end == self._head:
            self._path.unlink()  # no page came
        else:
            self.files.append(_completed(self._path))

    def _begin(self) -> BinaryIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        while True:
            name = f"{self._stem}-{self._number:05d}.warc.gz"
            self._number += 1
            if not (self._folder / name).exists() and not (self._folder / (name + OPEN)).exists():
                break
        self._path = self._folder / (name + OPEN)
        self._end = 0
        file = self._path.open("xb", buffering=0)  # a buffer would keep what the disk refused, and try again
        try:
            self._append(file, _info(name, self._info))
        except BaseException:
            file.close()
            self._path.unlink()
            raise
        self._head = self._end
        self._file = file
        return file

    def _append(self, file: BinaryIO, content: bytes) -> None:
        """Write the whole of ``content`` behind the last whole record, or leave nothing of it."""
        try:
            file.seek(self._end)
            rest = memoryview(content)
            while rest:
                rest = rest[file.write(rest) :]
        except BaseException:
            with suppress(OSError):
                file.truncate(self._end)
            raise
        self._end += len(content)


def recover(folder: Path) -> list[Path]:
    """Complete the ``.open`` files a killed crawl left in ``folder``; return the files this gives.

    Only for the process that holds the frontier: another one may be writing.
    """
    return [done for path in sorted(folder.glob(f"*.warc.gz{OPEN}")) if (done := _recovered(path))]


def _recovered(path: Path) -> Path | None:
    end = _end_of_last_record(path)
    if end == 0:
        path.unlink()
        return None
    with path.open("r+b") as file:
        file.truncate(end)
    return _completed(path)


def _completed(path: Path) -> Path:
    return path.rename(path.with_name(path.name.removesuffix(OPEN)))


def _end_of_last_record(path: Path) -> int:
    """Return the offset behind the last whole gzip member, each of which is one record."""
    end = 0
    with path.open("rb") as file:
        for offset in _member_ends(file):
            end = offset
    return end


def _member_ends(file: BinaryIO) -> Iterator[int]:
    offset, pending, member = 0, b"", zlib.decompressobj(wbits=31)
    while chunk := pending or file.read(_CHUNK):
        try:
            member.decompress(chunk)
        except zlib.error:
            return
        pending = member.unused_data
        offset += len(chunk) - len(pending)
        if member.eof:
            yield offset
            member = zlib.decompressobj(wbits=31)


def _pair(page: FetchedPage) -> bytes:
    """Return the response and request records of ``page`` as they are written."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    writer.write_request_response_pair(_request(writer, page), _response(writer, page))
    return out.getvalue()


def _info(name: str, info: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(name, info))
    return out.getvalue()


def _response(writer: WARCWriter, page: FetchedPage) -> object:
    kept = [(h.name, h.value) for h in page.headers if h.name.lower() not in TRANSPORT_HEADERS]
    headers = StatusAndHeaders(
        _status_line(page.status), [*kept, ("Content-Length", str(len(page.body)))], protocol="HTTP/1.1"
    )
    notes = {f"WARC-Tinsach-{name}": _one_line(value) for name, value in page.notes.items()}
    about = {"WARC-Date": f"{page.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", **notes}
    if page.ip:
        about["WARC-IP-Address"] = page.ip
    if page.repeats is not None:
        return _revisit(writer, page, headers, about)
    return writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=headers,
        warc_headers_dict=about,
    )


def _revisit(
    writer: WARCWriter, page: FetchedPage, headers: StatusAndHeaders, about: Mapping[str, str]
) -> object:
    """Return the record of a page that is as it was: by its body, or (304) by what the server says."""
    before = page.repeats or Repeated("", "")
    record = writer.create_revisit_record(
        page.url, before.digest, page.url, before.fetched_at, headers, dict(about)
    )
    if page.status == HTTPStatus.NOT_MODIFIED:
        record.rec_headers.replace_header("WARC-Profile", SERVER_NOT_MODIFIED)
    return record


def _request(writer: WARCWriter, page: FetchedPage) -> object:
    parts = urlsplit(page.url)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    kept = [(h.name, h.value) for h in page.request_headers if h.name.lower() not in SECRET_HEADERS]
    headers = StatusAndHeaders(f"GET {path} HTTP/1.1", [("Host", parts.netloc), *kept], is_http_request=True)
    return writer.create_warc_record(page.url, "request", http_headers=headers)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _one_line(value: str) -> str:
    return re.sub(r"\s+", " ", value).strip()
