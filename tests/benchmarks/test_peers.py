import pytest

from benchmarks.peers import PEERS, as_page, c4_text

THREE = "Đây là câu thứ nhất.\nĐây là câu thứ hai.\nĐây là câu thứ ba."


@pytest.mark.parametrize(
    "line",
    [
        "Một dòng không có dấu chấm",
        "Ba chữ thôi.",
        "Please enable JavaScript to read on.",
        "Đọc tiếp phần sau...",
    ],
)
def test_c4_rules_drop_the_line(line):
    assert c4_text(f"{THREE}\n{line}", "vi") == THREE


@pytest.mark.parametrize("mark", [".", "!", "?", '"', "”"])
def test_c4_rules_keep_a_line_with_a_terminal_mark(mark):
    line = f"Dòng này có đủ năm chữ{mark}"
    assert line in c4_text(f"{THREE}\n{line}", "vi")


@pytest.mark.parametrize("line", ["function() { return 1 }", "Lorem ipsum dolor sit amet."])
def test_c4_rules_drop_the_page(line):
    assert c4_text(f"{THREE}\n{line}", "vi") == ""


def test_c4_rules_drop_a_page_of_two_sentences():
    assert c4_text("Đây là câu thứ nhất.\nĐây là câu thứ hai.", "vi") == ""


def test_c4_rules_at_three_words_keep_a_short_line():
    assert "Ba chữ thôi." in c4_text(f"{THREE}\nBa chữ thôi.", "vi", min_words=3)


def test_page_escapes_what_the_dump_says():
    assert "<p>1 &lt; 2 &amp; 3</p>" in as_page("1 < 2 & 3")


@pytest.mark.parametrize("name", PEERS)
def test_each_peer_takes_a_long_paragraph(name):
    paragraph = (
        "Các anh bộ đội đã bị cắt đường về trong cơn bão, bởi vậy dân làng mang cơm ra tận bến cho họ. " * 6
    )
    assert "dân làng mang cơm" in PEERS[name](f"{paragraph}\n\n{paragraph}", "vi")
