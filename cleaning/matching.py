"""Which blocks of a page an extractor chose, found by the words of its output.

Extractors return text of their own making: paragraphs joined, links dropped, spaces changed. The
page's blocks are kept and the output only points at them, so nothing is doubled, lost or rewritten.
Time is linear in the words of page and output.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cleaning.remembered import Remembered

SHINGLE: Final = 4
"""Words that must follow each other to count as the same place; three recur by chance on one page."""

MIN_LONG_WORDS: Final = 8
"""From here on a block is recognised by its words alone; shorter ones need their place as well."""

MIN_COVERED: Final = 0.75
"""Share of a block's words found in the output; extractors drop links and notes inside a paragraph."""

MAX_PLACES: Final = 8
"""Places of one shingle that are looked at; more only occur in text that repeats itself."""

REACH: Final = 3
"""Blocks before the first and after the last recognised one where a short one may still belong."""

Words = Sequence[str]

_WORD: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|"
    "[^\\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


def words_of(text: str) -> Words:
    """Return the words by which texts of one page are matched: characters in scripts without spaces.

    Page and output spell alike, so this folds case only and is several times faster than a key. Those of the
    record at work are remembered: the model and the kind of the page ask for them again.
    """
    return _WORDS[text]


def _words(text: str) -> Words:
    return _WORD.findall(text.lower())


_WORDS: Final[Remembered[Words]] = Remembered(_words, octets=100, per_character=12)


@dataclass(frozen=True, slots=True)
class Match:
    """``chosen``: indexes of the blocks in the output; ``absent``: units of the output on no block.

    ``absent`` maps the index of a unit to the block it comes after (-1: before all).
    """

    chosen: frozenset[int]
    absent: Mapping[int, int]


def match_blocks(blocks: Sequence[Words], units: Sequence[Words]) -> Match:
    """Find the blocks (as words) whose text an extractor returned in ``units`` (lines, as words)."""
    output = _Output(units)
    certain = _nearest_only(_long(blocks, output), blocks, output)
    chosen = certain | _short(blocks, output, certain)
    return Match(frozenset(chosen), output.absent(chosen, blocks))


class _Output:
    """The output's words in one row, with the places of its shingles and the units as keys."""

    def __init__(self, units: Sequence[Words]) -> None:
        self.units = units
        self.words = [word for unit in units for word in unit]
        self._text = _spaced(self.words)
        self.keys = Counter(tuple(unit) for unit in units)
        self._places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, shingle in enumerate(_shingles(self.words)):
            if len(self._places[shingle]) < MAX_PLACES:
                self._places[shingle].append(place)

    def covered(self, block: Words) -> float:
        """Return the share of ``block``'s words that stand in shingles of the output."""
        found = [shingle in self._places for shingle in _shingles(block)]
        return sum(_spread(found, len(block))) / len(block) if found else 0.0

    def holds(self, block: Words) -> bool:
        """Tell whether the output has the words of ``block`` one after the other."""
        return _spaced(block) in self._text

    def times(self, block: Words) -> int:
        """Return how often the output holds ``block``, at least once."""
        places = [len(self._places.get(shingle, ())) for shingle in _shingles(block)]
        return max(1, self.keys[tuple(block)], min(places, default=1))

    def taken(self, chosen: Iterable[int], blocks: Sequence[Words]) -> list[int]:
        """Return for each word of the output the chosen block it comes from, or -1."""
        taken = [-1] * len(self.words)
        for index in sorted(chosen):
            for shingle in _shingles(blocks[index]):
                for place in self._places.get(shingle, ()):
                    taken[place : place + SHINGLE] = [index] * SHINGLE
        return taken

    def left_over(self, chosen: Iterable[int], blocks: Sequence[Words]) -> str:
        """Return the words that no chosen block accounts for, with a break where one does."""
        pairs = zip(self.words, self.taken(chosen, blocks), strict=True)
        return f" {' '.join(word if index < 0 else _BREAK for word, index in pairs)} "

    def absent(self, chosen: Iterable[int], blocks: Sequence[Words]) -> dict[int, int]:
        """Return the units that are nowhere on the page, each with the chosen block before it."""
        page = _Page(blocks)
        away = {number for number, unit in enumerate(self.units) if unit and not page.holds(unit)}
        if not away:
            return {}
        taken = self.taken(chosen, blocks)
        absent: dict[int, int] = {}
        start, last = 0, -1
        for number, unit in enumerate(self.units):
            end = start + len(unit)
            if number in away:
                absent[number] = last
            last = max([last, *taken[start:end]])
            start = end
        return absent


