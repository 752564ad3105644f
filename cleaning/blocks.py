"""A page as its blocks: every piece of text a reader sees, in document order, with its place.

A block ends where a browser would break the line: at block elements and at ``br``. The walk is
iterative and touches each node once; what no reader sees (scripts, hidden parts, form controls) is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
)

from cleaning.document import Place
from cleaning.tables import MAX_CAPTION_CHARACTERS, table_place
from cleaning.text import normalise

MAX_PAGE_CHARACTERS: Final = 10_000_000
"""The crawler stores up to 8-16 MiB; larger pages are data dumps, and cost memory thirtyfold."""

MAX_BLOCKS: Final = 50_000
"""Lines of one page; the longest reports have some thousands, and trafilatura slows down before us."""

MAX_ELEMENTS: Final = 200_000
"""Elements of one page: the largest of 1,082 stored ones has 10,224, and a bomb of a million ``p`` kept
trafilatura busy until its time was up."""

MAX_PAGE_DEPTH: Final = 255
"""Open elements. From 256 on libxml2 silently drops what follows; browsers flatten from 512 on."""

MAX_LINKED: Final = 0.5
"""Share of link text from which a block is a link, not a text with links."""


class ExtractionError(ValueError):
    """A page that cannot be extracted; ``reason`` is a stable id, the message is for a person."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Block:
    """One visible line of a page: normalised ``text``, the element around it, the share of link text.

    ``after_image``: an image or a player stands between it and the block before.
    """

    text: str
    place: Place
    linked: float
    element: HtmlElement | None = field(repr=False, compare=False)
    after_image: bool = field(default=False, compare=False)


