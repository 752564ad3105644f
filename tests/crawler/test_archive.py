from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import OPEN, FetchedPage, Header, WarcArchive, recover

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
BODY = "<html><p>Chào bạn đọc</p></html>".encode()


def page(number: int = 1, **more) -> FetchedPage:
    given = {
        "url": f"http://bao.example/tin-{number}.html?a=b",
        "fetched_at": AT,
        "status": 200,
        "headers": (
            Header("Content-Type", "text/html; charset=utf-8"),
            Header("Content-Encoding", "gzip"),
            Header("Transfer-Encoding", "chunked"),
            Header("Content-Length", "7"),
            Header("X-Twice", "1"),
            Header("X-Twice", "2"),
        ),
        "body": BODY,
        "request_headers": (
            Header("User-Agent", "tinsach (+me@example.org)"),
            Header("Proxy-Authorization", "s"),
        ),
        "notes": {"Relevance": "0.5", "Nearest-Sample": "một\nhai"},
    }
    return FetchedPage(**(given | more))


@pytest.fixture
def archive(tmp_path):
    opened = WarcArchive(tmp_path, "thu", info={"software": "tinsach"})
    yield opened
    opened.close()


def records(path):
    with path.open("rb") as file:
        return [
            (r.rec_type, r.rec_headers, r.http_headers, r.content_stream().read())
            for r in ArchiveIterator(file)
        ]


def test_a_page_is_read_back_by_warcio_with_body_address_time_and_notes(archive):
    archive.write(page())
    archive.close()

    info, response, request = records(archive.files[0])
    assert [info[0], response[0], request[0]] == ["warcinfo", "response", "request"]
    _, about, http, body = response
    assert body == BODY
    assert about.get_header("WARC-Target-URI") == "http://bao.example/tin-1.html?a=b"
    assert about.get_header("WARC-Date") == "2026-03-04T05:06:07Z"
    assert about.get_header("WARC-Tinsach-Relevance") == "0.5"
    assert about.get_header("WARC-Tinsach-Nearest-Sample") == "một hai"
    assert (http.protocol, http.statusline) == ("HTTP/1.1", "200 OK")
    assert request[1].get_header("WARC-Concurrent-To") == about.get_header("WARC-Record-ID")


def test_headers_about_the_transfer_are_dropped_and_the_length_is_true(archive):
    archive.write(page())
    archive.close()

    headers = records(archive.files[0])[1][2].headers
    assert headers == [
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Twice", "1"),
        ("X-Twice", "2"),
        ("Content-Length", str(len(BODY))),
    ]


def test_secrets_of_the_request_are_not_archived(archive):
    archive.write(page())
    archive.close()

    request = records(archive.files[0])[2][2]
    assert request.statusline == "/tin-1.html?a=b HTTP/1.1"
    assert request.headers == [("Host", "bao.example"), ("User-Agent", "tinsach (+me@example.org)")]


def test_fastwarc_reads_it_too_and_finds_the_digests_right(archive):
    archive.write(page(1))
    archive.write(page(2, body=b"", status=299))
    archive.close()

    with archive.files[0].open("rb") as file:
        found = []
        for record in FastIterator(file, parse_http=False):
            found.append(record.headers["WARC-Type"])
            assert record.verify_block_digest()
    assert found == ["warcinfo", "response", "request", "response", "request"]


def test_a_file_being_written_is_not_taken_for_a_complete_one(archive, tmp_path):
    archive.write(page())
    assert [p.name.endswith(OPEN) for p in tmp_path.iterdir()] == [True]

    archive.close()
    assert [p.suffixes for p in tmp_path.iterdir()] == [[".warc", ".gz"]]


def test_files_are_rotated_by_size(tmp_path):
    archive = WarcArchive(tmp_path, "thu", max_file=1)
    for number in range(3):
        archive.write(page(number))
    archive.close()

    assert len(archive.files) == len(set(archive.files)) == 3
    assert all(records(path)[0][0] == "warcinfo" for path in archive.files)


def test_an_archive_without_pages_leaves_no_file(archive, tmp_path):
    archive.close()

    assert list(tmp_path.iterdir()) == []


def test_a_file_cut_anywhere_is_recovered_up_to_its_last_whole_record(tmp_path):
    archive = WarcArchive(tmp_path / "whole", "thu")
    archive.write(page(1))
    archive.write(page(2))
    archive.close()
    whole = archive.files[0].read_bytes()
    members = [i for i in range(len(whole)) if whole.startswith(b"\x1f\x8b\x08", i)] + [len(whole)]
    folder = tmp_path / "cut"
    folder.mkdir()

    for size in range(0, len(whole), 7):
        left = folder / f"thu-{size}.warc.gz{OPEN}"
        left.write_bytes(whole[:size])
        expected = max(end for end in members if end <= size)

        files = recover(folder)

        assert [f.stat().st_size for f in files] == ([expected] if expected else [])
        assert not left.exists()
        for file in files:
            assert list(ArchiveIterator(io.BytesIO(file.read_bytes())))
            file.unlink()


def test_complete_files_are_left_alone_by_recovery(archive, tmp_path):
    archive.write(page())
    archive.close()

    assert recover(tmp_path) == []
    assert archive.files[0].exists()


class FullDisk:
    """A file that takes some bytes of a write and then no more."""

    def __init__(self, file, *, cut: bool) -> None:
        self.file = file
        self.cut = cut

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, content):
        self.file.write(bytes(content[:100]))
        raise OSError(28, "No space left on device")

    def truncate(self, size):
        if not self.cut:
            raise OSError(28, "No space left on device")
        return self.file.truncate(size)


@pytest.mark.parametrize("cut", [True, False])
def test_a_torn_write_leaves_the_rest_of_the_file_whole(archive, cut):
    archive.write(page(1))
    real = archive._file
    archive._file = FullDisk(real, cut=cut)
    with pytest.raises(OSError, match="No space"):
        archive.write(page(2))
    archive._file = real
    archive.write(page(3))
    archive.close()

    found = [
        about.get_header("WARC-Target-URI")
        for kind, about, *_ in records(archive.files[0])
        if kind == "response"
    ]
    assert found == ["http://bao.example/tin-1.html?a=b", "http://bao.example/tin-3.html?a=b"]


def test_a_file_in_which_no_page_could_be_written_is_not_left(archive, tmp_path, monkeypatch):
    append = archive._append
    monkeypatch.setattr(archive, "_append", lambda file, content: append(FullDisk(file, cut=True), content))
    with pytest.raises(OSError, match="No space"):
        archive.write(page(1))
    archive.close()

    assert list(tmp_path.iterdir()) == []
