from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from cleaning.document import Proposal, Rejection, Role
from cleaning.draft import Draft, lines_of
from output.corpus import Corpus
from output.errors import CorpusError
from output.explain import Explanation, explain_html, explain_terminal, explanation
from output.explain_row import explanation_of_row
from output.tables import Tables
from tests.output.conftest import Fill, document, failure

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
    html = explain_html(explanation(draft, document(1, title="<script>x</script>")))
    assert "<script>" not in html
    assert '<del title="injected_keyword: glued">keo nha cai </del>' in html


@pytest.mark.parametrize("table", ["documents", "duplicates", "rejected"])
def test_any_row_of_a_corpus_is_explained_from_its_removals(filled: Path, table: str) -> None:
    row = next(Tables.at(filled).rows(table))
    explained = explanation_of_row(Corpus(filled), row["id"])
    assert ("id", row["id"]) in explained.facts
    assert explained.lines[0].pieces[0].text == row["text"].split("\n\n")[0]
    if row.get("reason") != "invalid_json":
        assert any(line.rule == "share_bar" for line in explained.lines)


def test_a_copy_is_explained_by_what_was_kept(filled: Path) -> None:
    row = next(Tables.at(filled).rows("duplicates"))
    assert row["kept_id"] in explanation_of_row(Corpus(filled), row["id"]).verdict


def test_the_beginning_of_an_id_is_enough(filled: Path) -> None:
    row = next(Tables.at(filled).rows("documents"))
    assert ("id", row["id"]) in explanation_of_row(Corpus(filled), row["id"][:12]).facts


@pytest.mark.parametrize(("wanted", "message"), [("zzz", "no rows"), ("", "no rows")])
def test_an_unknown_id_is_an_error(filled: Path, wanted: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        explanation_of_row(Corpus(filled), wanted)


def test_a_row_shows_its_text_then_what_was_taken_out(filled: Path) -> None:
    row = next(Tables.at(filled).rows("documents"))
    kept, gone = explanation_of_row(Corpus(filled), row["id"]).parts()
    assert (kept[0], gone[0]) == ("Text", "Taken out of the text")
    assert "\n\n".join(line.pieces[0].text for line in kept[1]) == row["text"]
    assert "share_bar" in {line.rule for line in gone[1]}
    text = printed(explanation_of_row(Corpus(filled), row["id"]))
    assert text.index("\nText") < text.index(row["text"][:20]) < text.index("\nTaken out of the text")


def test_an_input_is_shown_line_by_line(draft: Draft) -> None:
    assert [name for name, _ in explanation(draft, document(1)).parts()] == ["Line by line"]


def test_a_long_address_begins_beside_its_name_and_is_all_there(fill: Fill, root: Path) -> None:
    url = "https://bao1.example/" + "doan-cong-tac-" * 20
    made = document(1, url=url)
    fill([made])
    text = printed(explanation_of_row(Corpus(root), made.id))
    assert "\nurl: " in text
    assert re.search(r"^url: +https://bao1", text, re.MULTILINE)
    assert url in "".join(text.split())


def test_times_of_a_row_are_shown_where_the_report_was_published(fill: Fill, root: Path) -> None:
    made = document(1)
    fill([made])
    assert ("published_at", "2026-02-02 08:30+07:00") in explanation_of_row(Corpus(root), made.id).facts
