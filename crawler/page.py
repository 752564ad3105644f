"""What the crawl reads off a page: its links, its feeds, and text enough to judge its topic.

Cheap on purpose: this runs between two requests. Extraction proper happens in cleaning, from the archive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final
from urllib.parse import urljoin

from lxml import etree, html

from crawler.consent import OUR_NAMES, directives

MAX_TEXT: Final = 20_000
"""Characters of text read for scoring: a long report has 15,000, and the topic shows well before."""

MIN_PARAGRAPH: Final = 40
"""Characters from which a ``<p>`` counts as running text; buttons, credits and dates stay below."""

MAX_LINKS: Final = 2_000
"""Links read of one page: home pages have some 500; link farms any number."""

MIN_ARTICLE_PARAGRAPHS: Final = 3
"""Paragraphs of running text of an article: section pages call themselves articles by mistake, but hold
teasers only, and a notice on a home page is shorter."""


MIN_PROSE: Final = 80
"""Characters of a paragraph of a report: about 18 Vietnamese syllables, more than most teasers' titles."""

MAX_LINKED_PROSE: Final = 0.3
"""Share of link text up to which a paragraph is text with links, and not a link."""

MIN_LINKED_HEADLINE: Final = 0.5
"""Share of link text over which what stands before a paragraph is the link to what it tells of; the rest
is a date or the name of a section."""

MAX_BETWEEN: Final = 2
"""Elements between a teaser and its headline: a picture, a date."""


PLACE_DEPTH: Final = 4
"""Elements around a link that tell its place: item, list, box, column."""

MAX_LABEL: Final = 24
"""Characters of an element's class that count: longer ones are generated."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address found on a page, with the words that say what it leads to and its place on the page."""

    url: str
    text: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. ``next_page`` is the address its ``rel=next`` names, if any.

    ``directives`` are those of its meta robots, ``reserved`` is its tdm-reservation, ``canonical`` the
    address it calls its own (``rel=canonical``).
    """

    title: str
    text: str
    links: tuple[Link, ...]
    feeds: tuple[str, ...]
    next_page: str | None
    is_article: bool
    directives: tuple[str, ...] = ()
    reserved: str = ""
    canonical: str = ""


_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
_HIDDEN = frozenset({"script", "style", "noscript", "template"})


def read_page(text: str, url: str) -> Page:
    """Parse the HTML ``text`` fetched from ``url``; an empty or broken page gives an empty result."""
    root = _parsed(text)
    if root is None:
        return Page("", "", (), (), None, is_article=False)
    base = _base(root, url)
    paragraphs = _paragraphs(root)
    relations = list(_relations(root))
    return Page(
        title=_title(root),
        text="\n".join(paragraphs),
        links=tuple(_links(root, base)),
        feeds=tuple(_absolute(base, r.get("href")) for r in relations if r.get("type") in _FEED_TYPES),
        next_page=next((_absolute(base, r.get("href")) for r in relations if r.get("rel") == "next"), None),
        is_article=len(paragraphs) >= MIN_ARTICLE_PARAGRAPHS
        and (_declares_article(root) or _reads_as_article(root)),
        directives=tuple(chain.from_iterable(directives(said) for said in _named(root, OUR_NAMES))),
        reserved=next(_named(root, {"tdm-reservation"}), ""),
        canonical=next((_absolute(base, r.get("href")) for r in relations if _says(r, "canonical")), ""),
    )


def _says(relation: html.HtmlElement, what: str) -> bool:
    return what in (relation.get("rel") or "").lower().split()


def _named(root: html.HtmlElement, names: Collection[str]) -> Iterator[str]:
    """Yield the contents of the meta elements of these names."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").strip().lower() in names:
            yield meta.get("content") or ""


def _parsed(text: str) -> html.HtmlElement | None:
    # lxml refuses a declared encoding in decoded text, and control characters anywhere.
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|^\s*<\?xml[^>]*\?>", "", text)
    if not cleaned.strip():
        return None
    try:
        return html.document_fromstring(cleaned)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _title(root: html.HtmlElement) -> str:
    heading = next((_words(h) for h in root.iter("h1")), "")
    return heading or next((_words(t) for t in root.iter("title")), "")


def _paragraphs(root: html.HtmlElement) -> list[str]:
    found: list[str] = []
    left = MAX_TEXT
    for paragraph in root.iter("p"):
        words = _words(paragraph)
        if len(words) >= MIN_PARAGRAPH:
            found.append(words[:left])
            left -= len(words)
        if left <= 0:
            break
    return found


