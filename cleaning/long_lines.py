"""Long ordinary lines, read by tables of characters: a key without folding word by word, one look a word.

A line of a dump is often a whole report. What is asked of its words is asked of all of them together, so each
is looked up a single time, for a number that says everything, and no word is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.code_points import KNOWN, MAX_LOOKED_UP, MIN_LOOKED_UP, codes_of
from cleaning.normal_form import is_usual
from cleaning.remembered import RememberedWords
from cleaning.syllables import MARKED, PLAIN, UNKNOWN, kinds_in, old_tone_placement

_SIGN, _SPACE, _LETTER, _ODD = range(4)
"""What a character is: a letter or digit, a space, any other, or none that the tables can read."""

_GAP: Final = "\t"
"""Stands for a sign where the words are shown."""
_JOINED: Final = re.compile(rf"{_GAP}(?<=\S{_GAP}){_GAP}*(?=\S)")
"""Signs between two words without a space, as in ``19/5``."""

_KINDS: Final = ("", MARKED, PLAIN, UNKNOWN)
_SEVERAL: Final = len(_KINDS)
_KIND: Final = 7
_MOVED: Final = 8
_PHRASE: Final = 16
_PART: Final = 32
"""A word's number: its place in ``_KINDS``, or that it has several; if its tone moves; if it is sought by
itself; if it is part of a longer phrase that is sought."""

_LETTERS: Final = bytes(ord(f" {''.join(_KINDS)}?   "[number & _KIND]) for number in range(256))
_UNCOUNTED: Final = bytes(number for number in range(256) if number & _KIND == 0)

_sought: Final[list[Callable[[], Iterable[str]]]] = []


Numbers = npt.NDArray[np.uint8]


class LongLine(NamedTuple):
    """What the words of a line say: its comparison key, how many of its ``pieces`` hold a word, their kinds.

    A piece is what stands between two spaces. ``sought`` are the words that may be of a phrase sought: those
    that stand in one, where another such word is beside them or the line ends.
    """

    key: str
    pieces: int
    kinds: str
    sought: frozenset[str]


class _Table(NamedTuple):
    """By code point, and last for all beyond: what it is, the letter folded, and what is shown for it."""

    what: Numbers
    folded: npt.NDArray[np.uint16]
    shown: npt.NDArray[np.uint16]


def seek(phrases: Callable[[], Iterable[str]]) -> None:
    """Have the words of ``phrases`` found in all lines that are read from now on.

    They are comparison keys, asked for when there is a line to read.
    """
    _sought.append(phrases)
    _sought_words.cache_clear()
    _NUMBERS.clear()


def read_long(line: str) -> LongLine | None:
    """Return what the words of ``line`` say; None if it is short, or holds what the tables can't read."""
    if not MIN_LOOKED_UP <= len(line) <= MAX_LOOKED_UP:
        return None
    codes = codes_of(line)
    what = _table().what.take(codes, mode="clip")
    if what.max() == _ODD:
        return None
    shown = _text(_table().shown.take(codes))
    words = shown.split()
    if not words:
        return None
    numbers = np.frombuffer(bytes(map(_NUMBERS.__getitem__, words)), dtype=np.uint8)
    key = _key(_table().folded.take(codes), what == _LETTER)
    return LongLine(
        _with_tones_moved(key, numbers),
        len(words) - len(_JOINED.findall(shown)),
        _kinds(words, numbers),
        frozenset(_key_of(words[at]) for at in _sought_places(numbers)),
    )


def _text(codes: npt.NDArray[np.uint16]) -> str:
    return codes.astype("<u2", copy=False).tobytes().decode("utf-16-le")


def _key(folded: npt.NDArray[np.uint16], in_word: npt.NDArray[np.bool_]) -> str:
    """Return the folded words with one space between two: of all between them the first stays."""
    kept = in_word.copy()
    kept[1:] |= in_word[:-1]
    return _text(folded[kept]).rstrip(" ")


def _with_tones_moved(key: str, numbers: Numbers) -> str:
    places = np.flatnonzero(numbers & _MOVED)
    if not len(places):
        return key
    words = key.split(" ")
    for at in places.tolist():
        words[at] = old_tone_placement(words[at])
    return " ".join(words)


def _sought_places(numbers: Numbers) -> list[int]:
    """Return which words may be of a phrase sought; what stands beyond the ends of the line isn't known."""
    part = np.ones(len(numbers) + 2, dtype=np.bool_)
    np.not_equal(numbers & _PART, 0, out=part[1:-1])
    found = part[1:-1] & (part[:-2] | part[2:]) | (numbers & _PHRASE != 0)
    places: list[int] = np.flatnonzero(found).tolist()
    return places


def _kinds(words: list[str], numbers: Numbers) -> str:
    """Return ``word_kinds`` of the line."""
    kinds = numbers.tobytes().translate(_LETTERS, _UNCOUNTED).decode("ascii")
    if "?" not in kinds:
        return kinds
    several = (kinds_in(words[at]) for at in np.flatnonzero(numbers & _KIND == _SEVERAL).tolist())
    return re.sub(r"\?", lambda _: next(several), kinds)


def _key_of(word: str) -> str:
    return old_tone_placement(word.casefold())


def _number(word: str) -> int:
    kinds, folded, key, sought = kinds_in(word), word.casefold(), _key_of(word), _sought_words()
    kind = _KINDS.index(kinds) if kinds in _KINDS else _SEVERAL
    return kind | _MOVED * (key != folded) | _PHRASE * (key in sought.alone) | _PART * (key in sought.parts)


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


@cache
def _table() -> _Table:
    characters = [chr(code) for code in range(KNOWN)]
    what = [*map(_what, characters), _ODD]
    both = list(zip(what, characters, strict=False))
    folded = [ord(character.casefold()) if is_a == _LETTER else ord(" ") for is_a, character in both]
    shown = [ord(_shown(is_a, character)) for is_a, character in both]
    return _Table(
        *(np.array(what, dtype=np.uint8), np.array(folded, dtype=np.uint16), np.array(shown, dtype=np.uint16))
    )


def _what(character: str) -> int:
    """Return what a character is; odd is what isn't folded to one other, or joins or changes with others."""
    folded = character.casefold()
    forms = (character, unicodedata.normalize("NFC", character), unicodedata.normalize("NFC", folded))
    if not is_usual(character) or character in "\n\u200d" or forms != (character, character, folded):
        return _ODD
    if len(folded) != 1 or folded.isalnum() != character.isalnum():
        return _ODD
    if character.isalnum():
        return _LETTER
    return _SPACE if character == " " else _SIGN


def _shown(what: int, character: str) -> str:
    return character if what in (_LETTER, _SPACE) else _GAP
