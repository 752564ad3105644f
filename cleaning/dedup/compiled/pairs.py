"""Loops over pairs of texts, compiled by numba: how much two texts share, and what tells them apart.

As in ``keys``: bit by bit what the functions of ``content`` and ``facts`` say, in integers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.compiled.compiling import compiled, part
from cleaning.dedup.compiled.sets import Counts, FactSets, PassageSets, Places, Sets, Small, Words
from cleaning.dedup.shingles import Hashes

Marks = npt.NDArray[np.bool_]
_ALL = np.uint64(2**64 - 1)


class PairsOf(NamedTuple):
    """Pairs of texts, by their indices."""

    first: Places
    second: Places


class HeldLimits(NamedTuple):
    """Passages kept of a text at most, and the weight of a rare one."""

    most: int
    rare: int


class NewsLimits(NamedTuple):
    """``facts.MIN_ADDED`` and ``MAX_ADDED``, and the quantiles of ``content.MIDST``."""

    min_added: int
    max_added: float
    first: float
    last: float


@compiled
def overlaps(pairs: PairsOf, made: Sets, most: int, found: Counts) -> None:
    """Write for each pair how many hashes are shared, in the union, and in the first: ``content.overlap``."""
    for pair in range(len(pairs.first)):
        one, other = _of(made, pairs.first[pair]), _of(made, pairs.second[pair])
        if len(one) == 0 or len(other) == 0:
            found[pair] = 0
            continue
        limit = most if max(len(one), len(other)) >= most else len(one) + len(other)
        i = j = shared = union = 0
        while i < len(one) and j < len(other) and union < limit:
            a, b = one[i], other[j]
            shared += a == b
            i += a <= b
            j += b <= a
            union += 1
        rest = min(limit - union, len(one) - i + len(other) - j)
        i += min(rest, len(one) - i)
        found[pair, 0], found[pair, 1], found[pair, 2] = shared, union + rest, i


@part
def _of(made: Sets, text: int) -> Hashes:
    return made.hashes[made.begins[text] : made.begins[text] + made.counts[text]]


@compiled
def agreements(pairs: PairsOf, made: FactSets, found: Counts) -> None:
    """Write in how many contexts of each pair a number is the same, and in how many none: ``agreement``."""
    for pair in range(len(pairs.first)):
        one, other = _of(made.contexts, pairs.first[pair]), _of(made.contexts, pairs.second[pair])
        mine = made.said[made.contexts.begins[pairs.first[pair]] :]
        others = made.said[made.contexts.begins[pairs.second[pair]] :]
        i = j = agreeing = differing = 0
        while i < len(one) and j < len(other):
            if one[i] < other[j]:
                i += 1
            elif one[i] > other[j]:
                j += 1
            else:
                last, end = _run_end(one, i), _run_end(other, j)
                same = _share(mine[i:last], others[j:end])
                agreeing += same
                differing += not same
                i, j = last, end
        found[pair, 0], found[pair, 1] = agreeing, differing


@part
def _run_end(values: Hashes, at: int) -> int:
    end = at + 1
    while end < len(values) and values[end] == values[at]:
        end += 1
    return end


@part
def _share(one: Hashes, other: Hashes) -> bool:
    """Return whether two sorted arrays have a value in common."""
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            return True
        if one[i] < other[j]:
            i += 1
        else:
            j += 1
    return False


@compiled
def helds(pairs: PairsOf, made: PassageSets, limits: HeldLimits, found: Counts) -> None:
    """Write for each pair, for either text: shared and own mass, passages shared, counted and of the whole.

    As ``content.held``: the masses are in units of a weight's; of long texts only passages up to the last one
    that was kept of both are counted.
    """
    for pair in range(len(pairs.first)):
        one, other = _of(made.sets, pairs.first[pair]), _of(made.sets, pairs.second[pair])
        found[pair] = 0
        if len(one) == 0 or len(other) == 0:
            continue
        mine, others = _shared(one, other)
        last = min(_last_kept(one, limits.most), _last_kept(other, limits.most))
        _weigh(_text(made, pairs.first[pair], last), mine, limits.rare, found[pair, 0])
        _weigh(_text(made, pairs.second[pair], last), others, limits.rare, found[pair, 1])


@part
def _shared(one: Hashes, other: Hashes) -> tuple[Marks, Marks]:
    """Mark the hashes of either set that the other one has."""
    mine, others = np.zeros(len(one), dtype=np.bool_), np.zeros(len(other), dtype=np.bool_)
    i = j = 0
    while i < len(one) and j < len(other):
        a, b = one[i], other[j]
        mine[i] = others[j] = a == b  # that of the step that moves on is written last
        i += a <= b
        j += b <= a
    return mine, others


@part
def _last_kept(hashes: Hashes, most: int) -> np.uint64:
    return hashes[-1] if len(hashes) >= most else _ALL


class _Text(NamedTuple):
    """The places of a text's passages and the sampled ones before them, these, and how many are counted."""

    places: Small
    slots: Small
    known: Small
    weights: Places
    end: int


