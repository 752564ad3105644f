"""A page as select-all and copy gives it."""

import pytest

from benchmarks.selection import declared_title, parse, select_all


def lines(body: str) -> list[str]:
    return select_all(f"<html><head><title>Báo Làng</title></head><body>{body}</body></html>").split("\n")


def test_each_block_stands_on_its_own_line_and_paragraphs_between_blank_ones() -> None:
    body = "<div>Thời sự</div><h1>Cầu mới</h1><p>Dòng <b>đậm</b> và\nthường</p><p>Hai</p>sau<ul><li>một<li>hai</ul>"
    expected = ["Thời sự", "", "Cầu mới", "", "Dòng đậm và thường", "", "Hai", "", "sau", "một", "hai"]
    assert lines(body) == expected


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>x = 1</script>",
        "<style>p {}</style>",
        "<noscript>Bật JavaScript</noscript>",
        "<template>mẫu</template>",
        "<div hidden>ẩn</div>",
        '<div style="color: red; display: none">ẩn</div>',
        "<select><option>Chọn</option></select>",
        "<!-- ghi chú -->",
    ],
)
def test_what_no_reader_sees_is_not_copied(unseen: str) -> None:
    assert lines(f"<p>Trước</p>{unseen}<p>Sau</p>") == ["Trước", "", "Sau"]


def test_text_behind_an_unseen_element_stays() -> None:
    assert lines("<p>Trước <script>x</script>sau</p>") == ["Trước sau"]


def test_menus_comments_captions_and_footers_are_copied() -> None:
    body = (
        "<nav>Mục</nav><figure><figcaption>Ảnh</figcaption></figure><aside>Bên</aside><footer>Chân</footer>"
    )
    assert lines(body) == ["Mục", "Ảnh", "Bên", "Chân"]


def test_links_that_touch_stand_on_two_lines_and_links_in_a_sentence_do_not() -> None:
    assert lines("<a>Kinh tế</a><a>Thể thao</a>") == ["Kinh tế", "Thể thao"]
    assert lines("<p>Xem <a>một</a>, <a>hai</a> và <a>ba</a>.</p>") == ["Xem một, hai và ba."]


def test_cells_of_a_row_stand_beside_each_other_and_breaks_end_a_line() -> None:
    assert lines("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>") == ["A B", "C"]
    assert lines("một<br>hai<br><br>ba") == ["một", "hai", "", "ba"]


def test_two_blank_lines_never_follow_each_other() -> None:
    copied = lines("<p></p><div><p>A</p></div><p> </p><h2></h2><p>B</p>")
    assert copied == ["A", "", "B"]


def test_the_title_is_what_the_head_declares() -> None:
    page = '<html><head><title>Cầu - Báo</title><meta property="og:title" content=" Cầu  mới "></head></html>'
    assert declared_title(parse(page)) == "Cầu mới"
    assert declared_title(parse("<html><head><title>Cầu</title></head></html>")) == "Cầu"
    assert not declared_title(parse("<p>không tên</p>"))
