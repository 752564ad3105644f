"""Cards: like parts of a page that each lead to one other page, by a linked headline, often with a teaser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from cleaning.blocks import Block
from cleaning.page_kind.page import WholePage

MIN_LINKED: Final = 0.9
"""Share of link text from which a line is nothing but a link."""

MIN_HEADLINE_WORDS: Final = 4
"""A link of fewer words is a section or a button."""

MAX_CARD_WORDS: Final = 300
"""A wire's teasers run to 240 words; what holds more is a report with one link beside it."""

MIN_CARDS: Final = 3
"""Like cards from which they are a list; two stand at the foot of any page, to the next and the last one."""

MAX_LINKS: Final = 2
"""Lines that lead to the same place: headline and picture of a card. More lead to a section or a shop."""

MAX_LEVELS: Final = 6
"""Elements looked at from a headline upwards for others of its kind beside them."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The places of linked headlines and of the blocks inside cards, the number of cards, the longest list.

    ``row`` is the number of like elements side by side that each hold a linked headline.
    """

    headlines: tuple[int, ...]
    inside: frozenset[int]
    count: int
    row: int


def cards_of(page: WholePage) -> Cards:
    """Return the cards of ``page``; takes time linear in the blocks times their depth."""
    blocks = page.blocks
    headlines = tuple(
        i
        for i, block in enumerate(blocks)
        if block.linked >= MIN_LINKED and page.sizes[i] >= MIN_HEADLINE_WORDS
    )
    found = _cards(page, _leading(blocks, headlines))
    inside = frozenset(_inside(blocks, found)) if found else frozenset()
    return Cards(headlines, inside, len(found), _row(blocks[i] for i in headlines))


def _leading(blocks: Sequence[Block], headlines: Iterable[int]) -> Mapping[int, str]:
    """Return where each linked headline leads, without those that many others lead to as well."""
    targets = {i: _target(blocks[i]) for i in headlines}
    times = Counter(targets.values())
    return {i: to for i, to in targets.items() if times[to] <= MAX_LINKS and not _is_script(to)}


def _is_script(target: str) -> bool:
    return target.startswith(("#", "javascript:"))


def _target(block: Block) -> str:
    for element in _upwards(block):
        link = element if element.tag == "a" else next(element.iter("a"), None)
        if link is not None:
            return link.get("href") or block.text
    return block.text


def _upwards(block: Block) -> Iterable[HtmlElement]:
    element = block.element
    while element is not None:
        yield element
        element = element.getparent()


def _inside(blocks: Sequence[Block], cards: Set[HtmlElement]) -> Iterator[int]:
    within: dict[HtmlElement, bool] = {}
    for i, block in enumerate(blocks):
        chain: list[HtmlElement] = []
        known = False
        for element in _upwards(block):
            if element in within:
                known = within[element]
                break
            chain.append(element)
        for element in reversed(chain):
            known = within[element] = known or element in cards
        if known:
            yield i


def _cards(page: WholePage, targets: Mapping[int, str]) -> set[HtmlElement]:
    """Return the largest elements that lead to one place only, of those that occur in numbers."""
    held: dict[HtmlElement, set[str]] = {}
    for i, target in targets.items():
        for element in _upwards(page.blocks[i]):
            known = held.setdefault(element, set())
            if len(known) < MAX_LINKS:
                known.add(target)
    single = {element for element, known in held.items() if len(known) == 1}
    text = _words_inside(page, single)
    single = {element for element in single if text[element] <= MAX_CARD_WORDS}
    largest = [e for e in single if e.getparent() not in single]
    forms = Counter(map(_form, largest))
    return {element for element in largest if forms[_form(element)] >= MIN_CARDS}


def _words_inside(page: WholePage, elements: Set[HtmlElement]) -> Counter[HtmlElement]:
    around: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
    text: Counter[HtmlElement] = Counter()
    for block, size in zip(page.blocks, page.sizes, strict=True):
        chain: list[HtmlElement] = []
        outer: tuple[HtmlElement, ...] = ()
        for element in _upwards(block):
            if element in around:
                outer = around[element]
                break
            chain.append(element)
        for element in reversed(chain):
            outer = around[element] = (*outer, element) if element in elements else outer
        for element in outer:
            text[element] += size
    return text


def _form(element: HtmlElement) -> tuple[str, str | None]:
    return str(element.tag), element.get("class")


def _row(headlines: Iterable[Block]) -> int:
    beside: dict[tuple[HtmlElement, str], set[HtmlElement]] = {}
    for block in headlines:
        for level, element in enumerate(_upwards(block)):
            parent = element.getparent()
            if parent is None or level >= MAX_LEVELS:
                break
            beside.setdefault((parent, str(element.tag)), set()).add(element)
    return max(map(len, beside.values()), default=0)
