"""Lines that lie together in one part of a page share a box; paragraphs of the report have none."""

from cleaning.extract import extract

PROSE = "Người dân ven hồ đã góp công dọn sạch bến thuyền, trồng lại hàng cây và dựng một chiếc cầu tre nhỏ."
PAGE = f"""<html><body><div id=khung><h1>Bến thuyền ven hồ được dọn sạch sau mùa mưa</h1>
<div class=than><p>{PROSE} Buổi sáng.</p>
<div class=o><a href=/x>Chợ quê mở lại phiên đêm</a><div>Phiên chợ đêm bên bến cũ đã mở lại sau mùa nước nổi.</div></div>
<p>{PROSE} Buổi trưa.</p><p>{PROSE} Buổi chiều.</p><p>{PROSE} Buổi tối.</p></div>
<div class=hop><div>Tin khác</div><ul><li><a href=/y>Thư viện xã có thêm sách</a></li></ul></div></div></body></html>"""


def box_of(text: str) -> int:
    return next(line.box for line in extract(PAGE).lines if line.text.startswith(text))


def test_headline_and_teaser_of_a_card_share_a_box() -> None:
    assert box_of("Chợ quê") == box_of("Phiên chợ") != 0


def test_label_and_list_share_a_box_that_is_not_the_card() -> None:
    assert box_of("Tin khác") == box_of("Thư viện")
    assert box_of("Tin khác") not in {0, box_of("Chợ quê")}


def test_paragraphs_and_headline_stand_by_themselves() -> None:
    assert {
        line.box for line in extract(PAGE).lines if line.text.startswith(("Người dân", "Bến thuyền"))
    } == {0}
