"""Rules for the head of a report: where it stands on the site, when it appeared, what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cleaning.cues import cues
from cleaning.dates import Stamp, date_line, has_year, stated_date
from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.names import is_organisation
from cleaning.rules.base import Rule, inside
from cleaning.shape import (
    MAX_TITLE_WORDS,
    ends_sentence,
    ends_with_stop,
    is_paragraph,
    sentences,
    starts_upper,
    words,
)
from cleaning.stages import Needs
from cleaning.text import line_key

MAX_BREADCRUMB_WORDS: Final = 16
MAX_DATE_CHARACTERS: Final = 80
MAX_HEAD_LINES: Final = 80
"""Menus of portals run to 60 lines; the headline stands before the first paragraph all the same."""

MIN_HEADLINE_WORDS: Final = 2
USUAL_HEADLINE_WORDS: Final = (7, 5)
"""A line of fewer words is the headline only where no longer one stands in the head: entries of menus
and names of papers have up to six, and are rather that."""

MAX_STEP_WORDS: Final = 5
MAX_SECTION_WORDS: Final = 4
MAX_CRUMB_WORDS: Final = 3
MAX_CRUMBS_BELOW: Final = 40
"""Lines below the headline among which crumbs are looked for: share bar, player, voices, size of type."""

_DASH: Final = re.compile(r"\s+[-–|•]\s+")
_LIST_MARK: Final = re.compile(r"\s*(?:[-–+*•●]|\d{1,2}[.)]\s)")
_STEP: Final = re.compile(r"\s+[›»>]\s+")
_SEPARATOR: Final = re.compile(r"\s*[›»>/|]\s*")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Breadcrumb(Rule):
    """Takes ``Trang chủ › Kinh tế`` or ``Thời sự > Giao thông`` before the headline as the section.

    Why: it tells the section of the site, not the report.
    Keeps: a headline that begins with the same words or holds a slash, and prose about a home page.
    """

    needs = Needs(lines=1, max_words=MAX_BREADCRUMB_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short head lines that are a path: from the home page, or of short steps."""
        for index in list(draft.open())[:MAX_HEAD_LINES]:
            text = draft.lines[index].text
            if is_paragraph(text):
                return
            if words(text) <= MAX_BREADCRUMB_WORDS and not ends_with_stop(text) and _is_path(text):
                yield self.line(index, Role.SECTION, "a path through the site")


