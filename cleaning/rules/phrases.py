"""The phrases of the betting trade in a line: where each stands, and whether it alone proves an insertion."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from cleaning.betting import Hit, is_house_shaped, is_unspaced, unspaced_hits
from cleaning.betting_words import Kind
from cleaning.rules.advertised import APPEAL, SOLD, TOPIC
from cleaning.rules.trade import Word, trade, words_of

_PUNCTUATION: Final = re.compile(r"[^\w\s\-–/%]")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_SENTENCE: Final = re.compile(r"(?:[^.!?…]|\.(?=\d))+[.!?…]*")
"""A point between digits ends no sentence."""
_BRACKETED: Final = re.compile(
    r"<(?P<tag>\w+)[^<>]*>[^<>]{1,80}</(?P=tag)>"
    r"|\([^()]{1,80}\)|\[[^\[\]]{1,80}\]|\{{1,3}[^{}]{1,80}\}{1,3}|【[^【】]{1,80}】|⟦[^⟦⟧]{1,80}⟧"
)
_STOP: Final = re.compile(r"[。！？!?…；;\s]")
_CLAUSE_END: Final = re.compile(r"[。！？!?…；;，,、：:\s]")
_ROW: Final = re.compile(r"[\d:]")
"""In what stands before a phrase, a row of a list: ``Vôi bột: 30 tấn``."""
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")

MAX_GAP: Final = 2
"""So many words that are not of the trade may stand inside a sold phrase: ``đánh thuyền lật con gì``."""

MAX_UNSPACED_GAP: Final = 3
MAX_NAME: Final = 4
"""Characters of a script without spaces: between two words of a phrase, and of a house's name before it."""

MIN_HITS: Final = 2
"""One word of the trade may be the writer's; two in a row beside a tampered headline are not."""

MAX_LEFT: Final = 7
MIN_COVERED: Final = 0.3
"""A sentence with this share of words of the trade, and so few others, is an advertisement altogether."""

MAX_TAIL: Final = 3
"""Words behind a phrase up to the end of a line without a full stop: the rest of a search phrase."""

GOODS: Final = SOLD | {Kind.WARES}
NAMED: Final = TOPIC | {Kind.WARES}
PART_OF_PHRASE: Final = NAMED | APPEAL | {Kind.FILLER}
TOLD: Final = frozenset({Kind.REPORTING, Kind.VICE, Kind.MATCH})
"""What a sentence has that reports on the trade."""


class Phrase(NamedTuple):
    """Where a sold phrase stands in a line.

    ``proof`` says that it shows by itself that somebody inserted it, ``apart`` that nothing else in its
    sentence tells of the trade.
    """

    start: int
    end: int
    proof: bool = False
    apart: bool = False


def sold_phrases(text: str) -> list[Phrase]:
    """Return the sold phrases of a line, and the sentences that are nothing else, in order.

    Takes time linear in the length of the line, but for the sorting.
    """
    bracketed = list(_bracketed(text))
    taken = _Spans.of((phrase.start, phrase.end) for phrase in bracketed)
    inside = chain(_in_sentences(text), _unspaced_runs(text))
    free = (phrase for phrase in inside if not taken.touch(phrase.start, phrase.end))
    return sorted(_with_addresses(text, [*bracketed, *free]))


@dataclass(frozen=True, slots=True)
class _Spans:
    """Parts of a line that don't overlap, in order."""

    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> _Spans:
        ordered = sorted(spans)
        return cls([start for start, _ in ordered], [end for _, end in ordered])

    def touch(self, start: int, end: int) -> bool:
        """Tell whether one of them overlaps the part from ``start`` to ``end``."""
        return bisect_right(self.ends, start) < bisect_left(self.starts, end)

    def hold(self, start: int, end: int) -> bool:
        """Tell whether the part lies within one of them."""
        at = bisect_left(self.starts, start) - 1
        return at >= 0 and end < self.ends[at]

    def around(self, phrase: Phrase) -> Phrase:
        """Return ``phrase`` with the whole of those it lies in."""
        first, last = bisect_right(self.ends, phrase.start), bisect_left(self.starts, phrase.end)
        start, end = [phrase.start, *self.starts[first:last]], [phrase.end, *self.ends[first:last]]
        return phrase._replace(start=min(start), end=max(end))


def _bracketed(text: str) -> Iterator[Phrase]:
    """Yield the brackets, tags and addresses that hold words of the trade: they are inserted whole."""
    for match in chain(_BRACKETED.finditer(text), _ADDRESS.finditer(text)):
        hits = trade(list(words_of(match[0], 0)))
        kinds = {hit.kind for hit in hits}
        if not kinds & TOLD and (kinds & NAMED or (len(hits) >= MIN_HITS and kinds & APPEAL)):
            yield Phrase(match.start(), match.end(), _proves(hits), apart=True)


