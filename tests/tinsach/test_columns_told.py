"""After rows of a dump were cleaned, one line says which columns were taken for what."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cleaning.inputs import Taken
from cleaning.inputs.taken import MAX_LAYOUTS, Columns
from tinsach.cli import main
from tinsach.columns import column_lines

REPORT = (
    "Chiều thứ ba, hợp tác xã Bản Cuông thu hoạch lứa cam đầu tiên trên sườn đồi phía tây. "
    "Chủ nhiệm Hà Văn Thón cho biết năm nay cam được mùa, thương lái đã đặt mua gần hết từ tháng trước. "
    "Xã dự định mở thêm mười héc ta vào vụ sau, kèm một đường nội đồng để xe tải vào tận vườn."
)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["clean", *arguments, "--workers", "1"]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("Columns: ")]


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (
            ("tieude", "content", "ngay"),
            ["text=content, title=tieude, url=none, date=none, author=none (3 rows)", "not taken: ngay"],
        ),
        (
            ("title", "content", "date"),
            [
                "text=content, title=title, url=none, date=date, author=none (3 rows; 1 date could not be read)"
            ],
        ),
    ],
)
def test_the_columns_taken_are_told_with_the_dates_that_could_not_be_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    header: tuple[str, ...],
    lines: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    dates = ("2026-02-03", "", "hôm kia")  # an empty one is not there, which is no trouble in reading it
    with Path("tin.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [header, *((f"Mùa cam thứ {n}", f"{REPORT} Lần {n}.", date) for n, date in enumerate(dates))]
        )
    assert told(capsys, "tin.csv", "--out", "c") == [f"Columns: {line}" for line in lines]


def test_of_what_has_no_columns_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    assert told(capsys, str(tmp_path / "a.txt"), "--out", str(tmp_path / "c")) == []


def test_of_many_layouts_the_commonest_are_told_and_no_more_than_a_table_has_are_held() -> None:
    taken = Taken()
    for number in (*range(MAX_LAYOUTS + 50), 7, 7):
        taken.note(
            Columns(f"c{number}", is_html=False, title=None, url=None, date=None, author=None),
            unread_date=False,
        )
    first, *_, last = column_lines(taken)
    assert first.startswith("Columns: text=c7, ")
    assert last == f"Columns: taken in {MAX_LAYOUTS - 3} other ways from other rows"
    assert len(taken.rows) == MAX_LAYOUTS
