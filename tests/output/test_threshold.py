"""What lies next to the other verdict is found on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cleaning.quality import OffTopic
from output.corpus import Corpus
from output.examples import examples
from output.plan import CopyOf
from output.report import report_html
from output.review import Chosen
from output.tables import Tables
from output.threshold import at_threshold, borderline, min_relevance
from tests.output.conftest import Fill, document, rejection


def off_topic(number: int, relevance: float) -> object:
    judge = OffTopic(0.3)
    evidence = judge.objection(document(number, relevance=relevance))
    return replace(rejection(number, judge.reason), evidence=evidence)


@pytest.fixture
def judged(root: Path) -> Tables:
    """Return the tables of a run that asked for a similarity of 0.3."""
    with Corpus(root).run("r", settings={"judges": [repr(OffTopic(0.3))]}) as run:
        for number, relevance in enumerate((0.9, 0.31, 0.5, 0.4, 0.35, 0.33)):
            run.stage(document(number, relevance=relevance, nearest_sample="mẫu-một"))
        for number, relevance in ((10, 0.1), (11, 0.29), (12, 0.2)):
            run.stage(off_topic(number, relevance))
        run.stage(rejection(13))
        run.commit()
    return Tables.at(root)


def test_the_examples_at_the_threshold_are_the_nearest_on_either_side(judged: Tables) -> None:
    threshold = min_relevance(judged.runs)
    assert threshold == 0.3
    found = at_threshold(judged, threshold, shown=2)
    assert [round(one.relevance, 3) for one in found.kept] == [0.31, 0.33]
    assert [round(one.relevance, 3) for one in found.left_out] == [0.29, 0.2]
    assert found.kept[0].nearest_sample == "mẫu-một"


def test_what_an_earlier_run_kept_below_the_threshold_is_no_example_of_it(fill: Fill, root: Path) -> None:
    fill([document(1, relevance=0.1), document(2, relevance=0.4)])
    assert [one.row["id"] for one in at_threshold(Tables.at(root), 0.3).kept] == [document(2).id]
    assert len(at_threshold(Tables.at(root), None).kept) == 2


def test_the_report_shows_the_examples_with_titles_and_numbers(judged: Tables) -> None:
    html = report_html(judged)
    shown = html.split('id="relevance"')[1].split("<h2")[0]
    assert "asked for a similarity to the samples of at least 0.300" in shown
    for expected in ("Chuyến thăm thứ 1", "0.310", "nearest sample: mẫu-một", "Chuyến thăm thứ 11", "0.290"):
        assert expected in shown


def test_a_corpus_without_samples_has_no_threshold(fill: Fill, root: Path) -> None:
    fill([document(1), rejection(2)])
    assert 'id="relevance">' not in report_html(Tables.at(root)).replace('href="#relevance"', "")


def test_each_kind_of_border_gives_one_record(fill: Fill, root: Path) -> None:
    fill(
        [
            document(0, relevance=0.5, words=90),
            document(1, relevance=0.31, words=95),
            document(2, relevance=0.6, words=51),
            document(3, relevance=0.6, words=99, language_score=0.71),
            document(4, relevance=0.6, words=99),
            off_topic(10, 0.29),
            rejection(11),
        ],
        {4: CopyOf(0, "near", 0.62)},
    )
    tables = Tables.at(root)
    found = borderline(tables, at_threshold(tables, 0.3))
    assert [(one.table, one.why) for one in found] == [
        ("documents", "kept with the least similarity, 0.310"),
        ("rejected", "left out with the most similarity, 0.290"),
        ("documents", "the shortest report kept, 51 words"),
        ("documents", "kept with the least certain language, vi with 0.71"),
        ("duplicates", "left out as the least similar copy, 0.62"),
    ]
    assert list(examples(tables, found)) == found


def test_a_record_at_two_borders_is_shown_once(fill: Fill, root: Path) -> None:
    fill([document(1, relevance=0.31)])
    tables = Tables.at(root)
    assert len(borderline(tables, at_threshold(tables, 0.3))) == 1


def test_before_and_after_give_each_line_its_rule(fill: Fill, root: Path) -> None:
    fill([document(1)])
    (one,) = examples(Tables.at(root), [Chosen("documents", document(1).id)]).values()
    told = [("".join(p.text for p in b.line.pieces), b.line.fate, b.line.rule) for b in one.before]
    assert ("Chia sẻ qua thư", "gone", "share_bar") in told
    assert ("01/03/2026 09:15", "apart", "date_line") in told
    assert ("Hai bên trao đổi về đê biển.", "kept", "") in told
    assert one.text == document(1).text


def test_a_long_menu_is_shown_by_its_first_lines(fill: Fill, root: Path) -> None:
    first = document(1).removals[0]
    menu = tuple(replace(first, line=10 + n, rule="menu", text=f"Mục {n}") for n in range(90))
    fill([document(1, removals=menu)])
    (one,) = examples(Tables.at(root), [Chosen("documents", document(1).id)]).values()
    lines = [before for before in one.before if before.line.rule == "menu"]
    assert (len(lines), lines[-1].more) == (5, 86)


def test_a_copy_is_laid_beside_what_was_kept(fill: Fill, root: Path) -> None:
    fill(
        [document(1), document(2, text=document(1).text + "\n\nThêm một câu mới.")],
        {1: CopyOf(0, "near", 0.9)},
    )
    (one,) = examples(Tables.at(root), [Chosen("duplicates", document(2).id)]).values()
    assert any("Thêm một câu mới." in passage.copy and not passage.same for passage in one.compared)
