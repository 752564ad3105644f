"""HTML to lines: a small network chooses the blocks of the report, trafilatura is its witness in doubt.

Every visible block of the page becomes a line, inside the content or outside it, so that the rules
can account for each. Extraction runs in worker processes: trafilatura is not safe in threads and has
no time limit of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from lxml.html import HtmlElement

from cleaning.block_model.features import Matrix, PageBlocks, features
from cleaning.block_model.model import chosen, is_sure, probabilities, sizes_of
from cleaning.blocks import MAX_LINKED, Block, ExtractionError, page_blocks, parse_page
from cleaning.boxes import boxes
from cleaning.document import Doubt, Line, Metadata, Place
from cleaning.listing import LIST_OF_TEASERS, is_link_line, is_list_of_teasers
from cleaning.matching import Match, match_blocks, words_of
from cleaning.metadata import declared_language, stated_metadata
from cleaning.page_head import PageHead
from cleaning.page_kind.kind import doubt_of
from cleaning.page_kind.page import WholePage
from cleaning.page_kind.states import locked_door
from cleaning.recovery import Selection, recover
from cleaning.shape import words
from cleaning.text import Decoded, decode, normalise

__all__ = [
    "Extraction",
    "ExtractionError",
    "Witness",
    "decode_page",
    "extract",
    "page_view",
    "whole_page",
    "witness",
]

MIN_CONTENT_WORDS: Final = 12
"""trafilatura's output below this is a slogan or a cookie notice, not a report."""

MIN_ABSENT: Final = 0.5
"""Share of trafilatura's words that are on no visible block from which the report stands in the page's data
and not in its markup; less is text that extractors rewrite."""

MIN_LINK_PROBABILITY: Final = 0.95
"""Certainty asked of a whole line of link: none on 92 pages of article-extraction-benchmark belongs to the
report, and on the blogs of WCXB half do."""


SIGNED: Final = 3
"""Blocks below the text in which its author and its source may be named."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """A page as lines in document order.

    Blocks outside the main content have ``Place.OUTSIDE``; those that stand among it are ``doubtful``.
    ``flags``: ``photo_story`` (the text stands in captions), ``no_main_content`` (nothing on the page
    reads as a report), ``list_of_teasers`` (it leads to other reports), ``text_not_on_page`` (some text came
    from data, not from a visible block).
    ``language`` is what the page declares, ``doubt`` why the page is thought to be no report.
    ``method`` is what decided about the main content: ``block_model``, ``block_model+trafilatura`` where it
    was in doubt, ``trafilatura`` for text that is on no block.
    """

    lines: tuple[Line, ...]
    metadata: Metadata
    flags: tuple[str, ...] = ()
    language: str | None = None
    method: str = "block_model"
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """What trafilatura made of a page: its lines, and where they stand among the page's blocks."""

    units: tuple[str, ...]
    match: Match

    @property
    def absent_share(self) -> float:
        """The share of its words that are on no block of the page."""
        total = sum(words(unit) for unit in self.units)
        return sum(words(self.units[number]) for number in self.match.absent) / (total or 1)


def extract(html: str, *, url: str | None = None) -> Extraction:
    """Return the lines and metadata of a page.

    Raises ``ExtractionError`` with the reason ``not_html``, ``empty_page``, ``blocked_page``,
    ``page_too_large`` or ``page_too_deep``.
    """
    page = whole_page(html, url=url)
    return Extraction(
        lines=tuple(_lines(page.selection)),
        metadata=page.metadata,
        flags=tuple(sorted(page.selection.flags)),
        language=declared_language(page.head.tree),
        method=page.selection.method,
        doubt=doubt_of(page),
    )


def whole_page(html: str, *, url: str | None = None) -> WholePage:
    """Return a page as read: its head, its blocks with those of the report chosen; raises as ``extract``."""
    tree = parse_page(html)
    blocks = page_blocks(tree)
    if not blocks:
        raise _nothing(tree)
    head = PageHead.of(tree, url=url, blocks=blocks)
    metadata = stated_metadata(head)
    selection = recover(_main_content(tree, url, blocks, metadata.title), title=metadata.title)
    if is_list_of_teasers(selection):
        selection = selection.with_blocks((), flag=LIST_OF_TEASERS)
    return WholePage(head, selection, metadata)


def _nothing(tree: HtmlElement) -> ExtractionError:
    door = locked_door(tree)
    if door is not None:
        return ExtractionError(door.reason, door.evidence)
    return ExtractionError("empty_page", "no visible text; the page may need a browser")


def decode_page(content: bytes, charset: str | None = None) -> Decoded:
    """Decode a page by its byte order mark, as UTF-8, by HTTP ``charset`` or meta tag, or by guessing.

    Raises ``cleaning.text.UndecodableError`` for bytes that are no text.
    """
    return decode(content, charset)


