"""Which words, and pairs of words, the lines of a text share."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cleaning.remembered import Remembered
from cleaning.text import line_words

MAX_FORM: Final = 3
"""Letters of words too common to tell one text from another, in most languages."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a line as they are compared: all, their pairs with a space between, the longer ones."""

    single: frozenset[str]
    pairs: frozenset[str]
    long: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Read the words of a line."""
        tokens = line_words(text)
        single = frozenset(tokens)
        long = frozenset(token for token in single if len(token) > MAX_FORM)
        # Strings, because thousands of tuples keep the garbage collector busy.
        return cls(single, frozenset(map(" ".join, pairwise(tokens))), long)


WORDS: Final[Remembered[Words]] = Remembered(Words.of, octets=500, per_character=40)


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in one line of a text at least, and what in two."""

    once: AbstractSet[str]
    twice: AbstractSet[str]

    @classmethod
    def of(cls, lines: Iterable[frozenset[str]]) -> Known:
        """Return what stands in ``lines``."""
        once: set[str] = set()
        twice: set[str] = set()
        for line in lines:
            twice |= once & line
            once |= line
        return cls(once, twice)

    def share(self, own: frozenset[str], *, itself: bool) -> float:
        """Return the share of ``own`` that is known, from another line where ``itself`` was counted."""
        known = self.twice if itself else self.once
        return len(own & known) / len(own) if own else 0.0
