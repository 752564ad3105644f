"""Rules against what a link seller inserted into the sentences of somebody's report."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from cleaning.betting import MIXES_DIGITS, Hit, Kind, is_house_shaped, may_be_product, reads_as_house, scan
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.advertised import SOLD, TOPIC, is_about_betting
from cleaning.rules.base import Rule, inside
from cleaning.rules.keywords import sold_keywords
from cleaning.rules.kit import foreign
from cleaning.rules.trade import Word, trade, words_of
from cleaning.shape import squash, words
from cleaning.spam import is_hacked
from cleaning.text import is_usual_line, line_words

_WORD: Final = re.compile(r"\w+")
_DIGIT_BESIDE: Final = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?=[A-Za-z]))")
_SIGNED: Final = re.compile(
    r"(?:^|(?<=[\d.!?…”])|(?<=\S\")|(?<=[^\W\d_]\s))\s*(?<![A-Za-z\d])([A-Za-z]{1,8}\d{1,3}|\d{1,3}[a-z]{3,8})\s*(\w?)"
)
"""A name where a sentence may begin, and the letter behind it: a capital when it begins only there. Behind a
word only a house's own name counts, before a capital: of 38,459 articles none has one there."""
_PUNCTUATION: Final = re.compile(r"[^\w\s\-–/%]")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_SENTENCE: Final = re.compile(r"[^.!?…]+[.!?…]*")
_FOREIGN_RUN: Final = re.compile(
    r"[\u0e00-\u0e7f][\u0e00-\u0e7f\d\s%]*[\u0e00-\u0e7f\d%]|[\u3400-\u4dbf\u4e00-\u9fff][\u3400-\u4dbf\u4e00-\u9fff\d]+"
)
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

MIN_LATIN: Final = 0.5
"""The text itself is in Latin letters when more of its letters than this are."""
READ_LINES: Final = 200

MAX_GAP: Final = 2
"""So many words that are not of the trade may stand inside a sold phrase: ``đánh thuyền lật con gì``."""

MAX_NAMES: Final = 5
MAX_MENTIONS: Final = 6
"""A signature stands a few times; a house that is named more often is what the page is about."""

SEEN_BEHIND: Final = 40
"""Characters behind a name in which a keyword (``kubo88 đăng nhập``) or a glued headline may begin."""

MIN_KEYWORD_WORDS: Final = 2
"""A single word between brackets may be a label (``【Video】``) that the report uses as well."""

MIN_HITS: Final = 2
"""One word of the trade may be the writer's; two in a row beside a tampered headline are not."""

LABEL_ENDS: Final = ("", ":", "：", "|")

MAX_LEFT: Final = 7
MIN_COVERED: Final = 0.3
"""A sentence with this share of words of the trade, and so few others, is an advertisement altogether."""

PART_OF_PHRASE: Final = TOPIC | {Kind.MONEY, Kind.CALL, Kind.PRAISE, Kind.FILLER}


@dataclass(frozen=True, slots=True)
class ForeignScript(Rule):
    """Cuts words of betting in Thai or Han script out of a text in Latin letters; whole lines of them too.

    Why: the same seller fills hacked pages of all countries, and does not translate his keywords.
    Keeps: names in Thai or Chinese, and every word of a text in such a script.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each run of foreign letters that names betting."""
        texts = {index: draft.lines[index].text for index in inside(draft)}
        candidates = [i for i, text in texts.items() if not is_usual_line(text) and _FOREIGN_RUN.search(text)]
        if not candidates or not _is_latin(draft):
            return
        for index in candidates:
            text = draft.lines[index].text
            runs = [run for run in _FOREIGN_RUN.finditer(text) if _names_betting(run[0])]
            if runs and not _LATIN.search(_FOREIGN_RUN.sub("", text)):
                yield self.line(index, Role.SPAM, f"betting in a foreign script: «{runs[0][0]}»")
                continue
            for run in runs:
                evidence = f"betting in a foreign script: «{run[0]}»"
                yield self.span(index, Role.SPAM, evidence, start=run.start(), end=run.end())


