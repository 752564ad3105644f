"""Signs of a page's kind in its parts: labels, prices, dates, class names, forms; in its head and address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from cleaning.page_kind.names import kinds, kinds_of, kinds_of_type, labels
from cleaning.page_kind.page import WholePage
from cleaning.page_kind.texts import Sign, log_share
from cleaning.text import line_key

MAX_LABEL_WORDS: Final = 6
MAX_PRICE_WORDS: Final = 12
"""Words of a line that gives a price or a date and says little besides."""

MAX_SLUG: Final = 3
"""Words of the last step of an address up to which it names a section; a report's holds its headline."""
MIN_LONG_SLUG: Final = 5

_PRICE: Final = re.compile(
    r"[$€£¥₫₩₹฿]\s?\d|\d\s?(?:[€£₫₩₹฿]|đ\b|vn[dđ]\b|usd\b|eur\b|kr\b|円|元)", re.IGNORECASE
)
_DATE: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d")
_DIGITS: Final = re.compile(r"\d+")
_LONG_NUMBER: Final = re.compile(r"\d{5,}")
_DATED: Final = re.compile(r"/(?:19|20)\d\d/|/(?:19|20)\d{6}")
_WORD: Final = re.compile(r"[a-z]+")
_NAMES: Final = tuple(XPath(f"//@{name}", smart_strings=False) for name in ("class", "id", "itemprop"))
_TYPES: Final = XPath("//@itemtype", smart_strings=False)
_TAGS: Final = {
    "form": 10,
    "input": 60,
    "select": 10,
    "button": 100,
    "time": 50,
    "pre": 30,
    "code": 100,
    "article": 40,
    "img": 150,
    "p": 150,
    "li": 400,
    "table": 20,
}
"""Elements that are counted, each with the number from which more tell nothing more."""


def part_signs(page: WholePage) -> Iterator[Sign]:
    """Yield the signs in the labels, the markup, the head and the address of ``page``."""
    yield from _labels(page)
    yield from _markup(page)
    yield from _head(page)
    yield from _address(page)


def _labels(page: WholePage) -> Iterator[Sign]:
    count: Counter[str] = Counter()
    for block, size in zip(page.blocks, page.sizes, strict=True):
        if size <= MAX_PRICE_WORDS:
            count["price"] += bool(_PRICE.search(block.text))
            count["date"] += bool(_DATE.search(block.text))
        if size <= MAX_LABEL_WORDS:
            count.update(labels().get(_DIGITS.sub("", line_key(block.text)).strip(), ()))
            count["number"] += block.text.isdigit()
    for kind in ("price", "date", "cart", "sorting", "thread", "number"):
        yield f"label_{kind}", log_share(count[kind], 30)


def _markup(page: WholePage) -> Iterator[Sign]:
    tree = page.head.tree
    names = Counter(name for find in _NAMES for name in find(tree) if name)
    types = {*page.head.said.types, *(name.rpartition("/")[2] for name in _TYPES(tree) if name)}
    found: Counter[str] = Counter()
    for name, times in names.items():
        for kind in kinds_of(name, "element"):
            found[kind] += times
    for kind in kinds("element"):
        yield f"part_{kind}", log_share(found[kind], 200)
        yield f"any_{kind}", found[kind] > 0
    said = {kind for name in types for kind in kinds_of_type(name)}
    for kind in kinds("type"):
        yield f"type_{kind}", kind in said
    yield "type_none", not types
    for tag, most in _TAGS.items():
        yield f"tag_{tag}", log_share(_count(tree, tag), most)


def _count(tree: HtmlElement, tag: str) -> int:
    return sum(1 for _ in tree.iter(tag))


def _head(page: WholePage) -> Iterator[Sign]:
    stated = " ".join(page.head.meta("og:type")).lower()
    named = kinds_of(stated, "og")
    for kind in kinds("og"):
        yield f"og_{kind}", kind in named
    yield "og_none", not stated
    yield "published", page.metadata.published_at is not None
    yield "published_minute", page.metadata.published_precision == "minute"
    yield "published_meta", "article:published_time" in page.head.metas
    yield "author", page.metadata.author is not None


def _address(page: WholePage) -> Iterator[Sign]:
    address = page.address
    path = _path(address)
    steps = [step for step in path.split("/") if step]
    last = steps[-1] if steps else ""
    slug = _WORD.findall(last.lower())
    yield "address_none", not address
    yield "address_root", bool(address) and not steps
    yield "address_steps", min(len(steps) / 6, 1)
    yield "address_words", min(len(slug) / 10, 1)
    yield "address_long", len(slug) >= MIN_LONG_SLUG
    yield "address_short", bool(address) and len(slug) < MAX_SLUG
    yield "address_number", bool(_LONG_NUMBER.search(last))
    yield "address_date", bool(_DATED.search(path))
    above = {kind for step in steps[:-1] for kind in kinds_of(step, "path")}
    ends = kinds_of(last, "path") if len(slug) <= MAX_SLUG else set()
    for kind in kinds("path"):
        yield f"path_{kind}", kind in above
        yield f"last_{kind}", kind in ends


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # an unclosed bracket in the host
        return ""
