"""Rules against advertisements for betting that a link seller put around and into somebody's report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Final

from cleaning.betting import SELLING, Hit, hits_of, sold_in
from cleaning.betting_words import Kind
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.line_model.vocabulary import WORDS, Known
from cleaning.rules.base import Rule, inside
from cleaning.rules.hung import hung_on, without
from cleaning.shape import MIN_TITLE_WORDS, ends_sentence, is_paragraph, is_title_like, sentences, words
from cleaning.spam import is_hacked

GOODS: Final = frozenset({Kind.OFFER, Kind.HOUSE})
APPEAL: Final = frozenset({Kind.MONEY, Kind.CALL, Kind.PRAISE, Kind.ADVICE})
SOLD: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.HOUSE})
TOPIC: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.LOTTERY, Kind.ADVICE, Kind.HOUSE})

NEWS_TOPIC: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.LOTTERY, Kind.VICE})
"""What a report on betting names: ``ADVICE`` has words that cooks and teachers use as well, and a name alone
may be a seller's signature."""

_SENTENCE: Final = re.compile(r"[^.!?…。]+")
_CLAUSE: Final = re.compile(
    r"[^.!?…。！？,;:–，；：、]+(?:[.,:](?=\d)[^.!?…。！？,;:–，；：、]*)*[.!?…。！？,;:–，；：、]*\s*"
)
_WEAK: Final = frozenset({Kind.READER, Kind.FILLER})
_SEPARATORS: Final = " ,;:–-("
_QUOTED: Final = re.compile(r"\s*[\"“«‘'].*[\"”»’']\s*[.!?…]*\s*")

MIN_AD: Final = 0.2
"""Share of the characters of an advertisement that its words of the trade have at least."""

MAX_AD_WORDS: Final = 80
"""The longest advertisements seen and composed between paragraphs have 50 words."""

MIN_PROSE: Final = 8
"""Words before what was hung on a paragraph: shorter pieces open advertisements as well."""

MIN_SENTENCES: Final = 2
MIN_TOLD: Final = 15
"""An advertisement may open with one short sentence that names nothing it sells, hardly with more."""

MIN_APPEALS: Final = 2
"""News names what is sold; only an advertisement also says in one line why and how to get it."""

MIN_GOODS: Final = 3
"""So many goods make a list of a line; a newspaper's menu has football and perhaps the lottery."""

MAX_LINE_CHARACTERS: Final = 1000
"""A longer line is neither an advertisement nor a list of phrases."""

MAX_LIST_WORDS: Final = 40
MIN_COVERED: Final = 0.4
"""In a line of search phrases at least this share of the words is of the trade; the rest is fillers."""

MAX_SELLING: Final = 0.4
"""Where sentences that sell make more than this share of the words, the page is judged as a whole: hacked
reports that were seen and composed have up to 0.37, most portals more; a tidied portal is still judged."""
MAX_ON_TOPIC: Final = 0.25
"""A report with more than this share of its sentences on betting is about it: nothing in it is foreign."""


def is_about_betting(
    draft: Draft, sold: re.Pattern[str] | None = None, *, topic: frozenset[Kind] = TOPIC
) -> bool:
    """Tell whether the prose of what is not decided yet is about betting, lotteries or odds.

    Sentences that are a pitch from end to end may be inserted, and do not count; nor does what ``sold``
    matches, which is known to be inserted. A report whose headline names betting is about it, if its prose
    does as well. A portal's own page is about betting.
    """
    if _is_announced(draft, sold, topic & NEWS_TOPIC):
        return True
    told = [tuple(hits_of(sentence)) for sentence in _sentences(draft, sold)]
    topical = [hits for hits in told if any(hit.kind in topic or hit.kind is Kind.VICE for hit in hits)]
    reported = [hits for hits in topical if not _is_pitch(hits)]
    inserted = len(topical) - len(reported)
    return is_portal(draft) or len(reported) > MAX_ON_TOPIC * (len(told) - inserted)


def names_betting(draft: Draft, sold: re.Pattern[str] | None) -> bool:
    """Tell whether any sentence of the prose names betting without luring, besides what ``sold`` matches."""
    return any(
        any(hit.kind in NEWS_TOPIC for hit in hits) and not any(hit.kind in APPEAL for hit in hits)
        for hits in map(tuple, map(hits_of, _sentences(draft, sold)))
    )