@dataclass(frozen=True, slots=True)
class InsertedHouse(Rule):
    """Cuts a house's name out of a report: ``kubo88Sáng nay cây cầu`` becomes ``Sáng nay cây cầu``.

    Why: a portal signs the reports it re-hosts, before the headline or the first sentence or glued to it.
    Keeps: such a name in a report on betting, one that only stands where a word of the sentence does, and
    the name of a firm, ``Hoang68 Limousine``, which is written large and always goes on the same way.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each mention of a name that somewhere stands outside any sentence."""
        texts = {index: draft.lines[index].text for index in inside(draft)}
        lines = [i for i, text in texts.items() if MIXES_DIGITS[text] and _DIGIT_BESIDE.search(text)]
        opening = [name for index in lines for name in _signatures(draft.lines[index].text)]
        names = sorted(_signing(opening, hacked=is_hacked(draft)))[:MAX_NAMES]
        if not names or is_about_betting(draft, re.compile("|".join(names), re.IGNORECASE), topic=SOLD):
            return
        mention = re.compile(rf"(?:{'|'.join(names)})(?-i:(?![\da-z]))", re.IGNORECASE)
        if sum(len(mention.findall(draft.lines[index].text)) for index in lines) > MAX_MENTIONS:
            return
        for index in lines:
            text = draft.lines[index].text
            for match in mention.finditer(text):
                evidence = f"«{match[0]}» signs a report that is not about betting"
                yield self.span(index, Role.SPAM, evidence, start=match.start(), end=match.end())


@dataclass(frozen=True, slots=True)
class InsertedPhrase(Rule):
    """Cuts a sold phrase out of a sentence: ``đơn hàng nổ hũ uy tín đều đặn`` becomes ``đơn hàng đều đặn``.

    Why: link sellers put a phrase of the trade between any two words of a report, or glue it to one, or add a
    sentence of their own to a paragraph.
    Keeps: everything in a page that holds no other advertisement, and in a report on betting; one word of
    the trade in a sentence that reads as the writer's.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the phrases inside the paragraphs of a page that was tampered with."""
        if not is_hacked(draft):
            return
        known = _pattern_of(sold_keywords(draft) if foreign(draft) else [])
        if is_about_betting(draft, known):
            return
        for index in inside(draft):
            text = draft.lines[index].text
            opening = known.match(text)
            if opening and text[opening.end() : opening.end() + 1] in LABEL_ENDS:
                yield self.line(index, Role.SPAM, "opens with a keyword the page was hacked for")
                continue
            for match in known.finditer(text):
                evidence = f"a keyword the page was hacked for: «{match[0]}»"
                yield self.span(index, Role.SPAM, evidence, start=match.start(), end=match.end())
            for phrase in _with_addresses(text, _phrases(text)):
                evidence = (
                    f"of the trade, in a report that is not: «{text[phrase.start : phrase.end].strip()}»"
                )
                yield self.span(index, Role.SPAM, evidence, start=phrase.start, end=phrase.end)


class _Signature(NamedTuple):
    """A name where a sentence may begin: as written, and the word behind it or what it is glued to."""

    name: str
    following: str
    glued: bool


def _signatures(text: str) -> Iterator[_Signature]:
    for match in _SIGNED.finditer(text):
        key = match[1].casefold()
        if not is_house_shaped(key) or may_be_product(key) or not _stands_apart(text, match):
            continue
        following = _WORD.match(text, match.start(2))
        glued = bool(match[2]) and match.end(1) == match.start(2)
        yield _Signature(match[1], following[0] if following else "", glued)


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Tell whether a name belongs to no sentence: one begins behind it, or it is a house's and opens one."""
    before, behind = text[: match.start(1)].rstrip(" "), match[2]
    if before[-1:].isalpha():
        return behind.isupper() and reads_as_house(match[1])
    if not behind or behind.isupper():
        return True
    seen = text[match.end(1) : match.end(1) + SEEN_BEHIND]
    if not reads_as_house(match[1]) or any(a.islower() and b.isupper() for a, b in pairwise(seen)):
        return False
    goes_on = trade(list(words_of(seen, 0)))
    return not (goes_on and goes_on[0].start == 0)


