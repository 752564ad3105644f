"""What of each of many pairs of texts stands in the other: ``content.held`` of some hundred pairs at once.

Between two sampled passages the weights of a text lie on a straight line, so what its shared passages weigh
there follows from how many they are and from their places added up: nothing is worked out passage by passage.
All masses are sums of whole numbers, the same in every order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Ranks
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import RARE, Frequencies, Weights
from cleaning.dedup.shingles import Passages, is_sampled, sample_keys

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class HeldColumns(NamedTuple):
    """Parallel arrays of what ``content.Held`` says of several texts."""

    share: Scores
    passages: Scores
    plain: Scores
    length: Ranks

    @classmethod
    def of(cls, shared: Weights, own: Weights, count: Ranks, length: Ranks) -> HeldColumns:
        """Return what is held, given what shared and own passages weigh, and how many are shared of all."""
        held = shared > 0
        share = shared / np.where(held, shared + own, 1)
        return cls(share, shared / RARE, np.where(held, count / length, 0), np.where(held, length, 0))

    @classmethod
    def nothing(cls, texts: int) -> HeldColumns:
        """Return room for so many texts of which nothing is held."""
        share, passages, plain = np.zeros((3, texts))
        return cls(share, passages, plain, np.zeros(texts, dtype=np.int64))

    def put(self, at: Ranks, others: HeldColumns) -> None:
        """Write what is held of the texts ``at`` these indices."""
        for mine, theirs in zip(self, others, strict=True):
            mine[at] = theirs

    def only(self, chosen: slice) -> HeldColumns:
        """Return the ``chosen`` texts' columns."""
        return HeldColumns(self.share[chosen], self.passages[chosen], self.plain[chosen], self.length[chosen])

    def where(self, chosen: Flags, others: HeldColumns) -> HeldColumns:
        """Return these where ``chosen``, and ``others`` elsewhere."""
        return HeldColumns(*(np.where(chosen, one, other) for one, other in zip(self, others, strict=True)))


class HeldPairs(NamedTuple):
    """What of the first of each pair stands in the second, and of the second in the first."""

    first: HeldColumns
    second: HeldColumns

    def put(self, at: Ranks, others: HeldPairs) -> None:
        """Write what is held of the pairs ``at`` these indices."""
        self.first.put(at, others.first)
        self.second.put(at, others.second)


class _Stretches(NamedTuple):
    """Texts cut into stretches, one before the first sampled passage and one from each on: parallel arrays.

    Those of text ``i`` begin at ``begins[i]``. ``weights`` and ``starts`` are the sampled passage's, 0 in a
    first stretch; ``counts`` says how many passages are held of each, ``places`` is the sum of their places.
    """

    begins: Ranks
    weights: Weights
    starts: Places
    counts: Ranks
    places: Places

    def of(self, texts: Ranks) -> _Stretches:
        """Return those of ``texts``, one after another; a text may be named more than once."""
        begins = _begins(np.diff(self.begins)[texts])
        at = np.repeat(self.begins[texts] - begins[:-1], np.diff(begins)) + np.arange(begins[-1])
        return _Stretches(begins, *(column[at] for column in self[1:]))

    def masses(self, chosen: Flags) -> Weights:
        """Return what the passages held of each text weigh.

        Their weights are read off the ``chosen`` sampled ones, off all in a text that has none of these, as
        ``content._interpolated`` says: on a line from each to the next one, level at either end.
        """
        firsts, size = self.begins[:-1], int(self.begins[-1])
        text = np.repeat(np.arange(len(firsts)), np.diff(self.begins))
        chosen = _or_all(chosen, firsts, text)
        at = np.arange(size)
        before = np.maximum.accumulate(np.where(chosen, at, -1))
        behind = np.append(np.minimum.accumulate(np.where(chosen, at, size)[::-1])[-2::-1], size)
        begun, open_ = before >= firsts[text], behind < self.begins[1:][text]
        nearest = np.where(begun, before, np.where(open_, behind, 0))
        height = np.where(begun | open_, self.weights[nearest], RARE)
        slope = np.zeros(size, dtype=np.int64)
        left, right = before[begun & open_], behind[begun & open_]
        rise, run = self.weights[right] - self.weights[left], self.starts[right] - self.starts[left]
        slope[begun & open_] = rise // run
        mass = self.counts * height + slope * (self.places - self.counts * self.starts[nearest])
        found: Weights = np.add.reduceat(mass, firsts)
        return found


