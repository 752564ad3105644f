"""Pages that lead to other reports instead of being one: every paragraph stands below a linked headline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaning.blocks import Block
from cleaning.document import Place
from cleaning.recovery import Selection
from cleaning.shape import words

LIST_OF_TEASERS: Final = "list_of_teasers"
"""The flag of a page whose main content is teasers of other reports."""

MIN_LINKED: Final = 0.9
"""Share of link text from which a line is nothing but a link."""

MIN_LINK_WORDS: Final = 4
"""A link of fewer words is a name or a place that a list of the report's own may consist of."""

MIN_TEASER_WORDS: Final = 8
MIN_TEASERS: Final = 3
MAX_DISTANCE: Final = 2
"""Blocks from a teaser up to its headline: a time or a section may stand between them."""

MIN_SHARE: Final = 0.7
"""Share of the words in teasers: at least .84 on the section and home pages looked at that have text at all;
at most .63 on 119 news pages, and above on one of 708 WCXB articles, itself a collection of links."""


def is_link_line(block: Block) -> bool:
    """Tell whether ``block`` is a line that leads to another page and says nothing besides."""
    listed = block.place in {Place.PARAGRAPH, Place.LIST}
    return listed and _is_link(block)


def is_list_of_teasers(selection: Selection) -> bool:
    """Tell whether the chosen text of a page stands below linked headlines, paragraph by paragraph."""
    told = [i for i in sorted(selection.chosen) if _is_telling(selection, i)]
    teasers = _below_headlines(selection.blocks, told)
    if len(teasers) < MIN_TEASERS:
        return False
    total, held = (sum(words(selection.blocks[i].text) for i in found) for found in (told, teasers))
    return held >= MIN_SHARE * total


def _is_telling(selection: Selection, index: int) -> bool:
    outside = {Place.CAPTION, Place.HEADING}
    return selection.place(index) not in outside and words(selection.blocks[index].text) >= MIN_TEASER_WORDS


def _below_headlines(blocks: Sequence[Block], told: Sequence[int]) -> list[int]:
    """Return those of ``told`` that stand below a linked headline of their own: one leads to one report.

    So the bar of links to share a report by and a box of related ones make no list of its paragraphs.
    """
    found, last = [], -1
    for index in told:
        above = range(index - 1, max(last, index - 1 - MAX_DISTANCE), -1)
        headline = next((place for place in above if _is_headline(blocks, place)), None)
        if headline is not None:
            found.append(index)
            last = headline
    return found


def _is_headline(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a link stands alone: of several one below the other none heads the text below them."""
    beside = (blocks[place] for place in (index - 1, index + 1) if 0 <= place < len(blocks))
    return _is_link(blocks[index]) and not any(map(_is_link, beside))


def _is_link(block: Block) -> bool:
    return block.linked >= MIN_LINKED and words(block.text) >= MIN_LINK_WORDS
