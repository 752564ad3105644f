"""Whether a page's word on its own address can be believed: mobile, AMP and print mirrors name the article.

Templates also name the home page, a section or the article before: such a word is not taken.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from cleaning.address import AddressError, canonical, site
from crawler.relevance import slug_words
from crawler.sites import PageKind, kind_of

MIN_NUMBER: Final = 4
"""Digits from which a number in an address is an article's rather than a page's or a day's."""

MIN_SLUG: Final = 4
"""Words from which the same slug is the same headline."""


def own_address(declared: str, url: str) -> str | None:
    """Return the canonical form of the address a page at ``url`` declares as its own, if it can be so.

    It must be another address of a report on the same site, and hold the same article number or headline.
    """
    try:
        named, asked = canonical(declared), canonical(url)
        if named == asked or site(declared) != site(url):
            return None
    except AddressError:
        return None
    if kind_of(named) is not PageKind.ARTICLE:
        return None
    return named if _numbers(named) & _numbers(asked) or _same_headline(named, asked) else None


def _numbers(url: str) -> set[str]:
    """Return the article numbers of an address; dates in its path are none."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:19|20)\d{2}(?:[/-]?\d{1,2}){0,2}(?=/)", "", parts.path)
    return {n for n in re.findall(r"\d+", f"{path} {parts.query}") if len(n) >= MIN_NUMBER}


def _same_headline(one: str, other: str) -> bool:
    words = slug_words(one).split()
    return len(words) >= MIN_SLUG and words == slug_words(other).split()