def witness(tree: HtmlElement, url: str | None, blocks: Sequence[Block], *, fast: bool = True) -> Witness:
    """Return what trafilatura makes of the page, laid on its ``blocks``.

    Without ``fast`` it asks readability and jusText for second opinions, which cost as much again and tell
    the networks nothing more.
    """
    units = tuple(_units(_trafilatura(tree, url, fast=fast)))
    match = match_blocks([words_of(block.text) for block in blocks], [words_of(unit) for unit in units])
    return Witness(units, match)


def page_view(tree: HtmlElement, blocks: Sequence[Block], title: str | None) -> PageBlocks:
    """Return the page as the block model sees it."""
    return PageBlocks(blocks, title, tuple(_descriptions(tree)))


def _descriptions(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in _DESCRIPTIONS:
            yield meta.get("content") or ""


_DESCRIPTIONS: Final = frozenset({"description", "og:description"})


def _trafilatura(tree: HtmlElement, url: str | None, *, fast: bool) -> str:
    """Return trafilatura's text of the page, empty when it finds none."""
    from trafilatura import bare_extraction  # noqa: PLC0415  # two thirds of a second

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every short page as an error
    # Its deduplication is process-global and destructive; comments are other people's text.
    document = bare_extraction(tree, url=url, fast=fast, include_comments=False, deduplicate=False)
    return getattr(document, "text", None) or ""


def _units(output: str) -> list[str]:
    """Return the lines of trafilatura's output, normalised; none when it is too short to be a report."""
    units = [text for line in output.splitlines() if (text := normalise(line).strip())]
    return units if sum(len(words_of(unit)) for unit in units) >= MIN_CONTENT_WORDS else []


def _main_content(
    tree: HtmlElement, url: str | None, blocks: Sequence[Block], title: str | None
) -> Selection:
    """Return the page's blocks with those of the report chosen, and a report that is on no block put in.

    trafilatura is asked where the network is in doubt: it costs more than all the rest of reading a page.
    """
    own, sizes = features(page_view(tree, blocks, title)), sizes_of([block.text for block in blocks])
    likely = _without_links(blocks, probabilities(own))
    if is_sure(likely, sizes):
        return _selected(blocks, likely, sizes=sizes, method="block_model")
    found = witness(tree, url, blocks)
    likely = _without_links(blocks, probabilities(own, found.match.chosen))
    selection = _selected(blocks, likely, sizes=sizes, method="block_model+trafilatura")
    if not selection.chosen and not found.units:
        found = witness(tree, url, blocks, fast=False)  # it searches the page's data, too
    return selection if found.absent_share < MIN_ABSENT else _with_absent(selection, found)


def _without_links(blocks: Sequence[Block], likely: Matrix) -> Matrix:
    """Return ``likely`` with 0 for whole lines of link that are not surely of the report."""
    links = np.array([is_link_line(block) for block in blocks], bool)
    return np.where(links & (likely < MIN_LINK_PROBABILITY), np.float32(0), likely)


def _selected(blocks: Sequence[Block], likely: Matrix, *, sizes: Sequence[int], method: str) -> Selection:
    """Return the page's blocks with those chosen that are ``likely`` the report."""
    flags = chosen(likely, sizes)
    taken = frozenset(int(i) for i in flags.nonzero()[0])
    if all(blocks[i].linked >= MAX_LINKED for i in taken):
        taken = frozenset()  # headlines of other reports and nothing else
    return Selection(tuple(blocks), taken, likely=tuple(map(float, likely)), method=method)


def _with_absent(selection: Selection, found: Witness) -> Selection:
    """Return trafilatura's choice, with the lines that are on no block of the page put in place."""
    after: dict[int, list[str]] = {}
    for number, index in found.match.absent.items():
        after.setdefault(index, []).append(found.units[number])
    placed: list[Block] = []
    kept: list[int] = []
    for index in range(-1, len(selection.blocks)):
        if index >= 0:
            placed.append(selection.blocks[index])
        if index in found.match.chosen:
            kept.append(len(placed) - 1)
        for text in after.get(index, ()):
            kept.append(len(placed))
            placed.append(Block(text, Place.PARAGRAPH, 0.0, None))
    flags = frozenset({"text_not_on_page"})
    return Selection(tuple(placed), frozenset(kept), flags=flags, method="trafilatura")


def _lines(selection: Selection) -> Iterator[Line]:
    """Yield the page's lines; those among the chosen ones that were left out are doubtful, not outside."""
    among = _among(selection)
    for index, (block, box) in enumerate(zip(selection.blocks, boxes(selection), strict=True)):
        place = selection.place(index)
        doubtful = place is Place.OUTSIDE and index in among
        yield Line(
            index + 1,
            block.text,
            block.place if doubtful else place,
            linked=round(block.linked, 3),
            box=box,
            doubtful=doubtful,
        )


def _among(selection: Selection) -> range:
    """Return the places from the first line of the report to where it is signed; none without a report."""
    if not selection.chosen or "no_main_content" in selection.flags:
        return range(0)
    return range(min(selection.chosen), max(selection.chosen) + SIGNED + 1)
