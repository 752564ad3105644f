"""Whether a page's word on its own address (``rel=canonical``) can be believed.

Print, mobile and section copies of a report name the report. Templates also name the home page, a section
or another report: a page that is believed there is lost as a copy of what it is not. A true word that is
not believed costs little: the page keeps the address it was fetched at, and its text shows the copy.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from urllib.parse import unquote, urlsplit

from cleaning.address import AddressError, canonical, site

MIN_NUMBER: Final = 4
"""Digits from which a number in an address is an article's rather than a page's or a day's."""

MIN_SURE_NUMBER: Final = 6
"""Digits from which a number counts the articles of a whole site: sections and laws have shorter ones."""

MIN_LONE_NUMBER: Final = 5
"""Digits that say alone, with no other address to compare, that a report is named: four may be a section."""

MIN_SLUG_WORDS: Final = 5
"""Words from which the end of an address reads like a headline rather than a section: section names run to
four ("van-hoa-the-thao"), headlines have eight or more."""

_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_YEAR: Final = r"(?:19|20)\d{2}"
_DATE: Final = re.compile(rf"{_YEAR}(?:{_MONTH}{_DAY})?|{_DAY}{_MONTH}{_YEAR}")
_FILE: Final = re.compile(r"/(?!(?:index|default|home)\.)[^/]+\.\w{2,5}$", re.IGNORECASE)
_DATED_FOLDER: Final = re.compile(rf"/{_YEAR}(?:[/-]?\d{{1,2}}){{0,2}}(?=/)")


def own_address(declared: str, url: str | None) -> str | None:
    """Return the canonical form of the address that a page at ``url`` declares, if it can be its own.

    It is when both are one address; otherwise it must be on the same site and name the same report: by
    the article number where both have one, else by the headline. Of a page whose address is not known
    (``None``) it must read like a report's. Home pages and the folders of ``url`` never are.
    """
    try:
        named = canonical(declared)
        if url is None:
            return named if _reads_like_report(named) else None
        asked = canonical(url)
        if named == asked:
            return named
        if site(declared) != site(url) or _is_folder(named, asked):
            return None
    except AddressError:
        return None
    return named if _is_same_report(named, asked) else None


def slug_words(url: str) -> str:
    """Return the words in the last part of an address' path; numbers and the ending are left out."""
    slug = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return " ".join(re.findall(r"[^\W\d_]+", re.sub(r"\.\w{2,5}$", "", slug)))


def _reads_like_report(url: str) -> bool:
    """Tell whether an address names a page and no folder: by a number, a headline or a file's ending."""
    numbers = _article_numbers(_numbers(url))
    if any(len(n) >= MIN_LONE_NUMBER for n in numbers) or _headline(url):
        return True
    return _FILE.search(urlsplit(url).path) is not None


def _is_folder(named: str, asked: str) -> bool:
    """Return whether ``asked`` lies under ``named``: a section that has a number, not the report in it."""
    parts = urlsplit(named)
    above = re.sub(r"\.\w{2,5}$", "", parts.path)
    return not parts.query and urlsplit(asked).path.startswith(f"{above.rstrip('/')}/")


def _is_same_report(named: str, asked: str) -> bool:
    one, other = _numbers(named), _numbers(asked)
    ours, theirs = _article_numbers(one), _article_numbers(other)
    if not (ours and theirs):
        return _is_same_headline(named, asked) and _ends_as(_digits(named), _digits(asked))
    if ours[-1] != theirs[-1] or max(ours, key=len) != max(theirs, key=len):
        return False  # the article's number stands last or is the longest
    in_two_sections = one[-1] == other[-1] and _is_same_headline(named, asked)
    return _agree(Counter(one), Counter(other), shared=ours[-1]) or in_two_sections


def _ends_as(named: list[str], asked: list[str]) -> bool:
    """Return whether ``named`` has all numbers of the page, at its end.

    The headline of a bulletin is every day's: only its date or number tells one from the other.
    """
    return named[len(named) - len(asked) :] == asked


def _agree(one: Counter[str], other: Counter[str], *, shared: str) -> bool:
    """Return whether the numbers beside the ``shared`` one can be of the same article.

    A short number may be a section's, then all must be equal; beside a long one the one address may have
    more than the other, but not each some of its own.
    """
    if len(shared) < MIN_SURE_NUMBER:
        return one == other
    return one <= other or other <= one


def _is_same_headline(one: str, other: str) -> bool:
    return bool(_headline(one)) and _headline(one) == _headline(other)


def _headline(url: str) -> str:
    """Return the words at the end of an address when they read like a headline, otherwise ''."""
    slug = slug_words(url)
    return slug if len(slug.split()) >= MIN_SLUG_WORDS else ""


def _article_numbers(numbers: list[str]) -> list[str]:
    return [n for n in numbers if len(n) >= MIN_NUMBER]


def _numbers(url: str) -> list[str]:
    """Return the numbers of an address in their order; years and dates are none."""
    parts = urlsplit(url)
    path = _DATED_FOLDER.sub("", parts.path)
    return [n for n in re.findall(r"\d+", unquote(f"{path} {parts.query}")) if not _DATE.fullmatch(n)]


def _digits(url: str) -> list[str]:
    """Return all numbers of an address, those of dates too."""
    parts = urlsplit(url)
    return re.findall(r"\d+", unquote(f"{parts.path} {parts.query}"))
