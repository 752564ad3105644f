"""Documents that are a part of another one, word for word or nearly so, and are left out for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.clusters import Copy, same_address, told_apart, under_other_headline
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.key_table import Ranked
from cleaning.dedup.verify import MIN_CONTAINED, MIN_JACCARD, Related, Texts, related

MIN_PLAIN: Final = 0.75
"""Share of its 5-syllable shingles, whatever they weigh: what is removed must be there to be read. One word
in twenty may differ."""

MAX_LENGTH: Final = 0.7
"""Length of a short text, as a share of the whole, from which it is no part of it under another headline:
of two stubs ("the video follows") with one site's text around them either would be a part of the other."""


def parts(found: Related, ranked: Ranked) -> dict[int, Copy]:
    """Return the documents that are left out as a part of another, linked to the best whole that stays.

    A part of what stands at its own address is an older or shorter state of it: a revision.
    """
    same = same_address(ranked, Pairs(found.whole, found.part))
    kept: dict[int, Copy] = {}
    for index in _best_first(found, ranked).tolist():
        part, copy = int(found.part[index]), _copy(found, index)
        if part not in kept and copy.kept not in kept:
            kept[part] = replace(copy, kind="revision") if same[index] else copy
    return kept


def adopted(
    orphans: Mapping[int, Copy], removed: Mapping[int, Copy], frequencies: Frequencies, texts: Texts
) -> dict[int, Copy]:
    """Return the ``orphans``, copies of ``removed`` parts, that are copies of the whole as well.

    One that has more than the part had stays.
    """
    found = {rank: removed[copy.kept] for rank, copy in orphans.items() if copy.kind == "exact"}
    others = {rank: removed[copy.kept].kept for rank, copy in orphans.items() if copy.kind != "exact"}
    worse = np.fromiter(others, dtype=np.int64, count=len(others))
    better = np.fromiter(others.values(), dtype=np.int64, count=len(others))
    measured = related(Pairs(better, worse), frequencies, texts)
    for index in np.flatnonzero(is_part(measured) | (measured.jaccard >= MIN_JACCARD)).tolist():
        copy, part = _copy(measured, index), int(measured.part[index])
        if others.get(part) != copy.kept:
            continue
        near = copy.jaccard >= MIN_JACCARD
        found[part] = replace(copy, kind="near", similarity=copy.jaccard) if near else copy
    return found


def _best_first(found: Related, ranked: Ranked) -> Ranks:
    """Return the indices of the pairs in which the part goes: the longest part first, then the best whole.

    So it is decided whether a whole stays before anything is linked to it.
    """
    whole, part = found.whole, found.part
    length = ranked.column("length").astype(np.int64)
    shorter = (length[part] < length[whole]) | ((length[part] == length[whole]) & (whole < part))
    goes = shorter & ~ranked.column("settled")[part] & ~told_apart(ranked, Pairs(whole, part))
    stub = under_other_headline(ranked, Pairs(whole, part)) & (length[part] > MAX_LENGTH * length[whole])
    at = np.flatnonzero(is_part(found) & goes & ~stub)
    by = (whole[at], -found.jaccard[at], -found.weighted[at], part[at], -length[part[at]])
    return at[np.lexsort(by)]


def is_part(found: Related) -> Flags:
    """Return which pairs have a part that stands in the whole, as far as their texts tell."""
    return (found.weighted >= MIN_CONTAINED) & (found.contained >= MIN_PLAIN) & ~found.news


def _copy(found: Related, index: int) -> Copy:
    measures = (float(column[index]) for column in (found.weighted, found.jaccard, found.contained))
    return Copy(int(found.whole[index]), "contained", *measures)
