from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaning.document import Removal, Role
from output.corpus import Corpus
from output.plan import CopyOf
from output.records import Counts
from output.report import funnel_steps, report_html, write_report
from output.tables import Tables
from tests.output.conftest import Fill, document, failure, rejection

HOSTILE = '</title><script>alert("x")</script><img src=x onerror=alert(1)>'


class Tags(HTMLParser):
    """Collects the tags and attributes of a page and checks that what opens also closes."""

    VOID = frozenset({"meta", "br", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.fixture
def html(filled: Path) -> str:
    return report_html(Tables.at(filled))


def test_the_page_is_well_formed(html: str) -> None:
    assert Tags(html).open == []


def test_the_page_needs_nothing_from_outside_and_runs_nothing(html: str) -> None:
    page = Tags(html)
    assert not {"script", "img", "link", "iframe", "object"} & set(page.names)
    outside = {value for name, value in page.attributes if name in {"src", "href", "srcset"}}
    assert all(value and value.startswith("https://bao") for value in outside), "only addresses of reports"
    assert "url(" not in html
    assert "@import" not in html


def test_hostile_text_is_shown_not_run(fill: Fill, root: Path) -> None:
    bad = Removal(1, Role.UI, "share_bar", HOSTILE, HOSTILE, 0, 5)
    fill(
        [
            document(
                1, title=HOSTILE, url="javascript:alert(1)", text=HOSTILE, removals=(bad,), site=HOSTILE
            ),
            document(2, flags=(HOSTILE,), language=HOSTILE),
            document(3),
            replace(rejection(4), evidence=HOSTILE, reason=HOSTILE),
        ],
        {2: CopyOf(0, "near", 0.9)},
    )
    page = Tags(html := report_html(Tables.at(root)))
    assert page.open == []
    assert not {"script", "img"} & set(page.names)
    assert not any(value and value.startswith("javascript:") for _, value in page.attributes)
    assert "&lt;script&gt;" in html


def test_the_same_corpus_gives_the_same_page(filled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / filled.parent.name / filled.name
    shutil.copytree(filled, copy)
    assert report_html(Tables.at(filled)) == report_html(Tables.at(copy))


def test_the_funnel_gives_every_number_and_reason(html: str) -> None:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&nbsp;", " ")
    assert "17 records in" in words
    assert "12 kept" in words
    assert "2 copies exact 1 , near 1" in words or "2 copies exact 1, near 1" in words
    assert "too_short 1" in words
    assert "1 failed invalid_json 1" in words


def test_frequent_lines_copies_and_sites_are_listed(html: str) -> None:
    assert "Chia sẻ qua thư" in html
    assert "share_bar" in html
    assert "Most copied" in html
    assert "bao2.example" in html


def test_the_review_corner_shows_the_text_and_what_was_taken_out(html: str) -> None:
    assert "Hai bên trao đổi về đê biển." in html
    assert "keo nha cai" in html
    assert "injected_keyword" in html
    assert "2 words, at least 50 wanted" in html


def test_a_site_that_gave_nothing_is_marked(fill: Fill, root: Path) -> None:
    fill([document(1), rejection(2)])
    rows = re.findall(r"<tr><td>(.*?)</td>", report_html(Tables.at(root)))
    assert [("gave nothing" in row) for row in rows if "example" in row][:2] == [False, True]


def test_a_corpus_of_nothing_but_failures_has_a_report(fill: Fill, root: Path) -> None:
    fill([failure(1), failure(2)])
    assert "invalid_json" in report_html(Tables.at(root))


def test_a_corpus_without_a_run_has_a_report(root: Path) -> None:
    with Corpus(root).run("r"):
        pass
    assert "No run has been committed" in report_html(Tables.at(root))


def test_relevance_is_charted_when_there_is_some(fill: Fill, root: Path) -> None:
    fill([document(1, relevance=0.31), document(2, relevance=1.0), document(3)])
    assert "Similarity to the samples" in report_html(Tables.at(root))


def test_the_report_is_written_beside_the_data(filled: Path) -> None:
    path = write_report(Corpus(filled))
    assert path == filled / "report.html"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not list(filled.glob("*.new"))


def test_funnel_shares_add_up_to_one() -> None:
    counts = Counts(10, 2, 4, {"near": 1}, {"too_short": 2}, {"invalid_json": 1})
    assert sum(step.share for step in funnel_steps(counts)) == pytest.approx(2.0), "all, and its parts"
