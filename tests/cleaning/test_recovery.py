from dataclasses import replace

from lxml.html import HtmlElement, document_fromstring

from cleaning.blocks import page_blocks
from cleaning.document import Place
from cleaning.recovery import Selection, recover

LEAD = "Hội làng Thượng năm nay mở thêm cuộc thi nấu cơm trên thuyền, thu hút đông người xem từ các xã bên."
TEXT = "Mỗi đội có ba người, vừa chèo vừa giữ lửa, và đội về đích sớm với nồi cơm chín đều sẽ được giải."
NOTE = "Ban tổ chức phát nước uống miễn phí cho người xem và bố trí thuyền cứu hộ dọc hai bên bờ sông."


def selection(body: str, *chosen: str) -> Selection:
    tree: HtmlElement = document_fromstring(f"<html><body>{body}</body></html>")
    blocks = tuple(page_blocks(tree))
    return Selection(blocks, frozenset(i for i, block in enumerate(blocks) if block.text in chosen))


def inside(selected: Selection) -> list[str]:
    return [selected.blocks[i].text for i in sorted(selected.chosen)]


def test_the_lead_between_headline_and_text_is_taken():
    body = f"<h1>Hội làng Thượng</h1><span>Chia sẻ</span><h2>{LEAD}</h2><p>{TEXT}</p>"
    assert inside(recover(selection(body, TEXT), title="Hội làng Thượng")) == ["Hội làng Thượng", LEAD, TEXT]


def test_a_linked_teaser_between_headline_and_text_is_not_taken():
    body = f"<h1>Hội làng Thượng</h1><p><a href='/x'>{LEAD}</a></p><p>{TEXT}</p>"
    assert LEAD not in inside(recover(selection(body, TEXT), title="Hội làng Thượng"))


def test_a_byline_with_a_time_is_no_lead():
    posted = "Bài của nhóm phóng viên thường trú tại xã, đăng lúc 08:00 ngày 05/06/2024 trên mục Đời sống."
    body = f"<h1>Hội làng Thượng</h1><p>{posted}</p><p>{TEXT}</p>"
    assert posted not in inside(recover(selection(body, TEXT), title="Hội làng Thượng"))


def test_a_paragraph_skipped_between_its_siblings_is_taken():
    body = f"<div><p>{LEAD}</p><p>{NOTE}</p><p>{TEXT}</p></div>"
    assert NOTE in inside(recover(selection(body, LEAD, TEXT), title=None))


def test_a_box_between_paragraphs_is_not_taken():
    body = f"<div><p>{LEAD}</p><div class='box'><p>{NOTE}</p></div><p>{TEXT}</p></div>"
    assert NOTE not in inside(recover(selection(body, LEAD, TEXT), title=None))


def test_captions_are_taken_inside_the_text_and_not_below_it():
    body = (
        f"<div><p>{LEAD}</p><figcaption>Thi nấu cơm.</figcaption><p>{TEXT}</p></div>"
        "<div><figcaption>Ảnh bài khác.</figcaption></div>"
    )
    found = recover(selection(body, LEAD, TEXT), title=None)
    assert inside(found) == [LEAD, "Thi nấu cơm.", TEXT]
    assert [found.place(i) for i in sorted(found.chosen)][1] is Place.CAPTION


def test_a_page_whose_text_stands_in_captions_is_a_photo_story():
    body = "<article>" + "".join(f"<figcaption>{t}</figcaption>" for t in (LEAD, TEXT, NOTE)) + "</article>"
    found = recover(selection(body), title=None)
    assert inside(found) == [LEAD, TEXT, NOTE]
    assert "photo_story" in found.flags
    assert {found.place(i) for i in found.chosen} == {Place.PARAGRAPH}


def test_an_article_with_some_long_captions_is_no_photo_story():
    body = f"<article><p>{LEAD}</p><p>{NOTE}</p><figcaption>{TEXT}</figcaption></article>"
    assert "photo_story" not in recover(selection(body, LEAD, NOTE), title=None).flags


def test_of_two_equal_headlines_the_one_before_the_text_is_taken():
    body = f"<div>Hội làng Thượng</div><h1>Hội làng Thượng</h1><p>{TEXT}</p><h3>Hội làng Thượng</h3>"
    found = recover(selection(body, TEXT), title="Hội làng Thượng")
    assert sorted(found.chosen) == [1, 2]


def test_a_lead_that_is_hardly_likely_is_not_taken():
    body = f"<h1>Hội làng Thượng</h1><h2>{LEAD}</h2><p>{TEXT}</p>"
    for likely, taken in ((0.05, False), (0.3, True)):
        given = replace(selection(body, TEXT), likely=(0.0, likely, 0.9))
        assert (LEAD in inside(recover(given, title="Hội làng Thượng"))) is taken


def test_a_paragraph_skipped_for_good_reason_is_not_taken():
    body = f"<div><p>{LEAD}</p><p>{NOTE}</p><p>{TEXT}</p></div>"
    given = replace(selection(body, LEAD, TEXT), likely=(0.9, 0.01, 0.9))
    assert NOTE not in inside(recover(given, title=None))
