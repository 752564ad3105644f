"""What the main-content extractor leaves out although it belongs to the report: lead, captions, headline.

Each step takes a selection of blocks and returns a larger one; the page's structure is the evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import Final

from lxml.html import HtmlElement

from cleaning.blocks import MAX_LINKED, Block
from cleaning.dates import MAX_DATE_LINE, parse_date
from cleaning.document import Place
from cleaning.page_head import is_same_line
from cleaning.shape import is_paragraph, words

MIN_CONTAINED: Final = 0.8
"""Share of the chosen text that the article's container holds; some sites put the lead elsewhere."""

MAX_LEAD_DISTANCE: Final = 8
"""Blocks between headline and text: date, byline, share buttons; the lead is among them."""

MAX_LEAD_WORDS: Final = 150
"""The longest leads of party papers run to about 110 syllables."""

MIN_SIBLINGS: Final = 2
"""Chosen blocks in one element, from which it is the body and not a wrapper of one paragraph."""

MIN_STORY_CAPTIONS: Final = 3
"""A photo story has a series of pictures; one or two long captions belong to an article."""

MIN_STORY_WORDS: Final = 12
"""A caption of a photo story from here on tells; below it names who is in the picture."""


MIN_SURE: Final = 0.5
"""Probability below which a block is chosen only where the page has nothing better: in a photo story it has,
the captions."""

MIN_LIKELY: Final = 0.2
"""Probability from which a block in a telling place is taken. On sites the block model has not seen, leads
that belong to the text have .29 and more, summaries that repeat it mostly less than .2."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The blocks of a page, the indexes of those in the main content, and places decided anew.

    ``likely``: the probability of each block to belong to the report; empty where nobody has said.
    ``method``: what chose.
    """

    blocks: tuple[Block, ...]
    chosen: frozenset[int]
    places: Mapping[int, Place] = field(default_factory=lambda: MappingProxyType({}))
    flags: frozenset[str] = frozenset()
    likely: tuple[float, ...] = ()
    method: str = "block_model"

    def may_be(self, index: int) -> bool:
        """Tell whether a block that its place speaks for can be of the report."""
        return not self.likely or self.likely[index] >= MIN_LIKELY

    def is_sure(self, index: int) -> bool:
        """Tell whether a block was not chosen for want of a better one."""
        return not self.likely or self.likely[index] >= MIN_SURE

    def place(self, index: int) -> Place:
        """Return the place of a block, ``OUTSIDE`` unless it is chosen."""
        return self.places.get(index, self.blocks[index].place) if index in self.chosen else Place.OUTSIDE

    def with_blocks(
        self, indexes: Iterable[int], *, place: Place | None = None, flag: str | None = None
    ) -> Selection:
        """Return the selection with more blocks chosen, at ``place`` if given, and ``flag`` raised."""
        added = frozenset(indexes)
        places = {**self.places, **dict.fromkeys(added, place)} if place else self.places
        flags = self.flags | {flag} if flag else self.flags
        return replace(self, chosen=self.chosen | added, places=places, flags=flags)


def recover(selection: Selection, *, title: str | None) -> Selection:
    """Return ``selection`` with the lead, the captions, the texts of a photo story and the headline."""
    heading = _heading(selection, title)
    selection = _with_photo_story(selection)
    selection = _with_skipped(selection)
    selection = _with_lead(selection, heading)
    selection = _with_captions(selection)
    if not selection.chosen:
        selection = selection.with_blocks((), flag="no_main_content")
    return selection if heading is None else selection.with_blocks({heading}, place=Place.HEADING)


def _heading(selection: Selection, title: str | None) -> int | None:
    """Return the index of the block that is the headline: of several, the last before the text."""
    if not title:
        return None
    found = [i for i, block in enumerate(selection.blocks) if is_same_line(block.text, title)]
    if not found:
        return None
    best = [i for i in found if selection.blocks[i].place is Place.HEADING] or found
    start = min(selection.chosen - frozenset(found), default=len(selection.blocks))
    return max((i for i in best if i < start), default=best[0])


