"""The metadata that stands in the lines of a record: time, author, houses, section.

Lines are read where such things stand, between the headline and the text and right after its end, and
count only when a strict reading accounts for all of them. The role a line was given does not decide: a
learned model's guess is not evidence for a name or a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaning.bylines import Byline, closing_byline, is_crew, is_task, read_byline
from cleaning.cues import cues
from cleaning.dates import Stamp, stated_date
from cleaning.document import TEXT_ROLES, Role
from cleaning.draft import Draft
from cleaning.rules.learned import LearnedRole
from cleaning.rules.base import rule_id
from cleaning.rules.sources import credited
from cleaning.shape import ends_sentence, is_paragraph, starts_upper, words
from cleaning.text import line_key

MAX_HEAD: Final = 40
"""Lines below the headline that can belong to the head: share bar, player and voices stand between."""

MAX_LEAD_PARAGRAPHS: Final = 1
"""Paragraphs between headline and date line: the lead."""

MAX_ABOVE: Final = 3
"""Lines above the headline that can hold its date or section; today's clock stands further up."""

MAX_FROM_DATE: Final = 2
"""Lines between a date line or the headline and a name that stands alone in the head."""

MIN_LONE_NAME: Final = 2
"""Words of a name without a label in the head: one word there is a section or a button."""

MIN_ABOVE_NAME: Final = 5
"""Words of an open line above a name that signs the report: shorter ones are the offices of a decision's
signatory, questions of a poll and tags."""

MAX_CREDIT: Final = 8
MAX_SECTION: Final = 6
MAX_STEPS: Final = 5
"""Steps of a path through a site; more in one line is its menu."""


@dataclass(frozen=True, slots=True)
class LineMetadata:
    """What the lines say; ``author`` as printed, ``agencies`` in order, ``None`` and empty: nothing."""

    published: Stamp | None = None
    author: str | None = None
    agencies: tuple[str, ...] = ()
    section: str | None = None


def line_metadata(draft: Draft) -> LineMetadata:
    """Read the metadata of a settled ``draft`` from its lines."""
    zones = _Zones.of(draft)
    published = _published(draft, zones)
    signed = _signed(draft, zones)
    return LineMetadata(published, signed.author, signed.agencies, _section(draft, zones))


@dataclass(frozen=True, slots=True)
class _Zones:
    """Where metadata stands: indexes of the lines above the headline, nearest first, of the head, of the tail."""

    above: Sequence[int]
    head: Sequence[int]
    tail: Sequence[int]

    @classmethod
    def of(cls, draft: Draft) -> _Zones:
        title = draft.index_of(Role.TITLE)
        start = 0 if title is None else title + 1
        prose = [i for i in range(start, len(draft.lines)) if _is_prose(draft, i)]
        end = prose[MAX_LEAD_PARAGRAPHS] if len(prose) > MAX_LEAD_PARAGRAPHS else len(draft.lines)
        head = range(start, min(end, start + MAX_HEAD))
        tail = range(max(prose, default=start), len(draft.lines))
        return cls(range(max(0, start - 1 - MAX_ABOVE), max(0, start - 1))[::-1], head, tail)


def _is_prose(draft: Draft, index: int) -> bool:
    return draft.role(index) in TEXT_ROLES and is_paragraph(draft.text(index))


def _published(draft: Draft, zones: _Zones) -> Stamp | None:
    """Return the date of the head, else the one right above the headline, else the only one below the text.

    What stands further up is today's clock; other dates belong to other reports or to the text.
    """
    head = _dates(draft, zones.head)
    if head:
        best = head[0]
        same = (stamp for stamp in head if stamp.at.date() == best.at.date() and stamp.precision == "minute")
        return best if best.precision == "minute" else next(same, best)
    above = _dates(draft, _until_menu(draft, zones.above))
    if above:
        return above[0]
    below = _dates(draft, _until_related(draft, zones.tail))
    return below[0] if len(below) == 1 else None


def _dates(draft: Draft, indexes: Iterable[int]) -> list[Stamp]:
    kept = (i for i in indexes if draft.role(i) not in TEXT_ROLES | {Role.TITLE, Role.RELATED, Role.SPAM})
    found = (stated_date(draft.lines[i].text) for i in kept)
    return [stamp for stamp in found if stamp]


