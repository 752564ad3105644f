"""Numbers in their context: whether two texts that read alike say the same things.

Bulletins of one template (weather, prices, results) share nearly all their words; what tells them apart is
that other numbers stand at the same places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from cleaning.dedup.shingles import Hashes, ngrams
from cleaning.dedup.tokens import are_numbers

CONTEXT: Final = 2
"""Tokens before a number that say what it counts; other numbers among them are all alike."""

MIN_CONTRADICTED: Final = 2
"""Numbers that must differ to prove other facts: a single one may be a counter, a phone number or a typo."""

MAX_CONTRADICTED: Final = 1 / 3
"""Share of the numbers in common contexts that may differ in a copy. Of the labelled set's pairs of one
story one of a hundred has more, of bulletins of one template nearly all."""

MIN_CONFIRMING: Final = 4
"""Numbers that must be the same for two texts made of common passages to be one report that many papers have,
rather than two fillings of a template; of differing ones there may be one for each four."""


class Facts(NamedTuple):
    """A text's numbers: a hash of each one's context, and the context of each hash of context and number."""

    contexts: frozenset[int]
    said: Mapping[int, int]


def facts(words: Hashes) -> Facts:
    """Return the numbers of a text, given the hashes of its ``words``.

    The sets of two texts can only be compared number by number where words agree: a version that drops or
    adds a sentence with numbers contradicts nothing.
    """
    is_number = are_numbers(words)
    at = np.flatnonzero(is_number)
    at = at[at >= CONTEXT]
    before = at[:, np.newaxis] + np.arange(-CONTEXT, 0)
    numbers = is_number[before]
    told = ~numbers.all(axis=1)
    runs = np.where(numbers, np.uint64(0), words[before])[told]
    contexts = ngrams(runs.ravel(), CONTEXT)[::CONTEXT] if len(runs) else words[:0]
    said = dict(zip((contexts ^ words[at[told]]).tolist(), contexts.tolist(), strict=True))
    return Facts(frozenset(said.values()), said)


class Agreement(NamedTuple):
    """How many contexts two texts share in which a number is the same, and in which none is."""

    agreeing: int
    differing: int

    @property
    def contradicts(self) -> bool:
        """Return whether too many numbers differ for the texts to report the same."""
        few = self.differing < MIN_CONTRADICTED
        return not few and self.differing > MAX_CONTRADICTED * (self.agreeing + self.differing)

    @property
    def confirms(self) -> bool:
        """Return whether so many numbers are the same, and hardly any others, that both report the same."""
        return self.agreeing >= MIN_CONFIRMING and self.differing * MIN_CONFIRMING <= self.agreeing


def agreement(first: Facts, second: Facts) -> Agreement:
    """Compare the numbers that stand in the same context in both texts."""
    agreeing = len({first.said[value] for value in first.said.keys() & second.said.keys()})
    return Agreement(agreeing, len(first.contexts & second.contexts) - agreeing)
