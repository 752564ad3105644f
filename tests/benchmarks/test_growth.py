"""Dumps of any size out of one: every row is another report, and each size is compared with the first."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import growth
from benchmarks.growth import lay_out_changed
from benchmarks.supervise import Usage

ROWS = [
    {
        "id": str(n),
        "title": f"Tin số {n}",
        "body": " ".join(f"Câu {k} của tin {n} kể một việc." for k in range(40)),
    }
    for n in range(3)
]


@pytest.fixture(autouse=True)
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dump.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)
    monkeypatch.setattr(growth, "DUMP", path)


def test_rows_beyond_the_dump_are_other_reports(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    lay_out_changed(8, out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert rows[:3] == ROWS
    assert len({row["id"] for row in rows}) == len({row["body"] for row in rows}) == 8
    own = set(rows[0]["body"].split(". "))
    kept = len(own & set(rows[3]["body"].split(". "))) / len(own)
    assert 0 < kept < 0.7


def test_each_size_is_told_beside_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = iter([Usage(1.0, 2.0, 0, 100_000_000, 0), Usage(2.0, 8.0, 0, 150_000_000, 0)])
    monkeypatch.setattr(growth, "measured", lambda command, allowed: next(used))
    told = growth.growth([2, 4], tmp_path, 1).splitlines()
    last = [cell.strip() for cell in told[-1].split("|")[1:-1]]
    assert last == ["4", "2", "2000.00", "2.00", "150", "1.50"]