class _Page:
    """The words of a page's blocks, to tell whether a unit of the output stands among them."""

    def __init__(self, blocks: Sequence[Words]) -> None:
        self._blocks = blocks
        self._parted = _BREAK.join(map(_spaced, blocks))

    def holds(self, unit: Words) -> bool:
        """Tell whether a block holds ``unit``, or half of its words stand in shingles of the blocks."""
        if _spaced(unit) in self._parted:
            return True
        found = [shingle in self._known for shingle in _shingles(unit)]
        return 2 * sum(_spread(found, len(unit))) >= len(unit) if found else _spaced(unit) in self._text

    @cached_property
    def _known(self) -> set[tuple[str, ...]]:
        return {shingle for block in self._blocks for shingle in _shingles(block)}

    @cached_property
    def _text(self) -> str:
        return _spaced([word for block in self._blocks for word in block])


_BREAK: Final = "|"  # no word of ``words_of``


def _spaced(words: Words) -> str:
    return f" {' '.join(words)} "


def _shingles(words: Words) -> list[tuple[str, ...]]:
    return list(zip(*(words[offset:] for offset in range(SHINGLE)), strict=False))


def _spread(found: Sequence[bool], length: int) -> list[bool]:
    """Return which of ``length`` words stand in a found shingle."""
    spread = [False] * length
    for place, hit in enumerate(found):
        if hit:
            spread[place : place + SHINGLE] = [True] * SHINGLE
    return spread


def _long(blocks: Sequence[Words], output: _Output) -> set[int]:
    return {
        index
        for index, block in enumerate(blocks)
        if len(block) >= MIN_LONG_WORDS and output.covered(block) >= MIN_COVERED
    }


def _nearest_only(found: set[int], blocks: Sequence[Words], output: _Output) -> set[int]:
    """Of equal blocks keep as many as the output holds, those nearest to the blocks found once."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in sorted(found):
        groups[tuple(blocks[index])].append(index)
    unique = sorted(group[0] for group in groups.values() if len(group) == 1)
    kept: set[int] = set()
    for key, group in groups.items():
        group.sort(key=lambda index: (_distance(index, unique), index))
        kept.update(group[: output.times(key)])
    return kept


def _distance(index: int, others: Sequence[int]) -> int:
    """Return the distance from ``index`` to the nearest of the sorted ``others``; 0 without any."""
    place = bisect_left(others, index)
    return min((abs(index - other) for other in others[max(0, place - 1) : place + 1]), default=0)


def _short(blocks: Sequence[Words], output: _Output, certain: set[int]) -> set[int]:
    """Return the short blocks that are a unit of the output, or a part of one where the text is."""
    short = [i for i, block in enumerate(blocks) if 0 < len(block) < MIN_LONG_WORDS]
    times = Counter(tuple(blocks[i]) for i in short)
    units = {i for i in short if tuple(blocks[i]) in output.keys}
    only = {i for i in units if times[tuple(blocks[i])] == 1}
    around = certain | only
    if not around:
        return units
    left = output.left_over(around, blocks)
    first, last = min(around) - REACH, max(around) + REACH
    near = {
        i
        for i in short
        if first <= i <= last
        and i not in only
        and (
            i in units or _spaced(blocks[i]) in left or ({i - 1, i + 1} <= around and output.holds(blocks[i]))
        )
    }
    return only | _nearest_only(near, blocks, output)