def _in_sentences(text: str) -> Iterator[Phrase]:
    quoted = _Spans.of(found.span() for found in _QUOTED.finditer(text))
    for sentence in _SENTENCE.finditer(text):
        listed = list(words_of(sentence[0], sentence.start()))
        every = [hit for hit in trade(listed) if not is_unspaced(listed[hit.start].key)]
        hits = [hit for hit in every if hit.kind in PART_OF_PHRASE]
        if not any(hit.kind is not Kind.FILLER for hit in hits):
            continue
        told = any(hit.kind in TOLD for hit in every)
        covered = sum(hit.end - hit.start for hit in hits)
        kinds = {hit.kind for hit in hits}
        several = len(_telling(hits)) >= MIN_HITS  # a name alone may be a firm's
        whole = kinds & (NAMED if several else NAMED - {Kind.HOUSE}) or (several and Kind.MONEY in kinds)
        before = text[sentence.start() : listed[hits[0].start].start]
        little = len(listed) - covered <= MAX_LEFT and not _ROW.search(before)
        if whole and little and covered >= MIN_COVERED * len(listed):
            apart = not told and not quoted.touch(sentence.start(), sentence.end())
            yield Phrase(sentence.start(), sentence.end(), _proves(hits) and apart, apart)
            continue
        found = list(_runs(text, listed, hits))
        for phrase in found:
            apart = not told and len(found) == 1 and not quoted.hold(phrase.start, phrase.end)
            yield phrase._replace(proof=phrase.proof and apart, apart=apart)


def _unspaced_runs(text: str) -> Iterator[Phrase]:
    """Yield the runs of the trade's words in a script without spaces that offer, and pay or call."""
    if not is_unspaced(text):
        return
    quoted = _Spans.of(found.span() for found in _QUOTED.finditer(text))
    for run in _neighbouring(text):
        start, end, kinds = run[0][0].start, run[-1][0].stop, {kind for _, kind in run}
        offers = Kind.OFFER in kinds and bool(kinds & {Kind.MONEY, Kind.CALL}) and not kinds & TOLD
        if offers and not quoted.hold(start, end):
            yield Phrase(_opening(text, start), end, proof=True, apart=True)


def _neighbouring(text: str) -> Iterator[list[tuple[range, Kind]]]:
    run: list[tuple[range, Kind]] = []
    for hit in unspaced_hits(text):
        if run and (hit[0].start - run[-1][0].stop > MAX_UNSPACED_GAP or _stops(text, run[-1][0], hit[0])):
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def _stops(text: str, first: range, second: range) -> bool:
    return _STOP.search(text, first.stop, second.start) is not None


def _opening(text: str, start: int) -> int:
    """Return where the name before the goods begins, when it opens a clause: ``新宝博彩``."""
    before = _CLAUSE_END.split(text[max(0, start - MAX_NAME - 1) : start])[-1]
    return start - len(before) if len(before) <= MAX_NAME else start


def _telling(hits: Iterable[Hit]) -> set[str]:
    return {hit.phrase for hit in hits if hit.kind not in {Kind.FILLER, Kind.READER}}


def _proves(hits: Sequence[Hit]) -> bool:
    """Tell whether goods are offered and praised in one breath, as no sentence of a report does.

    ``poker`` and ``casino`` are words of reports too: with them more must be said.
    """
    telling, kinds = len(_telling(hits)), {hit.kind for hit in hits}
    offered = any(hit.kind is Kind.OFFER and (" " in hit.phrase or telling > MIN_HITS) for hit in hits)
    goods = offered or any(is_house_shaped(hit.phrase) for hit in hits)
    return goods and bool(kinds & APPEAL) and telling >= MIN_HITS


def _with_addresses(text: str, phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """Yield ``phrases``, each with the whole of the addresses it lies in: no half may stay behind."""
    addresses = _Spans.of(found.span() for found in _ADDRESS.finditer(text))
    return map(addresses.around, phrases)


def _runs(text: str, listed: Sequence[Word], hits: Sequence[Hit]) -> Iterator[Phrase]:
    """Yield the runs of ``hits`` without punctuation between them that are sold phrases."""
    run: list[Hit] = []
    for hit in hits:
        if run and not _joined(text, listed, run[-1], hit):
            yield from _sold(text, listed, run)
            run = []
        run.append(hit)
    yield from _sold(text, listed, run)


def _joined(text: str, listed: Sequence[Word], first: Hit, second: Hit) -> bool:
    if listed[first.end - 1].glued:
        return False
    gap = 0 if {Kind.FILLER, Kind.PRAISE} & {first.kind, second.kind} else MAX_GAP
    near = second.start - first.end <= gap
    return near and not _PUNCTUATION.search(text[listed[first.end - 1].end : listed[second.start].start])


def _sold(text: str, listed: Sequence[Word], run: Sequence[Hit]) -> Iterator[Phrase]:
    while run and run[0].kind is Kind.FILLER and not listed[run[0].start].key.isdigit():
        run = run[1:]
    kinds = {hit.kind for hit in run}
    if not kinds & (NAMED | APPEAL):
        return
    first, last = run[0].start, run[-1].end - 1
    glued = listed[last].glued or (first > 0 and listed[first - 1].glued)
    # Lotteries and fixtures are news: a phrase of these alone is sold only where it is glued to a word.
    named = bool(kinds & GOODS) and len(run) >= MIN_HITS
    lured = len(_telling(run)) >= MIN_HITS and bool(kinds & NAMED)
    if (glued and kinds & NAMED) or named or lured:
        last = _to_end(text, listed, _with_numbers(listed, last))
        end = listed[last].end
        yield Phrase(listed[first].start, end + (text[end : end + 1] == "%"), _proves(run))


def _with_numbers(listed: Sequence[Word], last: int) -> int:
    """Return the place of the last of the numbers that follow the word at ``last``: amounts of a bonus."""
    while last + 1 < len(listed) and re.fullmatch(r"\d+[kK]?", listed[last + 1].key):
        last += 1
    return last


def _to_end(text: str, listed: Sequence[Word], last: int) -> int:
    """Return the last word of the line where it has no full stop and few words follow a phrase."""
    few = len(listed) - 1 - last <= MAX_TAIL
    return len(listed) - 1 if few and not _PUNCTUATION.search(text, listed[last].end) else last
