"""The words of a line with their places, and which of them are of the betting trade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cleaning.betting import Hit, is_house_shaped, scan
from cleaning.betting_words import Kind
from cleaning.remembered import RememberedWords
from cleaning.syllables import is_syllable
from cleaning.text import phrase_key

_WORD: Final = re.compile(r"\w+")

BESIDE: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.CALL, Kind.MONEY})
_HOUSE_LIKE: Final = re.compile(
    r"[a-z]{2,8}\d{2,3}|\d{2,3}[a-z]{1,6}|[a-z]{2,8}(?:bet|win|club|casino|toto|vip)"
)

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
        first, cut, key = _READ[match[0]]
        if cut:
            yield Word(first, start, start + cut, glued=True)
        yield Word(key, start + cut, end, glued=False)


class _Parts(NamedTuple):
    """The comparison key of the first of two glued syllables, where it ends, and the key of what is left."""

    first: str
    cut: int
    key: str


def _parts(word: str) -> _Parts:
    cut = _seam(word)
    return _Parts(phrase_key(word[:cut]) if cut else "", cut, phrase_key(word[cut:]))


_READ: Final[RememberedWords[_Parts]] = RememberedWords(_parts)


def trade(listed: Sequence[Word]) -> list[Hit]:
    """Return the words of the vocabulary and the houses among ``listed``, by place.

    What may also be a team or a model is a house right beside what a house sells or calls for.
    """
    hits = list(scan([word.key for word in listed]))
    beside: set[int] = set()
    for hit in hits:
        if hit.kind in BESIDE:
            beside |= {hit.start - 1, hit.end}
    known = {place for hit in hits for place in range(hit.start, hit.end)}
    houses = [
        Hit(word.key, Kind.HOUSE, i, i + 1)
        for i, word in enumerate(listed)
        if (i in beside or not word.key.isalpha())  # all but the few beside goods bear a digit
        and i not in known
        and (is_house_shaped(word.key) or (i in beside and _HOUSE_LIKE.fullmatch(word.key) is not None))
    ]
    return sorted([*hits, *houses], key=lambda hit: hit.start)


def _seam(word: str) -> int:
    """Return where in ``word`` the first of two glued syllables ends, 0 where there are not two."""
    if word.isascii() or len(word) > MAX_SYLLABLES or is_syllable(word.casefold()):
        return 0
    seams = (i for i in range(len(word) - 1, 1, -1) if is_syllable(word[:i]) and is_syllable(word[i:]))
    return next(seams, 0)
