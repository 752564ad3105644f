"""Archives: their members are read as if they were files; a bad one is one failure."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from cleaning.document import Failure, Record
from cleaning.inputs import InputOptions, read


def rows(count: int) -> bytes:
    return b"".join(json.dumps({"text": f"Bài {number}"}).encode() + b"\n" for number in range(count))


def outcomes(path: Path, content: bytes, **options: object) -> list[Record | Failure]:
    path.write_bytes(content)
    return list(read([str(path)], InputOptions(**options)))  # type: ignore[arg-type]


def told(found: list[Record | Failure]) -> list[tuple[str, object]]:
    """The member (behind the archive's own name), and content of records or reason of failures."""
    return [
        (one.source_path.rpartition("/")[2], one.content if isinstance(one, Record) else one.reason)
        for one in found
    ]


def reasons(found: list[Record | Failure]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Failure)]


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


MEMBERS = {
    "b.txt": b"hai",
    "d/a.jsonl.gz": gzip.compress(rows(1)),
    ".an": b"x",
    "__MACOSX/b.txt": b"x",
    "trang.html": b"<p>",
}


def test_zip_members_are_read_in_the_order_of_the_archive(tmp_path: Path) -> None:
    found = outcomes(tmp_path / "t.zip", zipped({**MEMBERS, "rong/": b""}))
    assert [one.source_path for one in found] == [
        f"{tmp_path}/t.zip!{name}" for name in ("b.txt", "d/a.jsonl.gz", "trang.html")
    ]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_members_are_read_in_the_order_of_the_archive(tmp_path: Path, mode: str) -> None:
    found = outcomes(
        tmp_path / "t.tar", tarred({f"./{name}": content for name, content in MEMBERS.items()}, mode)
    )
    assert [one.source_path for one in found] == [
        f"{tmp_path}/t.tar!{name}" for name in ("b.txt", "d/a.jsonl.gz", "trang.html")
    ]


def test_every_kind_is_read_out_of_an_archive(tmp_path: Path) -> None:
    members = {
        "a.csv": b"text,url\nmot,u\n",
        "b.json": b'[{"text": "hai"}]',
        "c": b'{"text": "ba"}\n{"text": "bon"}',
    }
    expected = [("t!a.csv", "mot"), ("t!b.json", "hai"), ("t!c", "ba"), ("t!c", "bon")]
    for content in (
        zipped(members),
        tarred(members),
        zstandard.compress(tarred(members)),
        gzip.compress(zipped(members)),
    ):
        assert told(outcomes(tmp_path / "t", content)) == expected


def test_parquet_is_read_out_of_an_archive(tmp_path: Path) -> None:
    target = io.BytesIO()
    pq.write_table(pa.table({"text": ["một"]}), target)
    for content in (zipped({"a.parquet": target.getvalue()}), gzip.compress(target.getvalue())):
        assert [one[1] for one in told(outcomes(tmp_path / "t", content))] == ["một"]


def test_an_archive_in_an_archive_is_one_failure(tmp_path: Path) -> None:
    found = outcomes(
        tmp_path / "t.zip",
        zipped({"a.zip": zipped({"b.txt": b"x"}), "b.tar.gz": tarred({"c": b"x"}, "w:gz"), "c.txt": b"y"}),
    )
    assert told(found) == [
        ("t.zip!a.zip", "nested_archive"),
        ("t.zip!b.tar.gz", "nested_archive"),
        ("t.zip!c.txt", b"y"),
    ]


def test_bad_members_are_failures_and_the_rest_goes_on(tmp_path: Path) -> None:
    members = {
        "a.txt": b"",
        "b.txt": b"hai",
        "c.jsonl": b"{",
        "d.pdf": b"%PDF-1.4",
        "e.gz": gzip.compress(rows(9))[:50],
    }
    expected = ["empty_file", "invalid_json", "unknown_format", "truncated_archive"]
    for content in (zipped(members), tarred(members)):
        assert reasons(outcomes(tmp_path / "t", content)) == expected


def test_encrypted_members_are_one_failure(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": b"mot", "b.txt": b"hai", "c.txt": b"ba"}))
    for name in (b"a.txt", b"c.txt"):
        content[content.rindex(b"PK\x01\x02", 0, content.rindex(name)) + 8] |= 1
    found = outcomes(tmp_path / "t.zip", bytes(content))
    assert told(found) == [("t.zip!b.txt", b"hai"), ("t.zip", "encrypted_archive")]
    assert isinstance(found[1], Failure)
    assert "2 encrypted members, the first is a.txt" in found[1].evidence


def test_an_archive_without_files_is_one_failure(tmp_path: Path) -> None:
    for content in (zipped({}), tarred({}), zipped({".an": b"x"})):
        assert reasons(outcomes(tmp_path / "t.tar", content)) in (["no_records"], ["binary_file"])
    assert reasons(outcomes(tmp_path / "t.zip", zipped({}))) == ["no_records"]


def test_a_truncated_zip_is_one_failure(tmp_path: Path) -> None:
    content = zipped({"a.txt": b"mot" * 100})
    assert reasons(outcomes(tmp_path / "t.zip", content[:-30])) == ["truncated_archive"]


def test_a_damaged_zip_member_is_one_failure(tmp_path: Path) -> None:
    content = zipped({"a.txt": b"mot hai ba", "b.txt": b"bon"}, zipfile.ZIP_STORED).replace(
        b"mot hai", b"mot nam"
    )
    assert told(outcomes(tmp_path / "t.zip", content)) == [
        ("t.zip!a.txt", "corrupt_archive"),
        ("t.zip!b.txt", b"bon"),
    ]


@pytest.mark.parametrize("cut", [512, 1_000, 1_536, 2_000])
def test_a_truncated_tar_gives_its_whole_members_and_a_failure(tmp_path: Path, cut: int) -> None:
    content = tarred({"a.txt": b"mot", "b.txt": b"hai" * 200, "c.txt": b"ba"})
    found = outcomes(tmp_path / "t.tar", content[: 1_024 + cut])
    assert told(found)[0] == ("t.tar!a.txt", b"mot")
    assert "truncated_archive" in reasons(found)


def test_links_and_pipes_in_a_tar_are_left_out(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"x{kind!r}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert reasons(outcomes(tmp_path / "t.tar", target.getvalue())) == ["no_records"]


def test_an_office_document_is_not_taken_for_an_archive(tmp_path: Path) -> None:
    for first in ("[Content_Types].xml", "mimetype"):
        content = zipped({first: b"application/epub+zip", "a.txt": b"x"}, zipfile.ZIP_STORED)
        assert reasons(outcomes(tmp_path / "a.docx", content)) == ["unknown_format"]
