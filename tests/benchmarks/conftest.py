"""A folder of two small annotated dumps."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Lines = list[tuple[str, str]]
Write = Callable[..., Path]

REPORT: Lines = [
    ("title", "Xã Hòa Lạc mở lớp học đàn tính cho thiếu nhi"),
    ("body", "Tối 3/8, nhà văn hóa xã Hòa Lạc khai giảng lớp đàn tính đầu tiên với 26 em nhỏ theo học."),
    ("body", "Nghệ nhân Ma Thị Bình dạy các em hai buổi một tuần, không thu học phí trong cả mùa hè."),
    ("source", "Theo TTXVN"),
]


def write_dump(folder: Path, name: str, lines: Lines, **metadata: str) -> Path:
    (folder / "gold").mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text("\n\n".join(text for _, text in lines) + "\n", encoding="utf-8")
    gold = [
        {"line": 2 * at + 1, "role": role, "clean": text if role in {"title", "body"} else None}
        for at, (role, text) in enumerate(lines)
    ]
    known = dict.fromkeys(("title", "published", "byline", "source")) | {"lang": "vi"} | metadata
    content = json.dumps({"file": f"{name}.txt", "metadata": known, "lines": gold})
    (folder / "gold" / f"{name}.json").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    return write_dump(tmp_path / "dumps", "report", REPORT, title=REPORT[0][1], source="TTXVN")


@pytest.fixture
def write() -> Write:
    return write_dump
