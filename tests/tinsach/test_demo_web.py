"""The demo web is what its truth says."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from lxml import html as lxml_html

from tinsach.demo import edits
from tinsach.demo.content import reports, stories
from tinsach.demo.layouts import mirror, state_paper
from tinsach.demo.pages import Kind, Page, TruePage, render, windows_1258
from tinsach.demo.truth import articles, truth
from tinsach.demo.web import pages


def decoded(page: Page) -> str:
    body = render(page)
    charset = "cp1258" if b"charset=windows-1258" in body else "utf-8"
    return unicodedata.normalize("NFC", body.decode(charset)).replace("\u00d0", "Đ")


def visible(page: Page) -> str:
    """The text of a page, one line per text node, as a reader sees it."""
    tree = lxml_html.fromstring(decoded(page).encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    for hidden in tree.xpath("//script|//style|//title"):
        hidden.drop_tree()
    return unicodedata.normalize("NFC", html.unescape(tree.text_content()))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def shown(true: TruePage) -> str:
    return squeezed(visible(pages()[true.url]))


HTML_ARTICLES = pytest.mark.parametrize(
    "true", [true for true in truth() if true.kind in {Kind.ARTICLE, Kind.PRINT}], ids=lambda true: true.url
)


# --- numbers


def test_there_are_about_eighty_articles_on_at_least_four_sites() -> None:
    assert 75 <= len(articles()) <= 90
    assert len({urlsplit(true.url).hostname for true in articles()}) >= 4


def test_about_twenty_five_reports_resemble_the_samples() -> None:
    assert 22 <= len({true.original for true in articles(similar=True)}) <= 28


def test_every_kind_of_copy_and_every_kind_of_page_occurs() -> None:
    assert {true.copy for true in truth()} == {"", "exact", "light", "brief", "mirror", "print"}
    assert {true.kind for true in truth()} == set(Kind)


def test_the_english_section_has_at_least_five_reports() -> None:
    assert sum(true.language == "en" for true in articles()) >= 5


@pytest.mark.parametrize("report", [*reports().values()], ids=lambda report: report.id)
def test_reports_are_long_enough_to_be_reports(report) -> None:
    words = sum(len(text.split()) for text in report.paragraphs)
    min_words, min_paragraphs = (180, 5) if report.similar else (100, 4)
    assert words >= min_words
    assert len(report.paragraphs) > min_paragraphs


def test_reports_are_dated_between_january_and_october_2026() -> None:
    assert {(report.published.year, 1 <= report.published.month <= 10) for report in reports().values()} == {
        (2026, True)
    }
    assert all(str(report.published.utcoffset()) == "7:00:00" for report in reports().values())


def test_there_are_three_samples_and_none_of_them_is_in_the_web() -> None:
    samples = [
        entry.read_text(encoding="utf-8") for entry in files("tinsach.demo").joinpath("samples").iterdir()
    ]
    paragraphs = {text for report in reports().values() for text in report.paragraphs}
    assert len(samples) == 3
    assert not [line for sample in samples for line in sample.splitlines() if line.strip() in paragraphs]


# --- truth and pages agree


@HTML_ARTICLES
def test_article_pages_show_what_the_truth_says(true: TruePage) -> None:
    text = shown(true)
    body = true.body if true.copy != "mirror" else true.body[1:]
    assert not [paragraph for paragraph in (true.title, *body, *true.captions) if paragraph not in text]


@HTML_ARTICLES
def test_article_pages_show_the_unwanted_texts(true: TruePage) -> None:
    text = shown(true)
    assert not [noise for noise in true.unwanted if noise.text not in text]


@HTML_ARTICLES
def test_unwanted_texts_are_no_part_of_the_report(true: TruePage) -> None:
    report = " ".join(true.body)
    assert not [noise for noise in true.unwanted if noise.role != "repeat" and noise.text in report]


@HTML_ARTICLES
def test_article_pages_show_their_metadata(true: TruePage) -> None:
    text = shown(true)
    for value in (true.author, true.agency):
        assert value is None or value in text
    if true.published is not None:
        assert true.published.strftime("%d/%m/%Y") in text
        assert true.published.strftime("%H:%M") in text


def test_a_copy_repeats_or_contains_its_original_as_its_kind_says() -> None:
    for true in articles():
        own, original = set(true.body), set(reports()[true.original].paragraphs)
        if true.copy in {"", "exact", "mirror"}:
            assert own == original
        elif true.copy == "brief":
            assert own < original
        else:
            assert 0 < len(own & original) < len(original)


def test_two_reports_of_the_web_share_almost_no_wording() -> None:
    def shingles(report) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", " ".join(report.paragraphs).lower())
        return set(zip(words, words[1:], words[2:], strict=False))

    every = [shingles(report) for report in reports().values()]
    for place, left in enumerate(every):
        for right in every[:place]:
            assert len(left & right) / len(left | right) < 0.1


# --- the dirt of each site


def test_the_state_paper_dates_its_articles_in_json_ld() -> None:
    for story in stories(state_paper.KEY):
        tree = lxml_html.fromstring(render(pages()[story.url]))
        (script,) = tree.xpath("//script[@type='application/ld+json']/text()")
        said = json.loads(script)
        assert said["@type"] == "NewsArticle"
        assert said["datePublished"].endswith("+07:00")
        assert datetime.fromisoformat(said["datePublished"]) == story.published


def test_magazine_articles_say_their_date_only_in_the_visible_line() -> None:
    for story in stories("tapchihuunghi"):
        source = decoded(pages()[story.url])
        assert "ld+json" not in source
        assert "published_time" not in source
        assert f"{story.published.strftime('%H:%M | %d/%m/%Y')} GMT+7" in source


def test_some_magazine_captions_are_doubled_and_some_labelled() -> None:
    roles = Counter(
        noise.role
        for true in articles()
        for noise in true.unwanted
        if noise.text in {"Chú thích ảnh", *true.captions}
    )
    assert set(roles) == {"repeat", "ui"}


def test_copies_of_the_aggregator_credit_the_paper_they_copy() -> None:
    for true in articles():
        if true.copy in {"exact", "light", "brief"}:
            assert f"Theo {true.agency}" in shown(true)


@pytest.mark.parametrize("story", stories(mirror.KEY), ids=lambda story: story.id)
def test_the_mirror_injects_its_keyword_into_headline_and_lead(story) -> None:
    source = decoded(pages()[story.url])
    keyword = story.injection.keyword
    assert f"【{keyword}】{html.escape(story.title, quote=False)}" in source
    assert re.search(rf",\w{{20,}}{re.escape(keyword)} ", source)
    assert f"(责任编辑:{story.injection.category})" in source


def test_taking_the_injection_out_of_the_lead_restores_it() -> None:
    for true in articles():
        if true.copy == "mirror":
            injected = max((noise.text for noise in true.unwanted if noise.role == "spam"), key=len)
            assert true.body[0] in shown(true).replace(injected, "")


def test_the_mirror_uses_a_different_keyword_on_every_page() -> None:
    keywords = [story.injection.keyword for story in stories(mirror.KEY) if story.injection]
    assert len(set(keywords)) == len(keywords) == len(stories(mirror.KEY))


def test_two_reports_are_left_only_on_the_mirror() -> None:
    homes: dict[str, set[str]] = {}
    for true in articles():
        homes.setdefault(true.original, set()).add(true.copy)
    assert sum(copies == {"mirror"} for copies in homes.values()) == 2


def test_the_provincial_paper_uses_windows_1258_and_decomposed_utf8() -> None:
    bodies = [render(pages()[story.url]) for story in stories("baosongtra")]
    legacy = [body for body in bodies if b"charset=windows-1258" in body]
    assert legacy
    assert any("\u00d0".encode() in body and "\u0301".encode() in body for body in bodies)
    assert len(legacy) < len(bodies)


def test_windows_1258_round_trips_every_vietnamese_letter() -> None:
    letters = "Quốc lộ được sửa chữa ở Đắk Lắk, kỹ sư nghĩ mãi: ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ ớ ờ ở ỡ ợ ứ ừ ử ữ ự"
    assert unicodedata.normalize("NFC", windows_1258(letters).decode("cp1258")) == letters


def test_rendering_is_the_same_every_time() -> None:
    assert [render(page) for page in pages().values()] == [render(page) for page in pages().values()]


# --- edits


def test_an_edit_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(edits.EditError, match="nothing to swap"):
        edits.apply(["Một câu."], [{"swap": ["hai", "ba"]}])
    with pytest.raises(edits.EditError, match="no sentence begins"):
        edits.apply(["Một câu."], [{"drop": "Hai"}])
    with pytest.raises(edits.EditError, match="an edit has one key"):
        edits.apply(["Một câu."], [{"shorten": 3}])


def test_dropping_the_only_sentence_of_a_paragraph_drops_the_paragraph() -> None:
    assert edits.apply(["Câu đầu.", "Câu sau. Câu cuối."], [{"drop": "Câu đầu"}, {"drop": "Câu cuối"}]) == [
        "Câu sau."
    ]
