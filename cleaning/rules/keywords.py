"""The sold keyword: which phrase hung on a headline is a link seller's, and what gives it away.

A newsroom hangs labels on headlines as well: ``| Lịch thi đấu``, ``[Xổ số]``, ``(cá độ bóng đá)``. That such
a phrase names betting proves nothing; the phrase itself or the rest of the page must tell that it was sold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cleaning.betting import hits_of, is_house_shaped, may_be_product, reads_as_house
from cleaning.betting_words import languages_of
from cleaning.draft import Draft
from cleaning.language import identify
from cleaning.rules.advertised import (
    APPEAL,
    SOLD,
    TOPIC,
    advertised,
    is_about_betting,
    listed,
    names_betting,
    prose_of,
)
from cleaning.rules.base import inside
from cleaning.rules.house_names import is_bait, lettered_house
from cleaning.rules.hung import Hung, hung_on, without
from cleaning.rules.kit import BRACKETED, LONG_TOKEN, glued, is_button, kit_keywords, kit_label
from cleaning.shape import ends_sentence, is_paragraph, squash, words
from cleaning.text import line_words

_PUNCTUATION: Final = re.compile(r"[^\w\s]")
_NAME: Final = re.compile(r"\b[A-Za-z]*\d[A-Za-z\d]*\b")
_AROUND: Final = " -–|_()[]「」『』【】"

NO_NEWSROOM: Final = "in brackets no newsroom writes"
UNSPOKEN: Final = "names a house that the report does not speak of"

MIN_TITLE_WORDS: Final = 4
"""What is left of a headline without its keyword must still be one."""

MIN_SEARCHED: Final = 2
"""A label names one thing; two of the trade in a row are what people type into a search engine."""

MIN_LURED: Final = 0.65
"""A sold phrase consists of the trade's words; ``Casino hấp dẫn du khách`` (3 of 5) goes on with its own."""

MIN_TYPED: Final = 0.6
MIN_TYPED_WORDS: Final = 3
"""So much of a phrase in small letters behind a dash is of the trade: it was typed to be found."""

MIN_LOAN_WORDS: Final = 2
"""One word of another language, ``jackpot``, is a loan; a phrase of two is that language."""

MAX_CUT_LETTERS: Final = 3
"""The kit cuts the last letter or two off the headline it runs together."""

MIN_KEYWORD: Final = 4
"""The shortest sold keyword is a house's name."""

MAX_KEYWORDS: Final = 20
"""One page is sold for a few; looking for every bracketed word of a long page would take its square."""

READ_LINES: Final = 80
"""Headlines of the report and of what stands above it are among so many lines."""

READ_PARAGRAPHS: Final = 20
"""So many tell the language of a page."""


def sold_parts(title: str, page: Page) -> list[Hung]:
    """Return the sold phrases of a headline that without them has nothing to do with betting.

    In CJK brackets at the beginning a phrase always is, as is one the page is known to be hacked for. Any
    other names betting and is given away: by its form, by what it says, or by the page around it; then so
    are the others of the headline that name betting.
    """
    hung = hung_on(title)
    lenticular = BRACKETED.match(title) is not None
    marked = [_explained(part, why) for part in hung if (why := _reason(part, title, page))]
    kept = without(title, hung)
    if marked and words(kept) >= MIN_TITLE_WORDS and not _topical(kept):
        also = (_explained(part, "beside a sold keyword") for part in hung if _topical(part.keyword))
        found = {part.start: part for part in (*also, *marked)}
        return [found[start] for start in sorted(found)]
    return marked[:1] if lenticular else []


def without_keyword(title: str, draft: Draft) -> str:
    """Return a declared title without the sold keyword that may stand before or behind it."""
    return without(title, sold_parts(title, Page(draft, title))).strip()


def sold_keywords(draft: Draft) -> list[str]:
    """Return the keywords this page was hacked for: in CJK brackets, in the kit's lists, and cut before."""
    cuts = (cut for spans in draft.spans.values() for cut in spans if cut.rule == "bracketed_keyword")
    cut = (draft.lines[cut.index].text[cut.start : cut.end].strip(_AROUND) for cut in cuts)
    found = (part.strip() for part in (*cut, *kit_keywords(draft)))
    return list(dict.fromkeys(keyword for keyword in found if len(keyword) >= MIN_KEYWORD))[:MAX_KEYWORDS]