def _links(root: html.HtmlElement, base: str) -> Iterator[Link]:
    """Yield each address once, in page order, with the longest text it is linked by."""
    found: dict[str, Link] = {}
    for anchor in islice(root.iter("a"), MAX_LINKS):
        address = _absolute(base, anchor.get("href"))
        if not address or "nofollow" in (anchor.get("rel") or "").lower():
            continue
        text = _anchor_text(anchor)
        if address not in found or len(text) >= len(found[address].text):
            found[address] = Link(address, text, _place(anchor))
    return iter(found.values())


def _place(anchor: html.HtmlElement) -> str:
    """Return where a link stands: the nearest elements around it with their first class or id.

    Numbers are left out, for they count (``item-3``); so the links of one box share one place.
    """
    labels = []
    for element in islice(anchor.iterancestors(etree.Element), PLACE_DEPTH):
        name = (element.get("class") or element.get("id") or "").split()
        label = ".".join((_tag(element), *name[:1]))
        labels.append(re.sub(r"\d+", "", label)[:MAX_LABEL])
    return ">".join(labels)


def _tag(element: etree._Element) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _anchor_text(anchor: html.HtmlElement) -> str:
    """Return the link's own words, or those of its title or picture when it shows none."""
    if words := _words(anchor):
        return words
    if title := anchor.get("title"):
        return " ".join(title.split())
    return next((" ".join(alt.split()) for image in anchor.iter("img") if (alt := image.get("alt"))), "")


def _relations(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield from (link for link in root.iter("link") if link.get("href"))
    yield from (anchor for anchor in root.iter("a") if anchor.get("rel") == "next")


def _declares_article(root: html.HtmlElement) -> bool:
    """Whether the page's own metadata (Open Graph, JSON-LD) calls it an article."""
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name")
        if (name == "og:type" and meta.get("content") == "article") or name == "article:published_time":
            return True
    scripts = (s.text or "" for s in root.iter("script") if s.get("type") == "application/ld+json")
    return any(re.search(r'"@type"\s*:\s*\[?\s*"\w*Article"', script) for script in scripts)


def _reads_as_article(root: html.HtmlElement) -> bool:
    """Whether one element holds several paragraphs of running text.

    Teasers stand one to a card, or each behind the link of its own headline.
    """
    prose: Counter[html.HtmlElement] = Counter()
    for paragraph in islice(root.iter("p"), MAX_LINKS):
        words = _words(paragraph)
        linked = sum(len(_words(anchor)) for anchor in paragraph.iter("a"))
        parent = paragraph.getparent()
        if parent is None or len(words) < MIN_PROSE or linked > MAX_LINKED_PROSE * len(words):
            continue
        if not _is_teaser(paragraph):
            prose[parent] += 1
    return bool(prose) and max(prose.values()) >= MIN_ARTICLE_PARAGRAPHS


def _is_teaser(paragraph: html.HtmlElement) -> bool:
    """Whether a linked headline stands before ``paragraph``, with at most a picture or date between."""
    for before in islice(paragraph.itersiblings(etree.Element, preceding=True), MAX_BETWEEN + 1):
        words = _words(before)
        linked = len(words) if before.tag == "a" else sum(len(_words(a)) for a in before.iter("a"))
        if linked:
            return linked > MIN_LINKED_HEADLINE * len(words) and not (before.tail or "").strip()
        if len(words) >= MIN_PARAGRAPH:
            return False
    return False


def _base(root: html.HtmlElement, url: str) -> str:
    declared = next((b.get("href") for b in root.iter("base") if b.get("href")), "")
    return _absolute(url, declared) or url


def _absolute(base: str, href: str | None) -> str:
    """Return ``href`` as an absolute http(s) address without fragment, or ''."""
    if not href or not href.strip():
        return ""  # would resolve to the page itself
    try:
        address = urljoin(base, href.strip())
    except ValueError:
        return ""
    return address.partition("#")[0] if address.startswith(("http://", "https://")) else ""


def _words(element: html.HtmlElement) -> str:
    """Return the visible text of ``element`` in one line, cut to what scoring can use."""
    pieces: list[str] = []
    size = 0
    for node in element.iter():
        if node.tag not in _HIDDEN and isinstance(node.tag, str) and node.text:
            pieces.append(node.text)
        if node is not element and node.tail:
            pieces.append(node.tail)
        size += len(node.text or "") + len(node.tail or "")
        if size > MAX_TEXT:
            break
    return " ".join(" ".join(pieces).split())
