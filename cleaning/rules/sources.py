"""Rules for who wrote it and whose it is: bylines, signatures, the agency or paper credited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from cleaning.bylines import closing_byline, read_byline
from cleaning.correspondents import house_alone
from cleaning.credited import credited_house
from cleaning.credits import (
    MAX_BRACKET,
    MAX_CREDIT_LINE,
    byline,
    closing_credit,
    credited,
    is_labelled,
    signed,
)
from cleaning.cues import cues
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.names import is_known_agency
from cleaning.rules.base import Rule, Runs, inside, runs_of
from cleaning.shape import ends_sentence, ends_with_stop, is_name_like, is_paragraph, starts_upper, words
from cleaning.signatures import closing_lines, ends_text, head_bylines, zones_of
from cleaning.stages import Needs
from cleaning.text import line_key

_CRUMBS: Final = frozenset({Role.UI, Role.RELATED})
"""Roles that rules and model give to a short line of the head that they do not know."""

MAX_CREDIT_WORDS: Final = 9
MAX_NAME_WORDS: Final = 8
MAX_SIGNATURE_WORDS: Final = MAX_NAME_WORDS + MAX_BRACKET
"""A name and what stands in brackets behind it: a word has one letter at least."""

MAX_INITIALS: Final = 2
MAX_HOUSE_WORDS: Final = 5
MAX_COLON_CREDIT_WORDS: Final = 14
"""A label with a colon leaves no doubt, so that names of offices may follow."""
MAX_LABELLED_WORDS: Final = 12
MIN_LISTED: Final = 3
MIN_LISTED_WORDS: Final = 5
"""Three headlines and nothing else after a name: a list of other reports, not the entries of this one."""


@dataclass(frozen=True, slots=True)
class LabelledByline(Rule):
    """Takes ``Bài và ảnh: Lan Anh``, ``Lan Anh thực hiện`` or ``By Ann Lee`` as the byline.

    Why: the label says so.
    Keeps: a sentence that begins with the same word, which ends with a full stop or goes on in lower
    case.
    """

    needs = Needs(lines=1, max_words=MAX_LABELLED_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines that are a byline label and names."""
        for index in inside(draft):
            text = draft.text(index)
            if words(text) > MAX_LABELLED_WORDS or ends_with_stop(text):
                continue
            if line_key(text) not in cues().related:  # "Cùng tác giả" titles a list
                label, name = byline(text)
                if label and is_name_like(name):
                    yield self.line(index, Role.BYLINE, f"label «{label}»")


