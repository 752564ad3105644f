"""The metadata that stands in the lines of a record: time, author, houses, section.

Lines are read where such things stand, between the headline and the text and right after its end, and
count only when a strict reading accounts for all of them. The role a line was given does not decide: a
learned model's guess is not evidence for a name or a date.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from cleaning.bylines import MAX_BYLINE, Byline, closing_byline
from cleaning.credited import credited_byline
from cleaning.credits import MAX_CREDIT_LINE, closing_credit, stated_credit
from cleaning.cues import cues
from cleaning.datelines import MAX_DATELINE, Dateline, located_houses, read_dateline
from cleaning.dates import (
    MAX_DATE_LINE,
    VIETNAM,
    Local,
    Stamp,
    date_label,
    joined_date,
    short_date,
    signed_date,
    stated_date,
)
from cleaning.document import TEXT_ROLES, Role
from cleaning.draft import Draft
from cleaning.glued_signature import Glued, cut_signatures
from cleaning.language import identify
from cleaning.line_section import is_ruled, stated_section
from cleaning.places import local_of
from cleaning.shape import ends_sentence, is_paragraph
from cleaning.signatures import (
    Zones,
    claimed_bylines,
    closing_lines,
    head_bylines,
    zones_of,
)
from cleaning.signs import is_wire
from cleaning.text import line_key

MAX_UNTIL_DATELINE: Final = 3
"""Paragraphs of which one can begin with the dateline: a lead and a caption that was kept stand above."""

MAX_SIGNED: Final = max(MAX_BYLINE, MAX_CREDIT_LINE, MAX_DATE_LINE, MAX_DATELINE)
"""Characters of the longest line that is read as a byline, a credit, or names beside a date."""

_VIETNAMESE: Final = re.compile(r"[ơưẠ-ỹ]")
"""Letters that no other language of news writes: the names in an English paper of Vietnam. Croatian has đ,
Romanian ă."""


@dataclass(frozen=True, slots=True)
class LineMetadata:
    """What the lines say; ``author`` as printed, ``agencies`` in order, ``None`` and empty: nothing.

    ``dateline`` are the houses before the first words of the text, among them perhaps the paper's own sign;
    where other houses are credited, the wires alone: a paper that credits one signs what it carries.
    """

    published: Stamp | None = None
    author: str | None = None
    agencies: tuple[str, ...] = ()
    section: str | None = None
    dateline: tuple[str, ...] = ()


def line_metadata(draft: Draft) -> LineMetadata:
    """Read from the lines of a settled ``draft`` what its source did not declare; houses always."""
    zones, known = zones_of(draft), draft.declared
    signed = _signed(draft, zones)
    published = None if known.published_at else _published(draft, zones)
    section = None if known.section else stated_section(draft, zones)
    opening = _dateline(draft)
    wired = opening.houses if not signed.agencies else tuple(filter(is_wire, opening.houses))
    return LineMetadata(published, signed.author or opening.author, signed.agencies, section, wired)


def _dateline(draft: Draft) -> Dateline:
    """Return the first dateline of the first paragraphs: a lead may stand above the one that has it."""
    body = (draft.text(i) for i in range(len(draft.lines)) if draft.role(i) is Role.BODY)
    read = map(read_dateline, islice(body, MAX_UNTIL_DATELINE))
    return next(filter(None, read), Dateline(()))


def _published(draft: Draft, zones: Zones) -> Stamp | None:
    """Return the date of the head, else the one right above the headline, else the only one below the text.

    What stands further up is today's clock; other dates belong to other reports or to the text.
    """
    if all(draft.role(i) in _UNDATED for i in range(len(draft.lines))):
        return None  # a row of nothing but text
    for lines in (zones.head, _until_menu(draft, zones.above)):
        if dates := _dates(draft, lines):
            return _first(dates)
    below = _dates(draft, _until_related(draft, zones.tail))
    return below[0] if len(below) == 1 else None


def _first(dates: Sequence[Stamp | None]) -> Stamp | None:
    """Return the first date, with the time another line of the same day has."""
    stamps = [stamp for stamp in dates if stamp]
    if not stamps:
        return None
    day = stamps[0].at.date()
    exact = (stamp for stamp in stamps if stamp.at.date() == day and stamp.precision == "minute")
    return next(exact, stamps[0])


def _dates(draft: Draft, indexes: Iterable[int]) -> list[Stamp | None]:
    """Return the dates of the lines that have one; ``None`` for one that can mean two days."""
    kept = [i for i in indexes if draft.role(i) not in _UNDATED]
    if not kept:
        return []
    among = frozenset(kept)
    dated = [i for i in kept if _read(draft, i, among, _ANYWHERE)]
    if not dated:
        return []
    labels = {i: date_label(draft.lines[i].text) for i in dated}
    if "published" in labels.values():  # its own line may stand below or beyond that of the last change
        dated.sort(key=lambda i: labels[i] == "updated")
    local = _local(draft)
    return [_settled(_read(draft, i, among, local)) for i in dated]


def _settled(stamp: Stamp | None) -> Stamp | None:
    """Return a day as the corpus counts days, from Vietnam's midnight, wherever it was."""
    if stamp is None or stamp.precision == "minute":
        return stamp
    return replace(stamp, at=stamp.at.replace(tzinfo=VIETNAM))


