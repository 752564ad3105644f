"""Numbers in their context: whether two texts that read alike say the same things.

Bulletins of one template (weather, prices, results) share nearly all their words; what tells them apart is
that other numbers stand at the same places.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.shingles import Hashes, ngrams
from cleaning.dedup.tokens import are_numbers

CONTEXT: Final = 2
"""Tokens before a number that say what it counts; other numbers among them are all alike."""

MIN_CONTRADICTED: Final = 2
"""Numbers that must differ to prove other facts: a single one may be a counter, a phone number or a typo."""

MAX_CONTRADICTED: Final = 1 / 3
"""Share of the numbers in common contexts that may differ in a copy. Of the labelled set's pairs of one
story one of a hundred has more, of bulletins of one template nearly all."""

MIN_APART: Final = 3
MAX_APART: Final = 1 / 6
"""As many numbers, and more than this share of those in common contexts, that differ tell two versions of one
report from two fillings of a template. On 35,530 real reports all but a few of the 110 pairs between this
and the limit of copies were daily bulletins: weather, exchange rates, gold, the lunar calendar."""

MIN_ADDED: Final = 2
MAX_ADDED: Final = 1 / 8
"""Numbers that one text has and another lacks altogether, and their share of its numbers, from which it has
news: two real reports of Jaccard .6 and more that both have such are a statement made again on another day or
a case that went on (4 of the 5 in 35,530 reports); other spellings of numbers stay below."""

MIN_CONFIRMING: Final = 4
"""Numbers that must be the same for two texts made of common passages to be one report that many papers have,
rather than two fillings of a template; of differing ones there may be one for each four."""


Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Facts(NamedTuple):
    """A text's ``numbers``; a hash of each one's context; the context of each hash of context and number."""

    numbers: frozenset[int]
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
    return Facts(frozenset(words[is_number].tolist()), frozenset(said.values()), said)


class Agreement(NamedTuple):
    """How many contexts two texts share in which a number is the same, and in which none is."""

    agreeing: int
    differing: int


class Agreements(NamedTuple):
    """Parallel arrays of what ``Agreement`` says of several pairs of texts."""

    agreeing: Counts
    differing: Counts

    @property
    def contradict(self) -> Flags:
        """Return where too many numbers differ for the texts to report the same."""
        shared = self.agreeing + self.differing
        found: Flags = (self.differing >= MIN_CONTRADICTED) & (self.differing > MAX_CONTRADICTED * shared)
        return found

    @property
    def tell_apart(self) -> Flags:
        """Return where too many numbers differ for the texts to be versions of one report."""
        shared = self.agreeing + self.differing
        found: Flags = (self.differing >= MIN_APART) & (self.differing > MAX_APART * shared)
        return self.contradict | found

    @property
    def confirm(self) -> Flags:
        """Return where so many numbers are the same, and hardly any others, that both report the same."""
        found: Flags = (self.agreeing >= MIN_CONFIRMING) & (self.differing * MIN_CONFIRMING <= self.agreeing)
        return found


def agreement(first: Facts, second: Facts) -> Agreement:
    """Compare the numbers that stand in the same context in both texts."""
    agreeing = len({first.said[value] for value in first.said.keys() & second.said.keys()})
    return Agreement(agreeing, len(first.contexts & second.contexts) - agreeing)


def adds_numbers(added: Set[int], numbers: Set[int]) -> bool:
    """Return whether so many of a text's ``numbers`` are ``added`` ones that it has news."""
    return len(added) >= MIN_ADDED and len(added) > MAX_ADDED * len(numbers)