def _or_all(chosen: Flags, firsts: Ranks, text: Ranks) -> Flags:
    """Return the sampled passages that are ``chosen``, and all of a text of which none is."""
    found = chosen.copy()
    found[firsts] = False
    found |= ~np.logical_or.reduceat(found, firsts)[text]
    found[firsts] = False
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Texts of which every passage is kept, one after another; those of text ``i`` begin at ``begins[i]``.

    ``stretch`` says in which of ``stretches`` each passage stands.
    """

    texts: Sequence[Passages]
    begins: Ranks
    places: Places
    sampled: Flags
    stretch: Ranks
    stretches: _Stretches

    @classmethod
    def of(cls, texts: Sequence[Passages], frequencies: Frequencies) -> Weighing:
        """Return the weighing of ``texts``; sampled passages weigh as ``frequencies`` says."""
        hashes = np.concatenate([one.hashes for one in texts])
        places = np.concatenate([one.places for one in texts])
        sizes = [len(one.hashes) for one in texts]
        text, sampled = np.repeat(np.arange(len(texts)), sizes), is_sampled(hashes)
        stretch = _stretch_of_each(text, places, sampled)
        begins = _begins(1 + np.bincount(text[sampled], minlength=len(texts)))
        weights, starts = np.zeros((2, begins[-1]), dtype=np.int64)
        weights[stretch[sampled]] = frequencies.weights(sample_keys(hashes[sampled]))
        starts[stretch[sampled]] = places[sampled]
        stretches = _Stretches(begins, weights, starts, *_counted(stretch, places, int(begins[-1])))
        return cls(texts, _begins(sizes), places, sampled, stretch, stretches)

    def helds(self, first: Ranks, second: Ranks) -> HeldPairs:
        """Return what the texts at the indices ``first`` and ``second``, pair by pair, hold of each other."""
        shared = self._shared(first, second)
        count = np.array([len(one) for one in shared], dtype=np.int64)
        passages, texts = np.concatenate(shared), np.concatenate([first, second])
        every = self.stretches.of(texts)
        stretch = self.stretch[passages] + np.repeat(every.begins[:-1] - self.stretches.begins[texts], count)
        held = _counted(stretch, self.places[passages], len(every.counts))
        both = every._replace(counts=held.counts, places=held.places)
        own = every._replace(counts=every.counts - held.counts, places=every.places - held.places)
        among = np.zeros(len(every.counts), dtype=bool)
        among[stretch[self.sampled[passages]]] = True
        found = HeldColumns.of(both.masses(among), own.masses(~among), count, np.diff(self.begins)[texts])
        half = len(first)
        return HeldPairs(found.only(slice(half)), found.only(slice(half, None)))

    def _shared(self, first: Ranks, second: Ranks) -> list[Ranks]:
        """Return the passages of each first text that its second one has, then those of each second one."""
        mine, others = [], []
        for one, other in zip(first.tolist(), second.tolist(), strict=True):
            hashes, theirs = self.texts[one].hashes, self.texts[other].hashes
            place = theirs.searchsorted(hashes)
            at = np.flatnonzero(theirs.take(place, mode="clip") == hashes)
            mine.append(at + self.begins[one])
            others.append(place[at] + self.begins[other])
        return mine + others


class _Counted(NamedTuple):
    counts: Ranks
    places: Places


def _counted(stretch: Ranks, places: Places, stretches: int) -> _Counted:
    """Return how many passages stand in each stretch, and the sum of their places."""
    added = np.bincount(stretch, weights=places, minlength=stretches)  # exact: far below 2^53
    return _Counted(np.bincount(stretch, minlength=stretches), added.astype(np.int64))


def _stretch_of_each(text: Ranks, places: Places, sampled: Flags) -> Ranks:
    """Return in which stretch of all texts each passage stands, given its text and its place there."""
    spans = np.zeros(text[-1] + 1, dtype=np.int64)
    np.maximum.at(spans, text, places + 1)
    at = places + _begins(spans)[text]
    begun = np.zeros(int(spans.sum()), dtype=np.int64)
    begun[at[sampled]] = 1
    found: Ranks = np.cumsum(begun)[at] + text
    return found


def _begins(sizes: Sequence[int] | Ranks) -> Ranks:
    """Return where each run of so many begins, and where the last one ends."""
    found = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=found[1:])
    return found
