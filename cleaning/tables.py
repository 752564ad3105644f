"""Tables of a page: rows of data, frames that lay a caption under an image, and the layout of the page."""

from __future__ import annotations

from typing import Final

from lxml.html import HtmlElement

from cleaning.document import Place

MAX_CAPTION_CHARACTERS: Final = 800
"""A class name such as ``caption`` on an element with more text names a whole section, not a caption."""

MAX_IMAGE_TABLE_CELLS: Final = 4
"""Tables that editors use to lay a caption under one or two images have an image and a text cell each."""

_CELLS: Final = frozenset({"td", "th"})


def table_place(element: HtmlElement) -> Place:
    """Tell rows of data from the caption under an image and from tables that lay out a page."""
    table = next(element.iterancestors("table"), None)
    if table is not None and _is_image_table(table):
        return Place.CAPTION if element.tag in _CELLS else Place.PARAGRAPH
    return Place.TABLE if element.tag == "tr" and _is_data_row(element) else Place.PARAGRAPH


def _is_data_row(row: HtmlElement) -> bool:
    """Tell whether ``row`` holds several cells and none of them is a part of the page's layout."""
    cells = [child for child in row if child.tag in _CELLS]
    return len(cells) > 1 and not any(_lays_out(cell) for cell in cells)


def _lays_out(cell: HtmlElement) -> bool:
    return sum(child.tag == "p" for child in cell) > 1 or any(child.tag in _LAYOUT for child in cell)


_LAYOUT: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"}) | {
    "div",
    "table",
    "section",
    "article",
    "center",
}


def _is_image_table(table: HtmlElement) -> bool:
    """Tell whether ``table`` holds an image and a short text: an editor's frame for a caption."""
    cells = images = length = 0
    for element in table.iter("td", "th", "img", "amp-img"):
        if element.tag in {"img", "amp-img"}:
            images += 1
            continue
        cells += 1
        if cells > MAX_IMAGE_TABLE_CELLS:
            return False
    for text in table.itertext():
        length += len(text)
        if length > MAX_CAPTION_CHARACTERS:
            return False
    return images > 0
