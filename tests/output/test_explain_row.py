from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cleaning.document import Proposal, Role
from cleaning.draft import Draft, lines_of
from output.corpus import Corpus
from output.errors import CorpusError
from output.explain import Explanation, Piece, explanation
from output.explain_row import NO_SOURCE, ORDER_BY_NUMBERS, explanation_of_row
from output.rows import Row
from output.tables import Tables
from tests.output.conftest import Fill, document
from tests.output.test_explain import printed


@pytest.mark.parametrize("table", ["documents", "duplicates", "rejected"])
def test_any_row_of_a_corpus_is_explained_from_its_removals(filled: Path, table: str) -> None:
    row = next(Tables.at(filled).rows(table))
    explained = explanation_of_row(Corpus(filled), row["id"])
    assert ("id", row["id"]) in explained.facts
    assert [v for n, v in explained.facts if n == "words"] == ([row["words"]] if "words" in row else [])
    assert row["text"].split("\n\n")[0] in [line.pieces[0].text for line in explained.lines]
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


def source() -> Draft:
    """Return a dump with empty lines whose cleaning takes lines at both ends and inside, and a span."""
    text = (
        "Tàu cập cảng\n\n01/03/2026 09:15\n\nĐoàn rời keo nha cai bến lúc sáng.\nẢnh: cầu cảng\n\n"
        "Hai bên trao đổi.\n\nkeo nha cai Chia sẻ\n\nThủy thủ vẫy tay chào.\n"
    )
    proposals = [
        Proposal(0, Role.TITLE, "headline", "short and first"),
        Proposal(1, Role.DATE, "date_line", "a date"),
        Proposal(2, Role.SPAM, "injected_keyword", "glued", 9, 20),
        Proposal(3, Role.CAPTION, "marked_caption", "«ảnh»"),
        Proposal(5, Role.SPAM, "injected_keyword", "glued", 0, 11),
        Proposal(5, Role.UI, "share_bar", "names of networks"),
    ]
    return Draft.of(lines_of(text)).apply(proposals).settle()


def row_of_source(fill: Fill, root: Path, read: Callable[[Row], list[Draft]]) -> Explanation:
    draft = source()
    made = document(1, text=draft.body_text(), removals=draft.removals())
    fill([made])
    return explanation_of_row(Corpus(root), made.id, read)


def test_a_row_is_laid_out_as_its_input_was_when_the_source_is_there(fill: Fill, root: Path) -> None:
    draft, other = source(), Draft.of(source().lines[:-1])
    explained = row_of_source(
        fill, root, lambda row: [NO_SOURCE, other, draft] if row["source_record"] == 1 else []
    )
    expected = explanation(draft, document(1)).lines
    assert list(explained.lines) == [
        replace(line, pieces=tuple(piece_as_told(piece) for piece in line.pieces)) for line in expected
    ]
    assert explained.remark == ""


def test_what_would_be_taken_out_now_and_was_kept_says_so(fill: Fill, root: Path) -> None:
    now = source().apply([Proposal(6, Role.UI, "new_rule", "of later", revises=True)])
    *_, last = row_of_source(fill, root, lambda _row: [now]).lines
    assert (last.role, last.rule, last.evidence) == (
        Role.BODY,
        "body",
        "the run kept it; now new_rule would not",
    )


def piece_as_told(piece: Piece) -> Piece:
    """Return a piece as the tables tell it: a cut without the index of its line."""
    return replace(piece, cut=replace(piece.cut, index=0)) if piece.cut else piece


@pytest.mark.parametrize("now", [NO_SOURCE, Draft.of(source().lines[:-1])], ids=["gone", "other text"])
def test_without_the_source_text_stands_among_the_removals(fill: Fill, root: Path, now: Draft) -> None:
    explained = row_of_source(fill, root, lambda _row: [now])
    assert explained.remark == ORDER_BY_NUMBERS
    assert [(line.number, line.pieces[0].text) for line in explained.lines] == [
        (1, "Tàu cập cảng"),
        (3, "01/03/2026 09:15"),
        (None, "Đoàn rời bến lúc sáng."),
        (5, "keo nha cai "),
        (6, "Ảnh: cầu cảng"),
        (None, "Hai bên trao đổi."),
        (10, "keo nha cai "),
        (10, "Chia sẻ"),
        (None, "Thủy thủ vẫy tay chào."),
    ]


def test_nothing_of_a_row_is_left_out(filled: Path) -> None:
    for row in Tables.at(filled).rows("documents"):
        lines = explanation_of_row(Corpus(filled), row["id"]).lines
        said = [line.pieces[0].text for line in lines if line.number is None]
        assert "\n\n".join(said) == row["text"]
        assert [line.rule for line in lines if line.number] == ["date_line", "share_bar", "injected_keyword"]


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


def test_an_id_that_several_rows_begin_with_names_up_to_five_of_them(fill: Fill, root: Path) -> None:
    fill([document(n) for n in range(90)])  # so that some digit begins six ids or more
    first = Counter(row["id"][0] for row in Tables.at(root).rows("documents"))
    shared, count = first.most_common(1)[0]
    with pytest.raises(CorpusError, match=f": {count} rows have an id like '{shared}': ") as told:
        explanation_of_row(Corpus(root), shared)
    *named, more = str(told.value).rpartition(": ")[2].split(", ")
    assert (len(set(named)), more) == (5, "…")
    ids = {row["id"] for row in Tables.at(root).rows("documents")}
    assert {one for one in named if one.startswith(shared)} <= ids
