"""The engine: first claim wins, spans never overlap, and what is removed replays exactly."""

from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Proposal, Role
from cleaning.draft import Draft, lines_of, replay
from cleaning.text import normalise

TEXTS = st.text(st.sampled_from("ab c.\nđị|,0"), max_size=60).map(normalise)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    draft = Draft.of(lines_of(draw(TEXTS)))
    for _ in range(draw(st.integers(0, 6))):
        if not draft.lines:
            break
        index = draw(st.integers(0, len(draft.lines) - 1))
        role = draw(st.sampled_from(list(Role)))
        span = draw(st.none() | st.tuples(st.integers(0, 20), st.integers(0, 20)))
        start, end = span or (None, None)
        draft = draft.apply([Proposal(index, role, "any", "", start, end)])
    return draft.settle()


@given(drafts())
def test_removals_replay_to_the_text(draft: Draft) -> None:
    assert replay(draft.lines, draft.removals()) == draft.body_text()


@given(drafts())
def test_every_character_of_every_line_is_kept_or_removed(draft: Draft) -> None:
    removed = {line.number: 0 for line in draft.lines}
    for removal in draft.removals():
        removed[removal.line] += removal.end - removal.start
    for index, line in enumerate(draft.lines):
        kept = draft.text(index) if draft.role(index) in {Role.BODY, Role.HEADING} else ""
        assert len(kept) + removed[line.number] == len(line.text)


@given(drafts())
def test_removed_pieces_are_what_stands_at_their_place(draft: Draft) -> None:
    text_of = {line.number: line.text for line in draft.lines}
    for removal in draft.removals():
        assert text_of[removal.line][removal.start : removal.end] == removal.text


def test_first_claim_on_a_line_wins() -> None:
    draft = Draft.of(lines_of("one"))
    draft = draft.apply([Proposal(0, Role.UI, "first")]).apply([Proposal(0, Role.SPAM, "second")])
    assert draft.role(0) is Role.UI


def test_overlapping_cut_is_refused() -> None:
    draft = Draft.of(lines_of("abcdef"))
    draft = draft.apply([Proposal(0, Role.UI, "a", "", 1, 4), Proposal(0, Role.UI, "b", "", 3, 5)]).settle()
    assert draft.body_text() == "aef"


def test_cut_leaves_no_doubled_space_and_none_at_the_ends() -> None:
    draft = Draft.of(lines_of("before CUT after"))
    assert draft.apply([Proposal(0, Role.SPAM, "r", "", 7, 10)]).settle().body_text() == "before after"
    assert draft.apply([Proposal(0, Role.SPAM, "r", "", 0, 6)]).settle().body_text() == "CUT after"
    assert draft.apply([Proposal(0, Role.SPAM, "r", "", 11, 16)]).settle().body_text() == "before CUT"


def test_lines_keep_the_numbers_of_the_text_and_the_gaps_before_them() -> None:
    lines = lines_of("a\n\n\nb\nc")
    assert [(line.number, line.gap, line.text) for line in lines] == [(1, 0, "a"), (4, 2, "b"), (5, 0, "c")]