def _with_lead(selection: Selection, heading: int | None) -> Selection:
    """Choose the first paragraph between the headline and the text: the lead, which many sites set apart."""
    start = min(selection.chosen - {heading}, default=0)
    if heading is None or not 0 < start - heading <= MAX_LEAD_DISTANCE:
        return selection
    lead = next((i for i in range(heading + 1, start) if _is_prose(selection.blocks[i])), None)
    fits = (
        lead is not None and words(selection.blocks[lead].text) <= MAX_LEAD_WORDS and selection.may_be(lead)
    )
    return selection.with_blocks({lead}) if lead is not None and fits else selection


def _with_skipped(selection: Selection) -> Selection:
    """Choose the paragraphs that stand between chosen ones as their siblings: they were skipped."""
    parents = Counter(_parent(selection.blocks[i]) for i in selection.chosen)
    first, last = min(selection.chosen, default=0), max(selection.chosen, default=0)
    return selection.with_blocks(
        i
        for i in range(first, last)
        if i not in selection.chosen
        and selection.may_be(i)
        and _is_prose(selection.blocks[i])
        and (parent := _parent(selection.blocks[i])) is not None
        and parents[parent] >= MIN_SIBLINGS
    )


def _parent(block: Block) -> HtmlElement | None:
    return None if block.element is None else block.element.getparent()


def _is_prose(block: Block) -> bool:
    """Tell whether ``block`` is running text, and not a byline that a date ends like a sentence."""
    running = block.place is not Place.CAPTION and block.linked < MAX_LINKED and is_paragraph(block.text)
    return running and not _is_stamp(block.text)


def _is_stamp(text: str) -> bool:
    """Tell whether a line gives a date with its time, as the page does for the report."""
    stamp = parse_date(text) if len(text) <= MAX_DATE_LINE else None
    return stamp is not None and stamp.precision == "minute"


def _with_captions(selection: Selection) -> Selection:
    """Choose the captions between the first and the last chosen block, and in the article's container."""
    if not selection.chosen:
        return selection
    container = _container(selection.blocks[i] for i in selection.chosen)
    first, last = min(selection.chosen), max(selection.chosen)
    return selection.with_blocks(
        i for i in _captions(selection) if first < i < last or _is_within(selection.blocks[i], container)
    )


def _captions(selection: Selection) -> Iterator[int]:
    for index, block in enumerate(selection.blocks):
        if block.place is Place.CAPTION and block.linked < MAX_LINKED:
            yield index


def _with_photo_story(selection: Selection) -> Selection:
    """Make the long captions paragraphs on a page whose text stands in captions."""
    captions = list(_captions(selection))
    telling = [i for i in captions if words(selection.blocks[i].text) >= MIN_STORY_WORDS]
    text = (i for i in selection.chosen if selection.place(i) is not Place.CAPTION)
    if len(telling) < MIN_STORY_CAPTIONS or _words(selection, telling) <= _words(selection, text):
        return selection
    container = _container(selection.blocks[i] for i in telling)
    inside = [i for i in telling if _is_within(selection.blocks[i], container)]
    certain = frozenset(
        i for i in selection.chosen if selection.is_sure(i) and not _is_stamp(selection.blocks[i].text)
    )
    story = replace(selection, chosen=certain)
    return story.with_blocks(inside, place=Place.PARAGRAPH, flag="photo_story")


def _words(selection: Selection, indexes: Iterable[int]) -> int:
    return sum(words(selection.blocks[i].text) for i in indexes)


def _container(blocks: Iterable[Block]) -> HtmlElement | None:
    """Return the smallest element that holds most of the text of ``blocks``, unless it is the page."""
    weights: Counter[HtmlElement] = Counter()
    total = 0
    for block in blocks:
        total += len(block.text)
        for element in _enclosing(block):
            weights[element] += len(block.text)
    # Elements that each hold more than half of the text stand inside each other.
    holding = [element for element, weight in weights.items() if weight >= MIN_CONTAINED * total]
    found = max(holding, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
    return None if found is None or found.tag in {"body", "html"} else found


def _enclosing(block: Block) -> Iterator[HtmlElement]:
    if block.element is None:
        return iter(())
    return chain([block.element], block.element.iterancestors())


def _is_within(block: Block, container: HtmlElement | None) -> bool:
    return container is not None and any(element is container for element in _enclosing(block))
