"""Where the paragraphs of a text stood among the lines taken out of it, when the source is no longer there.

The tables keep the line numbers of what was taken out, not those of what stayed. A page has no empty
lines, so that there the gaps in the numbers say it exactly; in a text dump they leave room for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, repeat

from cleaning.document import Removal


@dataclass(frozen=True, slots=True)
class Placed:
    """The number of a paragraph (from 0), or the pieces taken out of one line; the other is ``None``."""

    paragraph: int | None
    removals: tuple[Removal, ...] | None = None


def document_order(paragraphs: int, removals: Sequence[Removal]) -> Iterator[Placed]:
    """Yield the numbers of the paragraphs and the lines of ``removals``, which are sorted, in reading order.

    Gaps in the line numbers are filled from the top where that fits, else each by its share of the room.
    """
    lines = [tuple(group) for _, group in groupby(removals, key=lambda removal: removal.line)]
    own = sum(map(_leaves_text, lines))
    numbers = iter(range(paragraphs))
    for room, line in zip(_filled(lines, paragraphs - own), lines, strict=True):
        yield from _next(numbers, room + _leaves_text(line))
        yield Placed(None, line)
    yield from map(Placed, numbers)


def _next(numbers: Iterator[int], count: int) -> Iterator[Placed]:
    for _, number in zip(repeat(None, count), numbers, strict=False):
        yield Placed(number)


def _leaves_text(line: Sequence[Removal]) -> bool:
    """Whether something is left of a line; a rest at its very end shows in no number."""
    return any(before.end < after.start for before, after in pairwise(line)) or line[0].start > 0


def _filled(lines: Sequence[Sequence[Removal]], paragraphs: int) -> list[int]:
    """Return how many paragraphs stand before each of the ``lines``, after the one before it."""
    numbers = [line[0].line for line in lines]
    step = _step(numbers)
    rooms = [(after - before) // step - 1 for before, after in pairwise((1 - step, *numbers))]
    rooms = [max(room, 0) for room in rooms]
    total = sum(rooms)
    if total <= paragraphs:
        return rooms
    ends = [round(max(paragraphs, 0) * so_far / total) for so_far in accumulate(rooms)]
    return [end - begin for begin, end in pairwise((0, *ends))]


def _step(numbers: Sequence[int]) -> int:
    """Return 2 where an empty line seems to follow each line: neighbours are two apart rather than one."""
    apart = [after - before for before, after in pairwise(numbers)]
    return 2 if apart.count(2) > apart.count(1) else 1
