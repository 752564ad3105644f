"""The words of a line with their places, and which of them are of the betting trade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cleaning.betting import Hit, Kind, is_house_shaped, scan
from cleaning.syllables import is_syllable
from cleaning.text import line_key

_WORD: Final = re.compile(r"\w+")

MAX_SYLLABLES: Final = 14
"""Letters of the longest two syllables: ``nghiêngnghiêng``."""


class Word(NamedTuple):
    """A word of a line: its comparison key, where it stands, and whether the next one is glued to it."""

    key: str
    start: int
    end: int
    glued: bool


def words_of(sentence: str, offset: int) -> Iterator[Word]:
    """Yield the words of ``sentence``; one that is two syllables written as one gives two."""
    for match in _WORD.finditer(sentence):
        start, end = offset + match.start(), offset + match.end()
        cut = _seam(match[0])
        if cut:
            yield Word(line_key(match[0][:cut]), start, start + cut, glued=True)
            start += cut
        yield Word(line_key(match[0][cut:]), start, end, glued=False)


def trade(listed: Sequence[Word]) -> list[Hit]:
    """Return the words of the vocabulary and the houses among ``listed``, by place."""
    hits = list(scan([word.key for word in listed]))
    houses = [
        Hit(word.key, Kind.HOUSE, i, i + 1) for i, word in enumerate(listed) if is_house_shaped(word.key)
    ]
    return sorted([*hits, *houses], key=lambda hit: hit.start)


def _seam(word: str) -> int:
    """Return where in ``word`` the first of two glued syllables ends, 0 where there are not two."""
    if word.isascii() or len(word) > MAX_SYLLABLES or is_syllable(word.casefold()):
        return 0
    seams = (i for i in range(len(word) - 1, 1, -1) if is_syllable(word[:i]) and is_syllable(word[i:]))
    return next(seams, 0)
