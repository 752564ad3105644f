"""Loops over arrays, compiled by numba: what of texts is compared, and the comparing, pair by pair.

As in ``keys``: bit by bit what the functions of ``content`` and ``facts`` say, in integers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.compiled.compiling import compiled, mixed, part
from cleaning.dedup.compiled.keys import bucket_heads, bucket_shift, keep_distinct, ngram, sorted_hashes
from cleaning.dedup.shingles import _NEXT, Hashes

Places = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
"""Places in a text: half the memory."""


class Words(NamedTuple):
    """The words of all texts; those of text ``i`` stand between ``starts[i]`` and ``starts[i + 1]``."""

    hashes: Hashes
    starts: Places


class Sets(NamedTuple):
    """A sorted set of hashes for each text, ``counts`` of them from ``begins`` on."""

    begins: Places
    counts: Counts
    hashes: Hashes


class PassageSets(NamedTuple):
    """Passages with their places, and the indices of the sampled ones, as read, with their weights.

    ``slots`` says of each passage how many sampled ones stand before it or are itself.
    """

    sets: Sets
    places: Small
    slots: Small
    known_counts: Counts
    known: Small
    weights: Places


class FactSets(NamedTuple):
    """The distinct numbers of each text, and its numbers by their contexts, both sorted."""

    numbers: Sets
    contexts: Sets
    said: Hashes


class Common(NamedTuple):
    """How much each sampled passage weighs that more than one document has; others weigh ``rare``."""

    keys: npt.NDArray[np.uint32]
    weights: Places
    rare: int


@part
def _ngrams(words: Words, text: int, size: int) -> Hashes:
    """Return the hash of every run of ``size`` words of a text: ``shingles.ngrams``."""
    first, last = words.starts[text], words.starts[text + 1] - size + 1
    values = np.empty(max(last - first, 0), dtype=np.uint64)
    for at in range(first, last):
        values[at - first] = ngram(words.hashes, at, size)
    return values


@compiled
def make_shingles(words: Words, texts: Places, size: int, most: int, made: Sets) -> None:
    """Write the shingles of ``texts``: ``shingles.shingle_set``."""
    for text in texts:
        values = _ngrams(words, text, size)
        ordered = sorted_hashes(values)
        count = min(keep_distinct(ordered), most)
        begin = made.begins[text]
        made.hashes[begin : begin + count] = ordered[:count]
        made.counts[text] = count


@compiled
def make_passages(words: Words, texts: Places, size: int, most: int, made: PassageSets) -> None:
    """Write the passages of ``texts``, each once, with their first places: ``shingles.passages``."""
    for text in texts:
        values = _ngrams(words, text, size)
        ordered, places = _sorted_with(values, np.arange(len(values)).astype(np.uint64))
        begin = made.sets.begins[text]
        count = 0
        for at in range(len(ordered)):
            if count == most:
                break
            if at == 0 or ordered[at] != ordered[at - 1]:
                made.sets.hashes[begin + count] = ordered[at]
                made.places[begin + count] = np.int32(places[at])
                count += 1
        made.sets.counts[text] = count


@compiled
def make_weights(texts: Places, mask: int, common: Common, made: PassageSets) -> None:
    """Write which passages of ``texts`` are sampled, by place, and their weights: ``content.weighted``."""
    for text in texts:
        begin, end = made.sets.begins[text], made.sets.begins[text] + made.sets.counts[text]
        hashes, places = made.sets.hashes[begin:end], made.places[begin:end]
        known = made.known[begin:end]
        count = 0
        for at in range(len(places)):
            if hashes[at] & np.uint64(mask) == 0:
                place = count
                while place > 0 and places[known[place - 1]] > places[at]:
                    known[place] = known[place - 1]
                    place -= 1
                known[place] = at
                count += 1
        made.known_counts[text] = count
        for at in range(count):
            key = np.uint32(hashes[known[at]] >> np.uint64(32))
            made.weights[begin + at] = _weight(common, key)
        _number(places, places[known[:count]], made.slots[begin:end])


@part
def _weight(common: Common, key: np.uint32) -> int:
    place = np.searchsorted(common.keys, key)
    held = place < len(common.keys) and common.keys[place] == key
    return common.weights[place] if held else common.rare


@part
def _number(places: Small, known: Small, slots: Small) -> None:
    """Write how many of the ``known`` places each of ``places`` has before it or is."""
    if len(places) == 0:
        return
    before = np.zeros(places.max() + 1, dtype=np.int32)
    for place in known:
        before[place] = 1
    for place in range(1, len(before)):
        before[place] += before[place - 1]
    for at in range(len(places)):
        slots[at] = before[places[at]]


@compiled
def make_facts(words: Words, texts: Places, context: int, made: FactSets) -> None:
    """Write the numbers of ``texts`` and their contexts: ``facts.facts``."""
    for text in texts:
        first, last = words.starts[text], words.starts[text + 1]
        capacity = made.numbers.begins[text + 1] - made.numbers.begins[text]
        numbers, contexts = np.empty(capacity, dtype=np.uint64), np.empty(capacity, dtype=np.uint64)
        values = np.empty(capacity, dtype=np.uint64)
        count = told = 0
        for at in range(first, last):
            if words.hashes[at] & np.uint64(1) == 0:
                continue
            values[count] = words.hashes[at]
            count += 1
            if at - first >= context and _is_told(words.hashes, at, context):
                numbers[told], contexts[told] = words.hashes[at], _context(words.hashes, at, context)
                told += 1
        begin = made.numbers.begins[text]
        ordered = sorted_hashes(values[:count])
        made.numbers.counts[text] = keep_distinct(ordered)
        made.numbers.hashes[begin : begin + count] = ordered
        by_number, their_contexts = _sorted_with(numbers[:told], contexts[:told])
        by_context, said = _sorted_with(their_contexts, by_number)
        made.contexts.counts[text] = told
        made.contexts.hashes[begin : begin + told] = by_context
        made.said[begin : begin + told] = said


@part
def _is_told(words: Hashes, at: int, context: int) -> bool:
    """Return whether a word other than a number stands before the number."""
    told = False
    for place in range(at - context, at):
        told |= words[place] & np.uint64(1) == 0
    return told


@part
def _context(words: Hashes, at: int, context: int) -> np.uint64:
    found = np.uint64(0)
    for place in range(at - context, at):
        word = words[place]
        found = found * _NEXT + (np.uint64(0) if word & np.uint64(1) else word)
    return mixed(found)


@part
def _sorted_with(values: Hashes, beside: Hashes) -> tuple[Hashes, Hashes]:
    """Return ``values`` sorted, and what stood beside them; equal ones stay in order."""
    found, moved = np.empty(len(values), dtype=np.uint64), np.empty(len(values), dtype=np.uint64)
    heads = bucket_heads(values)
    shift = bucket_shift(len(values))
    for at in range(len(values)):
        bucket = values[at] >> shift
        found[heads[bucket]], moved[heads[bucket]] = values[at], beside[at]
        heads[bucket] += 1
    for at in range(1, len(found)):
        value, other = found[at], moved[at]
        place = at
        while place > 0 and found[place - 1] > value:
            found[place], moved[place] = found[place - 1], moved[place - 1]
            place -= 1
        found[place], moved[place] = value, other
    return found, moved
