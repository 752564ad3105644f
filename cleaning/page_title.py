"""The title of a page: its headline, without the name of the site and of the section.

The headline a reader sees wins over the one written for search engines, when both name one report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from cleaning.cues import cues
from cleaning.jsonld import text_of
from cleaning.names import is_domain, is_house
from cleaning.page_head import PageHead, one_line
from cleaning.shape import bare, words
from cleaning.text import comparison_key, syllables

MIN_TITLE_WORDS: Final = 2
MIN_AGREEMENT: Final = 0.5
"""Share of words that a visible headline and a declared title have in common when they mean one report."""

MAX_PARTS: Final = 30
"""Parts of a title; more are a list of keywords, and each beginning of it would be looked at."""

MIN_SHOWN_WORDS: Final = 4
"""Words of a line that shows what of a declared title is the headline: fewer are a section or a label."""

MAX_SITE_WORDS: Final = 12
"""Words of a site's name with its slogan; a longer part with that name in it reports on the site."""

MAX_NOTICE_WORDS: Final = 25
"""Words of the line that says whose page it is."""

MAX_LOGOS: Final = 10
"""Links to the home page that are looked into: head and foot have one each, nested ones are thousands."""

MIN_OWNER: Final = 5
"""Letters of a name looked for in that line; fewer occur inside words by chance."""

_SEPARATOR: Final = re.compile(r"\s+(?:[|–—:»«›‹•·-]|::|--)\s+|\s*\|\s*")


@dataclass(frozen=True)
class _Page:
    """A page and what it shows that tells its headline from its site; read once, when asked for."""

    head: PageHead

    @cached_property
    def lines(self) -> frozenset[str]:
        """The comparison keys of its lines that are long enough for a headline."""
        texts = (block.text for block in self.head.blocks)
        return frozenset(comparison_key(text) for text in texts if words(text) >= MIN_SHOWN_WORDS)

    @cached_property
    def links(self) -> frozenset[str]:
        """The comparison keys of its links, by their own words or those of the first element in them."""
        texts = (link.text or next((inner.text for inner in link), None) for link in self.head.tree.iter("a"))
        return frozenset(comparison_key(text) for text in texts if text)

    @cached_property
    def logos(self) -> frozenset[str]:
        """The bare names on its links to the home page."""
        home = (link for link in self.head.tree.iter("a") if (link.get("href") or "").strip() == "/")
        few = islice(home, MAX_LOGOS)
        shown = (text for link in few for text in (link.get("title"), *link.xpath(".//img/@alt")))
        return frozenset(bare(text) for text in shown if text)

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """The letters of the lines that say whose page it is."""
        texts = (block.text for block in self.head.blocks if words(block.text) <= MAX_NOTICE_WORDS)
        return tuple(bare(text) for text in texts if _is_notice(text))

    def shows(self, title: str) -> bool:
        """Tell whether a line of the page is ``title``."""
        return comparison_key(title) in self.lines

    def belongs_to(self, name: str) -> bool:
        """Tell whether logo or legal notice name ``name`` as the owner of the page."""
        letters = bare(name)
        known = letters in self.logos or any(letters in notice for notice in self.notices)
        return len(letters) >= MIN_OWNER and known


def title_of(page: PageHead) -> str | None:
    """Return the headline of the page's report, ``None`` when it shows and states none."""
    shown = _Page(page)
    declared = [title for text in _declared_titles(page) if (title := _without_site(text, shown))]
    visible = [page.blocks[i].text for i in page.headings() if words(page.blocks[i].text) >= MIN_TITLE_WORDS]
    agreeing = [h1 for h1 in visible if any(_agreement(h1, title) >= MIN_AGREEMENT for title in declared)]
    if agreeing:
        return max(agreeing, key=lambda h1: max(_agreement(h1, title) for title in declared))
    if len(visible) == 1 and not any(_stated_titles(page)):
        return visible[0]  # <title> alone is often the name of the site or of the section
    return next(iter([*declared, *visible]), None)


def _stated_titles(page: PageHead) -> Iterator[str]:
    yield one_line(text_of(page.said.article.get("headline"))) or ""
    yield from page.meta("og:title", "twitter:title")


def _declared_titles(page: PageHead) -> Iterator[str]:
    yield from _stated_titles(page)
    yield one_line(page.tree.findtext(".//head/title") or page.tree.findtext(".//title")) or ""


def _agreement(first: str, second: str) -> float:
    """Return the shared words of two titles as a share of the longer one, or 1 when one begins the other."""
    a, b = syllables(first), syllables(second)
    shorter = min(len(a), len(b))
    if shorter >= MIN_TITLE_WORDS and a[:shorter] == b[:shorter]:
        return 1.0
    return len({*a} & {*b}) / max(len({*a}), len({*b}), 1)


def _without_site(title: str, page: _Page) -> str:
    """Return ``title`` without the site's name, and the section beside it, at its end or beginning."""
    parts = [*islice(_SEPARATOR.finditer(title), MAX_PARTS)]
    if len(parts) >= MAX_PARTS:
        return title
    if not parts:
        return "" if page.head.names_site(title) and bare(title) in page.head.site_names else title
    for cut in reversed(parts):
        head = title[: cut.start()].rstrip()
        if words(head) >= MIN_TITLE_WORDS and _is_site(title[cut.end() :], page, mark=cut[0]):
            return _without_section(head, page)
    if page.head.names_site(title[: parts[0].start()]):
        return title[parts[0].end() :]
    shown = (title[: cut.start()].rstrip() for cut in reversed(parts))
    return next((head for head in (title, *shown) if page.shows(head)), title)


def _is_site(part: str, page: _Page, *, mark: str) -> bool:
    """Tell whether the last part of a title names the site: as the page says, or by its form."""
    if "|" in mark:
        return True
    named = page.head.names_site(part) and words(part) <= MAX_SITE_WORDS
    return named or is_house(part) or is_domain(part) or page.belongs_to(part)


def _is_notice(text: str) -> bool:
    key = f" {comparison_key(text)} "
    return "©" in text or any(f" {cue} " in key for cue in cues().imprint)


def _without_section(title: str, page: _Page) -> str:
    """Return ``title`` without the section that stood before the site's name: the page links to it."""
    parts = [*_SEPARATOR.finditer(title)]
    if not parts or page.shows(title):
        return title
    head, section = title[: parts[-1].start()].rstrip(), title[parts[-1].end() :]
    linked = words(head) >= MIN_TITLE_WORDS and comparison_key(section) in page.links
    return head if linked else title
