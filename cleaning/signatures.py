"""Where a record is dated and signed: the head under the headline, and the lines that close the text.

Both the rules that take such lines out of the text and the reading of metadata ask here. A line without a
role counts as text, so that the answers are the same before and after a draft is settled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from cleaning.bylines import Byline, closing_byline, read_byline
from cleaning.correspondents import house_alone
from cleaning.credits import MAX_CREDIT_LINE, closing_credit
from cleaning.dates import before_date, stated_date
from cleaning.document import TEXT_ROLES, Place, Role
from cleaning.draft import Draft, asked_once
from cleaning.names import HAN, is_crew, is_known_agency, is_organisation, is_task
from cleaning.shape import ends_sentence, ends_with_stop, is_paragraph, words
from cleaning.syllables import is_syllable
from cleaning.text import line_key

MAX_HEAD: Final = 40
"""Lines below the headline that can belong to the head: share bar, player and voices stand between."""

MAX_LEAD_PARAGRAPHS: Final = 1
"""Paragraphs between headline and date line: the lead."""

MAX_ABOVE: Final = 3
"""Lines above the headline that can hold its date or section; today's clock stands further up."""

MAX_FROM_DATE: Final = 2
"""Lines between a date line and a name that stands alone in the head."""

MIN_LONE_NAME: Final = 2
"""Words of a name without a label in the head: one word there is a section or a button."""

MIN_ABOVE_NAME: Final = 5
"""Words of an open line above a name that signs the report: shorter ones are the offices of a decision's
signatory, questions of a poll and tags."""

MAX_BELOW: Final = 4
"""Lines below the text within which a signature stands, a button or a video before it."""

_NO_BYLINE: Final = TEXT_ROLES | {Role.SPAM}
_SIGNATURE_RULES: Final = frozenset({"signature", "labelled_byline"})

MAX_CAPTIONS: Final = 6
"""Captions between the last line of the text and the name below it."""

MAX_INITIAL: Final = 2
"""Letters of an initial, which abbreviates a syllable: "Đ.Th"."""

MIN_LEGAL: Final = 0.6
"""Share of a name's parts that must read as Vietnamese; names of minorities have one that does not."""

_NAME_PARTS: Final = re.compile(r"[\W_]+")

PATH_STEPS: Final = re.compile(r"\s*(?:[›»>/|\\→►▸‹]|->)+\s*")
"""What stands between the steps of a path through a site."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Where metadata stands: indexes of the lines above the headline (nearest first), of head and tail."""

    above: Sequence[int]
    head: Sequence[int]
    tail: Sequence[int]

    @classmethod
    def of(cls, draft: Draft) -> Zones:
        """Read the zones: the head ends at the second paragraph, the tail begins with the last."""
        title = draft.index_of(Role.TITLE)
        start = 0 if title is None else title + 1
        below = range(start, len(draft.lines))
        prose = (i for i in below if is_paragraph(draft.text(i)) and is_text(draft, i))
        end = next(islice(prose, MAX_LEAD_PARAGRAPHS, None), len(draft.lines))
        last = next((i for i in reversed(below) if is_paragraph(draft.text(i)) and is_text(draft, i)), start)
        head = range(start, min(end, start + MAX_HEAD))
        tail = range(last, len(draft.lines))
        return cls(range(max(0, start - 1 - MAX_ABOVE), max(0, start - 1))[::-1], head, tail)


@asked_once
def zones_of(draft: Draft) -> Zones:
    """Return the zones of ``draft``."""
    return Zones.of(draft)


def is_text(draft: Draft, index: int) -> bool:
    """Tell whether the line belongs to the text as far as anything has been decided."""
    role = draft.role(index)
    return role in TEXT_ROLES or (role is None and draft.lines[index].place is not Place.OUTSIDE)


def head_bylines(draft: Draft, zones: Zones, among: Iterable[int] | None = None) -> dict[int, Byline]:
    """Return the bylines between headline and text: labelled, or a name alone beside the date or headline.

    Only the lines ``among`` are read, where given.
    """
    lines = zones.head if among is None else among
    found = ((index, _head_byline(draft, index, zones)) for index in lines)
    return {index: byline for index, byline in found if byline}


def closing_lines(draft: Draft, zones: Zones) -> list[int]:
    """Return the lines that sign the report: the first that follow text and are followed by none."""
    found: list[int] = []
    for index in zones.tail:
        if not found and len(draft.text(index)) > MAX_CREDIT_LINE:
            continue  # it is neither a byline nor a credit
        if not (found or _follows_text(draft, index) or _is_beside_credit(draft, index)):
            continue  # most lines of a page: none of them need be read as a byline
        if not _is_signature(draft, index):
            if is_text(draft, index) and _are_bare(draft, found):  # a name within a list
                found = []
            elif found and draft.role(index) is not Role.CAPTION:
                break
        elif found and is_organisation(draft.text(index)):
            break
        else:
            found.append(index)
    return found


