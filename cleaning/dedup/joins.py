"""The part of comparing documents that grows with the corpus: group-bys, and the reading of pairs of texts.

``InProcess`` does it in this process; an engine that spreads work over machines gives its own ``Joins`` with
the same answers. What is left to ``relate`` is the choosing among the pairs found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks, sharing_bands
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.key_table import Ranked
from cleaning.dedup.rare import RarePassages
from cleaning.dedup.verify import Related, Similar, Texts, related, verified


class Rare(Protocol):
    """The sampled passages of some documents: how common each is, and who shares rare ones."""

    @property
    def frequencies(self) -> Frequencies:
        """Return how common the passages are that more than one document has."""

    def pairs(self, concerning: Ranks | None = None) -> Pairs:
        """Return the pairs worth comparing: of a few documents ``concerning``, and others as it may be."""


class Joins(Protocol):
    """What grows with the corpus; documents are named by rank."""

    def sharing_bands(self, ranks: Ranks) -> Pairs:
        """Return for each of ``ranks`` (ascending) the better ones with which it shares most bands."""

    def rare(self, ranks: Ranks, others: Frequencies) -> Rare:
        """Return the sampled passages of ``ranks``; ``others`` as in ``RarePassages``."""

    def verified(self, pairs: Pairs, same_address: Flags) -> Similar:
        """Return those of ``pairs`` that are copies."""

    def related(self, pairs: Pairs, frequencies: Frequencies) -> Related:
        """Return those of ``pairs`` of which one holds a good part of the other."""


Joining = Callable[[Ranked, Texts], Joins]
"""Given all documents, and what gives their texts by rank, returns the joins of them."""


@dataclass(frozen=True, slots=True, eq=False)
class InProcess:
    """Everything in this process, with arrays."""

    ranked: Ranked
    texts: Texts

    def sharing_bands(self, ranks: Ranks) -> Pairs:
        """Return the pairs, band by band."""
        return sharing_bands(self.ranked.bands(ranks), ranks, len(self.ranked))

    def rare(self, ranks: Ranks, others: Frequencies) -> Rare:
        """Return the passages, sorted."""
        settled = np.flatnonzero(self.ranked.column("settled"))
        return RarePassages(self.ranked.sampled(ranks), settled, others)

    def verified(self, pairs: Pairs, same_address: Flags) -> Similar:
        """Return the copies, batch by batch of texts."""
        return verified(pairs, same_address, self.texts)

    def related(self, pairs: Pairs, frequencies: Frequencies) -> Related:
        """Return the relatives, batch by batch of texts."""
        return related(pairs, frequencies, self.texts)
