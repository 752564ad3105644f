import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaning.block_model import wording
from cleaning.block_model.features import NAMES, OWN_NAMES, Matrix, PageBlocks, features, with_witness
from cleaning.blocks import Block, page_blocks, parse_page
from cleaning.matching import words_of

FIRST = "Xã Hòa Lộc vừa mở lại bến đò ngang sau ba tháng sửa chữa, người dân hai bờ đi lại dễ hơn trước."
SECOND = "Mỗi ngày có sáu chuyến, chuyến cuối rời bến lúc trời tối và có đèn báo ở cả hai đầu bờ sông."
LINK = "Chợ quê họp thêm phiên chiều thứ bảy"


def blocks_of(body: str) -> list[Block]:
    return page_blocks(parse_page(f"<html><body>{body}</body></html>"))


def matrix(body: str, *, title: str = "", said: str = "", witness: tuple[int, ...] = ()) -> Matrix:
    return with_witness(features(PageBlocks(blocks_of(body), title, (said,))), witness)


def column(found: Matrix, name: str) -> list[float]:
    return [round(float(value), 2) for value in found[:, NAMES.index(name)]]


def test_every_block_has_a_row_and_every_name_a_column():
    assert matrix(f"<p>{FIRST}</p><p>{SECOND}</p>").shape == (2, len(NAMES))
    assert len(set(NAMES)) == len(NAMES)


@given(st.text(alphabet="ab 1/.:-©()（）#@|>»→年2024\u0e01\u4e00\u30a2wvnhtps[]", max_size=30))
def test_a_text_without_any_mark_has_none_of_them(text: str):
    marked = [name for name, mark in wording._MARKS.items() if mark.search(text)]
    assert wording._ANY_MARK.search(text) or not marked


def test_values_of_a_text_do_not_depend_on_whether_it_came_before():
    short, long = "Xem thêm: 12/3/2024", FIRST
    assert [list(wording.columns(text)) for text in (short, long) * 2] == [
        list(wording._columns(text)) for text in (short, long) * 2
    ]


def test_a_page_without_blocks_has_no_row():
    own = features(PageBlocks([], None, ()))
    assert own.shape == (0, len(OWN_NAMES))
    assert with_witness(own, ()).shape == (0, len(NAMES))


def test_the_words_of_class_names_tell_what_a_part_is():
    found = matrix(f"<div class='post-relatedNews'><p>{FIRST}</p></div><p>{SECOND}</p>")
    assert column(found, "near_related") == [1, 0]
    assert column(found, "near_article") == [1, 0]


def test_a_name_further_up_is_far_and_not_near():
    nested = f"<div id='sidebar'><div><div><p>{FIRST}</p></div></div></div><p>{SECOND}</p>"
    found = matrix(nested)
    assert column(found, "near_side") == [0, 0]
    assert column(found, "far_side") == [1, 0]


def test_names_of_the_page_itself_tell_nothing():
    html = f"<html><body class='sidebar'><p>{FIRST}</p></body></html>"
    found = features(PageBlocks(page_blocks(parse_page(html)), None, ()))
    assert column(found, "far_side") == [0]


def test_prose_and_links_of_the_elements_around_a_block_are_measured():
    found = matrix(f"<div><p>{FIRST}</p></div><div><p><a href='/x'>{LINK}</a></p></div>")
    assert column(found, "prose_1") == [1, 0]
    assert column(found, "links_1") == [0, 1]


def test_steps_from_the_element_with_most_prose_are_counted():
    body = f"<div><article><p>{FIRST}</p><p>{SECOND}</p></article><p>{LINK}</p></div>"
    found = matrix(body)
    assert column(found, "up_from_body_0") == [1, 1, 0]
    assert column(found, "up_from_body_1") == [0, 0, 1]


def test_a_line_below_a_picture_is_marked():
    found = matrix(f"<p>{FIRST}</p><img src='a.jpg'><p>{LINK}</p><p>{SECOND}</p>")
    assert column(found, "after_image") == [0, 1, 0]
    assert column(found, "before_image") == [1, 0, 0]


def test_emphasis_counts_when_it_covers_the_block():
    found = matrix(f"<p><em>{LINK}</em></p><p>{FIRST} <em>bến</em></p>")
    assert column(found, "all_emphasised") == [1, 0]


def test_title_and_description_are_recognised():
    found = matrix(f"<h1>{LINK}</h1><p>{FIRST}</p><p>{SECOND}</p>", title=LINK, said=FIRST)
    assert column(found, "is_title") == [1, 0, 0]
    assert column(found, "in_description") == [0, 1, 0]


def test_prose_before_and_after_is_a_share_of_the_page():
    found = matrix(f"<p>{FIRST}</p><p>{LINK}</p><p>{FIRST}</p>")
    assert column(found, "prose_before") == [0, 0.5, 0.5]
    assert column(found, "after_all_prose") == [0, 0, 1]


def test_what_stands_twice_is_marked():
    found = matrix(f"<p>{LINK}</p><p>{FIRST}</p><p>{LINK}</p>")
    assert column(found, "stands_twice") == [1, 0, 1]


def test_what_the_witness_chose_is_marked_with_its_share():
    found = matrix(f"<p>{FIRST}</p><p>{SECOND}</p>", witness=(1,))
    assert column(found, "witness") == [0, 1]
    assert column(found, "witness_share") == [0.5, 0.5]


TAGS = st.sampled_from(
    ["p", "div", "li", "span", "h2", "a href='/x'", "table", "td", "em", "figcaption", "br"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&"), max_size=60)


@given(st.lists(st.tuples(TAGS, TEXTS), min_size=1, max_size=30), st.text(max_size=20))
def test_features_lie_between_nothing_and_about_one(parts: list[tuple[str, str]], title: str):
    body = "".join(f"<{tag}>{text}" for tag, text in parts)
    blocks = blocks_of(body)
    found = with_witness(features(PageBlocks(blocks, title, (title,))), range(0, len(blocks), 2))
    assert found.shape == (len(blocks), len(NAMES))
    assert np.isfinite(found).all()
    assert not blocks or (found.min() >= 0 and found.max() <= 3)


def test_names_of_columns_are_plain_words():
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in NAMES)
    assert words_of("after_image") == ["after", "image"]
