"""The learned rule on pages made here: what it takes, what it never takes, and what it says of it."""

import numpy as np
import numpy.typing as npt
import pytest

from cleaning.document import Line, Metadata, Place, Role
from cleaning.draft import Draft, lines_of
from cleaning.line_model.committee import Pull, Scores, Seen
from cleaning.line_model.features import NAMES, features
from cleaning.line_model.lexicon import Lexicon
from cleaning.pipeline import EDITORS, RULES
from cleaning.roles import assign
from cleaning.rules.learned import LearnedHeadline, LearnedRole

REPORT = """Bến Lau mở lại chợ phiên sau ba năm

Sáng 12/4, chợ phiên Bến Lau họp lại buổi đầu tiên sau ba năm vắng bóng, kéo theo hơn hai trăm ghe hàng từ các xã ven sông.
Ban quản lý chợ cho biết các lối đi đã được nâng nền thêm nửa mét, hệ thống thoát nước làm mới toàn bộ.
Bà Lê Thị Sáu, bán cá khô ở đây đã bốn mươi năm, dậy từ hai giờ sáng để kịp dọn hàng vào chỗ cũ.
“Ngồi lại đúng gốc bàng ngày trước, tôi thấy mình như trẻ ra”, bà nói.
Huyện dự tính mỗi tháng chợ họp bốn phiên, vào các ngày chủ nhật, và miễn phí chỗ ngồi đến hết năm."""
FURNITURE = """Bến Lau Online
Nhịp sống
Ruộng đồng
Sông nước
Chợ quê
Bạn viết
Hộp thư"""
FOOT = """Gửi lời nhắn
Hiện thêm 12 lời nhắn
Chuyện cùng bến
Cá linh về sớm hơn mọi năm nửa tháng
Lớp học chữ bên bếp trấu của cô giáo về hưu
Ba đời đóng ghe bên rạch Cái Lân
Người giữ lửa lò gạch cuối cùng ở cù lao
Bến Lau Online giữ bản quyền
Người phụ trách: Lâm Văn Tưởng"""

CRUMBS = "Chia sẻ\nLưu tin\nIn bài này"
"""What the rules know: without it they take a text for clean."""


def assigned(text: str) -> Draft:
    return assign(Draft.of(lines_of(text)), EDITORS)


def test_report_stays_whole_between_furniture_that_no_cue_word_names() -> None:
    draft = assigned(f"{FURNITURE}\n{REPORT}\n{FOOT}")
    assert draft.body_text() == "\n\n".join(REPORT.split("\n")[2:])


def test_report_alone_keeps_every_line() -> None:
    more = "Chủ ghe chở trái cây từ vùng trên xuống nói rằng hàng bán hết trước khi nắng lên tới mái chợ."
    draft = assigned(f"{REPORT}\n{more}\n{more.replace('trái cây', 'chiếu lác')}")
    assert not [d for d in draft.decided if d and d.rule == "learned_role"]


def test_evidence_gives_how_sure_it_is_and_the_strongest_signs() -> None:
    draft = assigned(f"{FURNITURE}\n{REPORT}\n{FOOT}")
    said = [
        d.evidence
        for d in draft.decided
        if d and d.rule == "learned_role" and "rather than" not in d.evidence
    ]
    assert said
    for evidence in said:
        sure, _, signs = evidence.partition(": ")
        assert sure.endswith("% not the report")
        assert len(signs.split(", ")) == 3


def test_short_pages_and_pages_with_markup_are_left_to_the_rules() -> None:
    few = Draft.of(lines_of("\n".join(FURNITURE.split("\n")[:4])))
    marked = Draft.of(Line(n, t, Place.PARAGRAPH) for n, t in enumerate(FOOT.split("\n"), start=1))
    assert not list(LearnedRole().propose(few))
    assert not list(LearnedRole().propose(marked))


class Fixed:
    """A committee that scores every line alike, or only the lines ``at`` and the others as text."""

    def __init__(self, text: float, *, at: set[int] | None = None, **roles: float) -> None:
        self.text = text
        self.at = at
        self.roles = [roles.get(str(role), 0.0) for role in Role]

    def read(self, draft: Draft) -> Seen:
        return Seen(features(draft), Lexicon.of(()).bags("" for _ in draft.lines))

    def scores(self, seen: Seen) -> Scores:
        count = len(seen.features)
        chances = [self.text if self.at is None or line in self.at else 0.99 for line in range(count)]
        roles = np.tile(np.float32(self.roles), (count, 1))
        return Scores(np.array(chances, np.float32), roles, np.zeros((1, 1, count, 1), np.uint8))

    def pull(self, seen: Seen, scores: Scores, lines: npt.NDArray[np.intp]) -> Pull:
        return Pull(np.zeros((len(lines), len(NAMES)), np.float32), ({},) * len(lines))


