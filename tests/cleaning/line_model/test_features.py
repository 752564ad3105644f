"""The features of lines: what they say, and that they are finite, complete and of the lines alone."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Proposal, Role
from cleaning.draft import Draft, lines_of
from cleaning.line_model import signs
from cleaning.line_model.features import NAMES, RULE_NAMES, Matrix, features
from cleaning.text import normalise


def seen(text: str, line: int, name: str) -> float:
    return float(features(Draft.of(lines_of(text)))[line, NAMES.index(name)])


def seen_in(text: str, name: str) -> list[int]:
    return np.flatnonzero(features(Draft.of(lines_of(text)))[:, NAMES.index(name)]).tolist()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Chia sẻ", "ui_label"),
        ("Chia sẻ lên Zalo ngay", "ui_word"),
        ("Tin liên quan", "related_label"),
        ("Xem thêm: Vì sao giá gạo tăng", "related_opening"),
        ("Lan Chi 3 giờ trước", "time_ago"),
        ("Đoàn viên trồng cây ven đê. Ảnh: Lan Chi", "photo_credit"),
        ("Theo Báo Bến Lau", "credit_opening"),
        ("- Hỗ trợ giống lúa cho các hộ", "begins_with_bullet"),
        ("2. Tổ chức thực hiện", "begins_with_number"),
        ("“Tôi vẫn nhớ”", "begins_with_quote"),
        ("Lễ hội mở lại sau hai năm (02/07/2024)", "date_at_end"),
        ("19:30", "clock"),
        ("© Báo Bến Lau", "copyright"),
        ("BẾN LAU", "all_capitals"),
        ("Nguyễn Lan Chi", "names_only"),
        ("***", "no_word"),
        ("渡轮周五开航", "unspaced_script"),
    ],
)
def test_sign_of_a_line_is_seen(line: str, name: str) -> None:
    assert dict(zip(signs.NAMES, signs.signs(line), strict=True))[name] == 1


def test_label_inside_a_paragraph_is_no_sign() -> None:
    prose = "Bà con chia sẻ rằng tin liên quan đến giá lúa năm nay được bàn khắp các quán nước ven đê."
    own = dict(zip(signs.NAMES, signs.signs(prose), strict=True))
    assert not any(own[name] for name in ("ui_label", "ui_word", "related_label"))


def test_huge_line_is_read_at_its_ends_only() -> None:
    line = "a" * 300_000 + " 02/07/2024"
    own = dict(zip(signs.NAMES, signs.signs(line), strict=True))
    assert own["date_at_end"] == 1


PROSE = "Sáng nay bà con xóm Bến Lau chở những giỏ cam đầu mùa ra chợ phiên ở đầu cầu sắt."


def test_place_among_paragraphs_is_seen() -> None:
    text = f"Trang nhà\n{PROSE}\n{PROSE}\nĐọc nhiều"
    assert seen(text, 0, "before_all_prose") == 1
    assert seen(text, 3, "after_all_prose") == 1
    assert seen(text, 0, "next_paragraph_1") == 1
    assert seen(text, 1, "prose_before") == 0
    assert seen(text, 2, "prose_before") == pytest.approx(0.5)


def test_blocks_between_empty_lines_are_seen() -> None:
    text = f"Tin liên quan\nGiá lúa tăng\nMưa trái mùa\nNước lên sớm\n\n{PROSE}"
    assert [seen(text, line, "label_opens_block") for line in range(5)] == [1, 1, 1, 1, 0]
    assert seen(text, 4, "block_of_one") == 1
    assert seen(text, 0, "block_of_4_up") == 1


def test_headlines_with_a_summary_each_are_cards_in_a_row() -> None:
    card = f"Bến Lau mở lại chợ phiên sau ba năm\n{PROSE}"
    text = f"{PROSE}\n{PROSE}\n{card}\n{card}\n{card}\nĐọc nhiều\n{PROSE}\n{card}\n{PROSE}"
    at = {name: seen_in(text, name) for name in ("card_alone", "cards_in_a_row_2", "cards_in_a_row_3")}
    three = [2, 3, 4, 5, 6, 7]
    assert at == {"card_alone": [10, 11], "cards_in_a_row_2": three, "cards_in_a_row_3": three}
    assert seen_in(text, "cards_in_a_row_5") == []
    assert seen_in("\n".join([card] * 5), "cards_in_a_row_5") == list(range(10))


def test_list_after_a_colon_ends_with_prose() -> None:
    text = f"Các hộ được nhận:\nHạt giống\nPhân bón\n{PROSE}\nĐọc nhiều"
    assert [seen(text, line, "in_list_after_colon") for line in range(5)] == [0, 1, 1, 1, 0]


def test_words_shared_with_other_paragraphs_are_counted_without_the_line_itself() -> None:
    assert seen(PROSE, 0, "words_shared") == 0
    assert seen(f"{PROSE}\n{PROSE}", 0, "words_shared") == 1


def test_what_rules_said_is_a_feature() -> None:
    draft = Draft.of(lines_of("Bến Lau vào mùa\nTrang nhà"))
    said = draft.apply([])
    assert features(said)[0, NAMES.index("rules_open")] == 1
    assert not features(said)[:, NAMES.index(f"rules_say_{Role.TITLE}")].any()


@given(st.lists(st.text(max_size=60), max_size=30))
def test_features_are_finite_and_small_for_any_text(lines: list[str]) -> None:
    draft = Draft.of(lines_of(normalise("\n".join(lines))))
    found = features(draft)
    assert found.shape == (len(draft.lines), len(NAMES))
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= 4).all()


PAGES = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))["page"]


@cache
def of_page(number: int) -> Matrix:
    page = PAGES[number]
    draft = Draft.of(lines_of(page["text"].strip()))
    return features(draft.apply([Proposal(page["title"], Role.TITLE, "any")]))


@pytest.mark.parametrize("number", range(len(PAGES)))
@pytest.mark.parametrize("name", PAGES[0]["on"])
def test_feature_is_on_where_a_reader_says_so(name: str, number: int) -> None:
    column = of_page(number)[:, NAMES.index(name)]
    assert np.flatnonzero(column).tolist() == PAGES[number]["on"][name]
    assert set(column.tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize("number", range(len(PAGES)))
@pytest.mark.parametrize("name", PAGES[0]["share"])
def test_share_is_what_a_reader_counts(name: str, number: int) -> None:
    column = of_page(number)[:, NAMES.index(name)]
    wanted = PAGES[number]["share"][name]
    assert {line: float(column[int(line)]) for line in wanted} == pytest.approx(wanted, abs=1e-3)


CARDS = {"card_alone", *(f"cards_in_a_row_{count}" for count in (2, 3, 5))}
"""Features of rows of cards, which the pages have none of: they have a test of their own."""

ALIKE = [
    {"words_12_to_19", "begins_with_quote"},
    {"ends_in_ellipsis", "begins_in_lower_case"},
    {"ends_in_closing_mark", "ends_in_bracket"},
    {"short_with_date", "date_at_end", "year"},
    {"address", "copyright"},
    {"before_all_prose", "nearly_before_prose", "last_paragraph_none"},
    {"after_all_prose", "nearly_after_prose", "next_paragraph_none"},
]
"""Features that the pages don't tell apart; two more lines do."""