def parse_page(html: str) -> HtmlElement:
    """Parse ``html`` leniently; raise ``ExtractionError`` for what is no page or too large a one."""
    if len(html) > MAX_PAGE_CHARACTERS:
        raise ExtractionError("page_too_large", f"{len(html)} characters, more than {MAX_PAGE_CHARACTERS}")
    if not _TAG.search(html):
        raise ExtractionError("not_html", "no tag in the text")
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        # Bytes, because lxml refuses text with an encoding declaration; NULs would end the page.
        tree = document_fromstring(html.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise ExtractionError("not_html", str(error) or "no element in the text") from error
    _refuse_bombs(tree)
    return tree


def page_blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of the page in document order; raise ``ExtractionError`` for too many."""
    blocks = list(islice(_Walk().blocks(tree), MAX_BLOCKS + 1))
    if len(blocks) > MAX_BLOCKS:
        raise ExtractionError("page_too_large", f"more than {MAX_BLOCKS} lines of text")
    return blocks


_ELEMENTS: Final = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)
"""lxml.html asks Python for the class of each element, whenever it is touched; forms need no other here."""

_TAG: Final = re.compile(r"<[a-zA-Z!]")
_LOWER_END: Final = re.compile(r"[^\W\d_][^\W\d_A-Z]$")


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_UNSEEN: Final = _tags(
    """head script style template noscript select datalist option textarea input svg canvas object embed
    iframe video audio map area param source track progress meter"""
)
_IMAGES: Final = _tags("img amp-img picture video iframe")
_HEADINGS: Final = _tags("h1 h2 h3 h4 h5 h6")
_BLOCKS: Final = _HEADINGS | _tags(
    """html body p div section article main header footer nav aside ul ol li dl dt dd table caption thead
    tbody tfoot tr td th figure figcaption blockquote pre form fieldset legend address center details
    summary dialog hgroup hr button menu search amp-img picture"""
)
_BREAKS: Final = _BLOCKS | {"br"}
_PARTED: Final = _tags("a span")
"""Inline elements that style sheets set apart: links of a menu, a place name before the first sentence."""
_CELLS: Final = _tags("td th")
_TABLE_PARTS: Final = _CELLS | {"tr"}
_PLACES: Final = {
    **dict.fromkeys(_HEADINGS, Place.HEADING),
    **dict.fromkeys(_tags("li dt dd"), Place.LIST),
    "blockquote": Place.QUOTE,
}
_HELD: Final = frozenset({Place.CAPTION, Place.TABLE})
_LANDMARKS: Final = frozenset({"html", "body", "main", "article"})
_SECTIONS: Final = frozenset({"article", "section", "main", "body", "aside", "nav", "footer", "header"})
_CAPTION_TAGS: Final = frozenset({"p", "div", "span", "td", "em", "small", "figure"})
_CAPTION_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:img|image|photo|fig|pic)?captions?(?:$|[\s_-])", re.I)
_HIDDEN_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


_HOVER: Final = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden)(?:$|\s)|"
    r"(?:tooltip|rollover|popover|hover-?card)[\w-]*(?:block|box|content|text|body|inner|panel)(?:$|[\s_-])",
    re.I,
)
"""Classes of text that only a screen reader or a pointer brings out: site profiles inside a sentence."""


def _refuse_bombs(tree: HtmlElement) -> None:
    depth = count = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if depth > MAX_PAGE_DEPTH:
            raise ExtractionError("page_too_deep", f"more than {MAX_PAGE_DEPTH} elements inside each other")
        if count > MAX_ELEMENTS:
            raise ExtractionError("page_too_large", f"more than {MAX_ELEMENTS} elements")


class _Walk:
    """The state of one walk: the text gathered since the last break, and where the walk stands."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._links = 0
        self._linked_characters = 0
        self._image = False
        self._scopes: list[tuple[HtmlElement, Place]] = []

    def blocks(self, tree: HtmlElement) -> Iterator[Block]:
        walker = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                yield from self._open(element)
                self._image = self._image or element.tag in _IMAGES
                if _is_unseen(element):
                    walker.skip_subtree()
                else:
                    self._add(element.text)
            else:
                yield from self._close(element)
                if element is not tree:
                    self._add(element.tail)
        yield from self._flush()

    def _open(self, element: HtmlElement) -> Iterator[Block]:
        tag = element.tag
        if tag in _BREAKS:
            yield from self._break(tag)
        if tag in _BLOCKS:
            self._scopes.append((element, _place(element, self._scopes[-1][1] if self._scopes else None)))
        elif tag in _PARTED:
            self._links += tag == "a"
            self._part_words(element.text)

    def _close(self, element: HtmlElement) -> Iterator[Block]:
        if element.tag in _BLOCKS:
            if element.tag == "tr" or not self._in_row():
                yield from self._flush()
            self._scopes.pop()
        elif element.tag in _PARTED:
            self._links -= element.tag == "a"
            self._part_words(element.tail)

    def _break(self, tag: str) -> Iterator[Block]:
        """End the block; inside a row of data, which is one line, put a bar between cells instead."""
        if self._in_row():
            self._pieces.append(" | " if tag in _CELLS else " ")
        else:
            yield from self._flush()

    def _in_row(self) -> bool:
        return bool(self._scopes) and self._scopes[-1][1] is Place.TABLE

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            if self._links:
                self._linked_characters += _visible(text)

    def _part_words(self, following: str | None) -> None:
        """Put a space where a style sheet does: where a small letter would run into a capital."""
        if following and self._pieces and following[0].isupper() and _LOWER_END.search(self._pieces[-1][-2:]):
            self._pieces.append(" ")

    def _flush(self) -> Iterator[Block]:
        if not self._pieces:
            return
        raw, linked = "".join(self._pieces), self._linked_characters
        self._pieces, self._linked_characters = [], 0
        words = raw.split()
        if not words or not self._scopes:
            return
        element, place = self._scopes[-1]
        share = min(1.0, linked / sum(map(len, words)))
        # Only preformatted text means its line breaks.
        lines = (line.split() for line in raw.splitlines()) if element.tag == "pre" else (words,)
        for line in lines:
            text = normalise(" ".join(line)).replace("\n", " ").strip(_EDGES[place is Place.TABLE])
            if text:
                yield Block(text, place, share, element, self._image)
                self._image = False


_EDGES: Final = {False: " ", True: " |"}


def _visible(text: str) -> int:
    return sum(map(len, text.split()))


def _is_unseen(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in _UNSEEN:
        return True
    if tag in _LANDMARKS:
        return False  # pages hide these until a script has run
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    return tag == "span" and bool(_HOVER.search(element.get("class") or ""))


def _place(element: HtmlElement, outer: Place | None) -> Place:
    """Return the place of text right inside ``element``, which stands in text of place ``outer``."""
    tag = element.tag
    if outer in _HELD:
        return outer
    if tag == "figcaption" or _is_captioned(element):
        return Place.CAPTION
    if tag in _TABLE_PARTS:
        return table_place(element)
    if tag in _PLACES:
        return _PLACES[tag]
    return Place.PARAGRAPH if outer is None or tag in _SECTIONS else outer


def _is_captioned(element: HtmlElement) -> bool:
    """Tell whether a class name calls ``element`` a caption and its length does not say otherwise."""
    if element.tag not in _CAPTION_TAGS or not _CAPTION_CLASS.search(element.get("class") or ""):
        return False
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > MAX_CAPTION_CHARACTERS:
            return False
    return True
