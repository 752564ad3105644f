"""Pairs that share rare passages are those that a plain count of all pairs finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.dedup import rare
from cleaning.dedup.candidates import Pairs
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.key_table import Sampled
from cleaning.dedup.rare import RarePassages

Held = dict[int, set[int]]

PASSAGES = st.integers(0, 12).map((2**32 // 13).__mul__)  # hashes: any of their bits may be set
HELD = st.dictionaries(st.integers(0, 30), st.sets(PASSAGES, min_size=1), max_size=20)
SMALL = {"MAX_DOCUMENTS": 5, "MAX_PARTNERS": 2, "COMMON": 3, "_PERCENT": 50}


def counted(held: Held, elsewhere: dict[int, int]) -> Counter[int]:
    return Counter(passage for passages in held.values() for passage in passages) + Counter(
        {passage: count for passage, count in elsewhere.items() if passage in set().union(*held.values())}
    )


def sampled_of(held: Held) -> Sampled:
    ranks = sorted(held)
    sizes = [len(held[rank]) for rank in ranks]
    passages = [passage for rank in ranks for passage in held[rank]]
    return Sampled(np.array(ranks, np.int64), np.array(sizes, np.int64), np.array(passages, np.uint32))


def as_set(pairs: Pairs) -> set[tuple[int, int]]:
    return set(zip(pairs.better.tolist(), pairs.worse.tolist(), strict=True))


def expected(held: Held, settled: Collection[int], elsewhere: dict[int, int]) -> set[tuple[int, int]]:
    """Return the pairs, better document first, by looking at every two documents."""
    documents = counted(held, elsewhere)
    common = {one for one, count in documents.items() if count > rare.MAX_DOCUMENTS}
    weights = {one: min(1000, rare.COMMON * 1000 // count) for one, count in documents.items()}
    stars = {one: min(mine for mine in held if one in held[mine]) for one in common}
    found = set()
    for mine, passages in held.items():
        partners, starred = {}, {}
        for other in held:
            if other == mine or {mine, other} <= set(settled):
                continue
            least = min(len(passages), len(held[other]))
            shared = (passages & held[other]) - common
            if shared and 100 * len(shared) >= 50 * least:
                partners[other] = sum(weights[one] for one in shared)
            leading = [one for one in passages & common if stars[one] == other]
            if leading and 100 * len(leading) >= 50 * least:
                starred[other] = len(leading)
        for chosen, most in ((partners, rare.MAX_PARTNERS), (starred, rare.MAX_STARS)):
            best = sorted(chosen, key=lambda other: (-chosen[other], other))[:most]
            found |= {(min(mine, other), max(mine, other)) for other in best}
    return found


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@given(HELD, st.sets(st.integers(0, 30)), st.dictionaries(PASSAGES, st.integers(1, 9)))
@settings(max_examples=60)
def test_pairs_are_those_of_a_plain_count(
    block: int, held: Held, settled: set[int], elsewhere: dict[int, int]
) -> None:
    others = sorted(elsewhere.items())
    known = Frequencies(
        np.array([one for one, _ in others], np.uint32), np.array([n for _, n in others], np.int64)
    )
    with mock.patch.multiple(rare, BLOCK=block, _DOCUMENTS=3, _PASSAGES=block, **SMALL):
        found = RarePassages(sampled_of(held), np.array(sorted(settled), np.int64), known)
        assert as_set(found.pairs()) == expected(held, settled, elsewhere)
    several = {one: count for one, count in counted(held, elsewhere).items() if count > 1}
    assert (
        dict(zip(found.frequencies.keys.tolist(), found.frequencies.documents.tolist(), strict=True))
        == several
    )


@given(HELD, st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30), max_size=3))
@settings(max_examples=100)
def test_pairs_concerning_a_few_are_all_of_theirs_and_none_that_is_not_worth_it(
    held: Held, settled: set[int], few: set[int]
) -> None:
    known = Frequencies(np.empty(0, np.uint32), np.empty(0, np.int64))
    with mock.patch.multiple(rare, BLOCK=7, _DOCUMENTS=3, _PASSAGES=7, **SMALL):
        passages = RarePassages(sampled_of(held), np.array(sorted(settled), np.int64), known)
        every = as_set(passages.pairs())
        found = as_set(passages.pairs(np.array(sorted(few), np.int64)))
    assert found <= every
    assert {pair for pair in every if few.intersection(pair)} <= found


def test_documents_that_share_nothing_with_the_ones_concerned_are_not_compared() -> None:
    first, second, third = (number << 24 for number in (1, 2, 3))
    held = {0: {first}, 1: {first}, 2: {second}, 3: {second}, 4: {third}}
    known = Frequencies(np.empty(0, np.uint32), np.empty(0, np.int64))
    passages = RarePassages(sampled_of(held), np.empty(0, np.int64), known)
    assert as_set(passages.pairs()) == {(0, 1), (2, 3)}
    assert as_set(passages.pairs(np.array([3]))) == {(2, 3)}
