"""Rules for the head of a report: where it stands on the site, when it appeared, what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cleaning.cues import cues
from cleaning.dates import date_line
from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, inside
from cleaning.shape import MAX_TITLE_WORDS, ends_with_stop, is_paragraph, sentences, starts_upper, words
from cleaning.text import comparison_key

MAX_BREADCRUMB_WORDS: Final = 16
MAX_DATE_CHARACTERS: Final = 80
MAX_HEAD_LINES: Final = 12
"""The headline stands among the first lines; further down a line without a full stop is a heading."""

MIN_HEADLINE_WORDS: Final = 2
_SEPARATOR: Final = re.compile(r"\s*[›»>/|]\s*")


@dataclass(frozen=True, slots=True)
class Breadcrumb(Rule):
    """Takes ``Trang chủ › Kinh tế`` before the headline as the section.

    Why: it tells the section of the site, not the report.
    Keeps: a headline that begins with the same words but comes after it, and prose about a home page.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short head lines that begin with the word for the home page."""
        homes = tuple(f"{home} " for home in cues().home)
        for index in list(draft.open())[:MAX_HEAD_LINES]:
            text = draft.lines[index].text
            key = comparison_key(text)
            if words(text) <= MAX_BREADCRUMB_WORDS and not ends_with_stop(text) and key.startswith(homes):
                yield self.line(index, Role.SECTION, "path from the home page")


@dataclass(frozen=True, slots=True)
class DateLine(Rule):
    """Takes a line that is nothing but a date, ``10:05 | 03/04/2024 GMT+7``, as the date.

    Why: it is metadata and interrupts the text.
    Keeps: a sentence with a date in it, a score, a year alone, and the time of an event that is listed
    between the paragraphs.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines that are a date as a whole, before the second and after the last paragraph."""
        prose = [i for i in inside(draft) if is_paragraph(draft.lines[i].text)]
        for index in draft.open():
            text = draft.lines[index].text
            if len(prose) > 1 and prose[1] < index < prose[-1]:
                continue
            if len(text) <= MAX_DATE_CHARACTERS and (stamp := date_line(text)):
                yield self.line(index, Role.DATE, f"a date: {stamp.at.isoformat()} ({stamp.precision})")


@dataclass(frozen=True, slots=True)
class Headline(Rule):
    """Takes the declared title's line, or else the first line that can be a headline, as the title.

    Why: the title has its own column; in the text it would be a sentence without an end.
    Keeps: a first line that is already running prose (a dump without headline has no title), and
    later headings.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the title's line, and its later repetitions as ``repeat``."""
        title = draft.declared.title
        first = self._declared(draft, title) if title else self._guessed(draft)
        if first is None:
            return
        key = comparison_key(draft.text(first))
        yield self.line(first, Role.TITLE, "the declared title" if title else "first line that is no prose")
        for index in draft.open():
            if index != first and comparison_key(draft.text(index)) == key:
                yield self.line(index, Role.REPEAT, f"same as the title, line {draft.lines[first].number}")

    def _declared(self, draft: Draft, title: str) -> int | None:
        key = comparison_key(title)
        same = [i for i in draft.open() if comparison_key(draft.text(i)) == key]
        return next((i for i in same if draft.lines[i].place is Place.HEADING), same[0] if same else None)

    def _guessed(self, draft: Draft) -> int | None:
        candidates = inside(draft)[:MAX_HEAD_LINES]
        if len(candidates) < 2:
            return None
        for index in candidates:
            text = draft.text(index)
            if is_paragraph(text) or sentences(text) > 2:
                return None
            if _can_be_headline(text):
                return index
        return None


def _can_be_headline(text: str) -> bool:
    fits = MIN_HEADLINE_WORDS <= words(text) <= MAX_TITLE_WORDS
    return fits and not ends_with_stop(text) and text[-1] not in ":;," and starts_upper(text)


def section_of(breadcrumb: str) -> str | None:
    """Return the last step of a breadcrumb line, without the word for the home page."""
    steps = [step for step in _SEPARATOR.split(breadcrumb) if step]
    home = next((h for h in cues().home if comparison_key(steps[0]).startswith(h)), "") if steps else ""
    if len(steps) > 1:
        return steps[-1]
    rest = " ".join(steps[0].split()[len(home.split()) :]) if steps else ""
    return rest or None
