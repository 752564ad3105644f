"""Boxes of a page: which lines lie together in one part beside or between the paragraphs of the report.

A card of another report, a list of related ones and a footer are each one element next to the
paragraphs; what is known of one line of such a box is then known of all.
"""

from __future__ import annotations

from collections import Counter

from lxml.html import HtmlElement

from cleaning.document import Place
from cleaning.recovery import Selection
from cleaning.shape import is_paragraph, words

OWN = 0
"""The box of a line that stands by itself among the paragraphs."""


def boxes(selection: Selection) -> list[int]:
    """Return for each block the number of its box, from 1, or ``OWN``."""
    body = _body(selection)
    if body is None:
        return [OWN] * len(selection.blocks)
    around = {body, *body.iterancestors()}
    parts = [_part(block.element, around) for block in selection.blocks]
    shared = [part for part, count in Counter(parts).items() if part is not None and count > 1]
    numbers = {part: number for number, part in enumerate(shared, start=1)}
    return [OWN if part is None else numbers.get(part, OWN) for part in parts]


def _body(selection: Selection) -> HtmlElement | None:
    """Return the element right around most of the report's prose, by words."""
    weight: Counter[HtmlElement] = Counter()
    for index, block in enumerate(selection.blocks):
        if (
            block.element is not None
            and selection.place(index) is not Place.OUTSIDE
            and is_paragraph(block.text)
        ):
            parent = block.element.getparent()
            weight[block.element if parent is None else parent] += words(block.text)
    return max(weight, key=lambda element: weight[element], default=None)


def _part(element: HtmlElement | None, around: set[HtmlElement]) -> HtmlElement | None:
    """Return the element that is or holds ``element`` and lies right inside one of ``around``."""
    if element is None or element in around:
        return None
    part = element
    for ancestor in element.iterancestors():
        if ancestor in around:
            return part
        part = ancestor
    return None
