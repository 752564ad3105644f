"""Is the worse document of a pair really a copy of the better one? Decided on the texts themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.content import Content, Held, Overlap, has_news, held, overlap, weighted
from cleaning.dedup.facts import Agreement, agreement
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.tokens import hashes_of

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

BATCH: Final = 10_000
"""Pairs whose texts are compared at a time: 20,000 documents at most, some 250 MB of hashes of reports."""

READ: Final = 256
"""Texts in memory at a time, beside the hashes of a batch."""

Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]


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

    def only(self, chosen: Flags) -> Related:
        """Return the ``chosen`` pairs."""
        return Related(
            self.whole[chosen],
            self.part[chosen],
            self.weighted[chosen],
            self.mutual[chosen],
            self.jaccard[chosen],
            self.contained[chosen],
            self.news[chosen],
        )


def is_copy(worse: Content, better: Content, found: Overlap, *, same_address: bool) -> bool:
    """Return whether ``worse``, which overlaps with ``better`` as ``found`` says, is a copy of it.

    At one address ``worse`` may be a part of ``better``, however small; but what it adds, a paragraph or
    numbers in the midst of what both share, are new facts, whatever the Jaccard; counters at the end are not.
    """
    if same_address:
        return found.contained >= MIN_REVISED and not has_news(worse, better)
    return found.jaccard >= MIN_JACCARD and not _other_facts(worse, better)


def _other_facts(first: Content, second: Content) -> bool:
    """Return whether two texts of nearly the same words report different things."""
    if agreement(first.facts, second.facts).contradicts:
        return True
    return has_news(first, second) and has_news(second, first)


def verified(pairs: Pairs, same_address: Flags, texts: Texts) -> Similar:
    """Return those of ``pairs`` that are copies; texts are read in batches."""
    found = np.zeros((len(pairs.worse), 2))
    copies = np.zeros(len(pairs.worse), dtype=bool)
    for batch, contents in _batches(pairs, texts):
        for index in batch.tolist():
            worse, better = contents[int(pairs.worse[index])], contents[int(pairs.better[index])]
            measured = overlap(worse.shingles, better.shingles)
            found[index] = measured
            copies[index] = is_copy(worse, better, measured, same_address=bool(same_address[index]))
    jaccard, contained = found[copies].T
    return Similar(pairs.better[copies], pairs.worse[copies], jaccard, contained, same_address[copies])


def related(pairs: Pairs, frequencies: Frequencies, texts: Texts) -> Related:
    """Return those of ``pairs`` of which one holds ``MIN_RELATED`` of the other: that one is ``whole``."""
    rows: list[tuple[float, ...]] = []
    for batch, contents in _batches(pairs, texts):
        passages = {rank: weighted(one, frequencies) for rank, one in contents.items()}
        for index in batch.tolist():
            whole, part = int(pairs.better[index]), int(pairs.worse[index])
            numbers = agreement(contents[part].facts, contents[whole].facts)
            if numbers.tells_apart:
                continue
            found, other = held(passages[part], passages[whole])
            if other.share > found.share:
                whole, part, found, other = part, whole, other, found
            if shares := _shares(found, other, numbers):
                measured = overlap(contents[part].shingles, contents[whole].shingles)
                news = shares[0] >= MIN_CONTAINED and has_news(contents[part], contents[whole])
                rows.append((whole, part, *shares, *measured, news))
    columns = np.array(rows, dtype=np.float64).reshape(-1, 7).T
    whole, part = columns[:2].astype(np.int64)
    weighted_share, mutual, jaccard, contained, news = columns[2:]
    return Related(whole, part, weighted_share, mutual, jaccard, contained, news > 0)


def _shares(part: Held, whole: Held, numbers: Agreement) -> tuple[float, float] | None:
    """Return the shares of a part and of the whole that stand in each other, if the two are related.

    A report that a hundred papers print has no rare passages, like a template; but its numbers agree.
    """
    if part.share >= MIN_RELATED and part.passages >= MIN_RARE:
        return part.share, whole.share
    widespread = part.plain >= MIN_RELATED and part.length >= MIN_WIDESPREAD
    return (part.plain, whole.plain) if widespread and numbers.confirms else None


def _batches(pairs: Pairs, texts: Texts) -> Iterator[tuple[Ranks, dict[int, Content]]]:
    """Yield indices of ``pairs``, those of one better document together, and the contents they need."""
    order = np.lexsort((pairs.worse, pairs.better))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        wanted = np.unique(np.concatenate([pairs.better[batch], pairs.worse[batch]]))
        yield batch, dict(_contents(texts(wanted.tolist())))


def _contents(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Content]]:
    """Yield the content of each text; so many are read at a time as make it fast."""
    given = iter(texts)
    while some := list(islice(given, READ)):
        ranks, read = zip(*some, strict=True)
        yield from zip(ranks, map(Content, hashes_of(read)), strict=True)