@dataclass(frozen=True)
class Page:
    """What the rest of a page says of the phrases hung on its headlines; each answer is found when asked."""

    draft: Draft
    title: str = ""

    @cached_property
    def known(self) -> frozenset[str]:
        """The keywords the page is known to be hacked for, casefolded."""
        return frozenset(keyword.casefold() for keyword in sold_keywords(self.draft))

    @cached_property
    def sold(self) -> re.Pattern[str]:
        """Matches what is known to be sold, and what on the headlines gives itself away.

        Where the text repeats that, it was inserted; a newsroom's label stands there in its own right.
        """
        titles = [self.title, *(line.text for line in self.draft.lines[:READ_LINES])]
        hung = ((part, title) for title in titles for part in hung_on(title) if _topical(part.keyword))
        betrayed = (part.keyword.strip() for part, title in hung if _betrayed(part, title, self))
        phrases = dict.fromkeys([*self.known, *(phrase for phrase in betrayed if words(phrase) > 1)])
        return re.compile("|".join(map(re.escape, list(phrases)[:MAX_KEYWORDS])) or r"(?!)", re.IGNORECASE)

    @cached_property
    def mark(self) -> str:
        """What shows, elsewhere than on a headline, that the page was tampered with, else nothing."""
        if self.known:
            return f"keyword «{min(self.known)}»"
        for index in inside(self.draft):
            line = self.draft.lines[index]
            if label := kit_label(line.text):
                return f"label «{label}» in a foreign script"
            if not is_paragraph(line.text) and _advertises(line.text):
                return f"an advertisement, line {line.number}"
        return self._glued_headline()

    def _glued_headline(self) -> str:
        lines = [self.draft.lines[index].text for index in inside(self.draft)[:READ_LINES]]
        tokens = [token for text in lines for token in LONG_TOKEN.findall(text)]
        for title in filter(None, (self.title, *lines)) if tokens else ():
            bare = without(title, hung) if (hung := hung_on(title)) else ""
            squashed = squash(bare)
            if words(bare) >= MIN_TITLE_WORDS and any(_runs_in(token, squashed) for token in tokens):
                return "its headline run together in the text"
        return ""

    @cached_property
    def is_about_betting(self) -> bool:
        """Whether the page's own prose is about betting."""
        return is_about_betting(self.draft, self.sold)

    @cached_property
    def names_betting(self) -> bool:
        """Whether any sentence of the page's own prose names betting."""
        return names_betting(self.draft, self.sold)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The names of houses' shape that the prose speaks of, casefolded."""
        found = (name for text in prose_of(self.draft) for name in _NAME.finditer(text))
        return frozenset(
            key for name in found if is_house_shaped(key := name[0].casefold()) and _is_inside(name)
        )

    @cached_property
    def language(self) -> str:
        """The language of the page's prose."""
        return identify("\n".join(prose_of(self.draft)[:READ_PARAGRAPHS])).code


def _reason(part: Hung, title: str, page: Page) -> str:
    if part.start == 0 and BRACKETED.match(title) and not is_button(part.keyword):
        return NO_NEWSROOM
    if part.keyword.strip().casefold() in page.known:
        return "the page is hacked for it"
    if house := lettered_house(part.keyword):
        return _unspoken(house, part, page)
    if not _topical(title[part.start : part.end]) or page.is_about_betting:
        return ""
    if page.mark:
        return f"on a page with {page.mark}"
    why = _betrayed(part, title, page)
    return "" if why and page.names_betting else why


def _unspoken(house: str, part: Hung, page: Page) -> str:
    """Return why a house without a digit in its name is sold, else nothing: it may be anybody's name.

    Whoever a headline names the report speaks of; and a name is written large, except on a page that
    carries another mark or beside what the house calls for.
    """
    texts = (page.draft.lines[index].text for index in inside(page.draft))
    told = (text for text in texts if is_paragraph(text) or ends_sentence(text))
    speaks = any(house in line_words(text) for text in told)
    typed = part.keyword.strip().islower() or words(part.keyword) > 1
    sold = (typed or page.mark) and not (speaks or page.is_about_betting or page.names_betting)
    return UNSPOKEN if sold else ""


def _betrayed(part: Hung, title: str, page: Page) -> str:
    """Return what of ``part`` itself gives it away, else nothing."""
    return _form(part, title) or _said(part.keyword, page)


def _form(part: Hung, title: str) -> str:
    """Return how ``part`` is hung on a headline as no newsroom does it, else nothing."""
    mark = title[part.start : part.end].replace(part.keyword, "")
    if "【" in mark:
        return NO_NEWSROOM
    if "_" in mark:
        return "hung on with a low line"
    if not part.keyword[:1].islower() or any(bracket in mark for bracket in "[(「『"):
        return ""
    if part.start == 0:
        return "in small letters before the headline"
    typed = words(part.keyword) >= MIN_TYPED_WORDS and _covered(part.keyword) >= MIN_TYPED
    return "typed as into a search engine" if typed else ""


def _said(phrase: str, page: Page) -> str:
    """Return what in ``phrase`` no label of a newsroom says, else nothing."""
    hits = list(hits_of(phrase))
    goods = [hit for hit in hits if hit.kind in SOLD and not may_be_product(hit.phrase)]
    houses = (name[0] for name in _NAME.finditer(phrase) if reads_as_house(name[0]))
    if any(house.casefold() not in page.subjects for house in houses):
        return UNSPOKEN
    if not goods:
        return ""
    if any(hit.kind in APPEAL for hit in hits) and _covered(phrase) >= MIN_LURED:
        return "offers goods with a lure"
    named = [hit for hit in hits if hit.kind in TOPIC]
    if len(named) >= MIN_SEARCHED and not _PUNCTUATION.search(phrase):
        return "a search phrase"
    abroad = [hit for hit in goods if words(hit.phrase) >= MIN_LOAN_WORDS and languages_of(hit.phrase)]
    return "in another language" if any(page.language not in languages_of(h.phrase) for h in abroad) else ""


def _covered(phrase: str) -> float:
    """Return which share of the words of ``phrase`` is of the trade, 0 to 1."""
    return sum(hit.end - hit.start for hit in hits_of(phrase)) / max(1, words(phrase))


def _is_inside(name: re.Match[str]) -> bool:
    """Tell whether a name stands in a sentence: a word in small letters goes before it or follows it."""
    before, after = name.string[: name.start()].split()[-1:], name.string[name.end() :].lstrip()
    return (bool(before) and before[0][:1].islower()) or after[:1].islower()


def _runs_in(token: str, squashed: str) -> bool:
    found = glued(token, squashed)
    return found is not None and found.letters > len(squashed) - MAX_CUT_LETTERS


def _advertises(text: str) -> bool:
    return bool(advertised(text) or listed(text) or is_bait(text))


def _explained(part: Hung, why: str) -> Hung:
    return Hung(part.start, part.end, part.keyword, why)


def _topical(text: str) -> bool:
    return any(hit.kind in TOPIC for hit in hits_of(text))
