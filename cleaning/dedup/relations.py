"""What every document is to the others: a copy that is left out, a relative that stays, or alone.

First the close copies (``clusters``); then, among what is left, parts and rewritten versions, which share
rare passages. Each document is related to its best parent only: chains of similarities never join two
stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks, first_of_each, only, roots_of, union
from cleaning.dedup.clusters import Copy, close_copies, of_other_editions
from cleaning.dedup.frequency import NO_FREQUENCIES, Frequencies
from cleaning.dedup.joins import InProcess, Joining, Joins
from cleaning.dedup.key_table import KeyTable, Ranked
from cleaning.dedup.keys import CopyKey
from cleaning.dedup.measures import Scores
from cleaning.dedup.parts import adopted, parts
from cleaning.dedup.round_ups import without_round_ups
from cleaning.dedup.verify import MIN_RELATED, Related, Texts

MAX_AGAIN: Final = 3
"""Times that pieces of large families are compared again; two have done on stories of 250 versions."""

MIN_LARGE: Final = 10
"""Versions from which a family may be a piece of a larger one: passages weigh less from 20 documents on."""


@dataclass(frozen=True, slots=True)
class Relations:
    """The documents that are copies, and the families of all, by position in the keys.

    ``families`` gives the oldest member of a document's family; documents that are alone or the oldest
    themselves are left out: ask ``families.get(position, position)``.
    """

    copies: Mapping[int, Copy]
    families: Mapping[int, int]


class _Relatives(NamedTuple):
    related: Related
    frequencies: Frequencies


class _Candidates(NamedTuple):
    pairs: Pairs
    frequencies: Frequencies


def relate(
    keys: Iterable[CopyKey] | KeyTable,
    texts: Texts,
    others: Frequencies = NO_FREQUENCIES,
    joining: Joining = InProcess,
) -> Relations:
    """Return what the documents of ``keys`` are to each other.

    ``texts`` is asked, in batches, for the texts of candidates only; ``others`` says how common passages
    are in documents that are not among ``keys``; ``joining`` the work that grows with them. What stays:
    settled documents always, then as ``KeyTable.ranked`` says; a part gives way to the whole. ``kept`` always
    stays itself. The order of ``keys`` doesn't matter. A family are the documents that stay and share much of
    what is rare in them or have one address, and their copies; its settled members are older than all others,
    then the earliest published, then fetched. Memory: that of a ``KeyTable`` (pass one for large corpora) and
    as much again while it runs, beside the texts of one batch and some 300 bytes a copy or relative found.
    """
    table = keys if isinstance(keys, KeyTable) else KeyTable(keys)
    ranked = table.ranked()
    read = _by_rank(texts, ranked.order)
    joins = joining(ranked, read)
    copies = close_copies(ranked, joins)
    found = _of_one_edition(ranked, _Relating(len(ranked), others, joins).found(copies))
    found = found._replace(related=without_round_ups(found.related, ranked))
    removed = parts(found.related, ranked)
    left = {rank: copy for rank, copy in copies.items() if copy.kept not in removed}
    orphans = {rank: copy for rank, copy in copies.items() if copy.kept in removed}
    left |= removed | adopted(orphans, removed, found.frequencies, read)
    links = [_links(copies | removed), _best_parents(found.related), _same_address(ranked)]
    families = _families(ranked, left, links)
    copies = left
    order = ranked.order
    return Relations(
        {int(order[at]): replace(copy, kept=int(order[copy.kept])) for at, copy in sorted(copies.items())},
        dict(zip(order[families.worse].tolist(), order[families.better].tolist(), strict=True)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Relating:
    """The documents among which relatives are looked for."""

    count: int
    others: Frequencies
    joins: Joins

    def found(self, copies: Mapping[int, Copy]) -> _Relatives:
        """Return the pairs that share much of what is rare, among documents that are no close copies.

        What a hundred papers print is not rare: it falls into pieces at first. So pieces of large families
        are compared again as one document each, among which their passages are rare once more. A template
        stays common, since its fillings are no family.
        """
        left = np.setdiff1d(np.arange(self.count), np.fromiter(copies, dtype=np.int64, count=len(copies)))
        pairs, first = self._rare(left)
        found = self.joins.related(pairs, first)
        del pairs  # as much memory as the keys where much is alike
        for _ in range(MAX_AGAIN):
            roots = roots_of([_best_parents(found)], self.count)
            large = _large(roots)
            if not len(large):
                break
            left = left[roots[left] == left]
            rare = self._rare(left, large)
            concerned = np.isin(rare.pairs.better, large) | np.isin(rare.pairs.worse, large)
            more = self.joins.related(only(rare.pairs, concerned), rare.frequencies)
            if not len(more.whole):
                break
            found = Related(*(np.concatenate(columns) for columns in zip(found, more, strict=True)))
        return _Relatives(found, first)

    def _rare(self, ranks: Ranks, concerning: Ranks | None = None) -> _Candidates:
        """Return the pairs of ``ranks`` worth comparing; the passages themselves, most of the memory, go."""
        rare = self.joins.rare(ranks, self.others)
        return _Candidates(rare.pairs(concerning), rare.frequencies)


def _of_one_edition(ranked: Ranked, found: _Relatives) -> _Relatives:
    """Return ``found`` without pairs of bulletins of different days."""
    apart = of_other_editions(ranked, Pairs(found.related.whole, found.related.part))
    return found._replace(related=found.related.only(~apart))


def _large(roots: Ranks) -> Ranks:
    """Return the roots of the families that may be pieces of a larger one."""
    return np.flatnonzero(np.bincount(roots) >= MIN_LARGE)


def _links(copies: Mapping[int, Copy]) -> Pairs:
    """Pair every copy with what it is a copy of."""
    worse = np.fromiter(copies, dtype=np.int64, count=len(copies))
    better = np.fromiter((copy.kept for copy in copies.values()), dtype=np.int64, count=len(copies))
    return Pairs(better, worse)


def _best_parents(found: Related) -> Pairs:
    """Pair every document that stands in others for a good part with the one that holds most of it.

    Of versions that hold much of each other, each is also paired with the most similar better one: the best
    parents of a hundred versions make several trees otherwise.
    """
    mutual = found.mutual >= MIN_RELATED
    better, worse = np.minimum(found.whole, found.part)[mutual], np.maximum(found.whole, found.part)[mutual]
    return union(
        _best(Pairs(found.whole, found.part), found.weighted, found.jaccard),
        _best(Pairs(better, worse), found.weighted[mutual], found.jaccard[mutual]),
    )


def _best(pairs: Pairs, *scores: Scores) -> Pairs:
    """Return of each worse document's pairs the one with the highest scores."""
    order = np.lexsort((pairs.better, *(-score for score in reversed(scores)), pairs.worse))
    worse = pairs.worse[order]
    first = np.ones(len(worse), dtype=bool)
    first[1:] = worse[1:] != worse[:-1]
    return Pairs(pairs.better[order][first], worse[first])


