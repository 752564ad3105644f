"""HTML to lines: trafilatura decides what the main content is, the page's own blocks are what is kept.

Every visible block of the page becomes a line, inside the content or outside it, so that the rules
can account for each. Extraction runs in worker processes: trafilatura is not safe in threads and has
no time limit of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from cleaning.blocks import Block, ExtractionError, page_blocks, parse_page
from cleaning.boxes import boxes
from cleaning.document import Line, Metadata, Place
from cleaning.matching import match_blocks, words_of
from cleaning.metadata import declared_language, page_metadata
from cleaning.recovery import MAX_LINKED, Selection, recover
from cleaning.shape import is_paragraph, words
from cleaning.text import Decoded, decode, normalise

__all__ = ["Extraction", "ExtractionError", "decode_page", "extract"]

MIN_CONTENT_WORDS: Final = 12
"""trafilatura's output below this is a slogan or a cookie notice, not a report."""

MIN_PROSE_SHARE: Final = 0.5
"""Share of the page's paragraphs below which the precise mode has probably missed the body. Found on AEB,
WCXB and Vietnamese pages, where .3 to .5 score alike and .7 hands good pages to the default mode."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """A page as lines in document order; blocks outside the main content have ``Place.OUTSIDE``.

    ``flags``: ``photo_story`` (the text stands in captions), ``no_main_content`` (nothing on the page
    reads as a report), ``text_not_on_page`` (some text came from data, not from a visible block).
    ``language`` is what the page declares, ``method`` what decided about the main content.
    """

    lines: tuple[Line, ...]
    metadata: Metadata
    flags: tuple[str, ...] = ()
    language: str | None = None
    method: str = "trafilatura"


def extract(html: str, *, url: str | None = None) -> Extraction:
    """Return the lines and metadata of a page.

    Raises ``ExtractionError`` with the reason ``not_html``, ``empty_page``, ``page_too_large`` or
    ``page_too_deep``.
    """
    tree = parse_page(html)
    blocks = page_blocks(tree)
    if not blocks:
        raise ExtractionError("empty_page", "no visible text; the page may need a browser")
    metadata = page_metadata(tree, url=url, blocks=blocks)
    best = _best(tree, url, blocks, metadata.title)
    return Extraction(
        lines=tuple(_lines(best.selection)),
        metadata=metadata,
        flags=tuple(sorted(best.selection.flags)),
        language=declared_language(tree),
        method=best.method,
    )


def decode_page(content: bytes, charset: str | None = None) -> Decoded:
    """Decode a page by its byte order mark, as UTF-8, by HTTP ``charset`` or meta tag, or by guessing.

    Raises ``cleaning.text.UndecodableError`` for bytes that are no text.
    """
    return decode(content, charset)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one mode of trafilatura made of a page; ``prose`` is its share of the page's paragraphs."""

    selection: Selection
    prose: float
    method: str


def _best(tree: HtmlElement, url: str | None, blocks: Sequence[Block], title: str | None) -> _Attempt:
    """Return the precise mode's selection, or the default's where the precise one misses most of the text."""
    attempt = _attempt(tree, url, blocks, title, "trafilatura_precision")
    if attempt.prose >= MIN_PROSE_SHARE:
        return attempt
    return max(attempt, _attempt(tree, url, blocks, title, "trafilatura"), key=lambda a: a.prose)


def _attempt(
    tree: HtmlElement, url: str | None, blocks: Sequence[Block], title: str | None, method: str
) -> _Attempt:
    output = _trafilatura(tree, url, precise=method == "trafilatura_precision")
    selection = recover(_selected(blocks, _units(output)), title=title)
    return _Attempt(selection, _prose_share(selection), method)


def _prose_share(selection: Selection) -> float:
    """Return the share of the words in the page's paragraphs that the selection has; 1 without any."""
    counts = {
        i: words(b.text)
        for i, b in enumerate(selection.blocks)
        if b.linked < MAX_LINKED and is_paragraph(b.text)
    }
    chosen = sum(n for i, n in counts.items() if selection.place(i) not in {Place.OUTSIDE, Place.CAPTION})
    return chosen / (sum(counts.values()) or 1) if counts else 1.0


def _trafilatura(tree: HtmlElement, url: str | None, *, precise: bool) -> str:
    """Return trafilatura's text of the page, empty when it finds none."""
    from trafilatura import bare_extraction  # noqa: PLC0415  # two thirds of a second

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every short page as an error
    # Its deduplication is process-global and destructive; comments are other people's text.
    document = bare_extraction(
        tree, url=url, favor_precision=precise, include_comments=False, deduplicate=False
    )
    return getattr(document, "text", None) or ""


def _units(output: str) -> list[str]:
    """Return the lines of trafilatura's output, normalised; none when it is too short to be a report."""
    units = [text for line in output.splitlines() if (text := normalise(line).strip())]
    return units if sum(len(words_of(unit)) for unit in units) >= MIN_CONTENT_WORDS else []


def _selected(blocks: Sequence[Block], units: Sequence[str]) -> Selection:
    """Return the page's blocks with those of ``units`` chosen, and units on no block put in place."""
    match = match_blocks([words_of(block.text) for block in blocks], [words_of(unit) for unit in units])
    if not match.absent:
        return Selection(tuple(blocks), match.chosen)
    placed: list[Block] = []
    chosen: list[int] = []
    after: dict[int, list[str]] = {}
    for number, index in match.absent.items():
        after.setdefault(index, []).append(units[number])
    for index in range(-1, len(blocks)):
        if index >= 0:
            placed.append(blocks[index])
        if index in match.chosen:
            chosen.append(len(placed) - 1)
        for text in after.get(index, ()):
            chosen.append(len(placed))
            placed.append(Block(text, Place.PARAGRAPH, 0.0, None))
    return Selection(tuple(placed), frozenset(chosen), flags=frozenset({"text_not_on_page"}))


def _lines(selection: Selection) -> Iterator[Line]:
    for index, (block, box) in enumerate(zip(selection.blocks, boxes(selection), strict=True)):
        yield Line(index + 1, block.text, selection.place(index), linked=round(block.linked, 3), box=box)
