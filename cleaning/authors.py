"""Who a page says wrote its report: from its data, from marked-up elements, from lines below the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from cleaning.bylines import read_byline
from cleaning.credits import uncredited
from cleaning.cues import cues
from cleaning.dates import before_date
from cleaning.jsonld import as_list, text_of, types
from cleaning.names import byline_words, is_account, is_agency, is_known_agency, is_organisation
from cleaning.page_head import PageHead, attributes, one_line
from cleaning.shape import is_name_like, words
from cleaning.text import comparison_key

MAX_AUTHOR_WORDS: Final = 12
"""Three names; longer is a biography or a list of links."""

MIN_SHOWN_AUTHOR_WORDS: Final = 2
"""One word in an author's box is a label ("Writer") more often than a pen name."""

MAX_BYLINE_CHARACTERS: Final = 150

MAX_INSIDE: Final = 100
"""Links inside an element that are looked at for one that is marked as the author's: more stand in a menu."""

BLOCKS_BELOW_HEADLINE: Final = 8
"""Blocks below the headline that can name the author: the lead and a date line stand between."""

_META_NAMES: Final = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "byl")
_LABELLED_META: Final = ("twitter:label1", "twitter:label2")
"""Social cards name a field and its value in two tags: "Written by" and the author."""

_ADDRESS: Final = re.compile(r"https?://|www\.|@|/")
_BYLINE_LABEL: Final = re.compile(r"^[^:]{1,25}:\s*")
_AUTHOR: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:article|post|entry|news|detail|story)-?)?(?:author|byline|tac-?gia)s?(?:-?name)?(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signs: the author as printed, and the houses named in the place of one."""

    author: str | None = None
    agencies: tuple[str, ...] = ()


def signed(page: PageHead, heading: int | None) -> Signed:
    """Return the first byline that is a name and not the site's, from data to markup to visible lines."""
    houses = [*_organisations(page)]
    for names in ([*_people(page)], [*_metas(page)]):
        read = [_read(text, page) for text in names]
        houses += [house for one in read for house in one.agencies]
        if kept := [one.author for one in read if one.author]:
            return Signed(", ".join(dict.fromkeys(kept)), tuple(dict.fromkeys(houses)))
    shown = [*_shown(page)]
    author = next((one.author for one in shown if one.author), None) or next(_below(page, heading), None)
    houses += [house for one in shown for house in one.agencies]
    return Signed(author, tuple(dict.fromkeys(houses)))


def _people(page: PageHead) -> Iterator[str]:
    for author in as_list(page.said.article.get("author") or page.said.article.get("creator")):
        if not isinstance(author, Mapping) or not types(author) or "Person" in types(author):
            yield text_of(author) or ""


def _organisations(page: PageHead) -> Iterator[str]:
    """Yield the organisations that JSON-LD names as authors, other than the site itself."""
    for author in as_list(page.said.article.get("author")):
        if isinstance(author, Mapping) and any("Organization" in kind for kind in types(author)):
            name = one_line(text_of(author))
            if name and not page.names_site(name) and not _ADDRESS.search(name):
                yield name


def _metas(page: PageHead) -> Iterator[str]:
    yield from page.meta(*_META_NAMES)
    for label in _LABELLED_META:
        for said in page.meta(label):
            if comparison_key(said) in byline_words().author:
                yield from page.meta(label.replace("label", "data"))


def _read(text: str, page: PageHead) -> Signed:
    """Read one stated author: a name, or the house that stands in its place."""
    bare = one_line(text) or ""
    if is_agency(named := uncredited(bare)) or is_organisation(named):
        return Signed(agencies=() if page.names_site(named) else (named,))
    byline = read_byline(bare)
    if byline is not None and (byline.author or byline.helper):
        name = byline.author or byline.helper or ""
        return Signed(None if page.names_site(name) else name, byline.agencies)
    if byline is not None:  # houses alone: "PV TTXVN tại Lào"
        return Signed(agencies=tuple(house for house in byline.agencies if not page.names_site(house)))
    return Signed(_name(bare, page))


def _name(text: str, page: PageHead) -> str | None:
    """Return a byline without its label, or ``None`` for what is no person: an address, a login, the site."""
    name = _BYLINE_LABEL.sub("", text).strip(" ,;|-–")
    for label in cues().bylines:
        if name.casefold().startswith(f"{label} "):
            name = name[len(label) + 1 :].strip()
    is_word = any(c.isalpha() for c in name)  # some systems put the number of an account here
    login = " " not in name and name.islower()
    fits = is_word and not login and words(name) <= MAX_AUTHOR_WORDS and not _ADDRESS.search(name)
    return name if fits and not is_account(name) and not page.names_site(name) else None


def _shown(page: PageHead) -> Iterator[Signed]:
    """Yield who signs in short blocks that the markup calls an author's, up to the first that names one.

    A house counts there when it is a known one: buttons and other reports have such names in their markup.
    """
    inner_of, marks_author = (
        cache(_author_inside),
        cache(_marks_author),
    )  # lines parted by ``br`` share theirs
    for block in page.blocks:
        element = block.element
        if element is None or len(block.text) > MAX_BYLINE_CHARACTERS:
            continue
        inner = inner_of(element)
        text = inner.text_content() if inner is not None else block.text if marks_author(element) else None
        read = _read(text, page) if text else Signed()
        houses = tuple(filter(is_known_agency, read.agencies))
        name = read.author
        named = name is not None and is_name_like(name) and words(name) >= MIN_SHOWN_AUTHOR_WORDS
        if named or houses:
            yield Signed(name if named else None, houses)
        if named:
            return


def _author_inside(element: HtmlElement) -> HtmlElement | None:
    inside = islice(element.iter("a", "span"), MAX_INSIDE)
    return next((one for one in inside if _marks_author(one)), None)


def _marks_author(element: HtmlElement) -> bool:
    return _AUTHOR.search(_CAMEL.sub("-", attributes(element))) is not None


def _below(page: PageHead, heading: int | None) -> Iterator[str]:
    """Yield the names of labelled bylines right below the headline: ``By Ann Lee``, also on two lines."""
    blocks = page.blocks[heading + 1 : heading + 1 + BLOCKS_BELOW_HEADLINE] if heading is not None else ()
    label = ""
    for text in (block.text for block in blocks):
        byline = read_byline(f"{label}: {text}" if label else before_date(text) or text)
        if byline and byline.labelled and byline.author and not page.names_site(byline.author):
            yield byline.author
        label = text.rstrip(": ") if comparison_key(text) in byline_words().author else ""
