"""Which blocks of a page an extractor chose, found by the words of its output.

Extractors return text of their own making: paragraphs joined, links dropped, spaces changed. The
page's blocks are kept and the output only points at them, so nothing is doubled, lost or rewritten.
Time is linear in the words of page and output. Words are compared as single characters (``Codes``).
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

FIRST_CODE: Final = 0x10000
MAX_CODES: Final = 1_000_000
"""Characters that stand for words. No page in sight has a tenth as many different words; where one has more,
two share a character, and a shingle of four such is not taken for another."""

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
    codes = Codes()
    coded, output = [codes.of(block) for block in blocks], _Output([codes.of(unit) for unit in units])
    certain = _nearest_only(_long(coded, output), coded, output)
    chosen = certain | _short(coded, output, certain)
    return Match(frozenset(chosen), output.absent(chosen, coded))


class Codes(dict[str, str]):
    """Word → the character that stands for it on this page, so that a text is a string of its words.

    Finding words one after the other, and cutting them in shingles, then is the work of ``str``.
    """

    def __missing__(self, word: str) -> str:
        code = self[word] = chr(FIRST_CODE + len(self) % MAX_CODES)
        return code

    def of(self, words: Words) -> str:
        """Return ``words`` as a string, a character each."""
        return "".join(map(self.__getitem__, words))


class _Output:
    """The output's words in one row, with the places of its shingles and the units as keys."""

    def __init__(self, units: Sequence[str]) -> None:
        self.units = units
        self.text = "".join(units)
        self.keys = Counter(units)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, shingle in enumerate(_shingles(self.text)):
            places = self._places[shingle]
            if len(places) < MAX_PLACES:
                places.append(place)

    def covered(self, block: str) -> float:
        """Return the share of ``block``'s words that stand in shingles of the output."""
        found = list(map(self._places.__contains__, _shingles(block)))
        return _spread(found, len(block)) / len(block) if found else 0.0

    def times(self, block: str) -> int:
        """Return how often the output holds ``block``, at least once."""
        places = [len(self._places.get(shingle, ())) for shingle in _shingles(block)]
        return max(1, self.keys[block], min(places, default=1))

    def taken(self, chosen: Iterable[int], blocks: Sequence[str]) -> list[int]:
        """Return for each word of the output the chosen block it comes from, or -1."""
        taken = [-1] * len(self.text)
        for index in sorted(chosen):
            owner = [index] * SHINGLE
            for shingle in _shingles(blocks[index]):
                for place in self._places.get(shingle, ()):
                    taken[place : place + SHINGLE] = owner
        return taken

    def left_over(self, chosen: Iterable[int], blocks: Sequence[str]) -> str:
        """Return the words that no chosen block accounts for, with a break where one does."""
        pairs = zip(self.text, self.taken(chosen, blocks), strict=True)
        return "".join(word if index < 0 else _BREAK for word, index in pairs)

    def absent(self, chosen: Iterable[int], blocks: Sequence[str]) -> dict[int, int]:
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

    def __init__(self, blocks: Sequence[str]) -> None:
        self._blocks = blocks
        self._parted = _BREAK.join(blocks)

    def holds(self, unit: str) -> bool:
        """Tell whether a block holds ``unit``, or half of its words stand in shingles of the blocks."""
        if unit in self._parted:
            return True
        found = list(map(self._known.__contains__, _shingles(unit)))
        return 2 * _spread(found, len(unit)) >= len(unit) if found else unit in self._text

    @cached_property
    def _known(self) -> set[str]:
        return {shingle for block in self._blocks for shingle in _shingles(block)}

    @cached_property
    def _text(self) -> str:
        return "".join(self._blocks)


_BREAK: Final = "|"  # no code of a word


def _shingles(words: str) -> list[str]:
    return [words[start : start + SHINGLE] for start in range(len(words) - SHINGLE + 1)]


def _spread(found: Sequence[bool], length: int) -> int:
    """Return how many of ``length`` words stand in a found shingle."""
    if all(found):
        return length
    spread = bytearray(length)
    for place, hit in enumerate(found):
        if hit:
            spread[place : place + SHINGLE] = _HIT
    return sum(spread)


_HIT: Final = b"\1" * SHINGLE


def _long(blocks: Sequence[str], output: _Output) -> set[int]:
    return {
        index
        for index, block in enumerate(blocks)
        if len(block) >= MIN_LONG_WORDS and output.covered(block) >= MIN_COVERED
    }


def _nearest_only(found: set[int], blocks: Sequence[str], output: _Output) -> set[int]:
    """Of equal blocks keep as many as the output holds, those nearest to the blocks found once."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index in sorted(found):
        groups[blocks[index]].append(index)
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


def _short(blocks: Sequence[str], output: _Output, certain: set[int]) -> set[int]:
    """Return the short blocks that are a unit of the output, or a part of one where the text is."""
    short = [i for i, block in enumerate(blocks) if 0 < len(block) < MIN_LONG_WORDS]
    times = Counter(blocks[i] for i in short)
    units = {i for i in short if blocks[i] in output.keys}
    only = {i for i in units if times[blocks[i]] == 1}
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
        and (i in units or blocks[i] in left or ({i - 1, i + 1} <= around and blocks[i] in output.text))
    }
    return only | _nearest_only(near, blocks, output)