@dataclass(frozen=True, slots=True)
class DateLine(Rule):
    """Takes a line that is nothing but a date, ``10:05 | 03/04/2024 GMT+7``, as the date.

    A section may stand before it: ``Kinh tế - Ngày đăng: 3/4/2024``, and above the text other short
    particulars beside it: ``Ngày đăng: 3/4/2024 | Lượt xem: 12``.

    Why: it is metadata and interrupts the text.
    Keeps: a sentence with a date in it, a score, a year alone, and the time of an event that is listed
    between the paragraphs.
    """

    needs = Needs(lines=1, max_characters=MAX_DATE_CHARACTERS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines that are a date as a whole, before the second and after the last paragraph."""
        short = [i for i in draft.open() if len(draft.lines[i].text) <= MAX_DATE_CHARACTERS]
        prose = [i for i in inside(draft) if is_paragraph(draft.lines[i].text)] if short else []
        for index in short:
            if len(prose) > 1 and prose[1] < index < prose[-1]:
                continue
            text = draft.lines[index].text
            in_head = bool(prose) and index < prose[0]
            stamp = dated(text).stamp or (stated_date(text) if in_head else None)
            if stamp:
                yield self.line(index, Role.DATE, f"a date: {stamp.at.isoformat()} ({stamp.precision})")


@dataclass(frozen=True, slots=True)
class Headline(Rule):
    """Takes the declared title's line, or else the first line that can be a headline, as the title.

    Why: the title has its own column; in the text it would be a sentence without an end.
    Keeps: a first line that is already running prose (a dump without headline has no title), and
    later headings.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the title's line unless it is known, and its later repetitions as ``repeat``."""
        title = draft.declared.title
        first = draft.index_of(Role.TITLE)
        if first is None:
            first = self._declared(draft, title) if title else self._guessed(draft)
            if first is None:
                return
            evidence = "the declared title" if title else "first line that is no prose"
            yield self.line(first, Role.TITLE, evidence)
        key = line_key(draft.text(first))
        for index in draft.open():
            if index != first and line_key(draft.text(index)) == key:
                yield self.line(index, Role.REPEAT, f"same as the title, line {draft.lines[first].number}")

    def _declared(self, draft: Draft, title: str) -> int | None:
        alike = [i for i in draft.open() if _may_begin_alike(title, draft.text(i))]
        same = [i for i in alike if line_key(draft.text(i)) == line_key(title)]
        return next((i for i in same if draft.lines[i].place is Place.HEADING), same[0] if same else None)

    def _guessed(self, draft: Draft) -> int | None:
        candidates = inside(draft)[:MAX_HEAD_LINES]
        if len(candidates) < 2:
            return None
        found: list[int] = []
        for index in candidates:
            text = draft.text(index)
            if is_paragraph(text) or sentences(text) > 2:
                break
            if _can_be_headline(text):
                found.append(index)
        spoken = [i for i in found if not draft.text(i).isupper()]  # capitals are the name of the house
        usual = (i for least in USUAL_HEADLINE_WORDS for i in spoken if words(draft.text(i)) >= least)
        return next(iter((*usual, *spoken, *found)), None)


@dataclass(frozen=True, slots=True)
class HeadCrumb(Rule):
    """Removes what stands before the headline, and short crumbs between it and the first paragraph.

    ``Video``, ``Sơ đồ trang``, ``3 min read``; the last short line before the headline, or before
    its date, is the section.
    Why: menus, names of the paper and reading times come before the text.
    Keeps: a lead, a caption, a byline, which are longer or claimed; every line where there is no
    headline, or where the source declares it: a row of a dump has no menu, and its first short
    line is a heading.
    """

    needs = Needs(decided=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the open lines above the headline, and those of few words below it."""
        title = draft.index_of(Role.TITLE)
        open_lines = inside(draft)
        first = next((i for i in open_lines if is_paragraph(draft.text(i))), None)
        row = bool(draft.declared.title) and all(line.place is Place.TEXT for line in draft.lines)
        if row or title is None or (first is not None and title > first):
            return
        above = [i for i in open_lines if i < title and not ends_sentence(draft.text(i))]
        for index in above:
            text = draft.text(index)
            names_section = index == above[-1] and words(text) <= MAX_SECTION_WORDS and len(above) == 1
            if names_section and draft.lines[index].place is not Place.OUTSIDE and text[-1:] not in ":!":
                yield self.line(index, Role.SECTION, "a short line above the headline")
            else:
                yield self.line(index, Role.UI, "above the headline")
        last = min(first, title + MAX_CRUMBS_BELOW) if first is not None else title
        for index in open_lines:
            if title < index < last and words(draft.text(index)) <= MAX_CRUMB_WORDS:
                yield self.line(index, Role.UI, "a few words between the headline and the text")


@dataclass(frozen=True, slots=True)
class OfficeLine(Rule):
    """Takes the name of an office in capitals between headline and date as the source.

    Why: official portals print above a report whose page it is: ``SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG``.
    Keeps: a heading in the text or right above it, which in capitals looks the same (``CÔNG AN VÀO CUỘC``);
    one that is no office's name, and a line of small letters, which can be the lead.
    """

    needs = Needs(decided=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the open lines of capitals that name an office, each right above a date."""
        title = draft.index_of(Role.TITLE)
        for index in inside(draft) if title is not None else ():
            text = draft.text(index)
            if is_paragraph(text):
                return
            dated_below = index + 1 < len(draft.lines) and draft.role(index + 1) is Role.DATE
            if dated_below and index > (title or 0) and text.isupper() and is_organisation(text):
                yield self.line(index, Role.SOURCE, "an office between the headline and the date")


def _may_begin_alike(text: str, other: str) -> bool:
    """Tell whether two lines may have one key: those that begin with different plain letters have not."""
    letters = f"{text[:1]}{other[:1]}"
    return not (letters.isascii() and letters.isalnum()) or letters[:1].lower() == letters[1:].lower()


def _is_path(text: str) -> bool:
    key = line_key(text)
    home = next((home for home in cues().home if key.startswith(f"{home} ")), None)
    if home is not None:
        rest = text.split(maxsplit=len(home.split()))[-1].lstrip("›»>/|- ")
        return starts_upper(rest)
    steps = _STEP.split(text)
    return len(steps) > 1 and all(0 < words(s) <= MAX_STEP_WORDS and starts_upper(s) for s in steps)


def _can_be_headline(text: str) -> bool:
    fits = MIN_HEADLINE_WORDS <= words(text) <= MAX_TITLE_WORDS and not _LIST_MARK.match(text)
    greets = dated_head(text)  # "Tuesday, 3/4/2024 - Welcome to ..." is the page's own line
    return (
        fits and not greets and not ends_with_stop(text) and text[-1] not in ":;," and _opens_headline(text)
    )


def _opens_headline(text: str) -> bool:
    """Tell whether ``text`` begins as a headline: with a capital, a number, or a name like ``iPhone11``."""
    first = next(iter(_WORD.findall(text)), "")
    return starts_upper(text) or first.isdecimal() or any(c.isupper() for c in first)


def dated_head(text: str) -> bool:
    """Tell whether ``text`` begins with a whole date and a dash."""
    head, dash, _ = _partition(text)
    return bool(dash) and date_line(head) is not None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date line read: its date, and the section that stands before it."""

    stamp: Stamp | None = None
    section: str | None = None


def dated(text: str) -> Dated:
    """Read ``text`` as a date line, alone or behind a short section and a dash or bar."""
    if not has_year(text):
        return Dated()
    if stamp := date_line(text):
        return Dated(stamp)
    section, dash, rest = _partition(text)
    if dash and words(section) <= MAX_SECTION_WORDS and not any(c.isdigit() for c in section):
        return Dated(date_line(rest), section)
    return Dated()


def _partition(text: str) -> tuple[str, str, str]:
    match = _DASH.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def section_of(breadcrumb: str) -> str | None:
    """Return the last step of a breadcrumb line, without the word for the home page."""
    steps = [step for step in _SEPARATOR.split(breadcrumb) if step]
    home = next((h for h in cues().home if line_key(steps[0]).startswith(h)), "") if steps else ""
    if len(steps) > 1:
        return steps[-1]
    rest = " ".join(steps[0].split()[len(home.split()) :]) if steps else ""
    return rest or None
