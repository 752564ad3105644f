"""What the markup around a block says of it: tags and names above it, how text and links lie there.

All of it takes time linear in the blocks times their depth, which ``parse_page`` limits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from math import log1p
from typing import Final

import numpy as np
import numpy.typing as npt
from lxml.html import HtmlElement

from cleaning.block_model.ancestry import ABOVE, NOTHING, Ancestry
from cleaning.block_model.names import kinds
from cleaning.blocks import MAX_LINKED, Block
from cleaning.document import Place

Matrix = npt.NDArray[np.float32]

LEVELS: Final = 5
"""Elements looked at from a block's own upwards for how much text and how many links they hold."""

NEAR: Final = 3
"""The block's element and two above: names there tell of the block, further up of a part of the page."""

_TAGS: Final = (
    *("p", "div", "li", "h1", "h2", "h3", "h4"),
    *("td", "blockquote", "section", "article", "figcaption", "pre", "dd"),
)
_PLACES: Final = tuple(Place)
_PLACE_NUMBERS: Final = {place: number for number, place in enumerate(_PLACES)}
_TAG_NUMBERS: Final[dict[object, int]] = {tag: number for number, tag in enumerate(_TAGS)}
_EMPHASES: Final = (
    frozenset({"em", "i"}),
    frozenset({"strong", "b"}),
    frozenset({"span", "font", "small", "time"}),
)
_PLAIN: Final = (0,) * len(_EMPHASES)
_MOST: Final = 0.9
_MAX_CHILDREN: Final = 50


NAMES: Final = (
    *(f"place_{place}" for place in _PLACES),
    "linked",
    "some_linked",
    "mostly_linked",
    *(f"tag_{tag}" for tag in _TAGS),
    "after_image",
    "before_image",
    "all_emphasised",
    "all_bold",
    "all_in_span",
    *(f"in_{tag}" for tag in ABOVE),
    *(f"near_{kind}" for kind in kinds()),
    *(f"far_{kind}" for kind in kinds()),
    "depth",
    *(f"{what}_{level}" for level in range(LEVELS) for what in ("prose", "links", "blocks")),
    "same_form_prose",
    "same_form_blocks",
    "parent_form_prose",
    *(f"up_from_body_{steps}" for steps in ("0", "1", "2", "3", "more")),
    "down_to_block",
    "same_parent_above",
    "same_parent_below",
    "same_form_above",
    "same_form_below",
    "h1_above",
    "h1_distance",
    "order",
)


_NO_AMOUNTS: Final = [0.0, 0.0, log1p(1.0) / 6]
"""Of a block without an element: one line that is no prose."""


