"""What each character is, in one table: lines are looked through at once, without a regular expression."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.characters import BEYOND_LATIN, TWICE_ENCODED
from cleaning.legacy import SUSPICIOUS, UNICODE_VIETNAMESE
from cleaning.normal_form import is_usual

KNOWN: Final = 0x2E80
"""Code points in the table: beyond are scripts without spaces, signs and halves of surrogate pairs."""

LETTER: Final = 1
SPACE: Final = 2
LINE_BREAK: Final = 4
ODD: Final = 8
SUSPECT: Final = 16
VIETNAMESE: Final = 32
FOREIGN: Final = 64
TWICE_FIRST: Final = 128
TWICE_SECOND: Final = 256
"""What a character is: a letter or digit; none that can be read by itself; what makes ``legacy`` look closer,
and what keeps it from that; of a script beyond Latin; the first and the second of text encoded twice."""

_CLASSES: Final = {
    SUSPECT: SUSPICIOUS.pattern,
    VIETNAMESE: UNICODE_VIETNAMESE.pattern,
    FOREIGN: BEYOND_LATIN,
    TWICE_FIRST: TWICE_ENCODED[0],
    TWICE_SECOND: TWICE_ENCODED[1],
}

Codes = npt.NDArray[np.intp]


class Table(NamedTuple):
    """By code point, and last for all beyond: what it is, the letter folded, and a number at random."""

    what: npt.NDArray[np.uint16]
    folded: npt.NDArray[np.uint16]
    values: npt.NDArray[np.uint64]


def codes_of(text: str) -> Codes:
    """Return the code points of ``text``, two from ``KNOWN`` on for one beyond U+FFFF."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.intp)


def text_of(codes: npt.NDArray[np.uint16]) -> str:
    """Return the text of code points that are none beyond U+FFFF."""
    return codes.astype("<u2", copy=False).tobytes().decode("utf-16-le")


@cache
def table() -> Table:
    """Return the table, made once."""
    characters = "".join(map(chr, range(KNOWN)))
    what = np.array([*map(_what, characters), ODD], dtype=np.uint16)
    for sign, pattern in _CLASSES.items():
        what[[found.start() for found in re.finditer(pattern, characters)]] |= sign
    folded = list(map(_folded, characters))
    values = np.random.Generator(np.random.PCG64(0)).integers(1 << 63, size=KNOWN + 1, dtype=np.uint64)
    return Table(what, np.array(folded, dtype=np.uint16), values)


def _what(character: str) -> int:
    found = LETTER * character.isalnum() | SPACE * (character == " ") | LINE_BREAK * (character == "\n")
    return found | ODD * _is_odd(character)


def _is_odd(character: str) -> bool:
    """Tell whether a character isn't folded to one other, or joins, parts or changes with those beside it."""
    folded = character.casefold()
    composed = [unicodedata.normalize("NFC", form) for form in (character, folded)]
    if not is_usual(character) or character == "\u200d" or composed != [character, folded]:
        return True
    return len(folded) != 1 or folded.isalnum() != character.isalnum()


def _folded(character: str) -> int:
    """Return the code point of the letter or digit folded, of a line break, or of a space for all others."""
    if character == "\n":
        return ord(character)
    return ord(character.casefold()[0]) if character.isalnum() else ord(" ")
