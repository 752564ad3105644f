"""What rules say they need: passing over a rule whose needs a draft cannot meet changes nothing."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Line, Metadata, Place, Proposal, Role
from cleaning.draft import Draft, lines_of
from cleaning.pipeline import EDITORS
from cleaning.roles import assign
from cleaning.rules.head import _may_begin_alike
from cleaning.stages import Editor, Needs
from cleaning.text import line_key, normalise

CASES = Path(__file__).parent / "rules" / "cases"
STOCK = tomllib.loads((CASES / "stock.toml").read_text(encoding="utf-8"))
CLAUSE = "bà con hai bờ sông sửa lại bến đò cũ"
ODD = [
    *("_ _ " * 40 + "Chú thích ảnh", "a\u0338 " * 50, "Lan_Anh (TTXVN)", "Lan Anh (" + "a " * 19 + "b)"),
    *("Chú thích ảnh", "Bình luận (3)", "1 2 3 Bình luận", "0:00:00 / 1:02:03 1x", "aa", "| Quang cảnh |"),
    *("Bản tin được gửi đi./.", "Lan Anh", "Theo TTXVN", "./.", "x", "|", "_", "3/4/2024", "[Trở về]"),
    *("Mời bạn đọc gửi ý kiến về bandoc@vensong.example", f"Hội làng {CLAUSE} Hội làng {CLAUSE}"),
]
AS_LONG_AS_MAY_BE = [
    *(f"Trang chủ › Bến đò {CLAUSE}", f">> {' '.join([CLAUSE] * 5)}", f"Quang cảnh {CLAUSE} {CLAUSE}"),
    f"Tổng biên tập: An Nhiên. Điện thoại: 0123 {' '.join([CLAUSE] * 6)}",
    f"Mời bạn đọc {' '.join([CLAUSE] * 5)} gửi về bandoc@vensong.example",
    *("Bài và ảnh: " + "Lan Anh " * 4, "Theo: " + "Ven Sông " * 5, "Lan Anh Lan Anh Lan (Báo Ven Sông)"),
    *(
        f"{CLAUSE} {CLAUSE} {CLAUSE} (02/07/2024)",
        f"Bến đò {CLAUSE} {CLAUSE}",
        f"I. Bến đò {CLAUSE} {CLAUSE}",
    ),
    *(
        f"II. Bến đò {CLAUSE} {CLAUSE}",
        "0:00:00 / 1:02:03 1x",
        f"Chợ nổi {CLAUSE} {CLAUSE} {CLAUSE} (3/7/2024)",
    ),
]


@dataclass(frozen=True)
class Asked:
    """An editor that is asked in any case, for it says nothing of what it needs."""

    editor: Editor

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        return self.editor.propose(draft)


ALL_ASKED = tuple(map(Asked, EDITORS))


def filled(text: str) -> str:
    for name, value in STOCK.items():
        text = text.replace("{" + name + "}", value)
    return text


def cases() -> list[Draft]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", []):
            declared = Metadata(title=filled(case.get("title", "")) or None, author=case.get("author"))
            found.append(Draft.of(lines_of(normalise(filled(case["text"]).strip("\n"))), declared=declared))
    return found


OF_CASES = sorted({line.text for draft in cases() for line in draft.lines})
TEXTS = st.one_of(
    st.sampled_from([*OF_CASES, *map(normalise, ODD + AS_LONG_AS_MAY_BE)]),
    st.tuples(st.integers(1, 12), st.sampled_from(["", ".", "./.", " Ảnh: Lan Anh"])).map(
        lambda parts: " ".join(["Sáng nay", *[CLAUSE] * parts[0]]) + parts[1]
    ),
)
LINES = st.lists(
    st.tuples(
        TEXTS,
        st.integers(0, 3),
        st.sampled_from([Place.TEXT] * 5 + list(Place)),
        st.sampled_from([False] * 9 + [True]),
    ),
    max_size=6,
)
TITLES = st.one_of(st.none(), st.sampled_from(OF_CASES))


def draft_of(lines: list[tuple[str, int, Place, bool]], title: str | None) -> Draft:
    made = (
        Line(number, text, place, gap, doubtful=doubtful)
        for number, (text, gap, place, doubtful) in enumerate(lines, start=1)
        if text
    )
    return Draft.of(made, declared=Metadata(title=title))


@pytest.mark.parametrize("draft", cases())
def test_who_is_passed_over_had_nothing_to_say_of_a_case(draft: Draft) -> None:
    assert assign(draft, EDITORS) == assign(draft, ALL_ASKED)


PROSE = " ".join(["Sáng nay", *[CLAUSE] * 20]) + "."
MORE = " ".join(["Chiều qua", *[CLAUSE] * 20]) + "."


@pytest.mark.parametrize("text", [*ODD, *AS_LONG_AS_MAY_BE])
def test_who_is_passed_over_had_nothing_to_say_of_a_line_as_long_as_may_be(text: str) -> None:
    line = normalise(text)
    for lines in ([line, PROSE], [PROSE, line], [PROSE, line, MORE], [PROSE, line, line, MORE]):
        draft = Draft.of(lines_of("\n".join(lines)))
        assert assign(draft, EDITORS) == assign(draft, ALL_ASKED)


@given(LINES, TITLES)
def test_who_is_passed_over_had_nothing_to_say_of_a_draft(
    lines: list[tuple[str, int, Place, bool]], title: str | None
) -> None:
    draft = draft_of(lines, title)
    assert assign(draft, EDITORS) == assign(draft, ALL_ASKED)


@dataclass(frozen=True)
class Told:
    """An editor that claims the first line, if it is asked."""

    needs: Needs

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        yield Proposal(0, Role.UI, "told")


LONG = " ".join(["chữ"] * 30) + "."


@pytest.mark.parametrize(
    ("text", "needs", "asked"),
    [
        ("một hai ba", Needs(lines=1, max_words=3), True),
        ("một hai ba bốn", Needs(lines=1, max_words=3), False),
        (f"{LONG}\nmột hai ba", Needs(lines=1, max_words=3), True),
        (f"{LONG}\nmột hai ba", Needs(lines=2, max_words=3), False),
        (f"{LONG}\n{LONG}", Needs(lines=2), True),
        (LONG, Needs(lines=2), False),
        (LONG, Needs(page=True), False),
        (f"một\n{LONG}", Needs(lines=1, max_words=3, below=True), False),
        (f"{LONG}\nmột", Needs(lines=1, max_words=3, below=True), True),
        ("một", Needs(lines=1, max_words=3, below=True), True),
        (f"{LONG}\n{LONG}", Needs(lines=1, loose=True), False),
        (f"{LONG}\n{LONG[:-1]}", Needs(lines=1, loose=True), True),
        (f"{LONG}\n{LONG[:-1]}", Needs(lines=1, max_words=29, loose=True), False),
        (f"{LONG}\nmột", Needs(lines=1, max_characters=3), True),
        (f"{LONG}\nmột", Needs(lines=1, max_characters=2), False),
        (LONG, Needs(decided=True), False),
        (LONG, Needs(), True),
    ],
)
def test_an_editor_is_asked_where_its_needs_are_met(text: str, needs: Needs, *, asked: bool) -> None:
    assert (assign(Draft.of(lines_of(text)), [Told(needs)]).role(0) is Role.UI) is asked


@dataclass(frozen=True)
class Cuts:
    """An editor that cuts all but the first word of the first line."""

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        yield Proposal(0, Role.SPAM, "cut", start=4, end=len(draft.lines[0].text))


def test_what_is_left_of_a_cut_line_may_be_short_and_something_is_decided() -> None:
    draft = Draft.of(lines_of(LONG))
    for needs in (Needs(lines=1, max_words=1), Needs(decided=True)):
        assert assign(draft, [Cuts(), Told(needs)]).role(0) is Role.UI
        assert assign(draft.apply(Cuts().propose(draft)), [Told(needs)]).role(0) is Role.UI


def test_a_block_of_a_page_is_one_wherever_it_stands() -> None:
    (line,) = lines_of(LONG)
    for block in (replace(line, place=Place.CAPTION), replace(line, doubtful=True)):
        assert assign(Draft.of([block]), [Told(Needs(page=True))]).role(0) is Role.UI


@given(TEXTS, TEXTS)
def test_lines_that_begin_with_different_letters_have_different_keys(text: str, other: str) -> None:
    assert _may_begin_alike(text, other) or line_key(text) != line_key(other)
    assert _may_begin_alike(text, text.upper())
