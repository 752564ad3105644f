"""Marks for title, time and author, against gold of our own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.page_metadata import (
    Mark,
    SilverGold,
    mark_author,
    mark_published,
    mark_title,
    metadata_table,
    silver_gold,
    silver_golds,
)
from cleaning.dates import VIETNAM, Stamp
from cleaning.document import Media, Record

ROW = {
    "file": "html/suoi/cau-moi.html",
    "title": "Cầu mới bắc qua suối",
    "sapo": "Xã Nà Khoang thông xe cầu treo.",
    "body": ["Cầu dài 40 mét."],
    "captions": ["Trẻ em qua cầu."],
    "photo_story": False,
    "author": "Theo Lò Thị Mai",
    "date_ld": None,
    "date_meta": "2026-03-07T09:40:00+07:00",
    "date_visible": "07-03-2026 - 09:45",
    "date_from_url": "2026-03-06T00:00+07:00",
}
MINUTE = Stamp(datetime(2026, 3, 7, 9, 40, tzinfo=VIETNAM), "minute")
DAY = Stamp(datetime(2026, 3, 7, tzinfo=VIETNAM), "day")


def test_the_gold_takes_the_best_stated_time() -> None:
    gold = silver_gold(ROW)
    text = "Xã Nà Khoang thông xe cầu treo.\nCầu dài 40 mét."
    captions = ("Trẻ em qua cầu.",)
    assert gold == SilverGold(text, "Cầu mới bắc qua suối", "Theo Lò Thị Mai", MINUTE, captions=captions)


def test_a_time_in_the_address_counts_for_the_day() -> None:
    stamp = silver_gold({**ROW, "date_meta": None, "date_visible": None}).published
    assert stamp is not None
    assert (stamp.precision, stamp.at.day) == ("day", 6)


def test_the_text_of_a_photo_story_is_in_its_captions() -> None:
    assert silver_gold({**ROW, "photo_story": True}).text.endswith("Trẻ em qua cầu.")


def test_golds_are_found_by_the_name_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "silver_gold.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    assert silver_golds(tmp_path)["cau-moi"].title == ROW["title"]


@pytest.mark.parametrize(
    ("gold", "found", "mark"),
    [
        ("Cầu mới", "CẦU MỚI", Mark.RIGHT),
        ("Cầu mới", None, Mark.MISSING),
        ("Cầu mới", "Cầu mới - Báo Suối", Mark.WRONG),
        ("", "Cầu mới", None),
    ],
)
def test_titles(gold: str, found: str | None, mark: Mark | None) -> None:
    assert mark_title(gold, found) is mark


@pytest.mark.parametrize(
    ("gold", "found", "mark"),
    [
        ("Theo Lò Thị Mai", "Lò Thị Mai", Mark.RIGHT),
        ("Lò Thị Mai", "Lò Thị Ma", Mark.WRONG),
        ("Lò Thị Mai", None, Mark.MISSING),
        ("", "Lò Thị Mai", Mark.EXTRA),
        ("", None, None),
    ],
)
def test_authors(gold: str, found: str | None, mark: Mark | None) -> None:
    assert mark_author(gold, found) is mark


@pytest.mark.parametrize(
    ("gold", "found", "precision", "mark"),
    [
        (MINUTE, MINUTE.at.astimezone(UTC), "minute", Mark.RIGHT),
        (MINUTE, MINUTE.at + timedelta(seconds=50), "minute", Mark.RIGHT),
        (MINUTE, MINUTE.at + timedelta(minutes=5), "minute", Mark.WRONG),
        (MINUTE, DAY.at, "day", Mark.MISSING),
        (MINUTE, DAY.at - timedelta(days=1), "day", Mark.WRONG),
        (MINUTE, None, None, Mark.MISSING),
        (DAY, MINUTE.at, "minute", Mark.RIGHT),
        (DAY, MINUTE.at - timedelta(days=1), "minute", Mark.WRONG),
        (None, MINUTE.at, "minute", Mark.EXTRA),
        (None, None, None, None),
    ],
)
def test_times(gold: Stamp | None, found: datetime | None, precision: str | None, mark: Mark | None) -> None:
    assert mark_published(gold, found, precision) is mark


def test_the_table_has_a_row_for_each_field_and_tool() -> None:
    page = (
        "<html><head><meta property='article:published_time' content='2026-03-07T09:40:00+07:00'></head>"
        "<body><article><h1>Cầu mới bắc qua suối</h1><p>Xã Nà Khoang thông xe cầu treo dài 40 mét sau ba "
        "năm chờ đợi, trẻ em không còn phải lội suối đi học.</p></article></body></html>"
    )
    record = Record("cau-moi", 0, page, Media.HTML, url="https://suoi.example/1")
    said = metadata_table([(record, page, silver_gold(ROW))])
    rows = {tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in said.splitlines()[2:]}
    assert ("title", "ours", "1", "0", "0", "0", "1.000") in rows
    assert ("published, to the minute", "ours", "1", "0", "0", "0", "1.000") in rows
    assert ("author", "ours", "0", "1", "0", "0", "0.000") in rows
    assert {row[1] for row in rows} == {"ours", "trafilatura"}
