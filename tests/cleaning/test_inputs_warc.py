"""WARC: which records are pages, and what a damaged file still gives."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaning.document import Failure, Media, Record
from cleaning.inputs import InputOptions, read

PAGE = "<html><body><p>Cầu mới thông xe sáng nay.</p></body></html>".encode()
URL = "https://tin.example/cau-moi-7.html"


class Warc:
    """Writes the records of a test."""

    def __init__(self, *, packed: bool = False) -> None:
        self.content = b""
        self.packed = packed

    def add(
        self,
        body: bytes = PAGE,
        kind: str | None = "text/html; charset=utf-8",
        url: str = URL,
        *,
        status: str = "200 OK",
        warc_type: str = "response",
    ) -> Warc:
        typed = "" if kind is None else f"Content-Type: {kind}\r\n"
        first = "GET / HTTP/1.1" if warc_type == "request" else f"HTTP/1.1 {status}"
        if warc_type in {"response", "revisit", "request"}:
            body = f"{first}\r\n{typed}\r\n".encode() + body
        return self.add_block(body, f"WARC-Type: {warc_type}\r\nWARC-Target-URI: {url}\r\n{typed}")

    def add_block(
        self, block: bytes, headers: str = f"WARC-Type: response\r\nWARC-Target-URI: {URL}\r\n"
    ) -> Warc:
        head = f"WARC/1.1\r\n{headers}WARC-Date: 2024-03-05T00:08:00Z\r\nContent-Length: {len(block)}\r\n\r\n"
        record = head.encode() + block + b"\r\n\r\n"
        self.content += gzip.compress(record) if self.packed else record
        return self


def outcomes(tmp_path: Path, content: bytes, **options: object) -> list[Record | Failure]:
    path = tmp_path / "crawl.warc"
    path.write_bytes(content)
    return list(read([str(path)], InputOptions(**options)))  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_carries_its_address_time_and_charset(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    warc = Warc(packed=packed).add(PAGE, "text/html; charset=windows-1258")
    assert outcomes(tmp_path, warc.content) == [
        Record(
            f"{tmp_path}/crawl.warc",
            0,
            PAGE,
            Media.HTML,
            url=URL,
            charset="windows-1258",
            fetched_at=datetime(2024, 3, 5, 0, 8, tzinfo=UTC),
        )
    ]


def test_records_count_all_that_is_in_the_file(tmp_path: Path) -> None:
    warc = Warc().add(warc_type="metadata").add().add(status="404 Not Found").add(warc_type="revisit").add()
    assert [one.source_record for one in outcomes(tmp_path, warc.content)] == [1, 4]


@pytest.mark.parametrize(
    ("warc"),
    [
        Warc().add(status="404 Not Found"),
        Warc().add(status="301 Moved"),
        Warc().add(kind="image/png"),
        Warc().add(kind="application/rss+xml"),
        Warc().add(b"User-agent: *", "text/plain", "https://tin.example/robots.txt"),
        Warc().add(b"<?xml version='1.0'?>\n<!-- a -->\n<rss><channel/></rss>", "text/html"),
        Warc().add(b"<urlset></urlset>", "text/plain", "https://tin.example/x"),
        Warc().add(b"https://tin.example/1", "text/plain", "https://tin.example/sitemap-news.txt"),
        Warc().add(b"\x00\x01\x02\x03" * 50, None),
        Warc().add(warc_type="request"),
        Warc().add(warc_type="resource"),
        Warc().add(url="dns:tin.example"),
    ],
)
def test_what_is_no_page_yields_nothing(tmp_path: Path, warc: Warc) -> None:
    assert outcomes(tmp_path, warc.content) == []


@pytest.mark.parametrize(
    ("body", "kind", "media"),
    [
        (PAGE, None, Media.HTML),
        (b"Tin van", None, Media.TEXT),
        (b"Tin van", "text/plain", Media.TEXT),
        (PAGE, "application/xhtml+xml", Media.HTML),
    ],
)
def test_the_type_of_a_page(tmp_path: Path, body: bytes, kind: str | None, media: Media) -> None:
    (record,) = outcomes(tmp_path, Warc().add(body, kind).content)
    assert isinstance(record, Record)
    assert (record.content, record.media) == (body, media)


def test_text_extracts_of_common_crawl_are_read(tmp_path: Path) -> None:
    (record,) = outcomes(tmp_path, Warc().add(b"Tin van", "text/plain", warc_type="conversion").content)
    assert isinstance(record, Record)


def test_compressed_and_chunked_bodies_are_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    warc = Warc().add_block(head + b"\r\n" + packed)
    warc.add_block(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunked)
    assert [one.content for one in outcomes(tmp_path, warc.content) if isinstance(one, Record)] == [
        PAGE,
        PAGE,
    ]


def test_http_2_is_read_and_nonsense_is_passed_over(tmp_path: Path) -> None:
    warc = Warc().add_block(b"").add_block(b"xin chao\r\n\r\n")
    warc.add_block(b"HTTP/2 200\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    assert [one.source_record for one in outcomes(tmp_path, warc.content)] == [2]


def test_a_page_that_is_too_large_is_one_failure(tmp_path: Path) -> None:
    found = outcomes(tmp_path, Warc().add(b"x" * 900).add().content, max_record_bytes=500)
    assert isinstance(found[0], Failure)
    assert (found[0].reason, found[0].url, URL in found[0].evidence) == ("record_too_large", URL, True)
    assert isinstance(found[1], Record)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("missing", [20, 200, 2_000])
def test_a_truncated_file_gives_its_whole_records_and_one_failure(
    tmp_path: Path,
    packed: bool,  # noqa: FBT001
    missing: int,
) -> None:
    warc = Warc(packed=packed).add().add()
    warc.add("".join(str(n * n) for n in range(999)).encode())
    found = outcomes(tmp_path, warc.content[:-missing])
    assert [one.source_record for one in found] == [0, 1, 2]
    assert isinstance(found[2], Failure)
    assert found[2].reason == "truncated_archive"


def test_a_wrong_length_is_one_failure_after_the_whole_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Warc().add().content
    wrong = re.sub(rb"Content-Length: \d+", b"Content-Length: 60", whole)
    found = outcomes(tmp_path, whole + wrong + whole)
    assert isinstance(found[0], Record)
    assert isinstance(found[-1], Failure)
    assert found[-1].reason == "corrupt_archive"
    assert capsys.readouterr().err == ""


def test_a_file_cut_anywhere_never_raises_and_never_invents(tmp_path: Path) -> None:
    content = Warc().add().add().content
    for cut in range(len(content)):
        found = outcomes(tmp_path, content[:cut])
        assert all(one.content == PAGE for one in found if isinstance(one, Record))
        assert sum(isinstance(one, Failure) for one in found) <= 1


def test_a_warc_that_is_none_is_one_failure(tmp_path: Path) -> None:
    (failure,) = outcomes(tmp_path, b"Tin van\n" * 20)
    assert isinstance(failure, Failure)
    assert failure.reason == "corrupt_archive"
