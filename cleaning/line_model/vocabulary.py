"""Which words, and pairs of words, the lines of a text share."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Generic, TypeVar

from cleaning.remembered import Remembered
from cleaning.text import line_words

Item = TypeVar("Item", str, tuple[str, str])

MAX_FORM: Final = 3
"""Letters of words too common to tell one text from another, in most languages."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a line as they are compared: all, their pairs, the longer ones."""

    single: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    long: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Read the words of a line."""
        tokens = line_words(text)
        single = frozenset(tokens)
        long = frozenset(token for token in single if len(token) > MAX_FORM)
        return cls(single, frozenset(pairwise(tokens)), long)


WORDS: Final[Remembered[Words]] = Remembered(Words.of, octets=500, per_character=40)


@dataclass(frozen=True, slots=True)
class Known(Generic[Item]):
    """What stands in one line of a text at least, and what in two."""

    once: AbstractSet[Item]
    twice: AbstractSet[Item]

    @classmethod
    def of(cls, lines: Iterable[frozenset[Item]]) -> Known[Item]:
        """Return what stands in ``lines``."""
        once: set[Item] = set()
        twice: set[Item] = set()
        for line in lines:
            twice |= once & line
            once |= line
        return cls(once, twice)

    def share(self, own: frozenset[Item], *, itself: bool) -> float:
        """Return the share of ``own`` that is known, from another line where ``itself`` was counted."""
        known = self.twice if itself else self.once
        return len(own & known) / len(own) if own else 0.0
