"""Feeds and sitemaps: lists of reports made for machines, often with title, date and keywords.

Read here because Scrapy's sitemap spider loses the news tags and the dates; ``crawler.markup`` minds what
is broken or hostile in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from crawler.markup import elements, name_of, unpacked

MAX_ENTRIES: Final = 50_000
"""Entries read of one feed or sitemap: the count limit of the sitemap protocol."""

_SNIFFED = 2_000
"""Bytes looked at to tell what a body is, comments aside: the root element comes after a declaration."""

_COMMENTED = 100_000
"""Bytes in which comments are passed over: some pages begin with a licence, or a log."""


class Form(StrEnum):
    """What a body is, by its own first bytes: servers mislabel feeds as pages and back."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap_index"
    ADDRESSES = "addresses"
    PAGE = "page"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One address in a feed or sitemap, with what the list says of it; dates as published there."""

    url: str
    title: str = ""
    summary: str = ""
    keywords: str = ""
    published: str = ""
    modified: str = ""

    @property
    def text(self) -> str:
        """The words by which the entry can be judged before its page is fetched."""
        return " ".join(filter(None, (self.title, self.keywords, self.summary)))


_ROOTS = {
    "rss": Form.FEED,
    "rdf": Form.FEED,
    "feed": Form.FEED,
    "urlset": Form.SITEMAP,
    "sitemapindex": Form.SITEMAP_INDEX,
    "html": Form.PAGE,
}
_ROOT_TAG = re.compile(rb"<(?:\w+:)?([A-Za-z]+)(?=[\s>/])")
_PAGE_TAGS = re.compile(
    rb"<(?:!doctype html|html|head|body|div|p|table|section|article|main|header|nav|ul|h[1-6])[\s>]",
    re.IGNORECASE,
)
_ADDRESS_LINE = re.compile(rb"(?:#[^\n]*\n\s*)*https?://\S+\s*(?:\n|$)")
_TAG_IN_TEXT = re.compile(r"<[^<>]*>")

_FEED_TAGS = {
    "title": "title",
    "description": "summary",
    "summary": "summary",
    "category": "keywords",
    "pubdate": "published",
    "published": "published",
    "date": "published",
    "updated": "modified",
}
_SITEMAP_TAGS = {
    "title": "title",
    "keywords": "keywords",
    "publication_date": "published",
    "lastmod": "modified",
}
"""Names of elements (lower case, without namespace) and the field of ``Entry`` each one fills."""


def form_of(body: bytes) -> Form:
    """Return what ``body`` (unpacked) is, whatever its content type says."""
    head = _without_comments(body[:_COMMENTED])[:_SNIFFED]
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return Form.ADDRESSES if _ADDRESS_LINE.match(head) else Form.OTHER
    for match in _ROOT_TAG.finditer(head):
        form = _ROOTS.get(match.group(1).decode().lower())
        if form is not None:
            return form
    return Form.PAGE if _PAGE_TAGS.search(head) else Form.OTHER


def _without_comments(head: bytes) -> bytes:
    """Return ``head`` without its comments; one that is not closed stays, and is looked for once."""
    parts, at = [], 0
    while (start := head.find(b"<!--", at)) >= 0 and (end := head.find(b"-->", start + len(b"<!--"))) >= 0:
        parts.append(head[at:start])
        at = end + len(b"-->")
    return b"".join([*parts, head[at:]])


def read_feed(body: bytes, base: str) -> list[Entry]:
    """Return the entries of an RSS, RDF or Atom feed, relative addresses resolved against ``base``."""
    return _capped(_entry(item, _FEED_TAGS, base) for item in elements(body, {"item", "entry"}))


def read_sitemap(body: bytes, base: str) -> list[Entry]:
    """Return the entries of a sitemap (with its news tags) or of a sitemap index, in document order."""
    return _capped(_entry(item, _SITEMAP_TAGS, base) for item in elements(body, {"url", "sitemap"}))


def read_addresses(body: bytes) -> list[Entry]:
    """Return the addresses of a plain list, one a line (a text sitemap); other lines are left out."""
    lines = (line.strip() for line in unpacked(body).decode("utf-8-sig", "replace").splitlines())
    return _capped(Entry(line) for line in lines if not re.search(r"\s", line))


def _capped(entries: Iterator[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for entry in entries:
        if len(found) == MAX_ENTRIES:
            break
        if entry.url.startswith(("http://", "https://")):
            found.append(entry)
    return found


def _entry(item: etree._Element, tags: dict[str, str], base: str) -> Entry:
    found: dict[str, str] = {}
    for element in item.iter(etree.Element):
        name, text = name_of(element), _text(element)
        if name in {"link", "loc"} and "url" not in found and _is_address_of(element, item):
            if address := element.get("href") or _raw(element):
                found["url"] = _resolved(base, element, address)
        elif (field := tags.get(name)) and text:
            found[field] = f"{found[field]} {text}" if field == "keywords" and field in found else text
    return Entry(**({"url": _permanent(item)} | found))


def _permanent(item: etree._Element) -> str:
    """Return the address of an RSS item without a link: its ``guid``, unless that is said to be none."""
    guids = (child for child in item.iterchildren(etree.Element) if name_of(child) == "guid")
    return next((_raw(guid) for guid in guids if guid.get("isPermaLink", "true") == "true"), "")


def _is_address_of(element: etree._Element, item: etree._Element) -> bool:
    """Whether this link is the entry's own: images have a ``loc`` too, Atom has links to copies."""
    return element.getparent() is item and element.get("rel", "alternate") == "alternate"


def _resolved(base: str, element: etree._Element, address: str) -> str:
    """Return ``address`` in full; Atom may give a base of its own (``xml:base``)."""
    try:
        return urljoin(urljoin(base, element.base or ""), unescape(address.strip()))
    except ValueError:
        return ""


def _raw(element: etree._Element) -> str:
    """Return the element's own text, or what stands behind one that is closed too early, as HTML does it."""
    tail = (element.tail or "").strip()
    return (element.text or "").strip() or (tail if tail.startswith("http") else "")


def _text(element: etree._Element) -> str:
    """Return the element's text in one line; feeds put HTML into it, escaped once or twice, or as it is."""
    text = "".join(element.itertext(etree.Element)) if len(element) else element.text or ""
    return " ".join(unescape(_TAG_IN_TEXT.sub(" ", text)).split())
