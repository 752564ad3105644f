"""The two rules that come after the model: names in the head, and names that close the text."""

import pytest

from cleaning.document import Proposal, Role
from cleaning.draft import Draft, lines_of
from cleaning.rules.sources import ClosingByline, HeadByline

TITLE = "Xã đảo Hòn Sậy trồng lại mười hai hecta rừng ngập mặn"
P1 = "Sáng nay, hơn hai trăm người dân xã đảo cùng bộ đội biên phòng xuống bãi bồi trồng đợt cây đước đầu tiên."
P2 = "Theo kế hoạch, từ nay đến cuối mùa khô xã sẽ trồng thêm ba đợt nữa trên phần đất trước đây nuôi tôm."


def draft(*lines: str, said: dict[int, Role] | None = None) -> Draft:
    roles = {0: Role.TITLE, **(said or {})}
    made = Draft.of(lines_of("\n".join(lines)))
    return made.apply(Proposal(index, role, "told", "why") for index, role in roles.items())


def test_a_crumb_that_is_a_name_beside_the_date_becomes_the_byline_and_says_what_it_was():
    lines = (TITLE, "Khánh Hòa", "14/05/2024 15:20", P1, P2)
    (proposal,) = HeadByline().propose(draft(*lines, said={1: Role.UI, 2: Role.DATE}))
    assert (proposal.index, proposal.role, proposal.revises) == (1, Role.BYLINE, True)
    assert "rather than ui (told: why)" in proposal.evidence


@pytest.mark.parametrize(
    ("above", "line"),
    [("Thời sự", "Video"), ("Thời sự › Kinh Tế", "Kinh Tế"), ("Thời sự", "14 phút trước")],
)
def test_a_button_or_an_entry_of_the_menu_stays_a_crumb(above, line):
    lines = (TITLE, above, line, "14/05/2024 15:20", P1, P2)
    made = draft(*lines, said={1: Role.UI, 2: Role.UI, 3: Role.DATE})
    assert not [p for p in HeadByline().propose(made) if p.index == 2]


def test_a_name_in_the_text_keeps_its_place():
    lines = (TITLE, "14/05/2024 15:20", "Khánh Hòa", P1, P2)
    assert not [*HeadByline().propose(draft(*lines, said={1: Role.DATE, 2: Role.BODY}))]


@pytest.mark.parametrize("name", ["Khánh Hòa", "T.V", "Nhóm phóng viên", "Ban Văn nghệ"])
def test_a_name_between_the_text_and_what_is_not_the_report_closes_it(name):
    lines = (TITLE, P1, P2, "nước lên rồi, về thôi", name, "Chia sẻ")
    (proposal,) = ClosingByline().propose(draft(*lines, said={5: Role.UI}))
    assert (proposal.index, proposal.role) == (4, Role.BYLINE)


def test_a_credit_that_closes_the_text_is_the_source():
    lines = (TITLE, P1, P2, "Theo Tuần báo Cửa Biển", "Chia sẻ")
    (proposal,) = ClosingByline().propose(draft(*lines, said={4: Role.UI}))
    assert (proposal.index, proposal.role) == (3, Role.SOURCE)


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, P1, P2, "Ban kiểm phiếu:", "Khánh Hòa", "Chia sẻ"),
        (TITLE, P1, P2, "Chủ tịch", "Khánh Hòa", "Chia sẻ"),
        (TITLE, P1, P2, "Bạn chọn ai là cầu thủ hay nhất?", "Khánh Hòa", "Chia sẻ"),
        (TITLE, P1, P2, "Anh trả lời thật khẽ khàng", "Rồi", "Chia sẻ"),
        (TITLE, P1, P2, "Các bạn ghé gian hàng này nhé.", "Learn More", "Chia sẻ"),
    ],
)
def test_a_list_a_signatory_a_poll_an_answer_and_a_button_are_no_byline(lines):
    assert not [*ClosingByline().propose(draft(*lines, said={5: Role.UI}))]


def test_a_name_with_text_below_it_is_part_of_a_list():
    lines = (TITLE, P1, P2, "Khánh Hòa", "đội trồng nhiều cây nhất", "Chia sẻ")
    assert not [*ClosingByline().propose(draft(*lines, said={5: Role.UI}))]