def _signing(opening: Sequence[_Signature], *, hacked: bool) -> set[str]:
    """Return the names, casefolded, that sign: no firm's, as it is written or by what follows it."""
    before: dict[str, set[str]] = {}
    for signature in opening:
        before.setdefault(signature.name.casefold(), set()).add(signature.following)
    plain = {s.name.casefold() for s in opening if s.glued or reads_as_house(s.name)}
    return {name for name, following in before.items() if hacked or name in plain or len(following) > 1}


def _pattern_of(keywords: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of any of ``keywords`` of more than one word, and of none when there are none."""
    written = [keyword for keyword in keywords if words(keyword) >= MIN_KEYWORD_WORDS]
    phrases = sorted({*written, *map(squash, written)}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(re.escape, phrases)) or r"(?!)", re.IGNORECASE)


def _is_latin(draft: Draft) -> bool:
    letters = [c for line in draft.lines[:READ_LINES] for c in line.text if c.isalpha()]
    return sum(_LATIN.match(c) is not None for c in letters) > MIN_LATIN * len(letters)


def _names_betting(run: str) -> bool:
    return any(hit.kind in {Kind.OFFER, Kind.GAME, Kind.LOTTERY} for hit in scan(line_words(run)))


class _Phrase(NamedTuple):
    start: int
    end: int


def _phrases(text: str) -> Iterator[_Phrase]:
    """Yield the sold phrases of a line, and the sentences that are nothing else."""
    for sentence in _SENTENCE.finditer(text):
        listed = list(words_of(sentence[0], sentence.start()))
        hits = [hit for hit in trade(listed) if hit.kind in PART_OF_PHRASE]
        if not any(hit.kind in TOPIC for hit in hits):
            continue
        covered = sum(hit.end - hit.start for hit in hits)
        if len(listed) - covered <= MAX_LEFT and covered >= MIN_COVERED * len(listed):
            yield _Phrase(sentence.start(), sentence.end())
            continue
        yield from _runs(text, listed, hits)


def _with_addresses(text: str, phrases: Iterable[_Phrase]) -> Iterator[_Phrase]:
    """Yield ``phrases``, each with the whole of the addresses it lies in: no half may stay behind."""
    spans = [found.span() for found in _ADDRESS.finditer(text)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    for phrase in phrases:
        first, last = bisect_right(ends, phrase.start), bisect_left(starts, phrase.end)
        yield _Phrase(min([phrase.start, *starts[first:last]]), max([phrase.end, *ends[first:last]]))


def _runs(text: str, listed: Sequence[Word], hits: Sequence[Hit]) -> Iterator[_Phrase]:
    """Yield the runs of ``hits`` without punctuation between them that are sold phrases."""
    run: list[Hit] = []
    for hit in hits:
        if run and not _joined(text, listed, run[-1], hit):
            yield from _sold(listed, run)
            run = []
        run.append(hit)
    yield from _sold(listed, run)


def _joined(text: str, listed: Sequence[Word], first: Hit, second: Hit) -> bool:
    if listed[first.end - 1].glued:
        return False
    gap = 0 if Kind.FILLER in {first.kind, second.kind} else MAX_GAP
    near = second.start - first.end <= gap
    return near and not _PUNCTUATION.search(text[listed[first.end - 1].end : listed[second.start].start])


def _sold(listed: Sequence[Word], run: Sequence[Hit]) -> Iterator[_Phrase]:
    while run and run[0].kind is Kind.FILLER and not listed[run[0].start].key.isdigit():
        run = run[1:]
    if not any(hit.kind in TOPIC for hit in run):
        return
    # Lotteries and fixtures are news: a phrase of these alone is sold only where it is glued to a word.
    named = any(hit.kind in SOLD for hit in run)
    first, last = run[0].start, run[-1].end - 1
    glued = listed[last].glued or (first > 0 and listed[first - 1].glued)
    if glued or (named and len(run) >= MIN_HITS):
        yield _Phrase(listed[first].start, listed[_with_numbers(listed, last)].end)


def _with_numbers(listed: Sequence[Word], last: int) -> int:
    """Return the place of the last of the numbers that follow the word at ``last``: amounts of a bonus."""
    while last + 1 < len(listed) and re.fullmatch(r"\d+[kK]?", listed[last + 1].key):
        last += 1
    return last
