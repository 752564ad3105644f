import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import blocks as blocks_module
from cleaning.blocks import MAX_PAGE_DEPTH, ExtractionError, page_blocks, parse_page
from cleaning.document import Place


def shown(body: str) -> list[str]:
    return [block.text for block in page_blocks(parse_page(f"<html><body>{body}</body></html>"))]


def places(body: str) -> list[tuple[str, Place]]:
    return [(b.text, b.place) for b in page_blocks(parse_page(f"<html><body>{body}</body></html>"))]


def test_block_elements_and_line_breaks_end_a_block():
    assert shown("<div>một<p>hai<br>ba</p>bốn</div>năm") == ["một", "hai", "ba", "bốn", "năm"]


def test_inline_elements_stay_in_their_block():
    assert shown("<p>một <b>hai</b>, <a href='/x'>ba</a>\n bốn</p>") == ["một hai, ba bốn"]


def test_what_no_reader_sees_is_left_out():
    hidden = (
        "<script>a</script><style>b</style><template>c</template><noscript>d</noscript><p hidden>e</p>"
        "<p style='color:red; display : none'>f</p><select><option>g</option></select><!-- h --><p>thấy</p>"
    )
    assert shown(hidden) == ["thấy"]


def test_text_after_a_hidden_element_is_seen():
    assert shown("<p>trước <script>x</script>sau</p>") == ["trước sau"]


def test_an_article_hidden_until_a_script_runs_is_seen():
    assert shown("<article style='display:none'><p>bài</p></article>") == ["bài"]


def test_places_follow_the_markup():
    body = (
        "<h2>đầu đề</h2><p>đoạn</p><ul><li><p>mục</p></li></ul><blockquote><p>trích</p></blockquote>"
        "<figure><figcaption>ảnh</figcaption></figure><p class='PhotoCMS_Caption'>ảnh hai</p>"
    )
    assert [place for _, place in places(body)] == [
        *(Place.HEADING, Place.PARAGRAPH, Place.LIST, Place.QUOTE, Place.CAPTION, Place.CAPTION)
    ]


def test_a_caption_class_on_a_long_element_is_not_believed():
    assert places(f"<div class='caption'><p>{'dài ' * 300}</p></div>")[0][1] is Place.PARAGRAPH


def test_a_row_of_data_is_one_line_with_bars():
    assert places(
        "<table><tr><th>Năm</th><th>Tấn</th></tr><tr><td>2023</td><td>5<br>6</td></tr></table>"
    ) == [
        ("Năm | Tấn", Place.TABLE),
        ("2023 | 5 6", Place.TABLE),
    ]


def test_a_table_that_lays_out_the_page_holds_paragraphs():
    body = "<table><tr><td><div>thực đơn</div></td><td><p>một</p><p>hai</p></td></tr></table>"
    assert places(body) == [("thực đơn", Place.PARAGRAPH), ("một", Place.PARAGRAPH), ("hai", Place.PARAGRAPH)]


def test_the_text_below_an_image_in_a_small_table_is_a_caption():
    body = "<table><tr><td><img src='a.jpg'></td></tr><tr><td>Bến cảng</td></tr></table>"
    assert places(body) == [("Bến cảng", Place.CAPTION)]


def test_linked_is_the_share_of_characters_in_links():
    (block,) = page_blocks(parse_page("<html><body><p>ab <a href='/'>cd ef</a></p></body></html>"))
    assert block.linked == pytest.approx(4 / 6)


def test_links_of_a_menu_are_parted():
    menu = "<div><a href='/'>Trang chủ</a><a href='/x'>Xã hội</a><a href='/e'>Kinh tế</a></div>"
    assert shown(menu) == ["Trang chủ Xã hội Kinh tế"]


def test_a_link_inside_a_word_parts_nothing():
    assert shown("<p>Hãng <a href='/v'>Viet</a>nam và <a href='/i'>i</a>Phone</p>") == [
        "Hãng Vietnam và iPhone"
    ]


def test_a_place_name_in_a_span_is_parted_from_the_sentence():
    assert shown("<p><span class='loc'>Hải Đảo</span>Cơn bão đổ bộ.</p>") == ["Hải Đảo Cơn bão đổ bộ."]


def test_emphasis_inside_a_word_is_not_parted():
    assert shown("<p>i<b>Phone</b> và <span>V</span>iệt</p>") == ["iPhone và Việt"]


def test_preformatted_lines_are_blocks():
    assert shown("<pre>một\nhai</pre>") == ["một", "hai"]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "not_html"),
        ("chỉ có chữ, 1 < 2", "not_html"),
        ('{"a": "b"}', "not_html"),
        ("<div>" * 100_000 + "x", "page_too_deep"),
        ("<div>" * MAX_PAGE_DEPTH + "x", "page_too_deep"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(html, reason):
    with pytest.raises(ExtractionError) as error:
        parse_page(html)
    assert error.value.reason == reason


def test_a_page_over_the_size_limit_is_refused(monkeypatch):
    monkeypatch.setattr(blocks_module, "MAX_PAGE_CHARACTERS", 10)
    with pytest.raises(ExtractionError) as error:
        parse_page("<p>mười một</p>")
    assert error.value.reason == "page_too_large"


def test_a_page_of_too_many_elements_is_refused_though_it_shows_nothing(monkeypatch):
    monkeypatch.setattr(blocks_module, "MAX_ELEMENTS", 50)
    assert parse_page("<p>" * 40) is not None
    with pytest.raises(ExtractionError) as error:
        parse_page("<p>" * 60)
    assert error.value.reason == "page_too_large"


def test_a_page_with_too_many_lines_is_refused(monkeypatch):
    monkeypatch.setattr(blocks_module, "MAX_BLOCKS", 3)
    with pytest.raises(ExtractionError) as error:
        shown("<p>a" * 4)
    assert error.value.reason == "page_too_large"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a\0b</p>",
        "<p>a\ud800b</p>",
        "<?xml version='1.0' encoding='utf-16'?><p>a</p>",
        "<p>a",
        "<p <p>>a</p",
    ],
)
def test_broken_pages_are_read_as_far_as_they_go(html):
    assert page_blocks(parse_page(html))


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<td>", "<tr>", "<table>", "</a>", "<a>", "<br>", "<span>", "chữ", " "]
        )
    )
)
def test_every_word_of_a_page_is_in_exactly_one_block(pieces):
    words = [f"từ{number}" if piece == "chữ" else piece for number, piece in enumerate(pieces)]
    found = " ".join(shown("".join(f" {word} " if word.startswith("từ") else word for word in words))).split()
    assert [word for word in found if word != "|"] == [word for word in words if word.startswith("từ")]