@part
def _text(made: PassageSets, text: int, last: np.uint64) -> _Text:
    begin, end = made.sets.begins[text], made.sets.begins[text] + made.sets.counts[text]
    known = begin + made.known_counts[text]
    return _Text(
        made.places[begin:end],
        made.slots[begin:end],
        made.known[begin:known],
        made.weights[begin:known],
        int(np.searchsorted(made.sets.hashes[begin:end], last, side="right")),
    )


@part
def _weigh(text: _Text, shared: Marks, rare: int, found: Counts) -> None:
    """Write what the shared passages of a text weigh, what its own ones, and how many are shared."""
    count = 0
    for mark in shared[: text.end]:
        count += mark
    common = _mass(text, shared, count, rare)
    if common:
        found[0], found[1] = common, _mass(text, ~shared, text.end - count, rare)
        found[2], found[3], found[4] = count, text.end, len(shared)


@part
def _mass(text: _Text, chosen: Marks, count: int, rare: int) -> int:
    """Return what the ``count`` chosen passages, shared ones or the others, weigh: ``content._mass``."""
    if len(text.known) == 0 or count == 0:
        return count * rare
    lines = _lines(text, chosen)
    mass = 0
    for passage in range(text.end):
        if chosen[passage]:
            slot = text.slots[passage]
            mass += lines[slot, 0] + lines[slot, 1] * text.places[passage]
    return mass


@part
def _lines(text: _Text, chosen: Marks) -> Counts:
    """Return by slot the line that weights lie on: height at place 0, and slope: ``content._interpolated``.

    It goes from the sampled passage of the same kind before to the one behind, of any kind where none is.
    """
    count = 0
    for known in text.known:
        count += chosen[known]
    lines = np.zeros((len(text.known) + 1, 2), dtype=np.int64)
    before = -1
    for at in range(len(text.known)):
        if count and not chosen[text.known[at]]:
            continue
        height, slope = text.weights[at], 0
        if before >= 0:
            place = text.places[text.known[before]]
            slope = (height - text.weights[before]) // (text.places[text.known[at]] - place)
            height = text.weights[before] - slope * place
        for slot in range(before + 1, at + 1):
            lines[slot, 0], lines[slot, 1] = height, slope
        before = at
    for slot in range(before + 1, len(lines)):
        lines[slot, 0] = text.weights[before]
    return lines


@compiled
def has_news(
    pairs: PairsOf, words: Words, passages: PassageSets, made: FactSets, limits: NewsLimits, found: Marks
) -> None:
    """Write whether the first of each pair has numbers that the second lacks: ``content.has_news``."""
    for pair in range(len(pairs.first)):
        text, other = pairs.first[pair], pairs.second[pair]
        numbers = _of(made.numbers, text)
        added = _added(numbers, _of(made.numbers, other))
        found[pair] = False
        if not _is_news(len(added), len(numbers), limits):
            continue
        shared, _ = _shared(_of(passages.sets, text), _of(passages.sets, other))
        begin, start = passages.sets.begins[text], words.starts[text]
        places = _in_order(passages.places[begin : begin + len(shared)], shared)
        if len(places):
            first = start + places[round(limits.first * (len(places) - 1))]
            last = start + places[round(limits.last * (len(places) - 1))]
            between = _count_among(added, words.hashes[first : last + 1])
            found[pair] = _is_news(between, len(numbers), limits)


@part
def _in_order(places: Small, chosen: Marks) -> Places:
    """Return the chosen places sorted."""
    held = np.zeros(places.max() + 1 if len(places) else 0, dtype=np.bool_)
    for at in range(len(places)):
        held[places[at]] = chosen[at]
    return np.flatnonzero(held)


@part
def _is_news(added: int, numbers: int, limits: NewsLimits) -> bool:
    return added >= limits.min_added and added > limits.max_added * numbers


@part
def _added(numbers: Hashes, others: Hashes) -> Hashes:
    """Return the sorted ``numbers`` that are not among sorted ``others``."""
    found = np.empty(len(numbers), dtype=np.uint64)
    count = j = 0
    for number in numbers:
        while j < len(others) and others[j] < number:
            j += 1
        if j == len(others) or others[j] != number:
            found[count] = number
            count += 1
    return found[:count]


@part
def _count_among(added: Hashes, words: Hashes) -> int:
    """Return how many of ``added`` stand among ``words``."""
    seen = np.zeros(len(added), dtype=np.bool_)
    for word in words:
        if word & np.uint64(1):
            place = np.searchsorted(added, word)
            if place < len(added) and added[place] == word:
                seen[place] = True
    return int(seen.sum())
