"""A page as select-all and copy gives it: every visible line, nothing left out.

Method: the rules of ``innerText`` (HTML Standard, 3.2.7) with what browsers add when they copy: headings and
paragraphs stand between blank lines, other blocks on a line of their own, cells of a row beside each other.
Style sheets are not read, so what only they lay out is a guess: two links that touch stand on two lines.
"""

from __future__ import annotations

import re
from typing import Final

import lxml.html
from lxml import etree
from lxml.html import HtmlElement


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_UNSEEN: Final = _tags(
    """area audio canvas datalist embed head iframe input map math noscript object option param script select
    source style svg template textarea track video"""
)
_SPACED: Final = _tags("h1 h2 h3 h4 h5 h6 p")
"""Elements between blank lines."""

_INLINE: Final = _tags(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter nobr
    output picture progress q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"""
)
"""Elements that don't begin a new line; all others do, those of a site's own making as well."""

_CELLS: Final = _tags("td th")
_HIDDEN: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_TITLES: Final = ("//meta[@property='og:title']/@content", "//title/text()")


def parse(page: str) -> HtmlElement:
    """Return the tree of ``page``; raises ``lxml.etree.LxmlError`` where there is no element at all."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return lxml.html.document_fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser=parser)


def select_all(page: str) -> str:
    """Return the visible text of ``page``, a block a line, with blank lines as browsers copy them."""
    return "\n".join(selected_lines(parse(page)))


def selected_lines(tree: HtmlElement) -> list[str]:
    """Return the visible lines of ``tree``; an empty string is a blank line (never two in a row)."""
    selection = _Selection()
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "start" and _is_unseen(element):
            walker.skip_subtree()
        elif event == "start":
            selection.enter(str(element.tag), element.text)
        else:
            selection.leave("" if _is_unseen(element) else str(element.tag), element.tail)
    return selection.finished()


def declared_title(tree: HtmlElement) -> str:
    """Return the title the head of the page declares, spaces collapsed; empty where it has none."""
    found = (str(text) for path in _TITLES for text in tree.xpath(path))
    return next((" ".join(text.split()) for text in found if text.strip()), "")


class _Selection:
    """The lines so far, the pieces of the line at work, and the breaks due before the next text."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._link_ended = False

    def enter(self, tag: str, text: str | None) -> None:
        if tag == "br":
            self._end_line(blank=not self._pieces)
        elif tag in _CELLS or (tag == "a" and self._link_ended):
            self._add(" ") if tag in _CELLS else self._end_line()
        elif tag not in _INLINE:
            self._end_line(blank=tag in _SPACED)
        self._add(text)

    def leave(self, tag: str, tail: str | None) -> None:
        if tag and tag != "br" and tag not in _INLINE | _CELLS:
            self._end_line(blank=tag in _SPACED)
        if tag == "a":
            self._link_ended = True
        self._add(tail)

    def finished(self) -> list[str]:
        self._end_line()
        return self._lines[:-1] if self._lines and not self._lines[-1] else self._lines

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._link_ended = False

    def _end_line(self, *, blank: bool = False) -> None:
        line = _SPACES.sub(" ", "".join(self._pieces)).strip()
        self._pieces.clear()
        self._link_ended = False
        self._lines += [line] if line else []
        if blank and self._lines and self._lines[-1]:
            self._lines.append("")


def _is_unseen(element: HtmlElement) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:
        return True
    if tag in {"html", "body"}:
        return False  # pages hide these until a script has run
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
