"""Rules for the text itself: paragraphs that stand twice, headings between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, inside
from cleaning.shape import ends_sentence, is_paragraph, starts_upper, words
from cleaning.stages import Needs
from cleaning.text import line_key

MAX_HEADING_WORDS: Final = 25
MIN_COUNTED: Final = 2
"""One numeral is an initial or the number of a monarch."""

_NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN: Final = re.compile(r"([IVX]{1,5})(?:[.)]|\s*[-–/:])\s*(?=\S)")
LIST_MARKS: Final = "-–+*•●"


@dataclass(frozen=True, slots=True)
class RepeatedParagraph(Rule):
    """Removes a paragraph that has already stood in the same report.

    Why: pages print the lead twice, once above and once in the text.
    Keeps: the first one; refrains and verses, which are shorter than a paragraph.
    """

    needs = Needs(lines=2)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the later ones of equal paragraphs."""
        seen: dict[str, int] = {}
        for index in inside(draft):
            text = draft.text(index)
            if not is_paragraph(text):
                continue
            first = seen.setdefault(line_key(text), index)
            if first != index:
                yield self.line(index, Role.REPEAT, f"same as line {draft.lines[first].number}")


@dataclass(frozen=True, slots=True)
class CountedHeading(Rule):
    """Marks the headings that a report counts in Roman numerals, ``I. Kết quả``, ``II. Nhiệm vụ``; they stay.

    Why: nothing of a page is counted so, and in capitals the line model takes them for names and labels.
    Keeps: a numeral alone, a count that does not begin with I or leaves one out, and lines without prose
    below, which Subheading and the model judge.
    """

    needs = Needs(lines=MIN_COUNTED, max_words=MAX_HEADING_WORDS, loose=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines of the first series from I on, each of them above a paragraph."""
        found: list[int] = []
        for index, following in pairwise(inside(draft)):
            text = draft.text(index)
            short = words(text) <= MAX_HEADING_WORDS and not ends_sentence(text)
            counted = _ROMAN.match(text) if short and is_paragraph(draft.text(following)) else None
            if counted and counted[1] == _NUMERALS[len(found)]:
                found.append(index)
            if len(found) == len(_NUMERALS):
                break
        for index in found if len(found) >= MIN_COUNTED else ():
            yield self.line(index, Role.HEADING, "counted in Roman numerals above a paragraph")


@dataclass(frozen=True, slots=True)
class Subheading(Rule):
    """Marks a short line without sentence end that prose follows as a heading; it stays in the text.

    Why: analysts may want to tell headings from sentences.
    Keeps: a line of direct speech or a list item, which no paragraph follows.
    """

    needs = Needs(lines=1, max_words=MAX_HEADING_WORDS, loose=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the heading-like lines followed by a paragraph, and those the page marks as headings."""
        open_lines = inside(draft)
        for index, following in pairwise(open_lines):
            text = draft.text(index)
            marked = draft.lines[index].place is Place.HEADING
            short = words(text) <= MAX_HEADING_WORDS and not ends_sentence(text) and text[-1:] not in ":;,"
            short = short and text[0] not in LIST_MARKS
            if marked or (short and starts_upper(text) and is_paragraph(draft.text(following))):
                yield self.line(index, Role.HEADING, "a short line above a paragraph")
