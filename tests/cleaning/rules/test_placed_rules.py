"""Rules that read where a block stands on its page."""

import pytest

from cleaning.document import Line, Metadata, Place, Role
from cleaning.draft import Draft
from cleaning.pipeline import RULES
from cleaning.roles import assign
from cleaning.rules.doubtful import DoubtfulBlock

TITLE = "Xóm núi có thêm con đường bê tông"
PROSE = "Con đường dài hai cây số nối xóm núi với chợ xã vừa thông xe, bà con chở nông sản xuống chợ không còn phải gùi."


def roles(*lines: Line) -> dict[str, tuple[Role | None, str]]:
    draft = assign(Draft.of(lines, declared=Metadata(title=TITLE)), (*RULES, DoubtfulBlock()))
    return {
        line.text: (draft.role(i), decision.rule)
        for i, line in enumerate(lines)
        if (decision := draft.decided[i])
    }


def page(*extra: Line) -> tuple[Line, ...]:
    body = (Line(n, f"{PROSE} Đoạn {n}.", Place.PARAGRAPH) for n in (2, 3, 4))
    return (Line(1, TITLE, Place.HEADING), *body, *extra)


def test_what_the_page_marks_as_a_caption_is_one() -> None:
    found = roles(*page(Line(5, "Xe chở ngô xuống chợ trong ngày thông đường", Place.CAPTION)))
    assert found["Xe chở ngô xuống chợ trong ngày thông đường"] == (Role.CAPTION, "marked_caption")


def test_a_paragraph_of_the_page_is_no_caption() -> None:
    assert roles(*page())[f"{PROSE} Đoạn 3."][0] is Role.BODY


@pytest.mark.parametrize(("linked", "role"), [(0.9, Role.RELATED), (0.0, Role.UI)])
def test_what_lies_outside_the_main_content_goes_with_links_as_related(linked: float, role: Role) -> None:
    found = roles(*page(Line(5, "Chợ phiên vùng cao đông khách", Place.OUTSIDE, linked=linked)))
    assert found["Chợ phiên vùng cao đông khách"] == (role, "outside_main_content")


def test_headline_and_date_outside_the_main_content_are_kept_as_such() -> None:
    lines = (
        Line(1, TITLE, Place.OUTSIDE),
        Line(2, "12/05/2026 07:45", Place.OUTSIDE),
        *(Line(n, f"{PROSE} Đoạn {n}.", Place.PARAGRAPH) for n in (3, 4)),
    )
    found = roles(*lines)
    assert found[TITLE][0] is Role.TITLE
    assert found["12/05/2026 07:45"][0] is Role.DATE


def test_all_lines_in_the_box_of_a_card_go_with_it() -> None:
    card = "Hội xuân vùng núi mở sớm hơn mọi năm"
    lines = page(
        Line(5, f"{card} {card}", Place.PARAGRAPH, linked=1.0, box=7),
        Line(
            6,
            "Hội năm nay có thêm phần thi cày ruộng bậc thang, do các xã trong vùng thay nhau tổ chức.",
            box=7,
        ),
        Line(7, f"{PROSE} Đoạn cuối.", Place.PARAGRAPH),
        Line(8, f"{PROSE} Hết.", Place.PARAGRAPH),
    )
    found = roles(*lines)
    assert found[lines[5].text][0] is Role.RELATED
    assert found[f"{PROSE} Đoạn cuối."][0] is Role.BODY


def test_a_box_with_most_of_the_text_is_the_report_itself() -> None:
    card = "Hội xuân vùng núi mở sớm hơn mọi năm"
    lines = (
        Line(1, TITLE, Place.HEADING),
        Line(2, f"{card} {card}", Place.PARAGRAPH, linked=1.0, box=1),
        *(Line(n, f"{PROSE} Đoạn {n}.", Place.PARAGRAPH, box=1) for n in (3, 4, 5)),
    )
    assert roles(*lines)[f"{PROSE} Đoạn 4."][0] is Role.BODY


@pytest.mark.parametrize(("linked", "role"), [(0.9, Role.RELATED), (0.0, Role.UI)])
def test_a_doubtful_block_that_no_rule_knows_goes(linked: float, role: Role) -> None:
    offer = "Đọc báo giấy mỗi sáng tại nhà với giá chỉ bằng một cốc trà đá vỉa hè, đặt ngay hôm nay nhé."
    found = roles(*page(Line(5, offer, Place.PARAGRAPH, linked=linked, doubtful=True)))
    assert found[offer] == (role, "doubtful_block")


def test_a_doubtful_block_that_a_rule_knows_keeps_its_role() -> None:
    found = roles(*page(Line(5, "Bà con gùi ngô ra chợ. Ảnh: Lù Seo Páo", Place.PARAGRAPH, doubtful=True)))
    assert found["Bà con gùi ngô ra chợ. Ảnh: Lù Seo Páo"][0] is Role.CAPTION


def test_a_doubtful_subheading_is_no_text() -> None:
    lines = page(
        Line(5, "Nhận tin qua thư", Place.HEADING, doubtful=True),
        Line(6, f"{PROSE} Đoạn cuối.", Place.PARAGRAPH),
    )
    assert roles(*lines)["Nhận tin qua thư"][0] is Role.UI


def test_a_block_that_is_not_doubtful_stays() -> None:
    assert roles(*page())[f"{PROSE} Đoạn 2."][0] is Role.BODY
