"""Text in a box that opens over the page: a site speaks there of itself, on home pages as on any other."""

from __future__ import annotations

from typing import Final

from lxml.html import HtmlElement

from cleaning.page_kind.names import kinds_of
from cleaning.page_kind.page import WholePage

MAX_SHARE: Final = 0.5
"""Share of the page's words: what holds more is the page, whatever it is called."""

_PAGE: Final = frozenset({"html", "body", "main", "article"})


def is_told_in_dialog(page: WholePage) -> bool:
    """Tell whether all that was chosen as the report stands in dialogs, without the page's headline."""
    boxes = [_dialog_around(page.blocks[i].element) for i in page.told]
    if not boxes or None in boxes:
        return False
    inside = [i for i, block in enumerate(page.blocks) if _dialog_around(block.element) in boxes]
    if page.words_of(inside) > MAX_SHARE * sum(page.sizes):
        return False
    return page.head.heading_of(page.metadata.title) not in inside


def _dialog_around(element: HtmlElement | None) -> HtmlElement | None:
    """Return the outermost element round ``element`` that calls itself a dialog."""
    around = [] if element is None else [element, *element.iterancestors()]
    return next((outer for outer in reversed(around) if outer.tag not in _PAGE and _is_dialog(outer)), None)


def _is_dialog(element: HtmlElement) -> bool:
    if element.tag == "dialog" or (element.get("role") or "").lower() in {"dialog", "alertdialog"}:
        return True
    return any("dialog" in kinds_of(element.get(name) or "", "box") for name in ("class", "id"))
