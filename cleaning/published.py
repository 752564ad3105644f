"""When a page's report was published, as far as the page says so.

The order was measured: machine-readable times are right where they exist, a date line beside the
headline comes next, the digits of the address last. The first date of a page may be today's clock, and
a date in the running text is when something happened; neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml.html import HtmlElement

from cleaning.blocks import Block
from cleaning.dates import MAX_DATE_LINE, Stamp, date_in_address, parse_date, stated_date
from cleaning.jsonld import as_list
from cleaning.page_head import PageHead, attributes
from cleaning.shape import is_paragraph, words

BLOCKS_AFTER: Final = 10
"""Blocks after the headline that can be its date line: lead, byline, share buttons stand between."""

BLOCKS_BEFORE: Final = 3
"""Blocks before the headline that can be its date line; today's clock stands further up."""

MAX_LEAD_PARAGRAPHS: Final = 1
"""Paragraphs between headline and date line: the lead; after the second one the text has begun."""

MAX_LABEL_WORDS: Final = 14
"""Words of a block that holds section, label and date; a sentence with a date is mostly longer."""

MAX_LINKED: Final = 0.5
"""Share of link text: a byline may link its author, a teaser's date follows a linked headline."""

_META_NAMES: Final = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
    *("datepublished", "date_published", "pubdate", "publishdate", "publish-date", "publish_date"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate"),
    *("dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "date"),
)
_MODIFIED_NAMES: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "dcterms.modified",
)
_CLOCK: Final = re.compile(
    r"clock|today|(?:^|[\s_-])(?:now|current|top|header|nav|menu)(?:$|[\s_-])", re.IGNORECASE
)
"""What pages call the part of their head that shows the day on which they are read."""

_HEAD_PARTS: Final = frozenset({"nav", "footer"})
MAX_CLOCK_DEPTH: Final = 4
"""Elements round a date that may say that it is a clock; further out the whole page is one "header"."""

_DATE_CLASS: Final = re.compile(r"date|time|(?:^|[\s_-])(?:publish|posted|ngay)", re.IGNORECASE)
_ASIDE: Final = frozenset({"a", "aside", "nav", "footer", "li"})


def published(page: PageHead, heading: int | None) -> Stamp | None:
    """Return the publication time the page states, its headline being the block ``heading``."""
    for source in (_described(page, "datePublished"), _meta(page), _marked(page), _times(page)):
        stamp = _first(source)
        if stamp is not None:
            return _sharpened(stamp, page, heading)
    visible = next(_beside(page, heading), None)
    return visible or (date_in_address(page.address) if page.address else None)


def _first(texts: Iterable[str]) -> Stamp | None:
    return next((stamp for text in texts if (stamp := parse_date(text))), None)


def modified(page: PageHead) -> Stamp | None:
    """Return when the page says its report was last changed, to the minute or day it states."""
    return _first((*_described(page, "dateModified"), *page.meta(*_MODIFIED_NAMES)))


def _described(page: PageHead, key: str) -> Iterator[str]:
    for value in as_list(page.said.article.get(key)):
        if isinstance(value, str):
            yield value


def _meta(page: PageHead) -> Iterator[str]:
    yield from page.meta(*_META_NAMES)


def _marked(page: PageHead) -> Iterator[str]:
    """Yield what elements marked as the publication time state, which stand outside links and lists."""
    for element in page.tree.iterfind(".//*[@itemprop]"):
        if "datepublished" in (element.get("itemprop") or "").lower() and not _is_aside(element):
            yield element.get("content") or element.get("datetime") or ""


def _times(page: PageHead) -> Iterator[str]:
    """Yield the ``time`` elements marked as publication, then the first after the headline."""
    elements = [time for time in page.tree.iter("time", "h1") if time.tag == "h1" or not _is_aside(time)]
    times = [time for time in elements if time.tag == "time"]
    for time in times:
        if time.get("pubdate") is not None or "datepublished" in attributes(time).lower():
            yield from _texts(time)
    tags = [time.tag for time in elements]
    if "h1" in tags:
        last = len(tags) - 1 - tags[::-1].index("h1")
        for time in elements[last + 1 : last + 2]:
            yield from _texts(time)


def _texts(time: HtmlElement) -> Iterator[str]:
    yield time.get("datetime") or ""
    text = time.text_content()
    if len(text) <= MAX_DATE_LINE:
        yield text


def _is_aside(element: HtmlElement) -> bool:
    """Tell whether an element stands in a link, a list or a side part: the date of another report."""
    return any(outer.tag in _ASIDE for outer in element.iterancestors())


def _sharpened(stamp: Stamp, page: PageHead, heading: int | None) -> Stamp:
    """Return ``stamp`` as the date line shows it, where the page's data has the day or another zone only.

    Some systems write local time as if it were Greenwich's; the clock a reader sees is the local one.
    """
    beside = (other for other in _beside(page, heading) if other.precision == "minute")
    if stamp.precision == "minute":
        if stamp.at.utcoffset():
            return stamp
        shown = stamp.at.replace(tzinfo=None)
        return next((other for other in beside if other.at.replace(tzinfo=None) == shown), stamp)
    return next((other for other in beside if other.at.date() == stamp.at.date()), stamp)


def _beside(page: PageHead, heading: int | None) -> Iterator[Stamp]:
    """Yield the dates in blocks right after the headline, then in those right before it."""
    if heading is None:
        return
    after = _until_text(page.blocks[heading + 1 : heading + 1 + BLOCKS_AFTER])
    above = reversed(page.blocks[max(0, heading - BLOCKS_BEFORE) : heading])
    before = (block for block in above if not _is_clock(block))
    for block in (*after, *before):
        if stamp := _date_of(block):
            yield stamp


def _is_clock(block: Block) -> bool:
    """Tell whether a block lies in a part of the page that shows today's date."""
    around = [] if block.element is None else [block.element, *block.element.iterancestors()]
    named = any(_CLOCK.search(attributes(element)) for element in around[:MAX_CLOCK_DEPTH])
    return named or any(element.tag in _HEAD_PARTS for element in around)


def _until_text(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the short blocks up to the second paragraph."""
    paragraphs = 0
    for block in blocks:
        paragraphs += is_paragraph(block.text)
        if paragraphs > MAX_LEAD_PARAGRAPHS:
            return
        yield block


def _date_of(block: Block) -> Stamp | None:
    """Return the date of a block that is a date line, or a short one with a time or a telling class."""
    if len(block.text) > MAX_DATE_LINE or block.linked > MAX_LINKED:
        return None
    if stamp := stated_date(block.text):
        return stamp
    if words(block.text) > MAX_LABEL_WORDS or is_paragraph(block.text):
        return None
    stamp = parse_date(block.text)
    named = block.element is not None and _DATE_CLASS.search(attributes(block.element))
    return stamp if stamp and (stamp.precision == "minute" or named) else None
