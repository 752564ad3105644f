"""Rules against what a link seller inserted into the sentences of somebody's report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from cleaning.betting import (
    MIXES_DIGITS,
    is_house_shaped,
    may_be_product,
    opens_as_house,
    reads_as_house,
    scan,
    sold_in,
)
from cleaning.betting_words import Kind
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.advertised import SOLD, is_about_betting, names_betting
from cleaning.rules.base import Rule, inside
from cleaning.rules.keywords import sold_keywords
from cleaning.rules.kit import foreign
from cleaning.rules.phrases import NAMED, Phrase, sold_phrases
from cleaning.rules.trade import trade, words_of
from cleaning.shape import is_paragraph, squash, words
from cleaning.spam import is_hacked
from cleaning.text import is_usual_line, line_words

_WORD: Final = re.compile(r"\w+")
_DIGIT_BESIDE: Final = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?=[A-Za-z]))")
_SIGNED: Final = re.compile(
    r"(?:^|(?<=[\d.!?…”])|(?<=\S\")|(?<=[^\W\d_]\s))\s*(?<![A-Za-z\d])([A-Za-z]{1,8}\d{1,3}|\d{1,3}[a-z]{3,8})\s*(\w?)"
)
"""A name where a sentence may begin, and the letter behind it: a capital when it begins only there. Behind a
word only a house's own name counts, before a capital: of 38,459 articles none has one there."""
_TOLD: Final = re.compile(
    r"(?<![^\W\d_])[^\W\d_]+ ([A-Za-z]{1,8}\d{1,3}|\d{1,3}[A-Za-z]{3,8})(?= ([^\W\d_]))"
)
_FOREIGN_RUN: Final = re.compile(
    r"[\u0e00-\u0e7f][\u0e00-\u0e7f\d\s%]*[\u0e00-\u0e7f\d%]|[\u3400-\u4dbf\u4e00-\u9fff][\u3400-\u4dbf\u4e00-\u9fff\d]+"
)
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

MIN_LATIN: Final = 0.5
"""The text itself is in Latin letters when more of its letters than this are."""
READ_LINES: Final = 200

MAX_NAMES: Final = 5
MAX_MENTIONS: Final = 6
"""A signature stands a few times; a house that is named more often is what the page is about."""

SEEN_BEHIND: Final = 40
"""Characters behind a name in which a keyword (``kubo88 đăng nhập``) or a glued headline may begin."""

MIN_KEYWORD_WORDS: Final = 2
"""A single word between brackets may be a label (``【Video】``) that the report uses as well."""

MAX_SOLD: Final = 0.12
"""Share of the words in sold phrases: a portal that is sparing with them has more."""

MAX_PHRASES: Final = 200
"""Different sold phrases that are looked for in the rest of a page."""

LABEL_ENDS: Final = ("", ":", "：", "|")


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
    Keeps: such a name in a report on betting, one that anywhere stands where a word of a sentence does, and
    the name of a firm, ``Hoang68 Limousine``, which is written large and always goes on the same way.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each mention of a name that somewhere stands outside any sentence."""
        texts = {index: draft.lines[index].text for index in inside(draft)}
        lines = [i for i, text in texts.items() if MIXES_DIGITS[text] and _DIGIT_BESIDE.search(text)]
        opening = [name for index in lines for name in _signatures(draft.lines[index].text)]
        if not opening:
            return
        told = {name for index in lines for name in _told(draft.lines[index].text)}
        names = sorted(_signing(opening, hacked=is_hacked(draft)) - told)[:MAX_NAMES]
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
    Keeps: everything in a page that holds no other advertisement, unless a phrase both names goods and
    lures outside of quotation marks; everything in a report on betting; one word of the trade in a sentence
    that reads as the writer's.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the phrases inside the paragraphs of a page that was tampered with."""
        hacked = is_hacked(draft)
        lines = [i for i in inside(draft) if hacked or sold_in(draft.lines[i].text)]
        phrases = {i: found for i in lines if (found := sold_phrases(draft.lines[i].text))}
        if not hacked and not any(phrase.proof for found in phrases.values() for phrase in found):
            return
        known = _pattern_of(sold_keywords(draft) if foreign(draft) else [])
        apart = [draft.lines[i].text[p.start : p.end] for i, f in phrases.items() for p in f if p.apart]
        sold = _besides(known, apart)
        if is_about_betting(draft, sold, topic=NAMED) or not (hacked or _is_else_clean(draft, sold, apart)):
            return
        for index in inside(draft):
            yield from self._cuts(draft, index, known, phrases.get(index, ()))

    def _cuts(
        self, draft: Draft, index: int, known: re.Pattern[str], phrases: Sequence[Phrase]
    ) -> Iterator[Proposal]:
        text = draft.lines[index].text
        opening = known.match(text)
        if opening and text[opening.end() : opening.end() + 1] in LABEL_ENDS:
            yield self.line(index, Role.SPAM, "opens with a keyword the page was hacked for")
            return
        for match in known.finditer(text):
            evidence = f"a keyword the page was hacked for: «{match[0]}»"
            yield self.span(index, Role.SPAM, evidence, start=match.start(), end=match.end())
        if _is_made_of(text, phrases):
            yield self.line(index, Role.SPAM, "made of phrases of the trade")
            return
        for phrase in phrases:
            evidence = f"of the trade, in a report that is not: «{text[phrase.start : phrase.end].strip()}»"
            yield self.span(index, Role.SPAM, evidence, start=phrase.start, end=phrase.end)


def _told(text: str) -> Iterator[str]:
    """Yield the names, casefolded, that a sentence speaks of: it goes on in small letters around them."""
    return (
        match[1].casefold() for match in _TOLD.finditer(text) if match[0][0].islower() and match[2].islower()
    )


class _Signature(NamedTuple):
    """A name where a sentence may begin: as written, and the word behind it or what it is glued to."""

    name: str
    following: str
    glued: bool


def _signatures(text: str) -> Iterator[_Signature]:
    # A name that signs begins a word of the line's key, also where it is glued to the next: the pattern
    # takes a microsecond for every four letters, and hardly a line has such a word.
    if not opens_as_house(text):
        return
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


def _is_else_clean(draft: Draft, sold: re.Pattern[str], apart: Sequence[str]) -> bool:
    """Tell whether a page of which nothing else was injected says nothing of the trade but a few phrases."""
    told = sum(words(draft.text(index)) for index in inside(draft))
    few = sum(map(words, apart)) <= MAX_SOLD * told
    return few and not names_betting(draft, sold)


def _is_made_of(text: str, phrases: Iterable[Phrase]) -> bool:
    """Tell whether a line that is no paragraph consists of ``phrases`` for the most part."""
    sold = sum(words(text[phrase.start : phrase.end]) for phrase in phrases)
    return not is_paragraph(text) and 3 * sold > 2 * words(text)


def _besides(known: re.Pattern[str], phrases: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of what ``known`` matches and of ``phrases``."""
    distinct = sorted({phrase.strip() for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    written = distinct[:MAX_PHRASES]
    return re.compile("|".join([*map(re.escape, written), known.pattern]), re.IGNORECASE)


def _is_latin(draft: Draft) -> bool:
    letters = [c for line in draft.lines[:READ_LINES] for c in line.text if c.isalpha()]
    return sum(_LATIN.match(c) is not None for c in letters) > MIN_LATIN * len(letters)


def _names_betting(run: str) -> bool:
    return any(hit.kind in {Kind.OFFER, Kind.GAME, Kind.LOTTERY} for hit in scan(line_words(run)))
