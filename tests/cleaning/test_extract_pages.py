"""Whole pages of our own, one per layout, with what must come out of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cleaning.document import Document, Media, Place, Record
from cleaning.extract import Extraction, extract
from cleaning.pipeline import Pipeline

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


def expected(name: str) -> Mapping[str, Any]:
    return json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))


def extracted(name: str) -> Extraction:
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return extract(html, url=expected(name)["url"])


def texts(extraction: Extraction, *places: Place) -> list[str]:
    return [line.text for line in extraction.lines if line.place in places and not line.doubtful]


def outside(extraction: Extraction) -> list[str]:
    return [line.text for line in extraction.lines if line.place is Place.OUTSIDE or line.doubtful]


def test_there_are_pages():
    assert len(NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_complete_in_order_and_nothing_else(name):
    extraction = extracted(name)
    inside = texts(extraction, *(set(Place) - {Place.OUTSIDE, Place.CAPTION}))
    assert [text for text in inside if text != expected(name)["title"]] == expected(name)["text"]


@pytest.mark.parametrize("name", NAMES)
def test_captions_are_kept_apart(name):
    assert texts(extracted(name), Place.CAPTION) == expected(name)["captions"]


@pytest.mark.parametrize("name", NAMES)
def test_the_headline_is_a_heading_inside_the_content(name):
    assert texts(extracted(name), Place.HEADING).count(expected(name)["title"]) == 1


@pytest.mark.parametrize("name", NAMES)
def test_other_visible_text_is_handed_over_as_outside(name):
    assert set(expected(name)["outside"]) <= set(outside(extracted(name)))


@pytest.mark.parametrize("name", NAMES)
def test_metadata_is_what_the_page_states(name):
    want, got = expected(name), extracted(name).metadata
    assert (got.title, got.author) == (want["title"], want["author"])
    assert got.published_at is not None
    assert (got.published_at.isoformat(), got.published_precision) == (want["published"], want["precision"])
    assert got.section == want.get("section", got.section)
    assert list(got.tags) == want.get("tags", list(got.tags))
    assert got.canonical_url == want.get("canonical")


@pytest.mark.parametrize("name", NAMES)
def test_flags_and_language(name):
    extraction = extracted(name)
    assert list(extraction.flags) == expected(name)["flags"]
    assert extraction.language == expected(name).get("language", extraction.language)


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_numbered_single_lines(name):
    lines = extracted(name).lines
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all(line.text and "\n" not in line.text and 0 <= line.linked <= 1 for line in lines)


@pytest.mark.parametrize(
    ("name", "author", "agency"),
    [("Lê Thị Hoa", "Lê Thị Hoa", None), ("Reuters", None, "Reuters"), ("PV - TTXVN", None, "TTXVN")],
)
@pytest.mark.parametrize("above", [0, 1, 3])
def test_who_signs_by_the_pages_own_markup_is_no_heading(name, author, agency, above):
    paragraphs = [f"<p>{text}</p>" for text in DIKE]
    paragraphs.insert(above, f"<p class='author'>{name}</p>")
    html = f"<html><body><article><h1>{DIKE_TITLE}</h1>{''.join(paragraphs)}</article></body></html>"
    document = Pipeline().clean(Record("a.html", 0, html, Media.HTML))
    assert isinstance(document, Document)
    assert document.text == "\n\n".join(DIKE)
    assert document.metadata.agency == agency
    assert document.metadata.author == author or name.startswith("PV")


DIKE_TITLE = "Xã Tràm Đông đưa hai trăm hộ dân lên gò cao trước lũ"
DIKE = (
    "Sáng 12/11, hơn hai trăm hộ dân ven sông Tràm đã được đưa lên gò cao trước khi nước lớn, theo lãnh đạo xã.",
    "Tuyến đê dài bốn cây số được người dân đắp thêm nửa mét chỉ trong hai ngày, từ đất bãi và bao tải cát.",
    "Xã đã mở cửa trường học cho các gia đình ở tạm, và cử dân quân trực ở các bến đò suốt đêm.",
)
