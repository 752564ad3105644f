"""Ordinary lines, read many at once by a table of characters: their keys, and what their words are.

No word is made a string. So little is done for one line that calling numpy would be most of it: lines are
read before they are asked for, those of some records together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from cleaning.character_table import (
    FOREIGN,
    LETTER,
    LINE_BREAK,
    ODD,
    SPACE,
    SUSPECT,
    TWICE_FIRST,
    TWICE_SECOND,
    VIETNAMESE,
    codes_of,
    table,
    text_of,
)
from cleaning.syllables import kinds_in
from cleaning.word_numbers import (
    KIND,
    KINDS,
    MIXED,
    MOVED,
    SEVERAL,
    Numbers,
    Places,
    Text,
    numbers_of,
    sought_places,
)

MAX_TOGETHER: Final = 1 << 14
"""Characters read at once: some eight reports, whose tables fit into the cache."""

MAX_LINE: Final = 1 << 16
"""Characters of the longest line that is read here; the tables of a longer one would take much memory."""

_LETTERS: Final = bytes(ord(f" {''.join(KINDS)}?   "[number & KIND]) for number in range(256))

Signs = npt.NDArray[np.uint16]

Value = TypeVar("Value")


class LineRead(NamedTuple):
    """What a line of usual characters says.

    ``key`` is its comparison key; ``pieces`` counts what stands between spaces and holds a word; ``kinds``
    are those of its words. ``mixed`` are the words that are neither all letters nor all digits, ``sought``
    those that may be of a phrase sought (``word_numbers.seek``). ``is_latin``: no letter is of another
    script. ``is_settled``: decoding and normalising change at most spaces, and not these if it ``is_tidy``.
    """

    key: str
    pieces: int
    kinds: str
    mixed: Sequence[str]
    sought: Sequence[str]
    is_latin: bool
    is_settled: bool
    is_tidy: bool


def read_together(lines: Sequence[str]) -> Iterator[LineRead | None]:
    """Yield what each of ``lines`` says, None for one that is too long or holds an unusual character."""
    for first, end in _bounds(lines):
        yield from _read(lines[first:end])


def _bounds(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of lines that together are long enough."""
    first, size = 0, 0
    for at, line in enumerate(lines):
        if at > first and size + len(line) > MAX_TOGETHER:
            yield first, at
            first, size = at, 0
        size += len(line) + 1
    if lines:
        yield first, len(lines)


def _read(lines: Sequence[str]) -> Iterator[LineRead | None]:
    odd = [len(line) > MAX_LINE or "\n" in line for line in lines]
    if not any(odd):
        letters = _Letters.of(lines)
        if not (letters.signs & ODD).any():
            return _usual(letters)
        odd = (letters.signs & ODD != 0).tolist()
    usual = [line for line, is_odd in zip(lines, odd, strict=True) if not is_odd]
    found = _read(usual) if usual else iter(())
    return (None if is_odd else next(found) for is_odd in odd)


class _Letters(NamedTuple):
    """Lines with a break before, between and behind them, and ``breaks``, their places among the ``codes``.

    ``what`` each character is, and in ``signs`` all that is in each line.
    """

    text: str
    codes: npt.NDArray[np.intp]
    what: Signs
    breaks: Places
    signs: Signs

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Letters:
        text = "\n".join(("", *lines, ""))
        codes = codes_of(text)
        what = table().what.take(codes, mode="clip")
        breaks = (what & LINE_BREAK).nonzero()[0]
        return cls(text, codes, what, breaks, np.bitwise_or.reduceat(what, breaks[:-1]))

    def places(self, pairs: npt.NDArray[np.bool_]) -> set[int]:
        """Return the lines in which two characters that follow each other are one of ``pairs``."""
        found = pairs.nonzero()[0]
        return set((self.breaks.searchsorted(found, side="right") - 1).tolist()) if len(found) else set()