def claimed_bylines(draft: Draft, zones: Zones) -> dict[int, Byline]:
    """Return the bylines that a rule for signatures found within a few lines below the text."""
    last = next((i for i in reversed(zones.tail) if is_text(draft, i)), 0)
    found: dict[int, Byline] = {}
    for index in range(last + 1, min(last + 1 + MAX_BELOW, len(draft.lines))):
        decision = draft.decided[index]
        signs = decision is not None and decision.role is Role.BYLINE and decision.rule in _SIGNATURE_RULES
        if signs and (not is_text(draft, index - 1) or _follows_text(draft, index)):
            byline = closing_byline(draft.text(index))
            if byline and byline.author and words(byline.author) >= MIN_LONE_NAME and _is_sure(byline):
                found[index] = byline
    return found


def _head_byline(draft: Draft, index: int, zones: Zones) -> Byline | None:
    text = draft.text(index)
    if draft.role(index) in _NO_BYLINE or is_paragraph(text):
        return None
    byline = read_byline(text) or _beside_date(text)
    if byline is None or byline.labelled:
        return byline
    if (
        draft.lines[index].place is Place.OUTSIDE
        or not _stands_by_date(draft, index, zones)
        or _is_crumb(draft, index)
    ):
        return None
    full = byline.author is None or words(byline.author) >= MIN_LONE_NAME or is_crew(byline.author)
    return byline if full else None


def _beside_date(text: str) -> Byline | None:
    """Read the names before the date of a line: ``Lan Anh | 10:12 19/11/2022``."""
    names = before_date(text)
    return read_byline(names) if names else None


def _stands_by_date(draft: Draft, index: int, zones: Zones) -> bool:
    """Tell whether a line is the first below the headline or has a date or a task beside it."""
    first = next((i for i in zones.head if draft.role(i) is not Role.REPEAT), index)
    near = range(max(first, index - MAX_FROM_DATE), min(index + MAX_FROM_DATE + 1, len(draft.lines)))
    dated = any(stated_date(draft.lines[i].text) for i in near)
    return dated or index == first or (index + 1 < len(draft.lines) and is_task(draft.text(index + 1)))


def _is_crumb(draft: Draft, index: int) -> bool:
    """Tell whether the line is also an entry of the site's menu or a step of its breadcrumb."""
    key = line_key(draft.text(index))
    others = (draft.text(i) for i in range(index) if draft.role(i) is not Role.TITLE)
    return any(key == line_key(step) for other in others for step in PATH_STEPS.split(other))


def _is_signature(draft: Draft, index: int) -> bool:
    text = draft.text(index)
    if draft.role(index) in {Role.TITLE, Role.SPAM} or is_paragraph(text):
        return False
    byline = closing_byline(text)
    if byline is not None and byline.author and not byline.labelled:
        return draft.lines[index].place is not Place.OUTSIDE and _is_sure(byline)
    return byline is not None or closing_credit(text) is not None


def _is_sure(byline: Byline) -> bool:
    """Tell whether a name without a label is more than words with capitals."""
    return any(map(is_known_agency, byline.agencies)) or reads_vietnamese(byline.author or "")


def reads_vietnamese(text: str) -> bool:
    """Tell whether a name is mostly made of Vietnamese syllables or initials, or of Chinese characters.

    English buttons and headings are written in capitals as names are (``Learn More``), and English papers
    hardly ever sign with a bare name below the text.
    """
    parts = [part for part in _NAME_PARTS.split(text) if part]
    legal = sum(len(part) <= MAX_INITIAL or is_syllable(part) for part in parts)
    return HAN.search(text) is not None or legal >= MIN_LEGAL * len(parts)


def _are_bare(draft: Draft, indexes: Iterable[int]) -> bool:
    return all(_is_bare_name(draft.text(i)) for i in indexes)


def _is_bare_name(text: str) -> bool:
    byline = closing_byline(text)
    return byline is not None and not byline.labelled and not byline.agencies and byline.author is not None


def _follows_text(draft: Draft, index: int) -> bool:
    """Tell whether the line above is of the text; above a bare name, a sentence or a line of some length."""
    near = range(index - 1, max(-1, index - 1 - MAX_CAPTIONS), -1)
    before = next((i for i in near if draft.role(i) is not Role.CAPTION), None)
    if before is None or not is_text(draft, before):
        return False
    above, text = draft.text(before), draft.text(index)
    if house_alone(text):
        return ends_text(above)
    if not _is_bare_name(text):
        return True
    one_word = words(text) == 1 and not (text.isupper() or "." in text)  # a button, an answer
    asks = above.endswith((":", "?"))  # a list, a poll
    return not one_word and not asks and (ends_sentence(above) or words(above) >= MIN_ABOVE_NAME)


def ends_text(above: str) -> bool:
    """Tell whether a house can sign right below a line: not in a list, nor as the answer to a question."""
    return is_paragraph(above) or ends_with_stop(above)


def _is_beside_credit(draft: Draft, index: int) -> bool:
    """Tell whether the line credits a house by itself, or the next line does."""
    byline = closing_byline(draft.text(index))
    if byline is not None and byline.agencies and byline.author:
        return True
    return index + 1 < len(draft.lines) and closing_credit(draft.text(index + 1)) is not None