def _is_announced(draft: Draft, sold: re.Pattern[str] | None, topic: frozenset[Kind]) -> bool:
    headline = sold.sub(" ", _headline(draft)) if sold else _headline(draft)
    hits = list(hits_of(headline))
    named = sum(hit.end - hit.start for hit in hits if hit.kind in topic or hit.kind is Kind.VICE)
    lures = any(hit.kind in APPEAL for hit in hits)
    if not 0 < named < MIN_COVERED * words(headline) or lures:
        return False
    return names_betting(draft, sold)


def _headline(draft: Draft) -> str:
    """Return the title, or the last line that can be a headline, without what hangs on it."""
    found = draft.index_of(Role.TITLE)
    line = draft.text(found) if found is not None else next(reversed(_headlines(draft)), "")
    headline = draft.declared.title or line
    return without(headline, hung_on(headline))


def _headlines(draft: Draft) -> list[str]:
    """Return the lines before the prose that can be a headline."""
    texts = (draft.text(index) for index in inside(draft))
    return list(filter(is_title_like, takewhile(lambda text: not is_paragraph(text), texts)))


def prose_of(draft: Draft) -> list[str]:
    """Return the paragraphs of what is not decided yet, or all of its lines when none is a paragraph."""
    texts = [draft.text(index) for index in inside(draft)]
    return list(filter(is_paragraph, texts)) or texts


def _sentences(draft: Draft, sold: re.Pattern[str] | None) -> Iterator[str]:
    for text in prose_of(draft):
        yield from _SENTENCE.findall(sold.sub(" ", text) if sold else text)


def is_portal(draft: Draft) -> bool:
    """Tell whether so many sentences sell that the page is a portal's own, which no rule may tidy up."""
    lines = (draft.lines[index].text for index in inside(draft))
    sentences = [part for text in lines for part in _SENTENCE.findall(text) if words(part) >= MIN_TITLE_WORDS]
    selling = sum(words(sentence) for sentence in sentences if _sells(sentence))
    return selling > MAX_SELLING * sum(map(words, sentences))


def _is_headed_by_ads(draft: Draft) -> bool:
    """Tell whether every headline a page may have advertises: then it is no report among advertisements."""
    headlines = [*filter(None, [draft.declared.title]), *_headlines(draft)]
    return bool(headlines) and all(advertised(headline) or listed(headline) for headline in headlines)


def _sells(sentence: str) -> bool:
    hits = list(hits_of(sentence))
    distinct = {hit.phrase for hit in hits if hit.kind in SELLING and hit.kind is not Kind.READER}
    trade = any(hit.kind in SOLD or hit.kind is Kind.MONEY for hit in hits)
    return trade and len(distinct) >= MIN_APPEALS and not any(hit.kind is Kind.REPORTING for hit in hits)


def _is_pitch(hits: Sequence[Hit]) -> bool:
    distinct = {
        hit.phrase for hit in hits if hit.kind in APPEAL or hit.kind in GOODS or hit.kind is Kind.LOTTERY
    }
    return len(distinct) >= MIN_APPEALS and not any(hit.kind is Kind.REPORTING for hit in hits)


@dataclass(frozen=True, slots=True)
class BettingAd(Rule):
    """Removes a line that advertises betting: ``Soi kèo uy tín, nạp đầu tặng code``.

    Why: portals put such lines above, between and below the reports they re-host.
    Keeps: news on betting, lotteries and their crimes, which names games without luring; a
    paragraph that tells of such lures in a report that holds no advertisement; a page that has no
    headline but an advertisement, which is judged as a whole.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines that name goods and lure; paragraphs only in a page that was tampered with."""
        named = [index for index in inside(draft) if sold_in(draft.text(index))]
        ads = {index: said for index in named if (said := advertised(draft.text(index)))}
        lists = {index: said for index in named if (said := listed(draft.text(index)))}
        if not (ads or lists) or is_portal(draft) or _is_headed_by_ads(draft):
            return
        loose = any(not is_paragraph(draft.text(index)) for index in ads)
        foreign = (is_hacked(draft) or bool(lists)) and not is_about_betting(draft)
        found = {**(ads if loose or foreign else {}), **(lists if foreign else {})}
        if not found:
            return
        told = Known.of(WORDS[draft.text(i)].pairs for i in inside(draft) if i not in found)
        for index, said in sorted(found.items()):
            why = f"advertises betting: {said}"
            if hung := _hung(draft.lines[index].text, told):
                yield self.span(index, Role.SPAM, why, start=hung.start, end=hung.stop)
            elif not _is_mostly_prose(draft.lines[index].text):
                yield self.line(index, Role.SPAM, why)


