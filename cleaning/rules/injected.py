"""Rules against text injected into a hacked site: the sold keyword, the glued title, the kit's crumbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from cleaning.cues import cues
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, inside
from cleaning.shape import han_share, is_paragraph, squash, words
from cleaning.text import line_key

_BRACKETED: Final = re.compile(r"^\s*【([^】]{1,80})】")
_LABEL: Final = re.compile(r"^[\s(（\[【]*([^\s:：()（）]{2,12})\s*[:：]")
_LONG_TOKEN: Final = re.compile(r"\S{12,}")

MIN_GLUED_CHARACTERS: Final = 12
"""A title's first letters run together: 12 in a row are no word of any language written with spaces."""

MIN_GLUED_WORDS: Final = 5
"""A brand or a hash tag may be three words of the title written as one; nobody writes five so."""

MAX_CJK_SHARE: Final = 0.2
"""Above this share of Han letters the text itself is Chinese or Japanese and 【】 is its punctuation."""

MAX_AD_WORDS: Final = 60
MIN_LURES: Final = 2

MAX_SHARED_LETTERS: Final = 2
"""The kit cuts the title's last letter or two, and the keyword may begin with those same letters."""

MAX_CRUMB_WORDS: Final = 12
SEARCHED_LINES: Final = 6
"""The kit glues into the first sentence; looking further only costs time."""


def foreign(draft: Draft) -> bool:
    """Tell whether Han writing is foreign to this text."""
    return han_share(" ".join(line.text for line in draft.lines[:60])) < MAX_CJK_SHARE


def without_keyword(title: str) -> str:
    """Return a declared title without the bracketed keyword that may stand before it."""
    return _BRACKETED.sub("", title).strip() or title


@dataclass(frozen=True, slots=True)
class BracketedKeyword(Rule):
    """Cuts ``【keyword】`` before a headline: ``【soi kèo】Khai mạc hội chợ`` becomes ``Khai mạc hội chợ``.

    Why: link-selling kits made for Chinese hosts mark the sold keyword with CJK brackets, which no
    newsroom writing with spaces uses.
    Keeps: 【】 in Chinese and Japanese text, and inside a sentence.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each line that opens with a bracketed keyword."""
        if not foreign(draft):
            return
        for index in draft.open():
            if match := _BRACKETED.match(draft.lines[index].text):
                evidence = f"keyword «{match[1]}» in CJK brackets"
                yield self.span(index, Role.SPAM, evidence, start=match.start(), end=match.end())


@dataclass(frozen=True, slots=True)
class GluedTitle(Rule):
    """Cuts the title run together without spaces, with the keyword behind it, out of a sentence.

    ``hôm qua,Khaimạchộichợsoi kèo tại`` becomes ``hôm qua, tại``.
    Why: the same kits repeat the headline without spaces and the sold keyword in the first sentence.
    Keeps: a long compound, an address or a hash tag, which are not the title's letters in a row.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each of the first lines that holds the title's letters in a row."""
        title_index = draft.index_of(Role.TITLE)
        title = draft.declared.title or (draft.text(title_index) if title_index is not None else "")
        shortest = len(squash(" ".join(title.split()[:MIN_GLUED_WORDS])))
        if len(title.split()) < MIN_GLUED_WORDS or len(squash(title)) < MIN_GLUED_CHARACTERS:
            return
        keywords = _keywords(draft)
        for index in inside(draft)[:SEARCHED_LINES]:
            text = draft.lines[index].text
            for token in _LONG_TOKEN.finditer(text):
                found = _glued(token[0], squash(title))
                if found and found.letters >= shortest:
                    start, end = token.start() + found.start, token.start() + found.end
                    end = _past_keyword(text, end, keywords)
                    yield self.span(index, Role.SPAM, "the title without spaces", start=start, end=end)


@dataclass(frozen=True, slots=True)
class ForeignCrumb(Rule):
    """Removes a short line labelled in Han script from a text in another: ``(编辑:Kinh tế)``.

    Why: the kit's page template keeps its labels for editor, source or category in Chinese.
    Keeps: a sentence that quotes a Chinese name, and every line of a Chinese or Japanese text.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines whose label before a colon is Han."""
        if not foreign(draft):
            return
        for index in draft.open():
            text = draft.lines[index].text
            label = _LABEL.match(text)
            if label and han_share(label[1]) == 1.0 and words(text) <= MAX_CRUMB_WORDS:
                yield self.line(index, Role.SPAM, f"label «{label[1]}» in a foreign script")


@dataclass(frozen=True, slots=True)
class BettingAd(Rule):
    """Removes a line that advertises betting: ``Soi kèo uy tín, nạp đầu tặng code``.

    Why: portals put such lines above, between and below the reports they re-host.
    Keeps: news on betting, lotteries and their crimes, which names games without luring; a
    paragraph that tells of such lures in a report that holds no advertisement.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines with an offer and two lures; paragraphs only beside a line that is no prose."""
        ads = {index: said for index in inside(draft) if (said := _advertised(draft.lines[index].text))}
        if any(not is_paragraph(draft.lines[index].text) for index in ads):
            for index, said in ads.items():
                yield self.line(index, Role.SPAM, f"advertises betting: {said}")


@cache
def _offer() -> re.Pattern[str]:
    return re.compile("|".join(f" {re.escape(cue)} " for cue in cues().betting_offers))


def _advertised(text: str) -> str:
    """Return the offer and the lures of a line that advertises betting, else nothing."""
    if words(text) > MAX_AD_WORDS:
        return ""
    key = f" {line_key(text)} "
    if not _offer().search(key):
        return ""
    offers = [cue for cue in cues().betting_offers if f" {cue} " in key]
    lures = [cue for cue in cues().betting_lures if f" {cue} " in key]
    found = bool(offers) and len(lures) >= MIN_LURES
    return ", ".join(f"«{cue}»" for cue in (*offers[:1], *lures)) if found else ""


def _keywords(draft: Draft) -> list[str]:
    matches = (_BRACKETED.match(line.text) for line in draft.lines)
    return [match[1].strip() for match in matches if match]


class _Glued(NamedTuple):
    """Where in a token the title's letters run, and how many of them there are."""

    start: int
    end: int
    letters: int


def _glued(token: str, title: str) -> _Glued | None:
    """Return where in ``token`` the letters of ``title`` run without a break, or None."""
    positions = [i for i, c in enumerate(token) if c.isalnum()]
    letters = "".join(token[i] for i in positions).casefold()
    begin = letters.find(title[:MIN_GLUED_CHARACTERS])
    if len(letters) != len(positions) or begin < 0:
        return None
    length = 0
    while length < len(title) and letters[begin + length : begin + length + 1] == title[length]:
        length += 1
    start, end = positions[begin], positions[begin + length - 1] + 1
    # Hyphens inside are how the title itself is written; the kit leaves no sign between the words.
    return _Glued(start, end, length) if end - start == length else None


def _past_keyword(text: str, end: int, keywords: list[str]) -> int:
    """Return the end of the injected span: past a keyword that follows, else past the glued rest."""
    begin = end - MAX_SHARED_LETTERS
    rest = text[begin:].casefold()
    for keyword in keywords:
        at = rest[: len(keyword) + MIN_GLUED_CHARACTERS].find(keyword.casefold())
        if at >= 0:
            return begin + at + len(keyword)
    return end