def _until_menu(draft: Draft, indexes: Iterable[int]) -> Iterator[int]:
    """Yield ``indexes`` up to a line that leads through the site from its home page."""
    for index in indexes:
        if line_key(draft.text(index)).startswith(tuple(cues().home)):
            return
        yield index


def _until_related(draft: Draft, indexes: Iterable[int]) -> Iterator[int]:
    """Yield ``indexes`` up to a label of other reports."""
    for index in indexes:
        if line_key(draft.text(index)) in cues().related:
            return
        yield index


@dataclass(frozen=True, slots=True)
class _Credits:
    """The author as printed, and the houses."""

    author: str | None
    agencies: tuple[str, ...]


def _signed(draft: Draft, zones: _Zones) -> _Credits:
    """Return the author by the surest of the places a byline has, and every house credited."""
    tail = _closing(draft, zones)
    below = [byline for i in tail if (byline := closing_byline(draft.text(i)))]
    above = [byline for i in zones.head if (byline := _head_byline(draft, i, zones))]
    labelled = [byline for byline in (*below, *above) if byline.labelled]
    sure = below if tail and ends_sentence(draft.text(tail[0] - 1)) else []
    named = [byline.author for byline in (*labelled, *sure, *above, *below)]
    helped = [byline.helper for byline in below if byline.is_translated]
    houses = [house for byline in (*below, *above) for house in byline.agencies]
    claimed = (i for i in range(len(draft.lines)) if _is_claimed(draft, i))
    credits = (_credit(draft, i, at_end=i in tail) for i in sorted({*zones.head, *tail, *claimed}))
    houses += [house for house in credits if house]
    author = next((name for name in (*named, *helped) if name), None)
    return _Credits(author, tuple(dict.fromkeys(houses)))


def _is_claimed(draft: Draft, index: int) -> bool:
    decision = draft.decided[index]
    return decision is not None and decision.role is Role.SOURCE and decision.rule != rule_id(LearnedRole)


def _closing(draft: Draft, zones: _Zones) -> list[int]:
    """Return the lines that sign the report: the first that follow text and are followed by none."""
    found: list[int] = []
    for index in zones.tail:
        if not _is_signature(draft, index):
            if draft.role(index) in TEXT_ROLES and _are_bare(draft, found):  # a name within a list
                found = []
            elif found and draft.role(index) is not Role.CAPTION:
                break
        elif found or _follows_text(draft, index) or _is_beside_credit(draft, index):
            found.append(index)
    return found


def _is_signature(draft: Draft, index: int) -> bool:
    text = draft.text(index)
    return closing_byline(text) is not None or _credit(draft, index, at_end=True) is not None


def _are_bare(draft: Draft, indexes: Iterable[int]) -> bool:
    return all(_is_bare_name(draft.text(i)) for i in indexes)


def _is_bare_name(text: str) -> bool:
    byline = closing_byline(text)
    return byline is not None and not byline.labelled and not byline.agencies and byline.author is not None


def _follows_text(draft: Draft, index: int) -> bool:
    """Tell whether the line above is of the text; above a bare name, a sentence or a line of some length."""
    before = next((i for i in range(index - 1, -1, -1) if draft.role(i) is not Role.CAPTION), None)
    if before is None or draft.role(before) not in TEXT_ROLES:
        return False
    above, text = draft.text(before), draft.text(index)
    if not _is_bare_name(text):
        return True
    ended = ends_sentence(above) and not above.endswith("?")
    one_word = words(text) == 1 and not (text.isupper() or "." in text)  # a button, an answer
    return not one_word and not above.endswith(":") and (ended or words(above) >= MIN_ABOVE_NAME)


def _is_beside_credit(draft: Draft, index: int) -> bool:
    """Tell whether the line credits a house by itself, or the next line does."""
    byline = closing_byline(draft.text(index))
    if byline is not None and byline.agencies and byline.author:
        return True
    return index + 1 < len(draft.lines) and _credit(draft, index + 1, at_end=True) is not None


