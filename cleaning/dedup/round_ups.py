"""Round-ups: documents that hold several other reports, which have nothing to do with each other.

"Điểm tin", a live blog, a file into which the texts of a folder were joined. A report does not give way to
one: its date, address and headline would be lost; nor does it make one family of what it quotes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks, roots_of
from cleaning.dedup.key_table import Ranked
from cleaning.dedup.parts import is_part
from cleaning.dedup.verify import Related

MIN_STORIES: Final = 3
"""Reports of different stories in one that make it a round-up: a long report and its sidebar are two."""


def without_round_ups(found: Related, ranked: Ranked) -> Related:
    """Return ``found`` without the pairs of documents that hold reports of several stories.

    Reports are of one story when they share a sampled passage, be it through others that stand there.
    """
    length, count = ranked.column("length"), len(ranked)
    holds = is_part(found) & (length[found.part] < length[found.whole])
    holds &= np.bincount(found.whole[holds], minlength=count)[found.whole] >= MIN_STORIES
    if not holds.any():
        return found
    whole, story = _stories(found.whole[holds], found.part[holds], ranked)
    stories = np.unique(whole * len(whole) + story) // len(whole)
    round_up = np.bincount(stories, minlength=count) >= MIN_STORIES
    return found.only(~(round_up[found.whole] | round_up[found.part]))


def _stories(whole: Ranks, part: Ranks, ranked: Ranked) -> tuple[Ranks, Ranks]:
    """Return of each ``part`` that has sampled passages its ``whole``, and the number of its story there."""
    sampled = ranked.sampled(np.unique(part))
    at = np.minimum(np.searchsorted(sampled.ranks, part), max(0, len(sampled.ranks) - 1))
    known = np.isin(part, sampled.ranks)
    whole, at = whole[known], at[known]
    sizes, ends = sampled.sizes[at], np.cumsum(sampled.sizes)[at]
    one = np.repeat(np.arange(len(at)), sizes)
    places = np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
    passages = sampled.passages[places]
    order = np.lexsort((passages, whole[one]))
    mine, before = one[order[1:]], one[order[:-1]]
    shared = (passages[order[1:]] == passages[order[:-1]]) & (whole[mine] == whole[before])
    return whole, roots_of([Pairs(before[shared], mine[shared])], len(at))
