"""When the learned rules act: their limits, with a committee whose scores the test fixes."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pytest

from cleaning.document import Line, Place, Proposal, Role
from cleaning.draft import Draft, lines_of
from cleaning.line_model.committee import LINES, Pull, Scores, Seen, weights_fingerprint
from cleaning.line_model.features import NAMES, features
from cleaning.line_model.lexicon import Lexicon
from cleaning.pipeline import EDITORS, RULES
from cleaning.rules.base import rule_id
from cleaning.rules.learned import REVERSIBLE, LearnedHeadline, LearnedRole
from tests.cleaning.rules.learned_pages import (
    FURNITURE_LINES,
    REPORT,
    SENTENCE,
    by_rules,
)

# What decides, with scores made here


class Fixed:
    """A committee that scores every line alike, or only the lines ``at`` and the others as text."""

    def __init__(
        self, text: float, *, at: Iterable[int] | None = None, but: Mapping[int, float] = {}, **roles: float
    ) -> None:
        self.text = text
        self.but = but
        self.at = None if at is None else set(at)
        self.roles = [roles.get(str(role), 0.0) for role in Role]

    def read(self, draft: Draft) -> Seen:
        return Seen(features(draft), Lexicon.of(()).bags("" for _ in draft.lines))

    def scores(self, seen: Seen) -> Scores:
        count = len(seen.features)
        chances = [self.text if self.at is None or line in self.at else 0.99 for line in range(count)]
        for line, chance in self.but.items():
            chances[line] = chance
        text = np.array(chances, np.float32)
        return Scores(text, np.tile(np.float32(self.roles), (count, 1)), np.zeros((1, 1, count, 1), np.uint8))

    def pull(self, seen: Seen, scores: Scores, lines: npt.NDArray[np.intp]) -> Pull:
        return Pull(np.zeros((len(lines), len(NAMES)), np.float32), ({},) * len(lines))


class Unasked(Fixed):
    """A committee that must not be asked: reading a draft is what costs."""

    def read(self, draft: Draft) -> Seen:
        pytest.fail(f"was asked of {len(draft.lines)} lines in vain")


def decided(
    monkeypatch: pytest.MonkeyPatch, draft: Draft, scores: Fixed, rule: LearnedRole | LearnedHeadline
) -> dict[str, Role]:
    monkeypatch.setattr("cleaning.rules.learned.committee", lambda _: scores)
    return {draft.lines[p.index].text: p.role for p in rule.propose(draft)}


def page(lines: Iterable[str], *, found: Role | None = Role.UI) -> Draft:
    """Return the draft of ``lines`` below one in which a rule has found the role ``found``."""
    draft = Draft.of(lines_of("\n".join(["Đọc báo giấy", *lines])))
    return draft.apply([Proposal(0, found, "any")]) if found else draft


PROSE = [SENTENCE.format(n) for n in range(12)]


def taken_from(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], text: float, at: Iterable[int] | None = None
) -> list[str]:
    """Return which of ``lines`` go when those ``at`` (all, if not given) have this probability to be text."""
    shifted = Fixed(text, at=range(1, len(lines) + 1) if at is None else [n + 1 for n in at], ui=5)
    return list(decided(monkeypatch, page(lines), shifted, LearnedRole()))


@pytest.mark.parametrize(
    ("line", "goes", "stays"),
    [
        ("Nhịp sống ven sông", 0.49, 0.51),
        ("Chợ tan khi nước đứng.", 0.29, 0.31),
        ("Chợ tan sớm.", 0.49, 0.51),
        (PROSE[0], 0.29, 0.31),
        ("Bao giờ thì chợ tan?", 0.49, 0.51),
    ],
)
def test_line_goes_below_its_limit(
    monkeypatch: pytest.MonkeyPatch, line: str, goes: float, stays: float
) -> None:
    lines = [line, *PROSE[1:]]
    assert taken_from(monkeypatch, lines, goes, [0]) == [line]
    assert taken_from(monkeypatch, lines, stays, [0]) == []


def test_limits_are_stricter_where_no_rule_found_anything_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"Trường thứ {n} ven sông" for n in range(14)]
    for line, goes, stays in (("Nhịp sống ven sông", 0.29, 0.31), ("Chợ tan khi nước đứng.", 0.09, 0.11)):
        draft = page([line, *PROSE[:3], *lines], found=None)
        for text, expected in ((goes, {line}), (stays, set())):
            scores = Fixed(0.01, at=range(5, 19), ui=5, but={1: text})
            found = decided(monkeypatch, draft, scores, LearnedRole())
            assert set(found) - set(lines) == expected


def test_subheading_of_a_rule_may_go_and_what_else_a_rule_said_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Nhịp sống ven sông", *PROSE]
    for role in Role:
        draft = page(lines).apply([Proposal(1, role, "any")])
        found = decided(monkeypatch, draft, Fixed(0.001, at=[1], ui=1), LearnedRole())
        assert found == ({lines[0]: Role.UI} if role is Role.HEADING else {}), role


def test_page_of_few_lines_is_left_to_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken_from(monkeypatch, ["Nhịp sống", *PROSE[:10]], 0.01, [0]) == ["Nhịp sống"]
    assert taken_from(monkeypatch, ["Nhịp sống", *PROSE[:9]], 0.01, [0]) == []


def test_page_with_markup_is_left_to_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Đọc báo giấy", "Nhịp sống", *PROSE]
    for place, found in ((Place.TEXT, ["Nhịp sống"]), (Place.PARAGRAPH, [])):
        marked = Draft.of(Line(n, t, place if n == 9 else Place.TEXT) for n, t in enumerate(texts, start=1))
        marked = marked.apply([Proposal(0, Role.UI, "any")])
        assert list(decided(monkeypatch, marked, Fixed(0.01, at=[1]), LearnedRole())) == found


@pytest.mark.parametrize("role", Role)
def test_one_line_of_a_page_is_needed_before_any_goes(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    draft = page(["Nhịp sống", *PROSE], found=role)
    found = decided(monkeypatch, draft, Fixed(0.01, at=[1], section=5), LearnedRole())
    shows_a_page = role in {Role.SECTION, Role.DATE, Role.RELATED, Role.UI, Role.SPAM}
    assert found == ({"Nhịp sống": Role.SECTION} if shows_a_page else {})


def test_page_in_an_unknown_language_shows_itself_by_what_most_of_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labels = [f"Nhịp sống {n}" for n in range(6)]
    draft = page([*labels, *PROSE[:7]], found=None)
    every = {"Đọc báo giấy", *labels}
    assert set(decided(monkeypatch, draft, Fixed(0.01, at=range(7), ui=5), LearnedRole())) == every
    assert decided(monkeypatch, draft, Fixed(0.01, at=range(6), ui=5), LearnedRole()) == {}
    prose = page([*labels[:4], *PROSE], found=None)
    assert decided(monkeypatch, prose, Unasked(0.01, ui=5), LearnedRole()) == {}


def test_text_of_whole_paragraphs_costs_no_features(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = page(PROSE, found=Role.DATE)
    assert decided(monkeypatch, draft, Unasked(0.01, ui=5), LearnedRole()) == {}


@pytest.mark.parametrize(("left", "gone"), [(20, True), (19, False)])
def test_paragraphs_go_where_twenty_words_of_text_are_left(
    monkeypatch: pytest.MonkeyPatch, left: int, *, gone: bool
) -> None:
    crumbs = [f"Nhịp sống {n}" for n in range(10)]
    brief = " ".join(["Chợ", *["tan"] * (left - 1)])
    found = taken_from(monkeypatch, [*PROSE, *crumbs, brief], 0.001, range(len(PROSE) + len(crumbs)))
    assert found == [*(PROSE if gone else ()), *crumbs]


def test_paragraph_whose_twin_a_rule_took_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in REPORT.split("\n") if line]
    once = by_rules("\n".join([*lines, FURNITURE_LINES, "Chia sẻ"]))
    twice = by_rules("\n".join([*lines, FURNITURE_LINES, "Chia sẻ", lines[2]]))
    assert twice.decided[-1] is not None
    assert twice.decided[-1].rule == "repeated_paragraph"
    assert lines[2] in decided(monkeypatch, once, Fixed(0.01, at=[2], ui=5), LearnedRole())
    assert lines[2] not in decided(monkeypatch, twice, Fixed(0.01, at=[2], ui=5), LearnedRole())


def test_spam_is_said_only_where_a_rule_found_some(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Nhịp sống", *PROSE]
    for found, role in ((Role.UI, Role.UI), (Role.SPAM, Role.SPAM)):
        scores = Fixed(0.01, at=[1], spam=9, ui=5)
        assert decided(monkeypatch, page(lines, found=found), scores, LearnedRole()) == {"Nhịp sống": role}


def test_likeliest_role_that_leaves_the_text_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = page(["Nhịp sống", *PROSE])
    for role in (Role.CAPTION, Role.SECTION, Role.DATE, Role.BYLINE, Role.SOURCE, Role.RELATED, Role.REPEAT):
        scores = Fixed(0.01, at=[1], body=9, title=8, heading=7, ui=5, **{str(role): 6})
        assert decided(monkeypatch, draft, scores, LearnedRole()) == {"Nhịp sống": role}


@pytest.mark.parametrize("way", [(Role.UI, "related", Role.RELATED), (Role.RELATED, "ui", Role.UI)])
def test_list_and_crumb_that_were_mixed_up_are_set_right_when_the_model_is_sure(
    monkeypatch: pytest.MonkeyPatch, way: tuple[Role, str, Role]
) -> None:
    said_before, likelier, right = way
    draft = page(PROSE, found=said_before)
    unsure, sure = Fixed(0.9, **{likelier: 1.9}), Fixed(0.9, **{likelier: 2.1})
    assert decided(monkeypatch, draft, unsure, LearnedRole()) == {}
    assert decided(monkeypatch, draft, sure, LearnedRole()) == {"Đọc báo giấy": right}


@pytest.mark.parametrize("rule", sorted(REVERSIBLE))
@pytest.mark.parametrize("said", [Role.UI, Role.RELATED])
def test_line_taken_for_its_shape_is_text_again_when_the_model_is_sure(
    monkeypatch: pytest.MonkeyPatch, rule: str, said: Role
) -> None:
    draft = page(["Nhịp sống", *PROSE]).apply([Proposal(1, said, rule, "short")])
    for role, likelier in ((Role.BODY, {"body": 2.0}), (Role.HEADING, {"body": 2.0, "heading": 2.1})):
        sure, unsure = (Fixed(chance, at=[1], **likelier) for chance in (0.61, 0.59))
        assert decided(monkeypatch, draft, sure, LearnedRole()) == {"Nhịp sống": role}
        assert decided(monkeypatch, draft, unsure, LearnedRole()) == {}


def test_what_is_text_again_is_no_sign_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Nhịp sống", "Chợ phiên 12/4", *PROSE]
    rows = page(lines, found=None).apply([Proposal(2, Role.RELATED, "dated_titles", "a date")])
    scores = Fixed(0.01, at=[1], body=2.0, ui=1.0)
    assert decided(monkeypatch, rows, scores, LearnedRole()) == {"Chợ phiên 12/4": Role.BODY}
    found = rows.apply([Proposal(0, Role.UI, "widget_label")])
    taken = {"Chợ phiên 12/4": Role.BODY, "Nhịp sống": Role.UI}
    assert decided(monkeypatch, found, scores, LearnedRole()) == taken


def test_what_a_rule_with_evidence_took_is_never_text_again(monkeypatch: pytest.MonkeyPatch) -> None:
    others = {rule_id(type(rule)) for rule in RULES} - REVERSIBLE
    assert len(others) == len(RULES) - len(REVERSIBLE), "every reversible rule is one of the pipeline's"
    for rule in sorted(others):
        draft = page(["Nhịp sống", *PROSE]).apply([Proposal(1, Role.UI, rule, "labelled")])
        assert decided(monkeypatch, draft, Fixed(0.99, body=2.0), LearnedRole()) == {}, rule


def test_headline_must_be_likelier_than_not(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft.of(lines_of(f"{FURNITURE_LINES}\n{REPORT}"))
    assert decided(monkeypatch, draft, Fixed(0.49, at=[3]), LearnedHeadline()) != {}  # the others have .99
    everything = set(range(len(draft.lines)))
    assert decided(monkeypatch, draft, Fixed(0.49), LearnedHeadline()) == {}
    found = decided(monkeypatch, draft, Fixed(0.51), LearnedHeadline())
    assert list(found.values()) == [Role.TITLE]
    found = decided(monkeypatch, draft, Fixed(0.3, at=everything - {3}), LearnedHeadline())
    assert found == {draft.lines[3].text: Role.TITLE}


def test_headline_is_looked_for_below_a_menu_of_three_lines_in_a_long_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    menu = ["Nhịp sống", "Ruộng đồng", "Sông nước"]
    for lines, count in (
        ([*menu, *PROSE], 1),
        ([*menu[:2], *PROSE], 0),
        ([*menu, *PROSE[:9]], 1),
        ([*menu, *PROSE[:8]], 0),
    ):
        draft = Draft.of(lines_of("\n".join(lines)))
        assert len(decided(monkeypatch, draft, Fixed(0.9), LearnedHeadline())) == count


# What a run records


def test_a_run_names_the_weights_and_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(rule for rule in EDITORS if isinstance(rule, LearnedRole))
    assert weights_fingerprint(LINES) in repr(rule)
    assert f"max_text={rule.max_text}" in repr(rule)
    assert repr(LearnedRole(max_text=0.1)) != repr(rule)
    monkeypatch.setattr("cleaning.rules.learned.weights_fingerprint", lambda name: f"other {name}")
    assert "other lines.npz" in repr(rule)
    assert "other headline.npz" in repr(next(rule for rule in RULES if isinstance(rule, LearnedHeadline)))