def _usual(letters: _Letters) -> Iterator[LineRead]:
    """Yield what each line says when all characters are usual: then each has one place among the codes."""
    words = _words(letters)
    numbers = numbers_of(words)
    opening = words.starts.searchsorted(letters.breaks)
    firsts = opening.tolist()
    moved, sought, mixed = (
        (numbers & MOVED).nonzero()[0],
        sought_places(numbers, opening),
        (numbers & MIXED).nonzero()[0],
    )
    keys_moved = _by_line(firsts, moved, zip(moved.tolist(), words.keys(moved), strict=True))
    keys_sought = _by_line(firsts, sought, words.keys(sought))
    keys_mixed = _by_line(firsts, mixed, words.keys(mixed))
    pieces, keys, kinds = _pieces(letters, words, firsts), _keys(letters), _Kinds.of(words, numbers)
    latin = (letters.signs & FOREIGN == 0).tolist()
    unsettled, untidy = _unsettled(letters), _untidy(letters)
    for line, (first, end) in enumerate(pairwise(firsts)):
        moves = [(at - first, key) for at, key in keys_moved.get(line, ())]
        yield LineRead(
            _with_moved(keys[line], moves) if moves else keys[line],
            pieces[line],
            kinds.between(first, end),
            keys_mixed.get(line, ()),
            keys_sought.get(line, ()),
            is_latin=latin[line],
            is_settled=line not in unsettled,
            is_tidy=line not in untidy,
        )


def _by_line(firsts: list[int], places: Places, values: Iterable[Value]) -> dict[int, list[Value]]:
    """Return ``values``, those of the words at ``places``, by line; ``firsts`` are the lines' first words."""
    found: dict[int, list[Value]] = {}
    for at, value in zip(places.tolist(), values, strict=True):
        found.setdefault(bisect_right(firsts, at) - 1, []).append(value)
    return found


def _words(letters: _Letters) -> Text:
    """Return the lines as one text of words."""
    inside = letters.what & LETTER != 0
    bounds = (inside[1:] != inside[:-1]).nonzero()[0] + 1  # the first and the last are line breaks
    return Text(letters.text, letters.codes, bounds[::2], bounds[1::2])


def _keys(letters: _Letters) -> list[str]:
    """Return the folded words of each line, one space between two: of all signs between them the first."""
    inside = letters.what & (LETTER | LINE_BREAK) != 0
    inside[1:] |= letters.what[:-1] & LETTER != 0
    folded = text_of(table().folded.take(letters.codes[inside]))
    return folded.replace(" \n", "\n").split("\n")[1:-1]


def _with_moved(key: str, moves: Iterable[tuple[int, str]]) -> str:
    """Return ``key`` with some of its words replaced: their tone stands elsewhere."""
    words = key.split(" ")
    for at, word in moves:
        words[at] = word
    return " ".join(words)


def _pieces(letters: _Letters, words: Text, firsts: list[int]) -> list[int]:
    """Return how many words of each line are the first between two spaces."""
    gaps = (letters.what & (SPACE | LINE_BREAK) != 0).cumsum()[words.starts]
    opening = np.ones(len(gaps) + 1, dtype=np.intp)
    opening[0] = 0
    opening[2:] = gaps[1:] != gaps[:-1]
    opening.cumsum(out=opening)
    pieces: list[int] = np.diff(opening[firsts]).tolist()
    return pieces


class _Kinds(NamedTuple):
    """A letter for the kind of each word, ``?`` for those that have several: what these are, by word."""

    letters: bytes
    several: dict[int, str]

    @classmethod
    def of(cls, words: Text, numbers: Numbers) -> _Kinds:
        places = (numbers & KIND == SEVERAL).nonzero()[0]
        kinds = map(kinds_in, words.words(places))
        return cls(numbers.tobytes().translate(_LETTERS), dict(zip(places.tolist(), kinds, strict=True)))

    def between(self, first: int, end: int) -> str:
        """Return ``word_kinds`` of the words from ``first`` to ``end``."""
        letters = self.letters[first:end]
        if b"?" not in letters:
            return letters.translate(None, b" ").decode("ascii")
        kinds = (self.several.get(at, chr(letter)) for at, letter in enumerate(letters, first))
        return "".join(kinds).replace(" ", "")


def _unsettled(letters: _Letters) -> set[int]:
    """Return the lines in which decoding may change something, and few others."""
    what, signs = letters.what, letters.signs
    suspect = (signs & SUSPECT != 0) & (signs & VIETNAMESE == 0)
    twice = (what[:-1] & TWICE_FIRST != 0) & (what[1:] & TWICE_SECOND != 0)
    return {*suspect.nonzero()[0].tolist(), *letters.places(twice)}


def _untidy(letters: _Letters) -> set[int]:
    """Return the lines with doubled spaces, or one at an end."""
    gap, space = letters.what & (SPACE | LINE_BREAK) != 0, letters.what & SPACE != 0
    doubled = gap[1:] & gap[:-1] & (space[1:] | space[:-1])
    return letters.places(doubled)
