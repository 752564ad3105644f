"""CPU by stage: every stage still has its name in the code, and a stage inside another is told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import stages
from benchmarks.stages import REST, STAGES, Clocks, floor_of_pages, floor_of_rows, seconds_by_stage

BODY = (
    "Chiều 2/6, tổ dân phố Vườn Nhãn tổng kết đợt trồng cây ven hồ với hơn ba trăm gốc bàng và phượng vĩ. "
    "Các hộ dân chia nhau tưới nước theo lịch, mỗi nhà nhận chăm năm gốc cây cho đến hết mùa khô năm sau. "
    "Bà tổ trưởng nói hàng cây sẽ che mát con đường mà học sinh đi bộ đến trường mỗi sáng."
)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    source = tmp_path / "rows.jsonl"
    lines = [{"title": f"Tổ dân phố số {n} trồng cây", "body": BODY.replace("2/6", f"{n}/6")} for n in (2, 3)]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return source


def test_each_stage_is_called_where_it_is_clocked(rows: Path, tmp_path: Path) -> None:
    seconds = seconds_by_stage(rows, tmp_path / "corpus")
    unseen = {"roles: the learned models"}  # one short paragraph asks no model
    assert {name for name in STAGES if seconds.get(name, 0) > 0} >= set(STAGES) - unseen
    assert seconds[REST] > 0


def test_a_stage_inside_another_is_not_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 2.0, 3.0, 7.0])
    monkeypatch.setattr(stages.time, "process_time", lambda: next(now))
    clocks = Clocks(_since=0.0)
    with clocks.stage("outer"), clocks.stage("inner"):
        pass
    assert dict(clocks.seconds) == {REST: 0.0, "outer": 6.0, "inner": 1.0}


def test_the_floor_of_rows_and_pages_is_the_sum_of_its_parts(rows: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<p>{BODY}</p>", encoding="utf-8")
    for floor, parts in ((floor_of_rows(rows), 3), (floor_of_pages([page], [BODY]), 3)):
        assert len(floor.parts) == parts
        assert floor.seconds == pytest.approx(sum(floor.parts.values()))
        assert "floor" in floor.table()
