"""Who is a copy of whom by Jaccard: best parent among what stays, never a chain of similarities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Pairs, first_of_each, neighbours, only, union
from cleaning.dedup.facts import Flags
from cleaning.dedup.joins import Joins
from cleaning.dedup.key_table import Ranked
from cleaning.dedup.keys import EDITION_BYTES
from cleaning.dedup.verify import MIN_JACCARD

MAX_ROUNDS: Final = 4
"""Rounds of comparing a document with what the document it resembles is itself a copy of. Two are
enough on real news; what is still open after the last one stays, rather than be removed unproved."""

MAX_STUB: Final = 100
"""Syllables of a text that one site may have under several headlines: "the video follows" with the site's
own text around it. A paper doesn't print its own report twice under two headlines; what is longer is
one."""

Links = dict[int, dict[int, "Copy"]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that is left out: the position of the one ``kept``, how it is a copy, how similar.

    ``kind`` is ``exact`` (the same words), ``near`` (Jaccard of 5-syllable shingles from .6), ``contained``
    (a part of the kept one) or ``revision`` (the same address again with nearly the same text, or a part
    of it). ``similarity`` is what decided: 1, the Jaccard, or the share of the copy that stands in the kept
    document; for ``contained`` rare passages weigh more. ``jaccard`` and ``contained`` (the plain share) are
    the measures of the 5-syllable shingles.
    """

    kept: int
    kind: str
    similarity: float
    jaccard: float = 1.0
    contained: float = 1.0


def close_copies(ranked: Ranked, joins: Joins) -> dict[int, Copy]:
    """Return every document that has the words of a better one or nearly so, all by rank.

    ``kept`` is never itself a copy.
    """
    exact = _exact(ranked)
    near = _Resolving(ranked, joins).copies(_candidates(ranked, exact, joins))
    found = {
        worse: near.get(better, Copy(better, "exact", 1.0))
        for worse, better in zip(exact.worse.tolist(), exact.better.tolist(), strict=True)
    } | near
    settled = ranked.column("settled")
    return {worse: copy for worse, copy in sorted(found.items()) if not settled[worse]}


def told_apart(ranked: Ranked, pairs: Pairs) -> Flags:
    """Return which of ``pairs`` are stubs of one site under different headlines."""
    better, worse = pairs
    site = ranked.column("site")
    same_site: Flags = (site[better] == site[worse]) & (site[better] != 0)
    return under_other_headline(ranked, pairs) & same_site


def under_other_headline(ranked: Ranked, pairs: Pairs) -> Flags:
    """Return which of ``pairs`` are short texts under different headlines: only the rare counts."""
    title, length = ranked.column("title"), ranked.column("length")
    found: Flags = (title[pairs.better] != title[pairs.worse]) & (length[pairs.worse] < MAX_STUB)
    return found


def of_other_editions(ranked: Ranked, pairs: Pairs) -> Flags:
    """Return which of ``pairs`` have titles of other dates, alike but for numbers: two days' schedules.

    What they share is their template, however much; their other numbers may even be the same. Under one date
    a toll that rose in a headline makes no other edition.
    """
    edition = ranked.column("edition")
    better, worse = edition[pairs.better], edition[pairs.worse]
    alike = (better & _ALIKE) == (worse & _ALIKE)
    found: Flags = alike & (better != worse) & (better != 0)
    return found


_ALIKE: Final = np.uint64((1 << 8 * EDITION_BYTES) - 1)
"""The part of an edition, stored with its lowest byte first, that tells its title without the dates."""


def _exact(ranked: Ranked) -> Pairs:
    """Pair every document with the best one of its fingerprint; stubs only when the title is the same."""
    everybody = np.arange(len(ranked))
    codes = _numbered(*ranked.column("fingerprint").T)
    found = first_of_each(codes, everybody)
    apart = told_apart(ranked, found)
    others = found.worse[apart]
    again = first_of_each(_numbered(codes[others], ranked.column("title")[others]), others)
    return union(only(found, ~apart), again)


def _numbered(first: npt.NDArray[np.generic], second: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """Return a number for each pair of values, equal for equal pairs."""
    order = np.lexsort((first, second))
    changes = (first[order][1:] != first[order][:-1]) | (second[order][1:] != second[order][:-1])
    codes = np.zeros(len(order), dtype=np.int64)
    codes[order[1:]] = np.cumsum(changes)
    return codes


def _candidates(ranked: Ranked, exact: Pairs, joins: Joins) -> Pairs:
    """Pair documents that may be near copies or revisions: no exact copies, no two settled ones.

    Short texts under different headlines are left to the comparison by rare passages.
    """
    own = np.ones(len(ranked), dtype=bool)
    own[exact.worse] = False
    banded = np.flatnonzero(own & ranked.column("banded"))
    addressed = np.flatnonzero(own & ranked.column("addressed"))
    found = union(
        joins.sharing_bands(banded),
        neighbours(ranked.column("address")[addressed], addressed),
    )
    apart = under_other_headline(ranked, found) | _other_days(ranked, found)
    return only(found, ~ranked.column("settled")[found.worse] & ~apart)


def _other_days(ranked: Ranked, pairs: Pairs) -> Flags:
    """Return which of ``pairs`` are other editions; at one address they are revisions."""
    apart: Flags = of_other_editions(ranked, pairs) & ~same_address(ranked, pairs)
    return apart


def same_address(ranked: Ranked, pairs: Pairs) -> Flags:
    """Return which of ``pairs`` stand at one address."""
    address = ranked.column("address")
    same: Flags = ranked.column("addressed")[pairs.worse] & (address[pairs.worse] == address[pairs.better])
    return same


@dataclass(frozen=True, slots=True, eq=False)
class _Resolving:
    """The documents whose pairs are compared, and what was found: worse → better → copy."""

    ranked: Ranked
    joins: Joins
    links: Links = field(default_factory=dict)

    def copies(self, pairs: Pairs) -> dict[int, Copy]:
        """Compare ``pairs``, then documents with the parents of their parents, until nothing is open."""
        compared: set[tuple[int, int]] = set()
        for _ in range(MAX_ROUNDS):
            if not len(pairs.worse):
                break
            compared |= set(zip(pairs.better.tolist(), pairs.worse.tolist(), strict=True))
            self._link(pairs)
            pairs = _open_pairs(self.links, _best_parents(self.links), compared)
        return _best_parents(self.links)

    def _link(self, pairs: Pairs) -> None:
        """Compare ``pairs`` and add those that are copies to the links."""
        found = self.joins.verified(pairs, same_address(self.ranked, pairs))
        for better, worse, jaccard, contained, same in zip(
            *(column.tolist() for column in found), strict=True
        ):
            self.links.setdefault(worse, {})[better] = close_copy(
                better, jaccard, contained, same_address=same
            )


def close_copy(kept: int, jaccard: float, contained: float, *, same_address: bool) -> Copy:
    """Return a copy that ``verified`` found, with the measure that decided."""
    from_address = same_address and jaccard < contained and jaccard < MIN_JACCARD
    return Copy(
        kept,
        "revision" if same_address else "near",
        contained if from_address else jaccard,
        jaccard,
        contained,
    )


def _best_parents(links: Links) -> dict[int, Copy]:
    """Give each document, best first, its most similar parent among those that stay."""
    copies: dict[int, Copy] = {}
    for worse in sorted(links):
        parents = [copy for better, copy in links[worse].items() if better not in copies]
        if parents:
            copies[worse] = min(parents, key=lambda copy: (-copy.similarity, copy.kept))
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
