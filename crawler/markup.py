"""The markup of feeds and sitemaps as servers send it, made fit for an XML parser and read piece by piece.

Encodings that are not what they are called, warnings before the first tag, entities of HTML, bare
ampersands, ends that are missing: each would cost a list all its entries. Entities of a document's own say
nothing, archives are capped, and memory does not grow with the number of elements.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from gzip import GzipFile
from html import escape
from html.entities import html5
from io import BytesIO
from typing import Final

from lxml import etree

MAX_UNPACKED: Final = 50 * 1024 * 1024
"""Bytes read of a compressed sitemap: the size limit of the sitemap protocol."""

_CHUNK: Final = 1 << 16

_MARKS: Final = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
    *((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")),
)
"""How a body of wide characters begins, the longer marks first: with a byte order mark, or with a tag."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.\-]{1,40})""", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.\-]+:)?(?:rss|rdf|feed|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#\w+;|(\w+;))?", re.DOTALL)
"""An ampersand, or CDATA, where it is text already. CDATA that is not closed goes on to the end: it is looked
through once, not again from every place where some begins."""
_OF_XML: Final = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def unpacked(body: bytes, limit: int = MAX_UNPACKED) -> bytes:
    """Return ``body`` decompressed when it is gzip, and in UTF-8 when it is UTF-16 or UTF-32.

    Cut at ``limit`` bytes; a damaged end is dropped.
    """
    plain = b"".join(_members(body, limit)) if body.startswith(b"\x1f\x8b") else body
    wide = next((name for mark, name in _MARKS if plain.startswith(mark)), None)
    return plain.decode(wide, "replace").encode("utf-8", "replace") if wide else plain


def _members(body: bytes, limit: int) -> Iterator[bytes]:
    """Yield what the members of a gzip file hold: what is written in parts has many.

    Read in chunks: to go on with the rest of the body behind each of many small members would take hours.
    """
    with suppress(EOFError, OSError, zlib.error), GzipFile(fileobj=BytesIO(body)) as file:
        while limit > 0 and (plain := file.read1(min(limit, _CHUNK))):
            yield plain
            limit -= len(plain)


def elements(body: bytes, names: Collection[str]) -> Iterator[etree._Element]:
    """Yield the elements called one of ``names`` (lower case, without namespace), each to be used at once.

    Once the next one is asked for, what came before is forgotten, but for what stands around it.
    """
    text = _tidied(_decoded(unpacked(body)))
    parser = etree.XMLPullParser(
        ("end",), resolve_entities=False, no_network=True, recover=True, huge_tree=False
    )
    with suppress(etree.XMLSyntaxError):
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
            yield from _ended(parser, names)
        parser.close()
    yield from _ended(parser, names)


def _ended(parser: etree.XMLPullParser, names: Collection[str]) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        if name_of(element) in names:
            yield element
            if not any(name_of(around) in names for around in element.iterancestors()):
                _forget(element)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def name_of(element: etree._Element) -> str:
    """Return an element's name in lower case, without namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def _decoded(body: bytes) -> str:
    """Return the text of ``body``: UTF-8 wherever it is that, else as it says, whatever else it says."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(body[:200])
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        return body.decode(name, "replace")
    except (LookupError, ValueError):  # unknown, or no encoding of text
        return body.decode("utf-8", "replace")


def _tidied(text: str) -> str:
    """Return ``text`` from its root element on, with nothing that ends the parser's work before the end."""
    root = _ROOT.search(text)
    return _AMPERSAND.sub(_mended, _CONTROL.sub("", text[root.start() :])) if root else ""


def _mended(match: re.Match[str]) -> str:
    """Return an ampersand as XML wants it; names only HTML knows as their characters, others as nothing."""
    found, name = match.group(), match.group(1)
    if name is None:
        return "&amp;" if found == "&" else found
    return found if name in _OF_XML else escape(html5.get(name, ""))
