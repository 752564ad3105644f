"""JSON-LD of a page: the objects that describe its article, read leniently.

Pages nest them in lists and ``@graph``, break strings over lines and leave commas behind; what cannot
be read is left out, the rest counts.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml.html import HtmlElement

from cleaning.text import comparison_key

MAX_SCRIPT_CHARACTERS: Final = 500_000
"""Larger scripts hold whole bodies of other articles; the description of one is a few thousand."""

MAX_NODES: Final = 5_000
"""Objects looked at per page, against scripts built to be expensive."""

_ARTICLE_TYPES: Final = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|ReportageNewsArticle)$")
_LITTER: Final = re.compile(r"^\s*(?:<!\[CDATA\[|<!--|//\s*<!\[CDATA\[)|(?:\]\]>|-->)\s*;?\s*$")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Description:
    """What a page's JSON-LD says: the article, and the names of its breadcrumb from the top down.

    ``sites`` are the names of the site itself, ``types`` those of all things it describes.
    """

    article: Node
    breadcrumb: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()


def read_description(tree: HtmlElement, *, titles: Collection[str] = ()) -> Description:
    """Return what the JSON-LD of the page says about its article; empty when there is none.

    Of several articles the one with a headline among ``titles``, which the page states elsewhere.
    """
    nodes = list(_nodes(tree))
    articles = [node for node in nodes if any(map(_ARTICLE_TYPES.search, types(node)))]
    # The article itself comes with a headline; teasers of others are often bare links.
    named = [node for node in articles if node.get("headline")] or articles
    keys = {comparison_key(title) for title in titles}
    own = (node for node in named if comparison_key(text_of(node.get("headline")) or "") in keys)
    article = _resolved(next(own, named[0] if named else {}), nodes)
    crumbs = next((node for node in nodes if "BreadcrumbList" in types(node)), {})
    sites = (text_of(node) for node in nodes if "WebSite" in types(node))
    return Description(
        article,
        tuple(_crumbs(crumbs)),
        tuple(filter(None, sites)),
        frozenset(kind for node in nodes for kind in types(node)),
    )


def _resolved(article: Node, nodes: Iterable[Node]) -> Node:
    """Return ``article`` with its authors in place of references to them (``{"@id": ...}``)."""
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and text_of(node)}
    authors = [
        known.get(author["@id"], author)
        if isinstance(author, Mapping) and isinstance(author.get("@id"), str)
        else author
        for author in as_list(article.get("author"))
    ]
    return {**article, "author": authors} if authors else article


def types(node: Node) -> list[str]:
    """Return the types of a node without their vocabulary."""
    return [value.rpartition("/")[2] for value in as_list(node.get("@type")) if isinstance(value, str)]


def as_list(value: object) -> list[Any]:
    """Return ``value`` as the list that JSON-LD allows to shorten to its only member."""
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: object) -> str | None:
    """Return a plain string: the value itself or the name of the thing it describes."""
    for item in as_list(value):
        named = item.get("name") or item.get("@value") if isinstance(item, Mapping) else item
        for name in as_list(named):
            if isinstance(name, str) and name.strip():
                return " ".join(html.unescape(name).split())
    return None


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    """Yield the objects of all scripts, outer before inner, without recursion."""
    for number, (_, node) in enumerate(_walk(tree)):
        if number >= MAX_NODES:
            return
        if isinstance(node, Mapping):
            yield node


def _walk(tree: HtmlElement) -> Iterator[tuple[int, object]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        queue = as_list(_parsed(script.text or ""))
        for place, value in enumerate(queue):
            yield place, value
            if isinstance(value, list):
                queue.extend(value)
            elif isinstance(value, Mapping):
                queue.extend(_inner(value))


def _inner(node: Node) -> Iterator[object]:
    for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "breadcrumb"):
        yield from as_list(node.get(key))


def _parsed(script: str) -> object:
    """Parse one script, at a second try without what editors and templates leave in it."""
    if len(script) > MAX_SCRIPT_CHARACTERS:
        return None
    for text in (script, _TRAILING_COMMA.sub("", _LITTER.sub("", script)).strip().rstrip(";")):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _crumbs(node: Node) -> Iterator[str]:
    items = [item for item in as_list(node.get("itemListElement")) if isinstance(item, Mapping)]
    for item in sorted(items, key=_position):
        name = text_of(item.get("name")) or text_of(item.get("item"))
        if name:
            yield name


def _position(item: Node) -> int:
    position = str(item.get("position", ""))
    return int(position) if position.isdecimal() and len(position) < 4 else 0
