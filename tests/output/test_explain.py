from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from rich.console import Console

from cleaning.document import Proposal, Rejection, Role
from cleaning.draft import Draft, lines_of
from output.explain import Explanation, explain_html, explanation
from output.explain_terminal import MAX_SHOWN, divider, explain_terminal
from tests.output.conftest import document, failure, rejection

TEXT = "Tàu cập cảng\n\nĐoàn rời keo nha cai bến lúc sáng.\nChia sẻ [bold]bài\x1b[2J này"


@pytest.fixture
def draft() -> Draft:
    return (
        Draft.of(lines_of(TEXT))
        .apply(
            [
                Proposal(0, Role.TITLE, "first_line", "short and first"),
                Proposal(1, Role.SPAM, "injected_keyword", "glued", 9, 21),
                Proposal(2, Role.UI, "share_bar", "names of networks"),
            ]
        )
        .settle()
    )


def printed(explained: Explanation, width: int = 80, color: str | None = None) -> str:
    out = StringIO()
    explain_terminal(
        explained, Console(file=out, width=width, force_terminal=bool(color), color_system=color)
    )  # type: ignore[arg-type]
    return out.getvalue()


def test_every_line_is_there_with_role_rule_and_reason(draft: Draft) -> None:
    text = printed(explanation(draft, document(1)))
    for said in ("Tàu cập cảng", "title", "first_line: short and first", "share_bar: names of networks"):
        assert said in text
    assert "body: no rule claims the line" in text


def test_a_span_inside_a_line_is_marked_and_explained(draft: Draft) -> None:
    (line,) = (line for line in explanation(draft, document(1)).lines if line.number == 3)
    assert [(piece.text, piece.cut and piece.cut.rule) for piece in line.pieces] == [
        ("Đoàn rời ", None),
        ("keo nha cai ", "injected_keyword"),
        ("bến lúc sáng.", None),
    ]
    assert "✂ injected_keyword: glued" in printed(explanation(draft, document(1)))


def test_the_pieces_of_the_lines_are_the_whole_input(draft: Draft) -> None:
    lines = explanation(draft, document(1)).lines
    assert ["".join(piece.text for piece in line.pieces) for line in lines] == [
        line.text for line in draft.lines
    ]


def test_scraped_text_neither_styles_nor_steers_the_terminal(draft: Draft) -> None:
    text = printed(explanation(draft, document(1)))
    assert "[bold]" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_output_fits_the_terminal_and_80_columns(draft: Draft, width: int) -> None:
    assert max(map(len, printed(explanation(draft, document(1)), width).splitlines())) <= min(width, 80)


def test_colours_are_used_on_a_terminal(draft: Draft) -> None:
    assert "\x1b[31m" in printed(explanation(draft, document(1)), color="standard")


def test_a_rejection_says_why(draft: Draft) -> None:
    explained = explanation(draft, Rejection(document(1), "too_short", "3 words"))
    assert explained.verdict == "rejected: too_short (3 words)"


def test_a_failure_says_what_could_not_be_read(draft: Draft) -> None:
    assert explanation(draft, failure(1)).verdict.startswith("failed: invalid_json (line 3")


def test_the_page_escapes_what_was_scraped(draft: Draft) -> None:
    html = explain_html([explanation(draft, document(1, title="<script>x</script>"))])
    assert "<script>" not in html
    assert '<del title="injected_keyword: glued">keo nha cai </del>' in html


def test_the_lines_are_counted_by_role(draft: Draft) -> None:
    assert ("lines", "3 = 1 title + 1 body + 1 ui; 1 piece cut out of lines") in explanation(
        draft, document(1)
    ).facts


def test_without_colour_signs_tell_what_is_kept_and_what_is_cut(draft: Draft) -> None:
    lines = printed(explanation(draft, document(1))).splitlines()
    assert any(line.startswith("   1 ~ title    Tàu cập cảng") for line in lines)
    assert any(line.startswith("   3   body     Đoàn rời [-keo nha cai -]bến") for line in lines)
    assert any(line.startswith("   4 - ui       Chia sẻ") for line in lines)


def test_with_colour_a_cut_is_struck_out(draft: Draft) -> None:
    text = printed(explanation(draft, document(1)), color="standard")
    assert "[-" not in text
    assert re.search(r"\x1b\[9;31mkeo nha cai ", text)


