import json
import subprocess
import sys

import pytest

from cleaning.document import Place
from cleaning.extract import ExtractionError, decode_page, extract
from cleaning.text import UndecodableError

TEXT = [
    "Trường tiểu học xã Hòa Lộc vừa nhận ba trăm cuốn sách do cựu học sinh quyên góp trong dịp hè năm nay.",
    "Thầy hiệu trưởng cho biết thư viện sẽ mở cửa cả thứ bảy để học sinh các thôn xa có chỗ ngồi đọc.",
    "Phụ huynh trong xã đóng thêm hai dãy bàn và sơn lại căn phòng cũ từng dùng làm kho để đồ.",
]


def page(body: str, head: str = "<title>Thư viện mới</title>") -> str:
    return f"<html lang='vi'><head>{head}</head><body>{body}</body></html>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_an_empty_page_is_refused():
    with pytest.raises(ExtractionError) as error:
        extract(page("<div id='app'></div><script>start()</script>"))
    assert error.value.reason == "empty_page"


def test_a_page_of_links_has_no_main_content():
    links = "".join(f"<li><a href='/{i}'>Mục {i}</a></li>" for i in range(5))
    extraction = extract(page(f"<ul>{links}</ul>"))
    assert {line.place for line in extraction.lines} <= {Place.OUTSIDE, Place.HEADING}
    assert "no_main_content" in extraction.flags


def test_the_same_page_gives_the_same_result_every_time():
    html = page(f"<article><h1>Thư viện mới</h1>{paragraphs(*TEXT)}</article>")
    first = extract(html)
    assert all(extract(html) == first for _ in range(3))


def test_a_paragraph_that_stands_once_on_the_page_stands_once_in_the_result():
    lines = [line.text for line in extract(page(f"<article>{paragraphs(*TEXT)}</article>")).lines]
    assert [lines.count(text) for text in TEXT] == [1, 1, 1]


def test_a_truncated_page_keeps_what_is_there():
    html = page(f"<article><h1>Thư viện mới</h1>{paragraphs(*TEXT)}")[: -len("</body></html>") - 6]
    assert TEXT[0] in [line.text for line in extract(html).lines if line.place is Place.PARAGRAPH]


def test_text_is_normalised():
    raw = "Tru\u031bo\u031b\u0300ng  lớp\u00a0mới\u200b mở."
    html = page(f"<article>{paragraphs(raw, *TEXT)}</article>")
    assert extract(html).lines[0].text == "Trường lớp mới mở."


def test_the_declared_language_is_reported_without_its_region():
    assert extract(page(paragraphs(*TEXT)).replace("'vi'", "'vi-VN'")).language == "vi"
    assert extract(page(paragraphs(*TEXT)).replace(" lang='vi'", "")).language is None


def test_a_page_is_decoded_by_its_meta_tag():
    html = "<meta charset='windows-1251'><p>Новая библиотека открылась в селе, и жители принесли книги.</p>"
    assert "библиотека" in decode_page(html.encode("cp1251")).text


def test_a_page_is_decoded_by_its_byte_order_mark():
    assert decode_page("<p>Thư viện</p>".encode("utf-16")).text == "<p>Thư viện</p>"


def test_a_picture_is_no_page():
    with pytest.raises(UndecodableError):
        decode_page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)


def test_importing_the_module_does_not_pay_for_trafilatura():
    code = "import sys, cleaning.extract; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_paragraph_that_is_one_link_leads_elsewhere():
    teaser = "Xã bên cạnh mở lớp bơi miễn phí cho trẻ em trong hè"
    body = paragraphs(*TEXT[:2], f"<a href='/x'>{teaser}</a>", *TEXT[2:])
    lines = extract(page(f"<article><h1>Thư viện mới</h1>{body}</article>")).lines
    assert [line.doubtful for line in lines if line.text == teaser] == [True]
    assert [line.doubtful for line in lines if line.text in TEXT] == [False] * 3


def test_a_report_that_a_script_would_draw_is_read_from_the_page_data():
    said = json.dumps({"@type": "NewsArticle", "headline": "Thư viện mới", "articleBody": " ".join(TEXT * 3)})
    head = f"<title>Thư viện mới</title><script type='application/ld+json'>{said}</script>"
    extraction = extract(page("<div id='app'><p>Đang tải…</p></div>", head))
    assert "text_not_on_page" in extraction.flags
    assert TEXT[0] in " ".join(line.text for line in extraction.lines if line.place is Place.PARAGRAPH)


def test_what_only_a_pointer_brings_out_is_no_part_of_the_sentence():
    hover = "<span class='tooltip-content'>Xem thêm tin về thầy hiệu trưởng</span>"
    shown = TEXT[1].replace("Thầy hiệu trưởng", f"<span class='tooltip'>Thầy hiệu trưởng{hover}</span>")
    lines = extract(page(f"<article>{paragraphs(TEXT[0], shown, TEXT[2])}</article>")).lines
    assert [line.text for line in lines] == TEXT
