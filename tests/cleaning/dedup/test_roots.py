"""Connected components of documents: the first of each, whatever the links."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dedup.candidates import Pairs, roots_of

COUNT = 30
LINKS = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=60)


def pairs(links: list[tuple[int, int]]) -> Pairs:
    return Pairs(*(np.array([link[side] for link in links], dtype=np.int64) for side in (0, 1)))


def first_reached(links: list[tuple[int, int]], start: int) -> int:
    """Walk from ``start`` along all links and return the first document met."""
    met, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        beside = {two for one, two in links if one == at} | {one for one, two in links if two == at}
        waiting += beside - met
        met |= beside
    return min(met)


@given(LINKS, LINKS)
def test_the_root_of_each_document_is_the_first_that_can_be_reached(some, others):
    expected = [first_reached(some + others, at) for at in range(COUNT)]
    assert roots_of([pairs(some), pairs(others)], COUNT).tolist() == expected


def test_a_long_chain_in_the_worst_order_ends():
    order = np.random.default_rng(3).permutation(20_000)
    chain = Pairs(order[:-1], order[1:])
    assert not roots_of([chain], len(order)).any()