def _head_byline(draft: Draft, index: int, zones: _Zones) -> Byline | None:
    """Read a byline between headline and text: labelled, or a name alone beside the date or headline."""
    text = draft.text(index)
    if draft.role(index) in TEXT_ROLES or is_paragraph(text):
        return None
    byline = read_byline(text)
    if byline is None or byline.labelled:
        return byline
    if not _stands_by_date(draft, index, zones) or _is_crumb(draft, index):
        return None
    full = byline.author is None or words(byline.author) >= MIN_LONE_NAME or is_crew(byline.author)
    return byline if full else None


def _stands_by_date(draft: Draft, index: int, zones: _Zones) -> bool:
    """Tell whether a line is the first below the headline or has a date or a task beside it."""
    first = next((i for i in zones.head if draft.role(i) is not Role.REPEAT), index)
    near = range(max(first, index - MAX_FROM_DATE), min(index + MAX_FROM_DATE + 1, len(draft.lines)))
    dated = any(stated_date(draft.lines[i].text) for i in near)
    return dated or index == first or (index + 1 < len(draft.lines) and is_task(draft.text(index + 1)))


def _is_crumb(draft: Draft, index: int) -> bool:
    """Tell whether the line is also an entry of the site's menu or a step of its breadcrumb."""
    key = line_key(draft.text(index))
    others = (draft.text(i) for i in range(index) if draft.role(i) is not Role.TITLE)
    return any(key == line_key(step) for other in others for step in _STEPS.split(other))


def _credit(draft: Draft, index: int, *, at_end: bool) -> str | None:
    """Return the house that a line credits: with a label, or at the end with "theo" before a proper name."""
    text = draft.text(index)
    if is_paragraph(text) or (draft.role(index) in TEXT_ROLES and not at_end):
        return None
    if match := _LINKED_SOURCE.match(text):
        return (match[2] or match[3]).strip() if line_key(match[1]) in cues().credits else None
    if words(text) > 2 * MAX_CREDIT:
        return None
    house = credited(text) or _credit_beside_date(text)
    if house is None and at_end:
        house = _proper_credit(text)
    return None if house and line_key(house) in _NO_HOUSES else house


_NO_HOUSES: Final = frozenset({"tổng hợp", "t/h"})
_LINKED_SOURCE: Final = re.compile(r"(\w+)\s*(.*?)\s*:\s*(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/\S*$")


def _credit_beside_date(text: str) -> str | None:
    """Return the house of a date line that goes on: ``2021-07-20 19:31 来源：...``."""
    head, colon, house = text.replace("：", ":").rpartition(":")
    label = line_key(head.rsplit(maxsplit=1)[-1]) if head.split() else ""
    return house.strip() if colon and house.strip() and label in cues().credits and stated_date(text) else None


def _proper_credit(text: str) -> str | None:
    """Return what "theo" credits at the end, when it begins as a proper name does and is no sentence."""
    bare = text.strip("()（） ")
    label, _, name = bare.partition(" ")
    proper = name[:1].isupper() and words(name) <= MAX_CREDIT and not ends_sentence(name) and "," not in name
    return name if line_key(label) in cues().credits and proper else None


def _section(draft: Draft, zones: _Zones) -> str | None:
    """Return the last step of the breadcrumb nearest above the headline, or else below it."""
    for index in (*zones.above, *zones.head):
        decision = draft.decided[index]
        if decision is None or decision.role in TEXT_ROLES:
            continue
        steps = [step for step in _STEPS.split(draft.text(index)) if step.strip()]
        ruled = decision.role is Role.SECTION and decision.rule != rule_id(LearnedRole)
        if ruled or (len(steps) > 1 and index in zones.above):
            if section := _last_step(steps):
                return section
    return None


_STEPS: Final = re.compile(r"\s*(?:[›»>/|\\→►▸‹]|->)+\s*")


def _last_step(steps: Sequence[str]) -> str | None:
    """Return the last step of a path; a menu, which has many, and the word for the home page are none."""
    if len(steps) > MAX_STEPS:
        return None
    last = steps[-1].strip()
    home = next((h for h in cues().home if line_key(last).startswith(h)), "")
    last = " ".join(last.split()[len(home.split()) :])
    return last if last and words(last) <= MAX_SECTION and starts_upper(last) else None
