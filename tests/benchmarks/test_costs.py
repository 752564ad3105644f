"""What a million pages cost: each part is measured on pages, and nothing is counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import costs
from benchmarks.costs import Cost, archive, cleaned, main
from output.schema import TABLES

PAGE = """<html lang="vi"><head><title>Xã Bình Lãng khánh thành nhà đọc sách</title></head><body><article>
<h1>Xã Bình Lãng khánh thành nhà đọc sách</h1>
<p>Sáng 14/9, xã Bình Lãng khánh thành nhà đọc sách cho xóm {number} và dành cho học sinh trong vùng, với hơn hai
nghìn đầu sách do bà con quyên góp trong suốt mùa hè vừa qua và được phân loại theo từng lứa tuổi.</p>
<p>Cô giáo phụ trách cho biết nhà đọc sách mở cửa tất cả các buổi chiều, mỗi em được mượn hai cuốn mang về
và phải kể lại một câu chuyện trước các bạn khi đem sách đến trả vào tuần kế tiếp.</p></article></body></html>"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.html").write_text(PAGE.format(number=number), encoding="utf-8")
    return folder


def test_a_cost_is_told_for_a_page_and_for_a_million() -> None:
    assert Cost("clean", 0.036, 5_000).row() == ("clean", "36.00", "10.0", "5.0")
    assert Cost("crawl", 0.0036, 0).row()[-1] == ""


def test_the_archive_is_weighed_as_the_crawler_writes_it(pages: Path, tmp_path: Path) -> None:
    cost = archive(pages, tmp_path / "archive")
    written = sum(path.stat().st_size for path in (tmp_path / "archive").iterdir())
    assert cost.size == pytest.approx(written / 3)
    assert cost.cpu > 0


def test_cleaning_is_parted_into_clean_copies_and_corpus(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "load", lambda _: [])  # not to be warm matters to the figures alone
    corpus = tmp_path / "corpus"
    clean, copies, tables = cleaned(pages, corpus)
    assert (clean.part, copies.part, tables.part) == ("clean", "copies", "corpus")
    assert min(clean.cpu, copies.cpu, tables.cpu) > 0
    written = sum(path.stat().st_size for name in TABLES for path in (corpus / name).glob("*.parquet"))
    assert tables.size == pytest.approx(written / 3)
    assert copies.size > 0


def test_without_the_shared_data_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(costs, "DATA", tmp_path / "none")
    assert main([]) == 2
    assert "none" in capsys.readouterr().err
