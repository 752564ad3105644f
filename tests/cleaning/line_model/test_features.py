"""The features of lines: what they say, and that they are finite, complete and of the lines alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Role
from cleaning.draft import Draft, lines_of
from cleaning.line_model import signs
from cleaning.line_model.features import NAMES, features
from cleaning.text import normalise


def seen(text: str, line: int, name: str) -> float:
    return float(features(Draft.of(lines_of(text)))[line, NAMES.index(name)])


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
