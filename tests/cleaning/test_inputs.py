"""Inputs: which files a source covers, what a file is, and one clear failure for what cannot be read."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import stat
import sys
from pathlib import Path

import pytest

from cleaning.document import Failure, Media, Record
from cleaning.inputs import Format, InputOptions, read

TEXT = "Huyện Ba Sông khánh thành cầu mới.\n\nCây cầu dài 120 mét."
PAGE = f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>"


def outcomes(*sources: str | Path, **options: object) -> list[Record | Failure]:
    return list(read([str(source) for source in sources], InputOptions(**options)))  # type: ignore[arg-type]


def records(*sources: str | Path, **options: object) -> list[Record]:
    found = outcomes(*sources, **options)
    assert all(isinstance(one, Record) for one in found), found
    return [one for one in found if isinstance(one, Record)]


def reasons(*sources: str | Path, **options: object) -> list[str]:
    return [one.reason for one in outcomes(*sources, **options) if isinstance(one, Failure)]


def only_failure(*sources: str | Path, **options: object) -> Failure:
    (found,) = outcomes(*sources, **options)
    assert isinstance(found, Failure)
    assert "\n" not in found.evidence
    assert found.evidence.startswith(found.source_path)
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one, so that recorded paths are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, content: str | bytes = TEXT) -> str:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def names(*sources: str | Path) -> list[str]:
    return [one.source_path for one in outcomes(*sources)]


def test_a_text_file_is_one_record_of_bytes(folder: Path) -> None:
    assert records(put("a.txt")) == [Record("a.txt", 0, TEXT.encode(), Media.TEXT)]


def test_an_html_file_is_one_record_of_bytes(folder: Path) -> None:
    assert records(put("a.htm", PAGE)) == [Record("a.htm", 0, PAGE.encode(), Media.HTML)]


def test_a_given_encoding_goes_with_the_bytes(folder: Path) -> None:
    assert records(put("a.txt"), encoding="cp1258")[0].charset == "cp1258"


def test_a_folder_is_walked_in_order_without_hidden_files(folder: Path) -> None:
    for path in ("d/b.txt", "d/a/z.txt", "d/c.txt", "d/.secret.txt", "d/.git/x.txt"):
        put(path)
    assert names("./d/") == ["d/a/z.txt", "d/b.txt", "d/c.txt"]


def test_a_hidden_file_that_is_named_is_read(folder: Path) -> None:
    put("d/a.txt")
    put("d/.b.txt")
    assert names("d", "d/.b.txt") == ["d/a.txt", "d/.b.txt"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("d/*.txt", ["d/a.txt", "d/b.txt"]),
        ("d/**/*.txt", ["d/a.txt", "d/b.txt", "d/sub/c.txt"]),
        ("d/**", ["d/a.txt", "d/b.txt", "d/sub/c.txt"]),
        ("d/[b]*", ["d/b.txt"]),
        ("*/su?", ["d/sub/c.txt"]),
        ("d/.*.txt", ["d/.h.txt"]),
    ],
)
def test_patterns_are_expanded_in_order(folder: Path, pattern: str, expected: list[str]) -> None:
    for path in ("d/b.txt", "d/a.txt", "d/sub/c.txt", "d/.h.txt"):
        put(path)
    assert names(pattern) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_read(folder: Path) -> None:
    assert names(put("tin[1].txt")) == ["tin[1].txt"]


def test_a_file_is_read_once_however_often_it_is_covered(folder: Path) -> None:
    put("d/a.txt")
    put("d/b.txt")
    assert names("d/b.txt", "d", "./d/../d/a.txt", folder / "d" / "a.txt", "d/*.txt", "d") == [
        "d/b.txt",
        "d/a.txt",
    ]


def test_a_loop_of_links_ends(folder: Path) -> None:
    put("d/a.txt")
    Path("d/loop").symlink_to("..", target_is_directory=True)
    Path("d/self").symlink_to("self")
    assert sorted(names("d", "d/**/*.txt")) == ["d/a.txt", "d/self"]
    assert reasons("d") == ["unreadable_file"]


def test_standard_input_is_named_by_its_dash(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = gzip.compress(json.dumps({"text": TEXT}).encode() + b"\n" + json.dumps({"text": "hai"}).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rows)))
    assert [(one.source_path, one.source_record) for one in records("-", "-")] == [("-", 0), ("-", 1)]


@pytest.mark.parametrize("path", ["khong-co.txt", "", "khong/co/"])
def test_a_missing_path_is_one_failure(folder: Path, path: str) -> None:
    assert only_failure(path).reason == "no_such_file"


def test_a_folder_without_files_is_one_failure(folder: Path) -> None:
    put("d/.an.txt")
    assert only_failure("d").reason == "no_records"


def test_a_pattern_without_matches_is_one_failure(folder: Path) -> None:
    assert only_failure("d/*.txt").reason == "no_records"
    assert only_failure("d/a**b").reason == "no_records"


def test_an_empty_file_is_one_failure(folder: Path) -> None:
    assert only_failure(put("a.txt", b"")).reason == "empty_file"
    assert only_failure(put("b.jsonl.gz", gzip.compress(b""))).reason == "empty_file"


def test_a_binary_file_is_one_failure(folder: Path) -> None:
    noise = bytes(range(256)) * 20
    assert only_failure(put("a.txt", noise)).reason == "binary_file"
    assert only_failure(put("b", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")).reason == "binary_file"
    assert only_failure(put("c.jsonl", noise)).reason == "binary_file"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"SQLite format 3\0",
        b"Rar!\x1a\x07\0",
        b"<?xml version='1.0'?><rss></rss>",
        b"<urlset></urlset>",
    ],
)
def test_a_known_format_that_is_no_input_is_one_failure(folder: Path, content: bytes) -> None:
    assert only_failure(put("a", content)).reason == "unknown_format"


def test_a_pipe_is_refused_without_opening_it(folder: Path) -> None:
    os.mkfifo("p.txt")
    assert only_failure("p.txt").reason == "unreadable_file"


def test_a_socket_and_a_device_are_refused(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        assert only_failure("s.txt").reason == "unreadable_file"
    assert only_failure("/dev/zero").reason == "unreadable_file"


def test_a_file_that_may_not_be_opened_is_one_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    failure = only_failure("a.txt")
    assert (failure.reason, "Permission denied" in failure.evidence) == ("unreadable_file", True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_may_not_be_listed_is_one_failure(folder: Path) -> None:
    put("d/a.txt")
    Path("d").chmod(0)
    try:
        assert only_failure("d").reason == "unreadable_file"
    finally:
        Path("d").chmod(stat.S_IRWXU)


def test_the_rest_goes_on_after_a_failure(folder: Path) -> None:
    put("d/a.txt", b"")
    put("d/b.txt")
    found = outcomes("khong-co", "d")
    assert [type(one) for one in found] == [Failure, Failure, Record]


def test_a_file_name_that_is_not_unicode_is_recorded_escaped(folder: Path) -> None:
    Path(os.fsdecode(b"tin-\xff.txt")).write_text(TEXT)
    (record,) = records(folder)
    assert record.source_path.endswith("tin-\\xff.txt")
    assert record.source_path.encode()


def test_a_text_larger_than_the_limit_is_one_failure(folder: Path) -> None:
    assert only_failure(put("a.txt"), max_record_bytes=20).reason == "record_too_large"


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a", TEXT, Media.TEXT),
        ("a.md", TEXT, Media.TEXT),
        ("a", PAGE, Media.HTML),
        ("bai.html?trang=2", "<div><p>Một.</p><p>Hai.</p></div>", Media.HTML),
        ("a.txt", PAGE, Media.HTML),
        ("a.html", TEXT, Media.HTML),
        ("a", "[Cập nhật] Bão số 3 đổi hướng", Media.TEXT),
        ("a", "Thẻ </p> đóng một đoạn văn.", Media.TEXT),
        ("a", TEXT.encode("utf-16"), Media.TEXT),
        ("a", TEXT.encode("utf-16-le"), Media.TEXT),
        ("a.txt", PAGE.encode("utf-16"), Media.HTML),
        ("a", TEXT.encode() * 3 + b"\0", Media.TEXT),
    ],
)
def test_content_says_what_a_suffix_does_not(
    folder: Path, name: str, content: str | bytes, media: Media
) -> None:
    (record,) = records(put(name, content))
    assert record.media is media


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a", '{"text": "một"}\n{"text": "hai"}\n'),
        ("a.json", '{"text": "một"}\n{"text": "hai"}\n'),
        ("a", '[{"text": "một"}, {"text": "hai"}]'),
        ("a.json", '{\n "text": "một"\n}\n{"text": "hai"}'),
    ],
)
def test_json_is_recognised_in_every_layout(folder: Path, name: str, content: str) -> None:
    assert [record.content for record in records(put(name, content))] == ["một", "hai"]


def test_a_given_format_overrides_suffix_and_content(folder: Path) -> None:
    assert records(put("a.txt", "text,url\nmột,\n"), format="csv")[0].content == "một"
    assert records(put("a.jsonl", "{"), format=Format.TEXT)[0].content == b"{"


@pytest.mark.parametrize(
    "options",
    [
        {"format": "docx"},
        {"encoding": "khong-co"},
        {"encoding": "rot13"},
        {"text_field": "a", "html_field": "b"},
        {"max_record_bytes": 0},
    ],
)
def test_impossible_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        InputOptions(**options)  # type: ignore[arg-type]