def test_colours_of_a_line_are_its_own(draft: Draft) -> None:
    text = printed(explanation(draft, document(1)), color="standard")
    assert re.search(r"\x1b\[2m +3 \x1b\[0m  body     Đoàn rời ", text)


def test_a_reason_stands_beside_a_short_line_and_below_a_long_one(draft: Draft) -> None:
    beside, below = (printed(explanation(draft, document(1)), width).splitlines() for width in (80, 40))
    assert "   1 ~ title    Tàu cập cảng  ← first_line: short and first" in beside
    assert below[below.index("   1 ~ title    Tàu cập cảng") + 1] == " " * 16 + "← first_line: short and"


def test_a_reason_that_repeats_is_named_by_its_rule() -> None:
    lines = lines_of("Trang chủ\nThời sự\nThể thao\nĐoàn rời bến.")
    proposals = [Proposal(at, Role.RELATED, "menu", "outside") for at in range(3)]
    text = printed(explanation(Draft.of(lines).apply(proposals).settle(), document(1)))
    said = [line.partition("← ")[2] for line in text.split("Line by line")[1].splitlines()[3:]]
    assert said == ["menu: outside", "menu", "menu", "body: no rule claims the line"]


def test_a_reason_that_repeats_is_said_once_on_the_page_too(draft: Draft) -> None:
    lines = lines_of("Trang chủ\nThời sự\nThể thao\nĐoàn rời bến.")
    proposals = [Proposal(at, Role.RELATED, "menu", "outside") for at in range(3)]
    html = explain_html([explanation(Draft.of(lines).apply(proposals).settle(), document(1))])
    assert html.count("<code>menu</code> outside") == 1
    assert html.count("<code>menu</code>") == 3


def test_no_line_ends_in_blanks(draft: Draft) -> None:
    lines = printed(explanation(draft, document(1, title="Tin " * 60))).splitlines()
    assert [line for line in lines if line != line.rstrip()] == []


def test_of_a_very_long_line_both_ends_are_shown() -> None:
    text = "đầu " + "giữa " * 100_000 + "cuối"
    explained = explanation(Draft.of(lines_of(text)).settle(), document(1))
    shown = printed(explained)
    assert len(shown) < 2 * MAX_SHOWN
    assert f"{len(text) - MAX_SHOWN:,}" in " ".join(shown.split())
    assert "đầu giữa" in shown
    assert shown.split("← body: no rule")[0].rstrip().endswith("cuối")
    assert "giữa " * 100_000 in explain_html([explained])


@pytest.mark.parametrize("number", [1, 2])
def test_records_are_set_apart_in_one_line(draft: Draft, number: int) -> None:
    out = StringIO()
    console = Console(file=out, width=80)
    divider(console, number, explanation(draft, document(1, title="Chuyến thăm " * 20)))
    assert len(out.getvalue().strip()) == 80
    assert out.getvalue().startswith("\n") == (number == 2)


def test_a_page_of_several_records_names_them_first(draft: Draft) -> None:
    both = [explanation(draft, document(1)), explanation(draft, rejection(2))]
    html = explain_html(both)
    assert "<h1>2 records</h1>" in html
    for number, one in enumerate(both, start=1):
        assert f'<a href="#record-{number}">{one.title}</a>' in html
        assert f'<section id="record-{number}">' in html
    assert "<h1>The first 2 records</h1>" in explain_html(both, more=True)


def test_a_failure_names_its_place(draft: Draft) -> None:
    assert explanation(draft, failure(3)).title == "kho/hong.jsonl, record 3"


def test_numbers_are_facts_as_numbers_and_a_person_reads_them_as_before(draft: Draft) -> None:
    made = document(1, words=81, relevance=0.31, nearest_sample="mẫu-một", flags=("photo_story", "news"))
    explained = explanation(draft, made)
    facts = json.loads(json.dumps(dict(explained.facts)))
    assert (facts["words"], facts["relevance"], facts["nearest_sample"]) == (81, 0.31, "mẫu-một")
    assert facts["remarks"] == ["photo_story", "news"]
    assert isinstance(facts["language_score"], float)
    lines = [" ".join(line.split()) for line in printed(explained).splitlines()]
    assert {"words: 81", "relevance: 0.31", "remarks: photo_story, news"} <= set(lines)
    assert "<td>photo_story, news</td>" in explain_html([explained])
