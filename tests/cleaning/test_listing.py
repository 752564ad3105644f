import pytest

from cleaning.document import Media, Record, Rejection
from cleaning.extract import extract
from cleaning.pipeline import Pipeline, judges

TEASERS = [
    (
        "Chợ nổi xã Vĩnh Thanh họp lại từ tuần sau",
        "Bà con hai bờ kênh đã dọn luồng, cắm phao và lắp đèn để ghe xuồng ra vào lúc trời chưa sáng rõ.",
    ),
    (
        "Trường làng bên sông có thêm phòng đọc sách mới",
        "Phòng đọc rộng gần trăm mét vuông, do cựu học sinh góp tiền xây và thầy cô trong trường trông coi.",
    ),
    (
        "Đội bóng nữ huyện đảo lần đầu vào chung kết",
        "Các cô gái thắng trận bán kết trong loạt sút luân lưu sau hơn hai giờ thi đấu dưới trời mưa rất to.",
    ),
    (
        "Cầu treo qua suối Nậm được thay ván mặt cầu",
        "Việc sửa chữa kéo dài mười ngày, trong thời gian ấy người dân đi vòng qua ngầm tràn phía thượng lưu.",
    ),
]


def section() -> str:
    cards = (
        f"<div class='tin'><a href='/{n}'>{head}</a><p>{text}</p></div>"
        for n, (head, text) in enumerate(TEASERS)
    )
    return f"<html lang='vi'><body><article class='content'>{''.join(cards)}</article></body></html>"


def report(*, links: bool) -> str:
    related = (
        "".join(f"<p><a href='/{n}'>{head}</a></p>" for n, (head, _) in enumerate(TEASERS)) if links else ""
    )
    text = "".join(f"<p>{text}</p>" for _, text in TEASERS)
    return f"<html lang='vi'><body><article><h1>Một tuần ở huyện</h1>{text}{related}{text[::1]}</article></body></html>"


def reason(html: str) -> str | None:
    outcome = Pipeline(judges=judges()).clean(Record("trang.html", 0, html.encode(), Media.HTML))
    return outcome.reason if isinstance(outcome, Rejection) else None


def test_a_section_of_teasers_is_rejected_as_a_list():
    assert "list_of_teasers" in extract(section()).flags
    assert reason(section()) == "list_page"


def test_a_report_with_a_list_of_links_inside_is_none():
    assert "list_of_teasers" not in extract(report(links=True)).flags
    assert reason(report(links=True)) is None


SHARE = "<div class='share'><a>Chia sẻ</a> <a>Facebook</a> <a>Zalo</a></div>"
BOX = "<div><b>Tin liên quan</b><ul><li><a href='/a'>Ghe xuồng đã về bến cũ</a></li><li><a href='/b'>Đèn phao thắp từ ba giờ</a></li></ul></div>"


@pytest.mark.parametrize("boxes", [1, 2])
@pytest.mark.parametrize("paragraphs", [3, 4])
def test_a_short_report_with_links_to_share_it_and_boxes_of_related_ones_is_none(boxes, paragraphs):
    told = [f"<p>{text}</p>" for _, text in TEASERS[:paragraphs]]
    for place in range(1, boxes + 1):
        told[place] = BOX + told[place]
    page = f"<html lang='vi'><body><article><h1>Một tuần ở huyện</h1>{SHARE}{''.join(told)}</article></body></html>"
    assert "list_of_teasers" not in extract(page).flags
    assert reason(page) is None


def test_a_section_with_a_time_between_headline_and_teaser_is_a_list():
    cards = (
        f"<div><h3><a href='/{n}'>{head}</a></h3><span>08:15 | 14/11/2025</span><p>{text}</p></div>"
        for n, (head, text) in enumerate(TEASERS)
    )
    assert "list_of_teasers" in extract(f"<html><body><main>{''.join(cards)}</main></body></html>").flags


def test_a_report_without_links_is_none():
    assert reason(report(links=False)) is None


def test_linked_headlines_alone_are_no_report():
    cards = "".join(f"<h3><a href='/{n}'>{head}</a></h3>" for n, (head, _) in enumerate(TEASERS))
    assert "no_main_content" in extract(f"<html><body><main>{cards}</main></body></html>").flags
