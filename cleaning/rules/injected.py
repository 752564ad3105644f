"""Rules against text injected into a hacked site: the sold keyword, the glued title, the kit's crumbs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from cleaning.betting import hits_of
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.advertised import TOPIC
from cleaning.rules.base import Rule, inside
from cleaning.shape import han_share, is_paragraph, squash, words

_BRACKETED: Final = re.compile(r"^\s*【([^】]{1,80})】")
_LABEL: Final = re.compile(r"^[\s(（\[【]*([^\s:：()（）]{2,12})\s*[:：]")
_HAN_LABEL: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,8}\s*(?:[:：]|（\d)")
_LONG_TOKEN: Final = re.compile(r"\S{12,}")
_OPENING: Final = re.compile(
    r"^\s*(?:\[([^\]]{1,80})\]|\(([^)]{1,80})\)|「([^」]{1,80})」|『([^』]{1,80})』)\s*(?=\S)"
)
_CLOSING: Final = re.compile(
    r"\s*(?:\[([^\[\]]{1,80})\]|\(([^()]{1,80})\)|「([^「」]{1,80})」|【([^【】]{1,80})】)\s*$"
)
_MARK: Final = re.compile(r"[【\[(「『|_–]| - |^[^A-Z\d\s][^-:]{2,79}[-:]")
"""No keyword is hung on a line without one of these."""
_PREPENDED: Final = re.compile(r"^\s*([^-–:|_\n]{3,80})[-–:|_]\s*(?=\w)")
_APPENDED: Final = re.compile(r"\s+[-–|]\s+|_+")
_KIT_LIST: Final = re.compile(r"^\s*(?:关键词|标签|关键字)\s*[:：]\s*")

MIN_TITLE_WORDS: Final = 4
MIN_APPENDED_TO: Final = 6
"""What is left of a headline without its keyword must still be one; before a dash, and no label of a menu."""

MAX_APPENDED: Final = 2
"""More separators than this make a menu of the line."""

MIN_GLUED_CHARACTERS: Final = 12
"""A title's first letters run together: 12 in a row are no word of any language written with spaces."""

MIN_GLUED_WORDS: Final = 5
"""A brand or a hash tag may be three words of the title written as one; nobody writes five so."""

MAX_CJK_SHARE: Final = 0.2
"""Above this share of Han letters the text itself is Chinese or Japanese and 【】 is its punctuation."""

MAX_SHARED_LETTERS: Final = 2
"""The kit cuts the title's last letter or two, and the keyword may begin with those same letters."""

MIN_KEYWORD: Final = 4
MAX_KEYWORD_CHARACTERS: Final = 80
"""Sold keywords are search phrases: the shortest is a house's name, the longest a question."""

MAX_KEYWORDS: Final = 20
"""One page is sold for a few; looking for every bracketed word of a long page would take its square."""

MAX_TITLE_CHARACTERS: Final = 400
"""A longer line is no headline."""

MAX_CRUMB_WORDS: Final = 12
MIN_KIT_LABELS: Final = 2
"""A longer line is the kit's when it strings so many labels together: time, source, author, reads."""

SEARCHED_LINES: Final = 40
"""The kit glues into the first sentences; looking further only costs time."""


def foreign(draft: Draft) -> bool:
    """Tell whether Han writing is foreign to this text."""
    return han_share(" ".join(line.text for line in draft.lines[:60])) < MAX_CJK_SHARE


def without_keyword(title: str) -> str:
    """Return a declared title without the sold keyword that may stand before or behind it."""
    for sold in reversed(sold_parts(title)):
        title = title[: sold.start] + title[sold.end :]
    return title.strip()


class Sold(NamedTuple):
    """Where in a headline a sold keyword stands, its brackets or dash included, and the keyword."""

    start: int
    end: int
    keyword: str


def sold_parts(title: str, known: Collection[str] = ()) -> list[Sold]:
    """Return the sold keywords of a headline that without them has nothing to do with betting.

    A keyword is sold when it names betting or is one of ``known``, casefolded; in CJK brackets at the
    beginning it always is.
    """
    lenticular = _BRACKETED.match(title)
    opening = lenticular or _OPENING.match(title) or _prepended(title)
    start = opening.end() if opening else 0
    parts = [_sold(opening, 0)] if opening else []
    if match := _CLOSING.search(title, max(start, len(title) - MAX_KEYWORD_CHARACTERS)):
        parts.append(_sold(match, match.start()))
    elif (match := _APPENDED.search(title, start)) and len(_APPENDED.findall(title)) <= MAX_APPENDED:
        keyword = _APPENDED.split(title[match.end() :])[0]
        if words(title[start : match.start()]) >= MIN_APPENDED_TO:
            parts.append(Sold(match.start(), len(title), keyword))
    sold = [part for part in parts if _is_sold(part, title, known)]
    kept = _left(title, parts) if sold else ""
    if sold and words(kept) >= MIN_TITLE_WORDS and not _topical(kept):
        return sold
    return parts[:1] if lenticular else []


