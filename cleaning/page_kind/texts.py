"""Signs of a page's kind in its text: how much was chosen, is prose, is links; where its headline is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import log1p
from typing import Final

from lxml.html import HtmlElement

from cleaning.blocks import MAX_LINKED
from cleaning.document import Place
from cleaning.matching import words_of
from cleaning.page_head import is_same_line
from cleaning.page_kind.cards import Cards, cards_of
from cleaning.page_kind.page import WholePage

Sign = tuple[str, float]
"""A name and a value between 0 and 1."""

MAX_ABOVE: Final = 15
"""Blocks from the headline down to the text: date, byline, share buttons and lead stand between."""

FEW_WORDS: Final = 50
TEASER_DISTANCE: Final = 2
"""Blocks from a teaser up to its headline: a time or a section may stand between."""

_HEADLINE_TAGS: Final = frozenset({"h1", "h2"})
_PLACES: Final = (Place.LIST, Place.TABLE, Place.QUOTE)


def log_share(count: float, most: float) -> float:
    """Return how large ``count`` is on a scale of logarithms, 1 from ``most`` on."""
    return min(log1p(count) / log1p(most), 1.0)


def text_signs(page: WholePage) -> Iterator[Sign]:
    """Yield the signs in the text of ``page``."""
    cards = cards_of(page)
    yield from _amounts(page)
    yield from _links(page, cards)
    yield from _in_cards(page, cards)
    yield from _shape(page)
    yield from _headline(page)


def _amounts(page: WholePage) -> Iterator[Sign]:
    chosen = page.selection.chosen
    prose = [i for i in page.prose if i in chosen]
    running, everywhere, held = page.words_of(prose), page.words_of(page.prose), page.told_words
    total = sum(page.sizes) or 1
    yield "words_chosen", log_share(held, 3000)
    yield "few_words", held < FEW_WORDS
    yield "words_of_prose", log_share(running, 3000)
    yield "prose_of_chosen", min(running / (held or 1), 1)
    yield "chosen_of_page", held / total
    yield "prose_of_page", everywhere / total
    yield "prose_chosen", running / (everywhere or 1)
    yield "paragraphs", log_share(len(prose), 60)
    yield "paragraph_length", min(running / (len(prose) or 1) / 100, 1)
    yield "short_of_chosen", max(0, 1 - len(prose) / (len(page.told) or 1))
    yield "held_together", _held_together(page, prose)


def _held_together(page: WholePage, prose: list[int]) -> float:
    """Return the share of the chosen prose that stands right inside one element."""
    weight: Counter[HtmlElement | None] = Counter()
    for i in prose:
        element = page.blocks[i].element
        weight[None if element is None else element.getparent()] += page.sizes[i]
    return max(weight.values(), default=0) / (page.words_of(prose) or 1)


def _links(page: WholePage, cards: Cards) -> Iterator[Sign]:
    total, told = sum(page.sizes) or 1, page.told_words or 1
    links = [i for i, block in enumerate(page.blocks) if block.linked >= MAX_LINKED]
    marked = set(cards.headlines)
    below = [i for i in page.told if not marked.isdisjoint(range(i - TEASER_DISTANCE, i))]
    yield "links_of_page", page.words_of(links) / total
    yield "links", log_share(len(links), 500)
    yield "headline_links", log_share(len(cards.headlines), 100)
    yield "headlines_of_page", page.words_of(list(cards.headlines)) / total
    yield "below_headline", page.words_of(below) / told
    yield "run_of_prose", log_share(_longest_run(page, marked), 30)
    yield "row_of_headlines", log_share(cards.row, 60)


def _longest_run(page: WholePage, headlines: set[int]) -> int:
    """Return the longest row of paragraphs that no linked headline parts."""
    running = set(page.prose)
    longest = run = 0
    for i in range(len(page.blocks)):
        run = 0 if i in headlines else run + (i in running)
        longest = max(longest, run)
    return longest


def _in_cards(page: WholePage, cards: Cards) -> Iterator[Sign]:
    told, prose = page.told_words or 1, page.words_of(page.prose) or 1
    told_inside = page.words_of([i for i in page.told if i in cards.inside])
    teasers = [i for i in page.prose if i in cards.inside]
    yield "cards", log_share(cards.count, 60)
    yield "chosen_in_cards", told_inside / told
    yield "prose_in_cards", page.words_of(teasers) / prose
    yield "prose_outside_cards", log_share(page.words_of(page.prose) - page.words_of(teasers), 3000)
    yield "chosen_outside_cards", log_share(page.told_words - told_inside, 3000)
    yield "page_in_cards", page.words_of(list(cards.inside)) / (sum(page.sizes) or 1)
    yield "teasers", log_share(len(teasers), 30)


def _shape(page: WholePage) -> Iterator[Sign]:
    told = page.told_words or 1
    for place in _PLACES:
        yield f"in_{place}", page.words_of([i for i in page.told if page.blocks[i].place is place]) / told
    selection = page.selection
    headings = sum(selection.place(i) is Place.HEADING for i in selection.chosen)
    paragraphs = sum(i in selection.chosen for i in page.prose)
    yield "headings", log_share(headings, 30)
    yield "headings_each", min(headings / (paragraphs or 1), 2) / 2
    yield "captions", log_share(sum(block.place is Place.CAPTION for block in page.blocks), 30)
    yield "blocks", log_share(len(page.blocks), 1000)


def _headline(page: WholePage) -> Iterator[Sign]:
    h1 = list(page.head.headings())
    yield "h1_none", not h1
    yield "h1_one", len(h1) == 1
    yield "h1_words", min(max((page.sizes[i] for i in h1 if i < len(page.sizes)), default=0) / 12, 1)
    title = page.metadata.title or ""
    shown = [
        i
        for i, b in enumerate(page.blocks)
        if title and b.linked < MAX_LINKED and is_same_line(b.text, title)
    ]
    first = page.told[0] if page.told else -1
    yield "headline_shown", bool(shown)
    yield "headline_in_heading", any(_is_headline(page.blocks[i].element) for i in shown)
    yield "headline_above", any(0 <= first - i <= MAX_ABOVE for i in shown)
    yield "title_in_text", _told_again(page, title, frozenset(shown))
    yield "title_words", min(len(words_of(title)) / 15, 1)


def _is_headline(element: HtmlElement | None) -> bool:
    parent = None if element is None else element.getparent()
    return any(one is not None and one.tag in _HEADLINE_TAGS for one in (element, parent))


def _told_again(page: WholePage, title: str, shown: frozenset[int]) -> float:
    """Return the share of the title's words that the chosen text has, too."""
    own = set(words_of(title))
    text = {word for i in page.selection.chosen - shown for word in words_of(page.blocks[i].text)}
    return len(own & text) / (len(own) or 1)
