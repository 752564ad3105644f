"""Feeds and sitemaps: lists of reports made for machines, often with title, date and keywords.

Parsed here because Scrapy's sitemap spider loses the news tags and the dates, and because every
answer of a server is hostile: entities are not expanded, archives are capped, broken XML is read as far
as it goes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin

from lxml import etree

MAX_UNPACKED: Final = 50 * 1024 * 1024
"""Bytes read of a compressed sitemap: the size limit of the sitemap protocol."""

MAX_ENTRIES: Final = 50_000
"""Entries read of one feed or sitemap: the count limit of the sitemap protocol."""

_SNIFFED = 2_000
"""Bytes looked at to tell what a body is: the root element comes after a declaration and a comment."""


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
_PAGE_TAGS = re.compile(rb"<(?:!doctype html|html|head|body|div|p|table)[\s>]", re.IGNORECASE)
_ADDRESS_LINE = re.compile(rb"(?:#[^\n]*\n\s*)*https?://\S+\s*(?:\n|$)")
_TAG_IN_TEXT = re.compile(r"<[^>]*>")

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


def unpacked(body: bytes, limit: int = MAX_UNPACKED) -> bytes:
    """Return ``body`` decompressed when it is gzip, cut at ``limit`` bytes; a damaged end is dropped."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, limit)
    except zlib.error:
        return b""


def form_of(body: bytes) -> Form:
    """Return what ``body`` (unpacked) is, whatever its content type says."""
    head = body[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return Form.ADDRESSES if _ADDRESS_LINE.match(head) else Form.OTHER
    for match in _ROOT_TAG.finditer(re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL)):
        form = _ROOTS.get(match.group(1).decode().lower())
        if form is not None:
            return form
    return Form.PAGE if _PAGE_TAGS.search(head) else Form.OTHER


def read_feed(body: bytes, base: str) -> list[Entry]:
    """Return the entries of an RSS, RDF or Atom feed, relative addresses resolved against ``base``."""
    return _capped(_entry(item, _FEED_TAGS, base) for item in _elements(body, {"item", "entry"}))


def read_sitemap(body: bytes, base: str) -> list[Entry]:
    """Return the entries of a sitemap (with its news tags) or of a sitemap index, in document order."""
    return _capped(_entry(item, _SITEMAP_TAGS, base) for item in _elements(body, {"url", "sitemap"}))


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


def _elements(body: bytes, names: set[str]) -> Iterator[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(unpacked(body).lstrip(), parser)
    except etree.XMLSyntaxError:
        return
    if root is not None:
        yield from (element for element in root.iter(etree.Element) if _name(element) in names)


def _entry(item: etree._Element, tags: dict[str, str], base: str) -> Entry:
    found: dict[str, str] = {}
    for element in item.iter(etree.Element):
        name, text = _name(element), _text(element)
        if name in {"link", "loc"} and "url" not in found and _is_address_of(element, item):
            found["url"] = _resolved(base, element.get("href") or text)
        elif (field := tags.get(name)) and text:
            found[field] = f"{found[field]} {text}" if field == "keywords" and field in found else text
    return Entry(**({"url": ""} | found))


def _is_address_of(element: etree._Element, item: etree._Element) -> bool:
    """Whether this link is the entry's own: images have a ``loc`` too, Atom has links to copies."""
    return element.getparent() is item and element.get("rel", "alternate") == "alternate"


def _resolved(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _text(element: etree._Element) -> str:
    """Return the element's text in one line; feeds put escaped HTML into descriptions."""
    return " ".join(_TAG_IN_TEXT.sub(" ", element.text or "").split())


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()
