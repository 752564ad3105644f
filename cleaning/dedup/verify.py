"""Is the worse document of a pair really a copy of the better one? Decided on the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks, only
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import NO_FREQUENCIES, Frequencies
from cleaning.dedup.measures import Measures, Overlaps, Scores, read_texts
from cleaning.dedup.outlines import may_share

Texts = Callable[[Collection[int]], Iterable[tuple[int, str]]]
"""Given positions, yields each with the document's text, in any order."""

MIN_JACCARD: Final = 0.6
"""Share of 5-syllable shingles from which two texts are copies; at .5 precision fell from .96 to .30."""

MIN_REVISED: Final = 0.9
"""Share of a text's shingles that must stand in another text of the same address to call it an older
or shorter state of it; between .5 and .8 nearly all such texts were updates with new facts."""

MIN_RELATED: Final = 0.45
"""Share of one text that stands in another, rare passages weighing more, from which two reports are of one
family: on one half of the labelled set F1 was .980 from .35, .982 from .40, .981 from .45 and .979 from
.50, and B-cubed best here."""

MIN_CONTAINED: Final = 0.9
"""Share of a text, rare passages weighing more, from which it is a part of another one and nothing is lost
without it; between .5 and .8 nearly all real pairs were follow-ups with new facts."""

MIN_RARE: Final = 25
"""Rare passages, or more common ones that weigh as much, that two reports of a family must share: two
sentences. Stubs ("the video follows") with one site's text around them share hundreds, but common ones."""

MIN_WIDESPREAD: Final = 100
"""Passages of a text from which common ones can prove it a version of another: shorter ones may be stubs."""

MIN_SHARED: Final = min(MIN_RARE, int(MIN_RELATED * MIN_WIDESPREAD))
"""Passages that two reports of a family share at the least, since none weighs more than a rare one."""

BATCH: Final = 10_000
"""Pairs whose texts are compared at a time: 20,000 documents at most, some 250 MB of hashes of reports."""


class Similar(NamedTuple):
    """Parallel arrays of the pairs that are copies: ranks, both measures, and whether by one address."""

    better: Ranks
    worse: Ranks
    jaccard: Scores
    contained: Scores
    revision: Flags


class Related(NamedTuple):
    """Parallel arrays of pairs that share much of what is rare in them.

    ``weighted`` is the share of ``part`` that stands in ``whole``, weighted by rarity, and ``mutual`` the
    share of ``whole`` that stands in ``part``; ``jaccard`` and ``contained`` compare their shingles as they
    are; ``news`` says that a part otherwise contained has numbers which the
    whole lacks.
    """

    whole: Ranks
    part: Ranks
    weighted: Scores
    mutual: Scores
    jaccard: Scores
    contained: Scores
    news: Flags

    def only(self, chosen: Flags | Ranks) -> Related:
        """Return the ``chosen`` pairs, by flags or in the order of their indices."""
        return Related(
            self.whole[chosen],
            self.part[chosen],
            self.weighted[chosen],
            self.mutual[chosen],
            self.jaccard[chosen],
            self.contained[chosen],
            self.news[chosen],
        )


def verified(pairs: Pairs, same_address: Flags, texts: Texts) -> Similar:
    """Return those of ``pairs`` that are copies; texts are read in batches."""
    jaccard, contained = np.zeros((2, len(pairs.worse)))
    copies = np.zeros(len(pairs.worse), dtype=bool)
    for batch in _batches(pairs):
        some = Pairs(pairs.better[batch], pairs.worse[batch])
        measured = read_texts(some, texts).measures(some, NO_FREQUENCIES)
        jaccard[batch], contained[batch] = found = measured.overlaps(some.worse, some.better)
        copies[batch] = are_copies(some, measured, found, same_address[batch])
    return Similar(
        pairs.better[copies], pairs.worse[copies], jaccard[copies], contained[copies], same_address[copies]
    )


def are_copies(pairs: Pairs, measured: Measures, found: Overlaps, same_address: Flags) -> Flags:
    """Return which of the worse texts of ``pairs``, overlapping as ``found``, are copies of the better ones.

    At one address the worse one may be a part of the better, however small; but what it adds, a paragraph or
    numbers in the midst of what both share, are new facts, whatever the Jaccard; counters at the end are not.
    """
    alike = np.where(same_address, found.contained >= MIN_REVISED, found.jaccard >= MIN_JACCARD)
    apart = _other_facts(pairs, measured, alike & ~same_address)
    adds = _where(alike & same_address, lambda at: measured.news(pairs.worse[at], pairs.better[at]))
    copies: Flags = alike & ~apart & ~adds
    return copies


def _other_facts(pairs: Pairs, measured: Measures, asked: Flags) -> Flags:
    """Return which of the pairs ``asked`` about, of nearly the same words, report different things."""
    better, worse = pairs
    apart = _where(asked, lambda at: measured.agreements(worse[at], better[at]).contradict)
    mine = _where(asked & ~apart, lambda at: measured.news(worse[at], better[at]))
    return apart | _where(mine, lambda at: measured.news(better[at], worse[at]))


def _where(asked: Flags, judge: Callable[[Ranks], Flags]) -> Flags:
    """Return what ``judge`` says of the indices that are ``asked`` about; no of all others."""
    found = np.zeros(len(asked), dtype=bool)
    at = np.flatnonzero(asked)
    if len(at):
        found[at] = judge(at)
    return found


def related(pairs: Pairs, frequencies: Frequencies, texts: Texts) -> Related:
    """Return those of ``pairs`` of which one holds ``MIN_RELATED`` of the other: that one is ``whole``."""
    found = [_NONE_RELATED]
    for batch in _batches(pairs):
        some = Pairs(pairs.better[batch], pairs.worse[batch])
        read = read_texts(some, texts)
        some = only(some, may_share(some, read.ranks, read.words, MIN_SHARED))
        found.append(_related(some, read.measures(some, frequencies)))
    return Related(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _related(pairs: Pairs, measured: Measures) -> Related:
    whole, part = pairs
    found, other = measured.helds(part, whole)
    turned = other.share > found.share
    whole, part = np.where(turned, part, whole), np.where(turned, whole, part)
    found, other = other.where(turned, found), found.where(turned, other)
    rare = (found.share >= MIN_RELATED) & (found.passages >= MIN_RARE)
    widespread = (found.plain >= MIN_RELATED) & (found.length >= MIN_WIDESPREAD)
    at = np.flatnonzero(rare | widespread)
    numbers = measured.agreements(pairs.worse[at], pairs.better[at])
    at = at[~numbers.tell_apart & (rare[at] | numbers.confirm)]
    share = np.where(rare, found.share, found.plain)[at]
    mutual = np.where(rare, other.share, other.plain)[at]
    whole, part = whole[at], part[at]
    news = _where(share >= MIN_CONTAINED, lambda at: measured.news(part[at], whole[at]))
    return Related(whole, part, share, mutual, *measured.overlaps(part, whole), news)


_NONE: Final = np.empty(0, dtype=np.int64)
_NO_SCORES: Final = np.empty(0)
_NONE_RELATED: Final = Related(_NONE, _NONE, *4 * (_NO_SCORES,), np.empty(0, dtype=bool))


def _batches(pairs: Pairs) -> Iterator[Ranks]:
    """Yield indices of ``pairs``, those of one better document together."""
    order = np.lexsort((pairs.worse, pairs.better))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]
