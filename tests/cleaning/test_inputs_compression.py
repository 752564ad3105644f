"""Compression: everything before the damage is read, then one failure says so."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import zstandard

from cleaning.document import Failure, Record
from cleaning.inputs import InputOptions, read
from cleaning.inputs.compression import decompressed
from cleaning.inputs.problems import ReadError
from cleaning.inputs.streams import Budget

Pack = Callable[[bytes], bytes]

PACKERS: dict[str, Pack] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": partial(bz2.compress, compresslevel=1),
    "xz": partial(lzma.compress, preset=0),
}
MANY = 600
"""Rows enough for several blocks of every compression."""

packers = pytest.mark.parametrize("suffix", PACKERS)


def rows(count: int, start: int = 0) -> bytes:
    # the digits keep the rows apart, so that compressed data has many blocks
    texts = (
        f"Bài {n}: " + "".join(str(n * k % 9_973) for k in range(300)) for n in range(start, start + count)
    )
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


def outcomes(path: Path, content: bytes, **options: object) -> list[Record | Failure]:
    path.write_bytes(content)
    return list(read([str(path)], InputOptions(**options)))  # type: ignore[arg-type]


def reasons(found: list[Record | Failure]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Failure)]


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


class Bytes:
    """A stream that gives one byte at a time."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def read(self, size: int, /) -> bytes:
        self.place += 1
        return self.content[self.place - 1 : self.place]


@packers
def test_compressed_files_are_read(tmp_path: Path, suffix: str) -> None:
    found = outcomes(tmp_path / f"a.jsonl.{suffix}", PACKERS[suffix](rows(3)))
    assert [type(one) for one in found] == [Record] * 3


@packers
def test_content_counts_when_the_suffix_lies(tmp_path: Path, suffix: str) -> None:
    assert len(outcomes(tmp_path / "a.jsonl", PACKERS[suffix](rows(3)))) == 3
    assert len(outcomes(tmp_path / f"b.jsonl.{suffix}", rows(3))) == 3


@packers
def test_members_one_after_another_are_one_stream(tmp_path: Path, suffix: str) -> None:
    packed = PACKERS[suffix](rows(2)) + PACKERS[suffix](b"") + PACKERS[suffix](rows(2, 2))
    assert [one.source_record for one in outcomes(tmp_path / "a.jsonl", packed)] == [0, 1, 2, 3]


@packers
def test_compression_is_read_byte_by_byte(suffix: str) -> None:
    packed = PACKERS[suffix](rows(1)) * 2
    stream = decompressed(Bytes(packed), packed[:20], Budget(10**9, 10**9))
    assert stream is not None
    assert b"".join(iter(lambda: stream.read(100), b"")) == rows(1) * 2


def test_twice_compressed_files_are_read(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path / "a.jsonl.gz", gzip.compress(gzip.compress(rows(2))))) == 2


@packers
def test_a_truncated_file_gives_its_whole_records_and_one_failure(tmp_path: Path, suffix: str) -> None:
    packed = PACKERS[suffix](rows(MANY))
    found = outcomes(tmp_path / f"a.jsonl.{suffix}", packed[: len(packed) * 2 // 3])
    assert len(found) > MANY // 10
    assert all(isinstance(one, Record) for one in found[:-1])
    last = found[-1]
    assert isinstance(last, Failure)
    assert (last.reason, last.source_record) == ("truncated_archive", len(found) - 1)


@packers
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json", "a.parquet", "a.warc", "a"])
def test_a_file_cut_near_its_beginning_is_one_failure(tmp_path: Path, suffix: str, name: str) -> None:
    found = outcomes(tmp_path / name, PACKERS[suffix](b"text,url\n" * 50)[:11])
    assert reasons(found) == ["truncated_archive"]
    assert len(found) == 1


@packers
def test_damage_inside_is_one_failure_after_what_is_whole(tmp_path: Path, suffix: str) -> None:
    packed = bytearray(PACKERS[suffix](rows(MANY)))
    middle = len(packed) * 2 // 3
    packed[middle : middle + 40] = bytes(40)
    found = outcomes(tmp_path / f"a.jsonl.{suffix}", bytes(packed))
    assert reasons(found)[-1] == "corrupt_archive"
    assert isinstance(found[0], Record)


def test_zeros_after_the_end_are_padding_and_garbage_is_a_failure(tmp_path: Path) -> None:
    packed = gzip.compress(rows(2))
    assert reasons(outcomes(tmp_path / "a.jsonl.gz", packed + bytes(512))) == []
    assert reasons(outcomes(tmp_path / "b.jsonl.gz", packed + b"tin" * 9)) == ["corrupt_archive"]


def test_skippable_frames_of_zstandard_are_skipped(tmp_path: Path) -> None:
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"seek"
    assert len(outcomes(tmp_path / "a.jsonl.zst", skippable + PACKERS["zst"](rows(2)) + skippable)) == 2


@packers
def test_a_bomb_is_defused(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaning.inputs.streams.MIN_SUSPICIOUS", 10**6)
    bomb = PACKERS[suffix](b"x" * 9 * 10**6)
    assert reasons(outcomes(tmp_path / "a.jsonl", bomb, max_ratio=10)) == ["archive_bomb"]
    assert reasons(outcomes(tmp_path / "b.jsonl", bomb, max_unpacked_bytes=2 * 10**6)) == ["archive_bomb"]
    assert reasons(outcomes(tmp_path / "c.zip", zipped({"a.txt": b"x" * 9 * 10**6}), max_ratio=10)) == [
        "archive_bomb"
    ]


def test_a_budget_counts_over_all_members() -> None:
    budget = Budget(max_bytes=100, max_ratio=10**6)
    budget.spend(60)
    with pytest.raises(ReadError, match="more than 100 bytes"):
        budget.spend(60)