_UNDATED: Final = TEXT_ROLES | {Role.TITLE, Role.RELATED, Role.SPAM}
"""Roles of lines whose dates are not the report's own, or part of what it tells."""

_ANYWHERE: Final = Local()
"""To see whether a line holds a date at all, before the language is asked for, which takes longer."""


def _read(draft: Draft, index: int, among: Container[int], local: Local) -> Stamp | None:
    """Return the date of a line, with the time of the next one where that is nothing but a time."""
    text = draft.lines[index].text
    stamp = stated_date(text, local=local) or signed_date(text, local=local) or short_date(text, local=local)
    if stamp is None or stamp.precision == "minute" or index + 1 not in among:
        return stamp
    return joined_date(text, draft.lines[index + 1].text, local=local) or stamp


def _local(draft: Draft) -> Local:
    """Return what a time without a zone means on the page ``draft`` was taken from."""
    page = "\n".join(draft.text(i) for i in range(len(draft.lines)) if draft.role(i) not in _OTHERS)
    text = draft.body_text()
    local = local_of(identify(text).code or identify(page).code, page)
    if local.zone is None and _VIETNAMESE.search(text):
        return Local()
    return local


_OTHERS: Final = frozenset({Role.RELATED, Role.SPAM})
"""Lines that tell nothing of where the report was written."""


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


def _signed(draft: Draft, zones: Zones) -> _Credits:
    """Return the author by the surest of the places a byline has, and every house credited."""
    glued = cut_signatures(draft)
    if not any(_may_sign(draft, i) for i in range(len(draft.lines))):
        return _signed_behind(glued)  # nothing but paragraphs, as most rows of a dump are
    tail = closing_lines(draft, zones)
    below = [byline for i in tail if (byline := closing_byline(draft.text(i)))]
    below = [*filter(None, (one.byline for one in glued)), *below]
    above = [*head_bylines(draft, zones).values()]
    labelled = [byline for byline in (*below, *above) if byline.labelled]
    sure = below if glued or (tail and ends_sentence(draft.text(tail[0] - 1))) else []
    claimed = claimed_bylines(draft, zones).values()
    named = [byline.author for byline in (*labelled, *sure, *claimed, *above, *below)]
    helped = [byline.helper for byline in below if byline.is_translated]
    credited = [*(credited_byline(one.credit) for one in glued if one.credit), *_credits(draft, zones, tail)]
    houses = [house for byline in (*below, *above, *credited) for house in byline.agencies]
    author = next((name for name in (*named, *helped, *(one.author for one in credited)) if name), None)
    return _Credits(author, tuple(house for house in dict.fromkeys(houses) if house != author))


def _signed_behind(glued: Iterable[Glued]) -> _Credits:
    """Return who signs behind the last sentence where no line can."""
    read = [one.byline or credited_byline(one.credit or "") for one in glued]
    author = next((byline.author for byline in read if byline.author), None)
    translators = (byline.helper for byline in read if byline.is_translated and byline.helper)
    houses = dict.fromkeys(house for byline in read for house in byline.agencies)
    author = author or next(translators, None)
    return _Credits(author, tuple(house for house in houses if house != author))


def _may_sign(draft: Draft, index: int) -> bool:
    """Tell whether a line may be a byline or a credit, which a paragraph of the text never is."""
    text = draft.text(index)
    return len(text) <= MAX_SIGNED and not (draft.role(index) in TEXT_ROLES and is_paragraph(text))


def _credits(draft: Draft, zones: Zones, tail: Sequence[int]) -> Iterator[Byline]:
    """Yield who is credited in head and tail, and wherever a rule found a credit."""
    claimed = (i for i, d in enumerate(draft.decided) if d and d.role is Role.SOURCE and is_ruled(d))
    closing = frozenset(tail)
    for index in sorted({*zones.head, *closing, *claimed}):
        text = draft.text(index)
        if index in closing:
            house = closing_credit(text)
        else:
            house = None if draft.role(index) in TEXT_ROLES else stated_credit(text)
        if house:
            yield credited_byline(house)
        elif index not in closing and draft.role(index) not in TEXT_ROLES:
            yield Byline(agencies=tuple(located_houses(text)))