def _same_address(ranked: Ranked) -> Pairs:
    members = np.flatnonzero(ranked.column("addressed"))
    return first_of_each(ranked.column("address")[members], members)


def _families(ranked: Ranked, copies: Mapping[int, Copy], links: Iterable[Pairs]) -> Pairs:
    """Pair each document that isn't alone or the oldest of its family with the oldest that stays."""
    roots, column = roots_of(links, len(ranked)), ranked.column
    stays = np.bincount(roots, minlength=len(ranked))[roots] > 1
    members = np.flatnonzero(stays)
    stays[np.fromiter(copies, dtype=np.int64, count=len(copies))] = False
    age = np.lexsort((np.arange(len(ranked)), column("fetched"), column("published"), ~column("settled")))
    age = age[stays[age]]
    families, first = np.unique(roots[age], return_index=True)
    elders = age[first][np.searchsorted(families, roots[members])]
    return only(Pairs(elders, members), elders != members)


def _by_rank(texts: Texts, order: Ranks) -> Texts:
    """Return ``texts`` asked by rank instead of position."""

    def read(ranks: Any) -> Iterable[tuple[int, str]]:
        rank_of = {int(order[rank]): rank for rank in ranks}
        return ((rank_of[position], text) for position, text in texts(sorted(rank_of)))

    return read
