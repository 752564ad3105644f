"""Which words, and pairs of words, the lines of a text share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Generic, TypeVar

from cleaning.remembered import Remembered
from cleaning.text import line_key

Item = TypeVar("Item", str, tuple[str, str])

MAX_FORM: Final = 3
"""Letters of words too common to tell one text from another, in most languages."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a line as they are compared: its key, the words, their pairs, the longer ones."""

    key: str
    single: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    long: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Read the words of a line."""
        key = line_key(text)
        tokens = key.split()
        single = frozenset(tokens)
        return cls(
            key, single, frozenset(pairwise(tokens)), frozenset(t for t in single if len(t) > MAX_FORM)
        )


WORDS: Final[Remembered[Words]] = Remembered(Words.of)


@dataclass(frozen=True, slots=True)
class Known(Generic[Item]):
    """What stands in one line of a text at least, and what in two."""

    once: frozenset[Item]
    twice: frozenset[Item]

    @classmethod
    def of(cls, lines: Sequence[frozenset[Item]]) -> Known[Item]:
        """Count what stands in ``lines``."""
        count: Counter[Item] = Counter()
        for line in lines:
            count.update(line)
        return cls(frozenset(count), frozenset(item for item, lines_with in count.items() if lines_with > 1))

    def share(self, own: frozenset[Item], *, itself: bool) -> float:
        """Return the share of ``own`` that is known, from another line where ``itself`` was counted."""
        known = self.twice if itself else self.once
        return len(own & known) / len(own) if own else 0.0