def proposed(monkeypatch: pytest.MonkeyPatch, text: str, scores: Fixed) -> dict[str, Role]:
    monkeypatch.setattr("cleaning.rules.learned.committee", lambda _: scores)
    draft = Draft.of(lines_of(text))
    for rule in RULES:
        draft = draft.apply(rule.propose(draft))
    return {draft.lines[p.index].text: p.role for p in LearnedRole().propose(draft)}


def test_paragraph_whose_twin_a_rule_took_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in REPORT.split("\n") if line]
    again = "\n".join([*lines[:3], lines[2], *lines[3:]])
    once = REPORT + "\n" + FURNITURE + "\n" + CRUMBS
    assert lines[2] in proposed(monkeypatch, once, Fixed(0.01, at={2}, ui=5))
    assert proposed(monkeypatch, again + "\n" + FURNITURE + "\n" + CRUMBS, Fixed(0.01, at={2, 3}, ui=5)) == {}


def test_where_it_would_take_nearly_all_prose_it_leaves_the_paragraphs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = proposed(monkeypatch, REPORT + "\n" + FURNITURE, Fixed(0.01, ui=5))
    assert set(FURNITURE.split("\n")) <= set(found)
    assert not [line for line in REPORT.split("\n") if line in found and line.endswith("chỗ cũ.")]


def test_spam_is_said_only_where_a_rule_found_some(monkeypatch: pytest.MonkeyPatch) -> None:
    found = proposed(monkeypatch, FURNITURE + "\n" + FOOT, Fixed(0.01, spam=9, ui=5))
    assert set(found.values()) == {Role.UI}


def test_list_that_a_rule_took_for_crumbs_is_set_right_when_the_model_is_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = REPORT + "\n\nChia sẻ\nLưu tin\nIn bài này\n" + FURNITURE
    assert proposed(monkeypatch, text, Fixed(0.9, related=1.5)) == {}
    found = proposed(monkeypatch, text, Fixed(0.9, related=2.5))
    assert found == dict.fromkeys(("Chia sẻ", "Lưu tin", "In bài này"), Role.RELATED)


def test_headline_below_menus_and_tickers_is_found() -> None:
    draft = assigned(
        f"Bến Lau Online - Tiếng nói của cù lao\nGiá cam hôm nay 18.000\n{FURNITURE}\n{REPORT}\n{FOOT}"
    )
    assert draft.paragraphs(Role.TITLE) == ["Bến Lau mở lại chợ phiên sau ba năm"]


def test_declared_title_is_not_guessed_again() -> None:
    lines = lines_of(f"{FURNITURE}\n{REPORT}\n{FOOT}")
    draft = Draft.of(lines, declared=Metadata(title="Chợ quê"))
    assert not list(LearnedHeadline().propose(draft))
    assert assign(draft, EDITORS).paragraphs(Role.TITLE) == ["Chợ quê"]


def test_unsure_headline_is_left_to_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft.of(lines_of(f"{FURNITURE}\n{REPORT}"))
    monkeypatch.setattr("cleaning.rules.learned.committee", lambda _: Fixed(0.4))
    assert not list(LearnedHeadline().propose(draft))
    monkeypatch.setattr("cleaning.rules.learned.committee", lambda _: Fixed(0.3, at=set(range(20)) - {3}))
    assert [p.index for p in LearnedHeadline().propose(draft)] == [3]


def test_whole_sentence_needs_more_certainty_than_a_crumb(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "Chợ tan khi nước vừa đứng."
    text = f"{REPORT}\n{sentence}\n{FURNITURE}"
    at = set(range(6, 14))
    assert sentence not in proposed(monkeypatch, text, Fixed(0.1, at=at, ui=5))
    assert "Nhịp sống" in proposed(monkeypatch, text, Fixed(0.1, at=at, ui=5))
    assert sentence in proposed(monkeypatch, text, Fixed(0.01, at=at, ui=5))
