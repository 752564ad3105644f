from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import polars
import pytest

from cleaning.document import Removal, Role
from output.card import write_card
from output.corpus import Corpus
from output.plan import CopyOf
from output.records import Counts
from output.report import funnel_steps, is_stale, report_html, write_report
from output.tables import Tables
from tests.output.conftest import UI_LINE, Fill, document, failure, rejection

HOSTILE = '</title><script>alert("x")</script><img src=x onerror=alert(1)>'


class Tags(HTMLParser):
    """Collects the tags and attributes of a page and checks that what opens also closes."""

    VOID = frozenset({"meta", "br", "rect", "line"})

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
    outside -= {f"#{value}" for name, value in page.attributes if name == "id"}
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
    assert "Families of copies" in html
    assert "bao2.example" in html


def test_the_review_corner_shows_the_text_and_what_was_taken_out(html: str) -> None:
    assert "Hai bên trao đổi về đê biển." in html
    assert "keo nha cai" in html
    assert "injected_keyword" in html
    assert "2 words, at least 50 wanted" in html


def sites(root: Path) -> dict[str, str]:
    """Return what the report says after the name of each site."""
    table = report_html(Tables.at(root)).split(">Sites</h2>")[1].split("</table>")[0]
    return {row.split()[0]: row.partition(" ")[2] for row in re.findall(r"<tr><td>(.*?)</td>", table)}


def test_a_site_that_never_gave_a_report_is_no_alarm(fill: Fill, root: Path) -> None:
    fill([document(1), rejection(2)])
    assert sites(root) == {"bao1.example": "", "bao2.example": '<span class="soft">no report</span>'}


def test_a_site_that_fell_silent_in_the_last_run_is_an_alarm(fill: Fill, root: Path) -> None:
    fill([document(0), document(1), document(2)])
    fill([rejection(3), rejection(4), document(7), rejection(5), document(8)], {4: CopyOf(2, "near", 0.9)})
    assert "alarm" in sites(root)["bao0.example"], "only left out now"
    assert sites(root)["bao1.example"] == "", "a report among those left out"
    assert sites(root)["bao2.example"] == "", "a copy is a report too"


def test_a_site_that_the_last_run_did_not_meet_is_no_alarm(fill: Fill, root: Path) -> None:
    fill([document(0)])
    fill([document(1)])
    assert sites(root) == {"bao0.example": "", "bao1.example": ""}
    assert "▼" not in report_html(Tables.at(root))


def test_a_corpus_of_nothing_but_failures_has_a_report(fill: Fill, root: Path) -> None:
    fill([failure(1), failure(2)])
    assert "invalid_json" in report_html(Tables.at(root))


def test_a_corpus_without_a_run_has_a_report(root: Path) -> None:
    with Corpus(root).run("r"):
        pass
    assert "No run has been committed" in report_html(Tables.at(root))


MENU = Removal(1, Role.UI, "outside_main_content", "outside the main content", "Trang nhất", 0, 10)


def test_menus_are_folded_away_from_what_was_taken_out_of_reports(fill: Fill, root: Path) -> None:
    fill([document(1, removals=(MENU, UI_LINE))])
    often = report_html(Tables.at(root)).split("taken out most often</h2>")[1]
    taken_out, menus = often.split("<details><summary>Menus and side columns</summary>")
    assert "Chia sẻ qua thư" in taken_out
    assert "Trang nhất" not in taken_out
    assert "Trang nhất" in menus.split("</details>")[0]


def with_judges(root: Path, *judges: str) -> str:
    with Corpus(root).run("r", settings={"judges": judges}) as run:
        run.stage(document(1, relevance=0.31))
        run.commit()
    return report_html(Tables.at(root))


def test_the_similarity_a_run_asked_for_is_marked(root: Path) -> None:
    html = with_judges(root, "TooShort(min_words=5)", "OffTopic(min_relevance=0.0907, reason='off_topic')")
    assert "<title>at least 0.091</title></line>" in html


def test_without_a_similarity_asked_for_nothing_is_marked(root: Path) -> None:
    assert "<line" not in with_judges(root, "TooShort(min_words=5)")


BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_no_control_that_reorders_text_reaches_the_page(fill: Fill, root: Path) -> None:
    bad = Removal(1, Role.UI, "share_bar", BIDI, BIDI, 0, 5)
    fill(
        [
            document(
                1, title=BIDI, text=f"a{BIDI}", removals=(bad,), site=BIDI, language=BIDI, flags=(BIDI,)
            ),
            document(2),
            replace(rejection(4), evidence=BIDI, reason=BIDI),
        ],
        {1: CopyOf(0, "near", 0.9)},
    )
    assert not set(BIDI) & set(report_html(Tables.at(root)))