@dataclass(frozen=True, slots=True)
class DeclaredByline(Rule):
    """Takes a line that is nothing but the author or the agency that the page or row declares as the byline.

    Why: what the source itself calls the author is no heading, also below the lead or above a paragraph.
    Keeps: a name in the middle of the text, one that stands there again, as a speaker's in an interview, and
    a sentence about the author.
    """

    needs = Needs(lines=1, max_words=MAX_LABELLED_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines of head and tail that name whom the source declares, where no other line does."""
        declared = {line_key(name) for name in _declared(draft)}
        if not declared:
            return
        zones = zones_of(draft)
        named = [index for index in inside(draft) if not declared.isdisjoint(_names_of(draft.text(index)))]
        for index in named if len(named) == 1 else ():
            if index in zones.head or index in zones.tail:
                yield self.line(index, Role.BYLINE, f"the declared author «{draft.text(index)}»")


def _declared(draft: Draft) -> Iterator[str]:
    """Yield the declared author, with and without what stands beside the name, and the agency."""
    known = draft.declared
    yield from filter(None, (known.author, known.agency))
    if known.author and (read := read_byline(known.author)) and read.author:
        yield read.author


def _names_of(text: str) -> Iterator[str]:
    """Yield the keys of what a short line names as a whole: itself, its author, its houses."""
    if words(text) > MAX_LABELLED_WORDS or is_paragraph(text):
        return
    yield line_key(text)
    read = read_byline(text)
    if read is not None:
        yield from map(line_key, filter(None, (read.author, *read.agencies)))


@dataclass(frozen=True, slots=True)
class SourceCredit(Rule):
    """Takes ``Theo TTXVN``, ``Nguồn: example.vn`` or ``(TTXVN)`` after the text as the source.

    Why: it credits another house and ends the report.
    Keeps: ``Theo ông An, ...``, a sentence; a credit in the middle, after which prose goes on.
    """

    needs = Needs(lines=1, max_words=MAX_COLON_CREDIT_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the credit lines after which no running prose begins again."""
        crediting = {index for index in inside(draft) if _is_credit(draft.text(index))}
        if not crediting:
            return
        runs = runs_of(draft)
        for position, index in enumerate(runs.indexes):
            if index not in crediting:
                continue
            text = draft.text(index)
            if not runs.prose_before(position) and is_labelled(text):
                yield self.line(index, Role.SOURCE, f"credits «{credited(text)}» above the text")
            elif runs.prose_before(position) and not runs.resumes(position + 1):
                yield self.line(index, Role.SOURCE, f"credits «{credited_house(text)}»")
                if self._goes_on(draft, runs, position + 1):
                    below = runs.indexes[position + 1]
                    yield self.line(below, Role.SOURCE, "goes on with the credit above")

    def _goes_on(self, draft: Draft, runs: Runs, position: int) -> bool:
        """Tell whether the last line is the name of the paper that the line above credits a writer of."""
        if position + 1 != len(runs.indexes):
            return False
        text = draft.text(runs.indexes[position])
        return words(text) <= MAX_HOUSE_WORDS and starts_upper(text) and not ends_with_stop(text)


@dataclass(frozen=True, slots=True)
class Signature(Rule):
    """Takes a name alone, or a name and an agency in brackets, after the last paragraph as the byline.

    Why: papers sign at the end: ``Lan Anh (TTXVN)``, and correspondents by their house and town alone:
    ``PV TTXVN tại Lào``.
    Keeps: a sentence about reporters; a house in a list, or below a question; a heading in capitals and an
    entry of a list, after which the report goes on: a name signs only as the last line, or before a credit
    or a list of other reports, or with its agency.
    """

    needs = Needs(lines=1, max_words=MAX_SIGNATURE_WORDS, below=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the first name-like line after the prose and before any list of other reports."""
        runs = runs_of(draft)
        listed_from = _listed_from(draft, runs)
        for position, index in enumerate(runs.indexes):
            text = draft.text(index)
            if runs.resumes(position) or not runs.prose_before(position):
                continue
            if line_key(text) in cues().related:
                return
            list_follows = listed_from <= position + 1 <= len(runs.indexes) - MIN_LISTED
            signs = _signs(text) or (_signs_for_house(text) and _may_end_above(draft, index))
            if signs and (signed(text)[1] or list_follows or self._ends(draft, runs, position)):
                yield self.line(index, Role.BYLINE, "a name after the last paragraph")
                return

    def _ends(self, draft: Draft, runs: Runs, position: int) -> bool:
        following = runs.indexes[position] + 1
        if position + 1 == len(runs.indexes):
            return True
        closes = following < len(draft.lines) and draft.role(following) in {
            Role.SOURCE,
            Role.RELATED,
            Role.UI,
        }
        return closes or line_key(draft.text(runs.indexes[position + 1])) in cues().related


@dataclass(frozen=True, slots=True)
class HeadByline(Rule):
    """Calls ``Lan Anh`` under the headline, beside ``10:05 | 03/04/2024``, the byline it is.

    Why: many pages sign at the head, with nothing but the name, which other rules take for a crumb.
    Keeps: what is in the text or has a role that says more; a name of one word, which is a section or a
    button; an entry of the menu; a name with neither headline, date nor task beside it.
    """

    needs = Needs(decided=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the crumbs of the head that read as a byline from end to end."""
        if draft.index_of(Role.TITLE) is None:
            return
        zones = zones_of(draft)
        crumbs = [index for index in zones.head if draft.role(index) in _CRUMBS]
        for index, read in head_bylines(draft, zones, crumbs).items():
            said = draft.decided[index]
            if said is not None and (read.author or read.helper):
                was = f"rather than {said.role} ({said.rule}: {said.evidence})"
                made = self.line(index, Role.BYLINE, f"names beside headline, date or task, {was}")
                yield replace(made, revises=True)


@dataclass(frozen=True, slots=True)
class ClosingByline(Rule):
    """Takes a line of names after the text, and before what is not the report, as the byline.

    Why: verses, briefs and lists end without a full stop, so that only what follows tells that a name
    signs the text.
    Keeps: a name within a list, a poll or the signature of a decision, and the last line of all, which
    other rules judge.
    """

    needs = Needs(lines=1, max_words=MAX_CREDIT_LINE // 2, loose=True)  # a word and a space each

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the open lines among those that close the text."""
        zones = zones_of(draft)
        if len(zones.tail) == 1:  # the last line of all, as in most rows of a dump
            return
        if not any(draft.role(i) is None and not is_paragraph(draft.text(i)) for i in zones.tail):
            return
        closing = closing_lines(draft, zones)
        if not closing or closing[-1] + 1 == len(draft.lines):
            return
        for index in closing:
            if draft.role(index) is None:
                signs = closing_credit(draft.text(index)) is None
                yield self.line(index, Role.BYLINE if signs else Role.SOURCE, "closes the text")


def _listed_from(draft: Draft, runs: Runs) -> int:
    """Return the first position from which on every line could be a headline of a list, and none is prose."""
    position = len(runs.indexes)
    while position and not runs.paragraph[position - 1]:
        if words(draft.text(runs.indexes[position - 1])) < MIN_LISTED_WORDS:
            break
        position -= 1
    return position


def _is_credit(text: str) -> bool:
    most = MAX_COLON_CREDIT_WORDS if ":" in text else MAX_CREDIT_WORDS
    return words(text) <= most and not ends_with_stop(text.rstrip("./")) and credited_house(text) is not None


def _credits(text: str) -> bool:
    """Tell whether a bracket in small letters credits a house or a task: ``(theo Reuters)``, ``(t/h)``."""
    byline = closing_byline(text)
    return byline is not None and bool(byline.agencies or byline.labelled)


def _signs(text: str) -> bool:
    if words(text) > MAX_SIGNATURE_WORDS:
        return False
    name, agency = signed(text)
    if agency and not starts_upper(agency) and not _credits(text):  # a remark: the match was put off
        return False
    if ":" in name or text[-1:] in ";," or line_key(name) in cues().credits:
        return False
    initials = name.endswith(".") and words(name) <= MAX_INITIALS
    return words(name) <= MAX_NAME_WORDS and (initials or not ends_sentence(text)) and is_name_like(name)


def _may_end_above(draft: Draft, index: int) -> bool:
    """Tell whether the text can end right above a line: a rule took that one, or it ends a sentence."""
    return index > 0 and (draft.role(index - 1) is not None or ends_text(draft.text(index - 1)))


def _signs_for_house(text: str) -> bool:
    """Tell whether known houses sign, and more stands there than a bare name, which may be a section's."""
    if ":" in text or words(text) > MAX_SIGNATURE_WORDS:
        return False
    if house_alone(text):
        return True
    read = closing_byline(text)
    if read is None or not read.agencies or not all(map(is_known_agency, read.agencies)):
        return False
    return (line_key(text),) != tuple(map(line_key, read.agencies))
