"""The elements above the blocks of a page, each looked at once: tags, kinds of names, depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from cleaning.block_model.names import kinds_of

ABOVE: Final = (
    "article",
    "main",
    "aside",
    "footer",
    "header",
    "nav",
    "figure",
    "ul",
    "ol",
    "table",
    "form",
    "section",
    "blockquote",
    "dl",
    "details",
    "center",
)
"""Tags that tell what the part of the page is in which a block stands."""

_ROOTS: Final = frozenset({"html", "body"})
_TAG_BITS: Final[dict[object, int]] = {tag: 1 << bit for bit, tag in enumerate(ABOVE)}


@dataclass(frozen=True, slots=True)
class Around:
    """An element's tags and kinds of names, and those above it, as bits; ``near``: up to two above."""

    own: int
    near: int
    far: int
    tags: int
    depth: int
    parent: HtmlElement | None


NOTHING: Final = Around(0, 0, 0, 0, 0, None)
"""What is around text without an element."""


class Ancestry(dict[HtmlElement, Around]):
    """Element → what is around it; asking for one looks at all above it, once each."""

    def __missing__(self, element: HtmlElement) -> Around:
        chain: list[HtmlElement] = []
        current: HtmlElement | None = element
        while current is not None and current not in self:
            chain.append(current)
            current = current.getparent()
        above = self[current] if current is not None else NOTHING
        for one in reversed(chain):
            above = self[one] = self._below(current, above, one)
            current = one
        return above

    def _below(self, parent: HtmlElement | None, above: Around, element: HtmlElement) -> Around:
        tag = element.tag
        own = 0 if tag in _ROOTS else kinds_of(element)
        near = own | above.own | (self[above.parent].own if above.parent is not None else 0)
        return Around(own, near, above.far | own, above.tags | _TAG_BITS.get(tag, 0), above.depth + 1, parent)

    def deepest_first(self) -> list[HtmlElement]:
        """Return the elements seen so far, those inside others before them."""
        return sorted(self, key=lambda element: -self[element].depth)