def test_the_load_lines_work_in_the_folder_of_the_page(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = unescape(write_report(Corpus(filled)).read_text(encoding="utf-8"))
    monkeypatch.chdir(filled)
    (python,) = re.findall(r"<pre>(.*?)</pre>", page)
    done = subprocess.run([sys.executable, "-c", python], capture_output=True, text=True, check=True)
    assert "12 rows" in done.stdout
    sql, frame = re.findall(r"<code>(.*?)</code>", page)
    assert len(duckdb.sql(sql).fetchall()) == 12
    assert eval(frame, {"polars": polars}).height == 12


def test_a_report_and_a_card_of_the_last_run_are_not_stale(filled: Path) -> None:
    write_report(Corpus(filled))
    write_card(Corpus(filled))
    assert not is_stale(Corpus(filled))


@pytest.mark.parametrize("missing", ["report.html", "README.md"])
def test_a_missing_page_is_stale(filled: Path, missing: str) -> None:
    write_report(Corpus(filled))
    write_card(Corpus(filled))
    (filled / missing).unlink()
    assert is_stale(Corpus(filled))


@pytest.mark.parametrize("old", ["report.html", "README.md"])
def test_a_page_of_an_earlier_run_is_stale(fill: Fill, root: Path, old: str) -> None:
    fill([document(1)])
    write_report(Corpus(root))
    write_card(Corpus(root))
    before = (root / old).read_bytes()
    fill([document(2, text="Báo cáo của r2: `r2` đã xong.")])
    write_report(Corpus(root))
    write_card(Corpus(root))
    (root / old).write_bytes(before)
    assert is_stale(Corpus(root))


def test_a_corpus_without_a_run_has_no_stale_page(root: Path) -> None:
    with Corpus(root).run("r"):
        pass
    assert not is_stale(Corpus(root))


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


def test_documents_without_an_address_are_of_no_site(fill: Fill, root: Path) -> None:
    fill([document(1, url=None), document(2, url=None)])
    assert "from " not in report_html(Tables.at(root)).split('<p class="soft">')[1].split("after 1 run")[0]
    fill([document(3), document(4)])
    assert "from 2 sites" in report_html(Tables.at(root))


def test_the_change_since_the_run_before_is_told_for_each_site(fill: Fill, root: Path) -> None:
    fill([document(0)])
    fill([document(3), document(6), document(1)])
    fill([document(9), rejection(4)])
    html = report_html(Tables.at(root))
    cells = {name: re.findall(r"\+?\d+(?=</td><td class=\"n)", row) for name, row in site_rows(html).items()}
    assert cells == {"bao0.example": ["4", "+1", "+2", "0"], "bao1.example": ["1", "0", "+1", "0"]}
    assert {name for name, row in site_rows(html).items() if "▼" in row} == {"bao1.example"}
    assert "1 site gave reports before and none in the last run" in html, "bao1.example"


def site_rows(html: str) -> dict[str, str]:
    table = html.split(">Sites</h2>")[1].split("</table>", maxsplit=1)[0]
    return {row.split("<")[0].split()[0]: row for row in re.findall(r"<tr><td>(.*?)</tr>", table)}


def test_the_funnel_tells_what_came_in_last(fill: Fill, root: Path) -> None:
    fill([document(1), document(2)])
    assert "last run" not in report_html(Tables.at(root)).split('id="funnel"')[1].split("<details>")[0]
    fill([document(3), rejection(4)])
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", report_html(Tables.at(root))))
    assert "3 kept last run 1" in words
    assert "1 rejected too_short&nbsp;1 · last run 1" in words


def test_each_word_of_what_the_report_promises_is_there(filled: Path) -> None:
    html = report_html(Tables.at(filled))
    for heading in (
        "What became of the records",
        "Sites",
        "Published, by month",
        "Words a report",
        "Languages",
        "Families of copies",
        "What was taken out most often",
        "All rules",
        "Look for yourself",
    ):
        assert f">{heading}<" in html
    corner = html.split("Look for yourself")[1]
    assert [part for part in ("Kept", "Borderline", "Left out") if f"<h3>{part}</h3>" in corner] == [
        "Kept",
        "Borderline",
        "Left out",
    ]
    assert corner.count("<h4>Before</h4>") == corner.count("<h4>After</h4>") >= 7