def _is_mostly_prose(text: str) -> bool:
    """Tell whether a paragraph holds so few words of the trade that they stand in it as a phrase."""
    said = sum(len(hit.phrase) for hit in hits_of(text) if hit.kind not in _WEAK)
    return is_paragraph(text) and said < MIN_AD * len(text)


def _hung(text: str, told: Known) -> range | None:
    """Return where in a paragraph the advertisement stands that was hung on its prose, if it was.

    The prose, before it or behind, has no word of the trade, and shares a phrase with the rest of the page or
    tells in whole sentences.
    """
    pieces = [range(*found.span()) for found in _CLAUSE.finditer(text)]
    hits = [{hit.kind for hit in hits_of(text[piece.start : piece.stop])} for piece in pieces]
    sells = [at for at, kinds in enumerate(hits) if kinds & (SOLD | APPEAL)]
    if not sells:
        return None
    first, last = sells[0], sells[-1]
    before, behind = text[: pieces[first].start].rstrip(_SEPARATORS), text[pieces[last].stop :]
    shared = not told.once.isdisjoint(WORDS[before].pairs | WORDS[behind].pairs)
    if _is_prose(before, hits[:first], shared=shared):
        return range(len(before), pieces[last].stop)
    if _is_prose(behind, hits[last + 1 :], shared=shared):
        return range(pieces[last].stop)
    return None


def _is_prose(part: str, hits: Iterable[set[Kind]], *, shared: bool) -> bool:
    """Tell whether part of a paragraph, in whose clauses ``hits`` were found, reads as the page's own."""
    if any(kinds - _WEAK for kinds in hits) or words(part) < MIN_PROSE:
        return False
    told = ends_sentence(part) and (sentences(part) >= MIN_SENTENCES or words(part) >= MIN_TOLD)
    return told or shared


@dataclass(frozen=True, slots=True)
class BettingPhrases(Rule):
    """Removes a line of search phrases: ``soi cầu 247 - lô gan - xsmb``.

    Why: a hacked page carries the sold phrases above and below the report, as menus, tags and links.
    Keeps: the menu of a newspaper, which names a draw or a fixture list among its sections; every line of
    a page that holds no other advertisement, and of one whose report is about betting.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines made up of the trade's words, in a page that was tampered with."""
        if not is_hacked(draft) or is_about_betting(draft):
            return
        for index in inside(draft):
            if said := _phrases(draft.text(index)):
                yield self.line(index, Role.SPAM, f"search phrases: {said}")


@lru_cache(maxsize=2048)
def _hits(text: str) -> tuple[Hit, ...]:
    return tuple(hits_of(text)) if len(text) <= MAX_LINE_CHARACTERS else ()


def advertised(text: str) -> str:
    """Return what is sold in a line that advertises betting, and the lures, else nothing."""
    if words(text) > MAX_AD_WORDS or _QUOTED.fullmatch(text):
        return ""
    hits = _hits(text)
    goods = [hit for hit in hits if hit.kind in GOODS]
    appeals = [hit for hit in hits if hit.kind in APPEAL]
    told = [hit for hit in hits if hit.kind in {Kind.REPORTING, Kind.MATCH}]
    if not goods or told:
        return ""
    lured = len({hit.phrase for hit in appeals}) >= MIN_APPEALS
    return _named([*goods[:1], *appeals]) if lured else ""


def listed(text: str) -> str:
    """Return the goods of a line that is no prose and lists several of them, else nothing."""
    if is_paragraph(text) or words(text) > MAX_LIST_WORDS:
        return ""
    goods = [hit for hit in _hits(text) if hit.kind in GOODS]
    several = len(goods) >= MIN_GOODS and len({hit.phrase for hit in goods}) > 1
    return _named(goods) if several else ""


def _phrases(text: str) -> str:
    """Return the trade's words of a line that is made of them, else nothing."""
    if is_paragraph(text) or not 0 < words(text) <= MAX_LIST_WORDS:
        return ""
    hits = [hit for hit in _hits(text) if hit.kind not in {Kind.REPORTING, Kind.MATCH, Kind.READER}]
    trade = [hit for hit in hits if hit.kind in TOPIC]
    covered = sum(hit.end - hit.start for hit in hits)
    return _named(trade) if trade and covered >= MIN_COVERED * words(text) else ""


def _named(hits: Sequence[Hit]) -> str:
    return ", ".join(f"«{phrase}»" for phrase in dict.fromkeys(hit.phrase for hit in hits))
