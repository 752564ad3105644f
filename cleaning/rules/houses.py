"""Rule against the house an advertisement on a hacked page names, wherever else the page speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cleaning.betting import MIXES_DIGITS, SELLING, hits_of, is_house_shaped, may_be_product
from cleaning.betting_words import Kind
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.advertised import MIN_PROSE, SOLD, is_about_betting
from cleaning.rules.base import Rule, inside, rule_id
from cleaning.rules.inserted import MAX_NAMES, InsertedHouse
from cleaning.rules.trade import trade, words_of
from cleaning.shape import is_paragraph, words
from cleaning.spam import is_hacked

_NAME: Final = re.compile(r"[A-Za-z]*\d+[A-Za-z]+|[A-Za-z]+\d+")
_SIGNS: Final = "⚡★☆●◆♦♥►▶➤→✅❤\U0001f300-\U0001faff"
_PIECE: Final = re.compile(
    rf"(?:(?!(?<![.!?…])[.!?…]{{1,4}}(?:\s|$|[^\W\d_a-z])|\s[|]\s)[^()\[\]{{}}<>«»{_SIGNS}])+"
)
"""A sentence, cut also at brackets and at signs that shout."""
_MARKS: Final = " |⚡★☆●◆♦♥►▶➤→✅❤"
_OPENING: Final = _MARKS + "([{<«"
_OFF: Final = "([{<⚡★☆●◆♦♥►▶➤→✅❤"
_CLOSING: Final = _MARKS + ")]}>».!?…"
_STEP: Final = re.compile(r"\W*([^\W\d_]+)\s?(\d{1,2})\s?[.:)\-–](?!\d)")


MIN_STEPS: Final = 2
"""One line that begins with a number may be anything."""


@dataclass(frozen=True, slots=True)
class AdvertisedHouse(Rule):
    """Cuts what else a hacked page says for a house that one of its advertisements names.

    Why: a seller repeats the house he links to in headings, questions, steps and sentences that lure with
    no word of the trade, each too little by itself.
    Keeps: a sentence in which somebody reports on the house; the prose a name was glued to; every line of a
    page whose report is about betting.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines, and the pieces of lines, that name a house of an advertisement already found."""
        if not is_hacked(draft):
            return
        names = _houses(draft)
        mention = re.compile(rf"(?<![A-Za-z\d])(?:{'|'.join(names) or '(?!)'})(?![a-z\d])", re.IGNORECASE)
        if is_about_betting(draft, mention, topic=SOLD):
            return
        for index in inside(draft):
            yield from self._cuts(draft, index, mention)
        yield from self._steps(draft, mention)

    def _cuts(self, draft: Draft, index: int, mention: re.Pattern[str]) -> Iterator[Proposal]:
        text = draft.lines[index].text
        named = mention.search(text)
        pieces = list(_selling(text, mention)) if named else []
        if not named or not pieces:
            return
        why = f"speaks for «{named[0]}», which an advertisement on this page names"
        if not words(_without(text, pieces)):
            yield self.line(index, Role.SPAM, why)
            return
        for piece in pieces:
            for free in _outside(piece, draft.spans.get(index, ())):
                yield self.span(index, Role.SPAM, why, start=free.start, end=free.stop)

    def _steps(self, draft: Draft, mention: re.Pattern[str]) -> Iterator[Proposal]:
        """Yield the steps of a list that advertises in one of its steps, and pays or calls in one."""
        for run in _lists(draft):
            texts = [draft.lines[index].text for index in run]
            named = any(draft.role(i) is Role.SPAM or mention.search(draft.lines[i].text) for i in run)
            if named and any(hit.kind in {Kind.MONEY, Kind.CALL} for text in texts for hit in hits_of(text)):
                for index in run:
                    yield self.line(index, Role.SPAM, "a step of an advertisement")


class _Step(NamedTuple):
    """The label and the number a step begins with: ``Step 2:``."""

    label: str
    number: int


def _lists(draft: Draft) -> Iterator[range]:
    """Yield the runs of two and more lines that count steps."""
    steps = [_step_of(line.text) for line in draft.lines]
    first = 0
    for index, step in enumerate([*steps, None]):
        before = steps[index - 1] if index else None
        if not (step and before and step == _Step(before.label, before.number + 1)):
            if index - first >= MIN_STEPS:
                yield range(first, index)
            first = index


def _step_of(text: str) -> _Step | None:
    """Read ``Step 2:`` at the beginning of a line; a date, a bare number and a paragraph are none."""
    found = None if is_paragraph(text) else _STEP.match(text)
    return _Step(found[1].casefold(), int(found[2])) if found else None


def _houses(draft: Draft) -> Sequence[str]:
    """Return the houses, casefolded and sorted, named in what was found to be an advertisement.

    A name that was cut as a signature is no advertisement: it may be a firm's.
    """
    spam = [line.text for i, line in enumerate(draft.lines) if draft.role(i) is Role.SPAM]
    spam += [
        draft.lines[i].text[cut.start : cut.end]
        for i, cuts in draft.spans.items()
        for cut in cuts
        if cut.role is Role.SPAM and cut.rule != rule_id(InsertedHouse)
    ]
    named = {name.casefold() for text in spam if MIXES_DIGITS[text] for name in _NAME.findall(text)}
    return sorted(name for name in named if is_house_shaped(name) and not may_be_product(name))[:MAX_NAMES]


def _selling(text: str, mention: re.Pattern[str]) -> Iterator[range]:
    """Yield where in ``text`` the pieces stand that speak for what ``mention`` matches."""
    for found in _PIECE.finditer(text):
        if mention.search(found[0]) and not _reports(found[0]):
            yield _widened(text, _pitch(found, mention))


def _reports(piece: str) -> bool:
    return any(hit.kind in {Kind.REPORTING, Kind.VICE, Kind.MATCH} for hit in hits_of(piece))


def _pitch(found: re.Match[str], mention: re.Pattern[str]) -> range:
    """Return the part of a piece that speaks for a house: all but the prose before and behind it.

    Of a piece with no other word of the trade the name alone, unless the sentence needs it.
    """
    listed = list(words_of(found[0], found.start()))
    hits = [hit for hit in trade(listed) if hit.kind in SELLING and hit.kind is not Kind.READER]
    first = next((at for at, hit in enumerate(hits) if hit.kind is Kind.HOUSE), None)
    named = mention.search(found.string, found.start(), found.end())
    if named and (first is None or (len(hits) == 1 and not _is_needed(found, named))):
        return range(*named.span())
    last = first = first or 0
    while first > 0 and hits[first].start - hits[first - 1].end < MIN_PROSE:
        first -= 1
    while last + 1 < len(hits) and hits[last + 1].start - hits[last].end < MIN_PROSE:
        last += 1
    start, end = hits[first].start, hits[last].end
    return range(
        listed[start].start if start >= MIN_PROSE else found.start(),
        listed[end - 1].end if len(listed) - end >= MIN_PROSE else found.end(),
    )


def _is_needed(found: re.Match[str], named: re.Match[str]) -> bool:
    """Tell whether a sentence goes on in small letters before and behind a name, or is set off by a sign."""
    if found.start() > 0 and found.string[found.start() - 1] in _OFF:
        return True
    before = found.string[found.start() : named.start()].split()
    behind = found.string[named.end() : found.end()].split()
    return bool(before) and before[-1].islower() and (not behind or behind[0].islower())


def _widened(text: str, piece: range) -> range:
    """Return ``piece`` with the signs around it that end the advertisement and not the prose before it."""
    start, end = piece.start, piece.stop
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    while start > 0 and text[start - 1] in _OPENING:
        start -= 1
    cut = text[start:end]
    return range(start + len(cut) - len(cut.lstrip()), end - len(cut) + len(cut.rstrip()))


def _outside(piece: range, cuts: Iterable[Proposal]) -> Iterator[range]:
    """Yield the parts of ``piece`` that no earlier rule cut; ``cuts`` are sorted."""
    start = piece.start
    for cut in cuts:
        yield range(start, min(piece.stop, cut.start or 0))
        start = max(start, cut.end or 0)
    yield range(start, piece.stop)


def _without(text: str, pieces: Sequence[range]) -> str:
    for piece in reversed(pieces):
        text = text[: piece.start] + text[piece.stop :]
    return text
