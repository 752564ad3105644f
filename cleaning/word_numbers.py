"""The number of a word: all that is asked of it in long texts, looked up without making the word a string.

A word's hash is a sum over its letters, read off one running sum for the whole text (Rabin and Karp 1987).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.character_table import Codes, table
from cleaning.remembered import MAX_WORD_LENGTH, RememberedWords
from cleaning.syllables import MARKED, PLAIN, UNKNOWN, kinds_in, old_tone_placement

KINDS: Final = ("", MARKED, PLAIN, UNKNOWN)
SEVERAL: Final = len(KINDS)
KIND: Final = 7
MOVED: Final = 8
PHRASE: Final = 16
PART: Final = 32
MIXED: Final = 64
"""What a number says: the word's place in ``KINDS``, or that it has several; whether its tone moves in the
key; whether it is sought by itself, and whether as part of a longer phrase; whether it is neither all letters
nor all digits."""

_SLOT_BITS: Final = 17
_SHIFT: Final = np.uint64(64 - _SLOT_BITS)
"""A word's number is kept where the first bits of its hash say, until another word needs the place (1 MB)."""

_STEP: Final = 0x9E3779B97F4A7C15
"""Odd multiplier (2^64 / golden ratio): its powers tell the places in a word apart."""

Places = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]

_sought: Final[list[Callable[[], Iterable[str]]]] = []


def seek(phrases: Callable[[], Iterable[str]]) -> None:
    """Have the words of ``phrases`` marked in all texts that are read from now on.

    They are comparison keys, asked for when there is a text to read.
    """
    _sought.append(phrases)
    _sought_words.cache_clear()
    _NUMBERS.clear()
    _kept.cache_clear()


class Text(NamedTuple):
    """A text, its code points, and where in both its words start and end: runs of letters and digits."""

    text: str
    codes: Codes
    starts: Places
    ends: Places

    def words(self, places: Places) -> list[str]:
        """Return some of the words as they are written."""
        bounds = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [self.text[start:end] for start, end in bounds]

    def keys(self, places: Places) -> list[str]:
        """Return the comparison keys of some of the words."""
        return list(map(_KEYS.__getitem__, self.words(places)))


def numbers_of(text: Text) -> Numbers:
    """Return the number of each word; those met for the first time, or long ago, are made strings for it."""
    kept, hashes = _kept(), _hashes(text)
    slots = (hashes >> _SHIFT).astype(np.intp)
    numbers = kept.numbers.take(slots)
    new = (kept.hashes.take(slots) != hashes).nonzero()[0]
    if len(new):
        numbers[new] = list(map(_NUMBERS.__getitem__, text.words(new)))
        short = new[text.ends[new] - text.starts[new] <= MAX_WORD_LENGTH]
        kept.hashes[slots[short]], kept.numbers[slots[short]] = hashes[short], numbers[short]
    return numbers


def sought_places(numbers: Numbers, opening: Places) -> Places:
    """Return which words may be of a phrase sought: what is one, and parts of some with another beside them.

    ``opening`` are the first words of lines: what will stand before a line and behind it isn't known, for
    a rule may take its neighbours away, or a title come before it. It counts as a part.
    """
    part = numbers & PART != 0
    before, behind = np.ones((2, len(part) + 1), dtype=np.bool_)
    before[1:], behind[:-1] = part, part
    before[opening] = behind[opening] = True
    found: Places = (part & (before[:-1] | behind[1:]) | (numbers & PHRASE != 0)).nonzero()[0]
    return found


class _Kept(NamedTuple):
    """The hash and the number of the word met last in each slot."""

    hashes: Hashes
    numbers: Numbers


@cache
def _kept() -> _Kept:
    return _Kept(np.zeros(1 << _SLOT_BITS, dtype=np.uint64), np.zeros(1 << _SLOT_BITS, dtype=np.uint8))


def _hashes(text: Text) -> Hashes:
    """Return the sum of each word's letters, times powers of ``_STEP`` that tell their places in the word.

    The difference of two sums from the beginning of the text, brought back to the first power: all modulo
    2^64, where odd numbers have inverses.
    """
    powers = _powers(1 << (len(text.codes) + 1).bit_length())
    sums = np.zeros(len(text.codes) + 1, dtype=np.uint64)
    (table().values.take(text.codes) * powers.forth[: len(text.codes)]).cumsum(out=sums[1:])
    found: Hashes = (sums[text.ends] - sums[text.starts]) * powers.back[text.starts]
    return found


class _Powers(NamedTuple):
    """Powers of ``_STEP`` from 1 on, and of its inverse modulo 2^64."""

    forth: Hashes
    back: Hashes


@cache
def _powers(count: int) -> _Powers:
    steps = np.full((2, count), [[_STEP], [pow(_STEP, -1, 1 << 64)]], dtype=np.uint64)
    steps[:, 0] = 1
    return _Powers(*np.cumprod(steps, axis=1))


def _key(word: str) -> str:
    return old_tone_placement(word.casefold())


def _number(word: str) -> int:
    kinds, folded, key, sought = kinds_in(word), word.casefold(), _key(word), _sought_words()
    kind = KINDS.index(kinds) if kinds in KINDS else SEVERAL
    is_sought = PHRASE * (key in sought.alone) | PART * (key in sought.parts)
    return kind | MOVED * (key != folded) | is_sought | MIXED * (not (key.isalpha() or key.isdecimal()))


_KEYS: Final[RememberedWords[str]] = RememberedWords(_key)
_NUMBERS: Final[RememberedWords[int]] = RememberedWords(_number)


class _Sought(NamedTuple):
    """The phrases sought that are one word, and the words of all others."""

    alone: frozenset[str]
    parts: frozenset[str]


@cache
def _sought_words() -> _Sought:
    phrases = [tuple(phrase.split(" ")) for phrases in _sought for phrase in phrases()]
    return _Sought(
        frozenset(phrase[0] for phrase in phrases if len(phrase) == 1),
        frozenset(word for phrase in phrases if len(phrase) > 1 for word in phrase),
    )
