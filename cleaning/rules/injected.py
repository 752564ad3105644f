"""Rules against text injected into a hacked site: the sold keyword, the glued title, the kit's crumbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, inside
from cleaning.rules.hung import MAX_KEYWORD_CHARACTERS
from cleaning.rules.keywords import Page, sold_keywords, sold_parts
from cleaning.rules.kit import (
    BRACKETED,
    LONG_TOKEN,
    MAX_TITLE_CHARACTERS,
    MIN_GLUED_CHARACTERS,
    foreign,
    glued,
    kit_label,
)
from cleaning.shape import is_paragraph, squash

_MARK: Final = re.compile(
    r"[【\[(「『|_–]| - |^[^A-Z\d\s][^-:]{2,79}[-:]|^[^-:]{0,70}(?i:[a-z]\d{1,3}|\d[a-z]{2,8}|bet)\s?:"
)
"""No keyword is hung on a line without one of these."""

MIN_GLUED_WORDS: Final = 5
"""A brand or a hash tag may be three words of the title written as one; nobody writes five so."""

MAX_SHARED_LETTERS: Final = 2
"""The kit cuts the title's last letter or two, and the keyword may begin with those same letters."""

SEARCHED_LINES: Final = 40
"""The kit glues into the first sentences; looking further only costs time."""


@dataclass(frozen=True, slots=True)
class BracketedKeyword(Rule):
    """Cuts a sold keyword off a headline: ``【soi kèo】Khai mạc hội chợ`` becomes ``Khai mạc hội chợ``.

    Why: link-selling kits mark the sold keyword with CJK brackets, which no newsroom writing with spaces
    uses; others put it in brackets or behind a dash. There it is sold when it names betting, the headline
    does not, and it lures, names a house or a search, or the page carries another mark of a link seller.
    A house without a digit in its name, ``[dubet]``, is sold when it stands alone in small letters or beside
    what it calls for, and the report does not speak of it.
    Keeps: 【】 in Chinese and Japanese text, and inside a sentence; a headline on betting; a name written
    large, ``Dubet -``, on a page with no advertisement; the name of the paper behind a dash; a newsroom's
    label, ``| Lịch thi đấu`` or ``(cá độ bóng đá)``, which says no more than what the report is about.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each line that opens or closes with a sold keyword."""
        marked = [index for index in draft.open() if _may_bear_keyword(draft.lines[index].text)]
        if not marked or not foreign(draft):
            return
        page = Page(draft, draft.declared.title or "")
        for index in marked:
            for sold in sold_parts(draft.lines[index].text, page):
                evidence = f"sold keyword «{sold.keyword}»: {sold.why}"
                yield self.span(index, Role.SPAM, evidence, start=sold.start, end=sold.end)


@dataclass(frozen=True, slots=True)
class GluedTitle(Rule):
    """Cuts the title run together without spaces, with the keyword beside it, out of a sentence.

    ``hôm qua,Khaimạchộichợsoi kèo tại`` becomes ``hôm qua, tại``.
    Why: the same kits repeat the headline without spaces and the sold keyword in the first sentence.
    Keeps: a long compound, an address or a hash tag, which are not the title's letters in a row.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each of the first lines that holds the title's letters in a row."""
        title_index = draft.index_of(Role.TITLE)
        title = draft.declared.title or (draft.text(title_index) if title_index is not None else "")
        squashed = squash(title)
        if len(title.split()) < MIN_GLUED_WORDS or len(squashed) < MIN_GLUED_CHARACTERS:
            return
        texts = {index: draft.lines[index].text for index in inside(draft)[:SEARCHED_LINES]}
        suspects = {i: t for i, t in texts.items() if squashed[:MIN_GLUED_CHARACTERS] in t.casefold()}
        if not suspects:
            return
        keywords = sold_keywords(draft)
        shortest = len(squash(" ".join(title.split()[:MIN_GLUED_WORDS])))
        for index, text in suspects.items():
            for token in LONG_TOKEN.finditer(text):
                found = glued(token[0], squashed)
                if found and found.letters >= shortest:
                    start, end = token.start() + found.start, token.start() + found.end
                    start, end = _before_keyword(text, start, keywords), _past_keyword(text, end, keywords)
                    yield self.span(index, Role.SPAM, "the title without spaces", start=start, end=end)


@dataclass(frozen=True, slots=True)
class ForeignCrumb(Rule):
    """Removes a short line labelled in Han script from a text in another: ``(编辑:Kinh tế)``.

    Why: the kit's page template keeps its labels for editor, source or category in Chinese.
    Keeps: a sentence that quotes a Chinese name, and every line of a Chinese or Japanese text.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines whose label before a colon is Han, and those of several such labels."""
        labels = {index: kit_label(draft.lines[index].text) for index in draft.open()}
        if not any(labels.values()) or not foreign(draft):
            return
        for index, label in labels.items():
            if label is not None:
                yield self.line(index, Role.SPAM, f"label «{label}» in a foreign script")


def _may_bear_keyword(text: str) -> bool:
    if len(text) > MAX_TITLE_CHARACTERS or (is_paragraph(text) and not BRACKETED.match(text)):
        return False
    return _MARK.search(text) is not None


def _before_keyword(text: str, start: int, keywords: list[str]) -> int:
    """Return the start of the injected span: before a keyword that the title is glued to."""
    before = text[max(0, start - MAX_KEYWORD_CHARACTERS) : start].casefold()
    ahead = [len(keyword) for keyword in keywords if before.endswith(keyword.casefold())]
    return start - max(ahead, default=0)


def _past_keyword(text: str, end: int, keywords: list[str]) -> int:
    """Return the end of the injected span: past a keyword that follows, else past the glued rest."""
    begin = end - MAX_SHARED_LETTERS
    rest = text[begin : begin + MAX_KEYWORD_CHARACTERS + MIN_GLUED_CHARACTERS].casefold()
    for keyword in keywords:
        at = rest[: len(keyword) + MIN_GLUED_CHARACTERS].find(keyword.casefold())
        if at >= 0:
            return begin + at + len(keyword)
    return end