class Markup:
    """The blocks of one page, with the number of words of each that is running text (0 for others)."""

    def __init__(self, blocks: Sequence[Block], prose: Sequence[int]) -> None:
        self._blocks = blocks
        self._prose = prose
        self._around = Ancestry()
        # Once an element, not once a block: lines parted by ``br`` share theirs, with all it holds.
        form, emphasised = cache(_form), cache(_emphasised)
        self._forms = [form(block.element) for block in blocks]
        self._emphasised = [emphasised(block.element) for block in blocks]

    def matrix(self) -> Matrix:
        """Return the values of ``NAMES`` for each block, which must be one at least."""
        listed = (self._images(), self._amounts(), self._alike(), self._distances(), self._order())
        images, *others = (np.array(list(part), np.float32) for part in listed)
        return np.hstack([self._own(), images, self._names(), *others])

    def _own(self) -> Matrix:
        places = np.array([_PLACE_NUMBERS[block.place] for block in self._blocks])
        names = ("p" if block.element is None else block.element.tag for block in self._blocks)
        tags = np.array([_TAG_NUMBERS.get(name, -1) for name in names])
        linked = np.array([block.linked for block in self._blocks], np.float32)
        columns = (
            places[:, None] == np.arange(len(_PLACES)),
            np.column_stack([linked, linked > 0, linked >= MAX_LINKED]),
            tags[:, None] == np.arange(len(_TAGS)),
        )
        return np.hstack(columns, dtype=np.float32)

    def _images(self) -> Iterator[list[float]]:
        following = [block.after_image for block in self._blocks[1:]] + [False]
        for block, before, held in zip(self._blocks, following, self._emphasised, strict=True):
            least = _MOST * len(block.text)
            yield [block.after_image, before, *(length >= least for length in held)]

    def _names(self) -> Matrix:
        around = [NOTHING if b.element is None else self._around[b.element] for b in self._blocks]
        columns = (
            _bits([one.tags for one in around], len(ABOVE)),
            _bits([one.near for one in around], len(kinds())),
            _bits([one.far for one in around], len(kinds())),
            np.array([[min(one.depth / 30, 1.0)] for one in around]),
        )
        return np.hstack(columns, dtype=np.float32)

    @cached_property
    def _held(self) -> Mapping[HtmlElement, list[float]]:
        """For each element: words of prose, characters, linked characters, blocks inside it."""
        held: dict[HtmlElement, list[float]] = {}
        for block, prose in zip(self._blocks, self._prose, strict=True):
            if block.element is not None:
                self._around[block.element]
                length = len(block.text)
                _add(held, block.element, (prose, length, length * block.linked, 1))
        # Each element once, the deepest first, and not once for each block inside it.
        for element in self._around.deepest_first():
            parent = self._around[element].parent
            if parent is not None and element in held:
                _add(held, parent, held[element])
        return held

    def _amounts(self) -> Iterator[list[float]]:
        total = sum(self._prose) or 1
        shares = {
            element: [prose / total, linked / length, min(log1p(count) / 6, 1.0)]
            for element, (prose, length, linked, count) in self._held.items()
        }
        known: dict[HtmlElement | None, list[float]] = {None: _NO_AMOUNTS * LEVELS}
        for block in self._blocks:
            element = block.element
            if element is not None and element not in known:
                known[element] = self._upwards(element, shares)
            yield known[element]

    def _upwards(self, element: HtmlElement, shares: Mapping[HtmlElement, list[float]]) -> list[float]:
        """Return what an element and those above it hold; the root is counted for all above it."""
        row: list[float] = []
        for _ in range(LEVELS):
            row += shares[element]
            above = self._around[element].parent
            element = element if above is None else above
        return row

    def _alike(self) -> Iterator[list[float]]:
        """How much of the page's prose stands in elements of the same tag and class."""
        forms = self._forms
        weight: Counter[object] = Counter()
        count: Counter[object] = Counter()
        parents: Counter[object] = Counter()
        for form, prose in zip(forms, self._prose, strict=True):
            weight[form] += prose
            count[form] += 1
            parents[form[1]] += prose
        total = sum(self._prose) or 1
        for form in forms:
            yield [weight[form] / total, min(log1p(count[form]) / 5, 1.0), parents[form[1]] / total]

    def _distances(self) -> Iterator[list[float]]:
        body = self._body
        line = [] if body is None else [body, *body.iterancestors()]
        place = {element: level for level, element in enumerate(line)}
        for block in self._blocks:
            up, down = self._steps(block.element, place)
            yield [up == 0, up == 1, up == 2, up == 3, up > 3, min(down, 8) / 8]

    def _steps(self, element: HtmlElement | None, place: Mapping[HtmlElement, int]) -> tuple[int, int]:
        down, current = 0, element
        while current is not None and current not in place:
            down += 1
            current = current.getparent()
        return (place[current], down) if current is not None else (99, 99)

    @cached_property
    def _body(self) -> HtmlElement | None:
        weight: Counter[HtmlElement] = Counter()
        for block, prose in zip(self._blocks, self._prose, strict=True):
            if prose and block.element is not None:
                parent = block.element.getparent()
                weight[block.element if parent is None else parent] += prose
        return max(weight, key=lambda e: weight[e], default=None)

    def _order(self) -> Iterator[list[float]]:
        blocks = self._blocks
        parents = [None if b.element is None else b.element.getparent() for b in blocks]
        forms = self._forms
        h1 = [i for i, b in enumerate(blocks) if b.element is not None and b.element.tag == "h1"]
        start = h1[0] if h1 else 0
        last = len(blocks) - 1
        for i in range(len(blocks)):
            yield [
                i > 0 and parents[i] is parents[i - 1],
                i < last and parents[i] is parents[i + 1],
                i > 0 and forms[i] == forms[i - 1],
                i < last and forms[i] == forms[i + 1],
                bool(h1) and i > start,
                min(abs(i - start), 60) / 60,
                i / (last or 1),
            ]


def _add(held: dict[HtmlElement, list[float]], element: HtmlElement, more: Sequence[float]) -> None:
    prose, length, linked, count = more
    sums = held.get(element)
    if sums is None:
        held[element] = [prose, length, linked, count]
        return
    sums[0] += prose
    sums[1] += length
    sums[2] += linked
    sums[3] += count


def _bits(numbers: Sequence[int], count: int) -> npt.NDArray[np.int64]:
    """Return the lowest ``count`` bits of each number, the lowest first (n × count)."""
    return (np.array(numbers, np.int64)[:, None] >> np.arange(count)) & 1


def _form(element: HtmlElement | None) -> tuple[object, object]:
    if element is None:
        return ("p", None), None
    parent = element.getparent()
    own = (element.tag, element.get("class"))
    above = (parent.tag, parent.get("class")) if parent is not None else None
    return (own, above), above


def _emphasised(element: HtmlElement | None) -> tuple[int, ...]:
    """Return how many characters of ``element`` stand in each kind of emphasis, as promotions do."""
    children = [] if element is None else list(islice(element, _MAX_CHILDREN))
    if not children:
        return _PLAIN
    return tuple(
        sum(len("".join(child.itertext())) for child in children if child.tag in tags) for tags in _EMPHASES
    )