def test_the_pages_tell_nearly_every_feature_from_every_other() -> None:
    assert {*PAGES[0]["on"], *PAGES[0]["share"], *CARDS, *RULE_NAMES} == set(NAMES)
    columns = np.vstack([of_page(0), of_page(1)]).T
    alike: dict[bytes, set[str]] = {}
    for name, column in zip(NAMES, columns, strict=True):
        if name not in (*CARDS, *RULE_NAMES):
            assert len(set(column.tolist())) > 1, name
            alike.setdefault(column.tobytes(), set()).add(name)
    assert [names for names in alike.values() if len(names) > 1] == ALIKE


@pytest.mark.parametrize(
    ("text", "on", "off"),
    [
        ("Nhịp sống ven sông»", "ends_in_closing_mark", "ends_in_bracket"),
        ("Người mua: “Rẻ quá!”, rồi đi", "colon", "begins_with_quote"),
        ("nhịp sống ven sông", "begins_in_lower_case", "ends_in_ellipsis"),
        ("Ngày 12/4 chợ phiên họp lại đông vui", "short_with_date", "date_at_end"),
        ("Mùa nước 2019 ở cù lao", "year", "short_with_date"),
        ("Chợ phiên đông vui 12/4", "date_at_end", "year"),
        ("Gửi thư về toa@benlau.example", "address", "copyright"),
    ],
)
def test_signs_that_often_go_together_are_two(text: str, on: str, off: str) -> None:
    assert (seen(text, 0, on), seen(text, 0, off)) == (1, 0)


def test_little_prose_above_or_below_is_not_none() -> None:
    short = "Sáng nay bà con xóm Bến Lau chở cam ra chợ phiên đầu cầu."
    text = "\n".join([short, *[PROSE] * 16, short, "Đọc nhiều"])
    for line, name in ((1, "nearly_before_prose"), (17, "nearly_after_prose")):
        other = {"nearly_before_prose": "before_all_prose", "nearly_after_prose": "after_all_prose"}[name]
        assert (seen(text, line - (line == 17), name), seen(text, line - (line == 17), other)) == (1, 0)


def test_columns_of_what_rules_said_are_those_of_the_roles() -> None:
    draft = Draft.of(lines_of("\n".join(["Bến Lau"] * (1 + len(Role)))))
    found = features(draft.apply(Proposal(at, role, "any") for at, role in enumerate(Role, start=1)))
    said = found[:, [NAMES.index(name) for name in ("rules_open", *(f"rules_say_{role}" for role in Role))]]
    assert (said == np.eye(1 + len(Role))).all()