def _is_sold(part: Sold, title: str, known: Collection[str]) -> bool:
    certain = part.start == 0 and _BRACKETED.match(title) is not None
    return certain or part.keyword.strip().casefold() in known or _topical(title[part.start : part.end])


def _prepended(title: str) -> re.Match[str] | None:
    """Return the match of a phrase in small letters before the capital a headline begins with."""
    match = _PREPENDED.match(title)
    return match if match and match[1][:1].islower() and title[match.end()].isupper() else None


def _sold(match: re.Match[str], start: int) -> Sold:
    return Sold(start, match.end(), next(filter(None, match.groups())))


def _left(title: str, parts: Iterable[Sold]) -> str:
    for part in reversed(list(parts)):
        title = title[: part.start] + title[part.end :]
    return title


def _topical(text: str) -> bool:
    return any(hit.kind in TOPIC for hit in hits_of(text))


@dataclass(frozen=True, slots=True)
class BracketedKeyword(Rule):
    """Cuts a sold keyword off a headline: ``【soi kèo】Khai mạc hội chợ`` becomes ``Khai mạc hội chợ``.

    Why: link-selling kits mark the sold keyword with CJK brackets, which no newsroom writing with spaces
    uses; others put it in brackets or behind a dash, where it names betting and the headline does not.
    Keeps: 【】 in Chinese and Japanese text, and inside a sentence; a headline on betting; the name of the
    paper behind a dash.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each line that opens or closes with a sold keyword."""
        if not foreign(draft):
            return
        known = {keyword.casefold() for keyword in sold_keywords(draft)}
        for index in draft.open():
            text = draft.lines[index].text
            if not _MARK.search(text, 0, MAX_TITLE_CHARACTERS):
                continue
            if len(text) <= MAX_TITLE_CHARACTERS and (not is_paragraph(text) or _BRACKETED.match(text)):
                for sold in sold_parts(text, known):
                    evidence = f"sold keyword «{sold.keyword}»"
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
        shortest = len(squash(" ".join(title.split()[:MIN_GLUED_WORDS])))
        if len(title.split()) < MIN_GLUED_WORDS or len(squash(title)) < MIN_GLUED_CHARACTERS:
            return
        keywords = sold_keywords(draft)
        for index in inside(draft)[:SEARCHED_LINES]:
            text = draft.lines[index].text
            for token in _LONG_TOKEN.finditer(text):
                found = _glued(token[0], squash(title))
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
        if not foreign(draft):
            return
        for index in draft.open():
            text = draft.lines[index].text
            if (label := _kit_label(text)) is not None:
                yield self.line(index, Role.SPAM, f"label «{label}» in a foreign script")


def _kit_label(text: str) -> str | None:
    """Return the Han label a line opens with, if the line is a crumb of the kit."""
    opening = _BRACKETED.match(text) or _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    label = _LABEL.match(rest)
    if not label or han_share(label[1]) < 1.0:
        return None
    short = words(text) <= MAX_CRUMB_WORDS or bool(opening)
    return label[1] if short or len(_HAN_LABEL.findall(rest)) >= MIN_KIT_LABELS else None


def sold_keywords(draft: Draft) -> list[str]:
    """Return the keywords this page was hacked for: in CJK brackets, in the kit's lists, and cut before."""
    found = [sold.keyword for index in draft.spans for sold in sold_parts(draft.lines[index].text)]
    for line in draft.lines:
        if match := _BRACKETED.match(line.text):
            found.append(match[1])
        elif len(line.text) <= MAX_TITLE_CHARACTERS and (match := _KIT_LIST.match(line.text)):
            found += re.split(r"[,，、|]", line.text[match.end() :])
    keywords = dict.fromkeys(keyword for part in found if len(keyword := part.strip()) >= MIN_KEYWORD)
    return list(keywords)[:MAX_KEYWORDS]


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
