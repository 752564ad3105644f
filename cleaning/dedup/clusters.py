"""Who is a copy of whom: best parent among the documents that stay, never a chain of similarities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from cleaning.dedup.candidates import Pairs, Ranks, distinct, first_of_each, neighbours, sharing_bands
from cleaning.dedup.keys import CopyKey, KeyTable, Ranked
from cleaning.dedup.verify import Texts, verified

MAX_ROUNDS: Final = 4
"""Rounds of comparing a document with what the document it resembles is itself a copy of. Two are
enough on real news; what is still open after the last one stays, rather than be removed unproved."""

Links = dict[int, dict[int, "_Link"]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that is left out: the position of the one ``kept``, how it is a copy, how similar.

    ``kind`` is ``exact`` (the same words), ``near`` (Jaccard of 5-syllable shingles from .6) or
    ``revision`` (the same address again with nearly the same text, or a part of it). ``similarity`` is
    1, the Jaccard, or for a revision that is a part the share of it found in the kept document.
    """

    kept: int
    kind: str
    similarity: float


class _Link(NamedTuple):
    similarity: float
    kind: str


def find_copies(keys: Iterable[CopyKey] | KeyTable, texts: Texts) -> dict[int, Copy]:
    """Return every document that is a copy of a better one, by position in ``keys``.

    ``texts`` is asked, in batches, for the texts of candidates only. What stays: settled documents
    always, then as ``KeyTable.ranked`` says. ``kept`` always stays itself. The order of ``keys``
    doesn't matter. Memory: 168 bytes a key in a ``KeyTable`` (pass one for large corpora) and 165 more
    while it runs, 330 MB per million, beside the texts of one batch and some 300 bytes a copy found.
    """
    table = keys if isinstance(keys, KeyTable) else KeyTable(keys)
    ranked = table.ranked()
    exact, order = _exact(ranked), ranked.order
    near = _resolve(_candidates(ranked, exact), ranked, _by_rank(texts, order))
    open_ = ~ranked.column("settled")[exact.worse]
    found = {
        worse: near.get(better, Copy(better, "exact", 1.0))
        for worse, better in zip(exact.worse[open_].tolist(), exact.better[open_].tolist(), strict=True)
    } | near
    return {int(order[r]): Copy(int(order[c.kept]), c.kind, c.similarity) for r, c in sorted(found.items())}


def families(keys: Iterable[CopyKey] | KeyTable, copies: Mapping[int, Copy]) -> dict[int, int]:
    """Return, for documents of an older document's family, the position of its oldest member.

    A family are the documents that stay and have one address, and their copies. Documents that are
    alone or the oldest themselves are left out: ask ``families(...).get(position, position)``.
    Settled members are older than all others, then the earliest published, then fetched.
    """
    table = keys if isinstance(keys, KeyTable) else KeyTable(keys)
    ranked = table.ranked()
    order, column = ranked.order, ranked.column
    stays = np.isin(order, np.fromiter(copies, dtype=np.int64, count=len(copies)), invert=True)
    age = np.lexsort((np.arange(len(order)), column("fetched"), column("published"), ~column("settled")))
    members = age[(stays & column("addressed"))[age]]
    pairs = first_of_each(column("address")[members], np.arange(len(members)))
    oldest = dict(
        zip(order[members[pairs.worse]].tolist(), order[members[pairs.better]].tolist(), strict=True)
    )
    of_copies = {position: oldest.get(copy.kept, copy.kept) for position, copy in copies.items()}
    return oldest | of_copies


def _exact(ranked: Ranked) -> Pairs:
    """Pair every document with the best one of the same fingerprint."""
    low, high = ranked.column("fingerprint").T
    order = np.lexsort((low, high))
    changes = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    codes = np.zeros(len(ranked), dtype=np.int64)
    codes[order[1:]] = np.cumsum(changes)
    return first_of_each(codes, np.arange(len(ranked)))


def _candidates(ranked: Ranked, exact: Pairs) -> Pairs:
    """Pair documents that may be near copies or revisions: no exact copies, no two settled ones."""
    own = np.ones(len(ranked), dtype=bool)
    own[exact.worse] = False
    banded = np.flatnonzero(own & ranked.column("banded"))
    addressed = np.flatnonzero(own & ranked.column("addressed"))
    found = distinct(
        sharing_bands(ranked.bands(banded), banded, len(ranked)),
        neighbours(ranked.column("address")[addressed], addressed),
    )
    open_ = ~ranked.column("settled")[found.worse]
    return Pairs(found.better[open_], found.worse[open_])


def _resolve(pairs: Pairs, ranked: Ranked, texts: Texts) -> dict[int, Copy]:
    """Compare ``pairs``, then documents with the parents of their parents, until nothing is open."""
    links: Links = {}
    compared: set[tuple[int, int]] = set()
    for _ in range(MAX_ROUNDS):
        if not len(pairs.worse):
            break
        compared |= set(zip(pairs.better.tolist(), pairs.worse.tolist(), strict=True))
        _link(pairs, ranked, texts, links)
        copies = _best_parents(links)
        pairs = _open_pairs(links, copies, compared)
    return _best_parents(links)


def _link(pairs: Pairs, ranked: Ranked, texts: Texts, links: Links) -> None:
    """Compare ``pairs`` and add those that are copies to ``links`` (worse → better → link)."""
    addressed, address = ranked.column("addressed"), ranked.column("address")
    same = addressed[pairs.worse] & (address[pairs.worse] == address[pairs.better])
    found = verified(pairs, same, texts)
    for better, worse, score, revision in zip(*(column.tolist() for column in found), strict=True):
        links.setdefault(worse, {})[better] = _Link(score, "revision" if revision else "near")


def _best_parents(links: Links) -> dict[int, Copy]:
    """Give each document, best first, its most similar parent among those that stay."""
    copies: dict[int, Copy] = {}
    for worse in sorted(links):
        parents = [(link, better) for better, link in links[worse].items() if better not in copies]
        if parents:
            link, better = min(parents, key=lambda found: (-found[0].similarity, found[1]))
            copies[worse] = Copy(better, link.kind, link.similarity)
    return copies


def _open_pairs(links: Links, copies: Mapping[int, Copy], compared: set[tuple[int, int]]) -> Pairs:
    """Pair documents that resemble only copies with what those are copies of, unless compared already."""
    wanted = {
        (copies[better].kept, worse)
        for worse in links
        if worse not in copies
        for better in links[worse]
        if better in copies
    }
    found = np.array(sorted(wanted - compared), dtype=np.int64).reshape(-1, 2)
    return Pairs(found[:, 0], found[:, 1])


def _by_rank(texts: Texts, order: Ranks) -> Texts:
    """Return ``texts`` asked by rank instead of position."""

    def read(ranks: Any) -> Iterable[tuple[int, str]]:
        rank_of = {int(order[rank]): rank for rank in ranks}
        return ((rank_of[position], text) for position, text in texts(sorted(rank_of)))

    return read
