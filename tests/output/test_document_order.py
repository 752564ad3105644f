from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Removal, Role
from output.document_order import document_order

KEPT, GONE, CUT, EMPTY = "kept", "gone", "cut", "empty"


def removals_of(lines: Sequence[str]) -> list[Removal]:
    """Return the removals of an input of ``lines``: whole lines that are gone, spans inside those that are cut."""
    starts = {GONE: 0, CUT: 4}
    return [
        Removal(number, Role.UI, "rule", "", "x", starts[line], starts[line] + 1)
        for number, line in enumerate(lines, start=1)
        if line in starts
    ]


def ordered(lines: Sequence[str]) -> list[int | str]:
    """Return the numbers of paragraphs, and the numbers of removed lines as text, in the order found."""
    paragraphs = sum(line in {KEPT, CUT} for line in lines)
    return [
        placed.paragraph if placed.removals is None else f"line {placed.removals[0].line}"  # type: ignore[misc]
        for placed in document_order(paragraphs, removals_of(lines))
    ]


@given(st.lists(st.sampled_from([KEPT, GONE, CUT])))
def test_the_order_is_exact_where_no_line_is_empty(lines: list[str]) -> None:
    lines = [GONE] * len(lines) + lines  # a menu, as pages have: neighbours that say so
    expected: list[int | str] = []
    paragraphs = 0
    for number, line in enumerate(lines, start=1):
        if line in {KEPT, CUT}:
            expected.append(paragraphs)
            paragraphs += 1
        if line in {GONE, CUT}:
            expected.append(f"line {number}")
    assert ordered(lines) == expected


@given(st.lists(st.sampled_from([KEPT, GONE, CUT, EMPTY])))
def test_every_paragraph_and_removal_is_there_once_and_in_its_order(lines: list[str]) -> None:
    found = ordered(lines)
    assert [one for one in found if isinstance(one, int)] == list(range(sum(x in {KEPT, CUT} for x in lines)))
    assert [one for one in found if isinstance(one, str)] == [f"line {r.line}" for r in removals_of(lines)]


def test_lines_two_apart_are_taken_for_lines_with_an_empty_one_between() -> None:
    assert ordered([GONE, EMPTY, GONE, EMPTY, KEPT]) == ["line 1", "line 3", 0]


def test_an_empty_line_after_each_line_is_no_room_for_text() -> None:
    lines = [GONE, EMPTY, GONE, EMPTY, KEPT, EMPTY, GONE, EMPTY, KEPT, EMPTY, KEPT]
    assert ordered(lines) == ["line 1", "line 3", 0, "line 7", 1, 2]


def test_text_shares_the_room_where_empty_lines_leave_too_much() -> None:
    lines = [GONE, GONE, *[EMPTY, KEPT] * 4, GONE, *[EMPTY, KEPT] * 2, GONE]
    assert ordered(lines) == ["line 1", "line 2", 0, 1, 2, 3, "line 11", 4, 5, "line 16"]
