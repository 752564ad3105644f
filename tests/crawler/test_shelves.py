"""What reading one more list would bring."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.shelves import MAX_SHELVES, Shelves, Shown, rate_of


def promise(link):
    return float(link.meta["promise"])


def shown(*promises):
    return [Shown(f"https://bao.vn/{at}", {"promise": value}) for at, value in enumerate(promises)]


def test_one_good_report_is_not_worth_a_list_of_good_ones():
    assert rate_of([0.8]) == pytest.approx(0.4)
    assert rate_of([0.8] * 9) == pytest.approx(0.72)


def test_reports_of_no_interest_do_not_make_a_list_worse():
    assert rate_of([0.6, 0.6, *[0.0] * 40]) == rate_of([0.6, 0.6])


def test_a_list_that_showed_nothing_has_no_rate():
    shelves = Shelves(promise)
    shelves.add("a", [])

    assert shelves.rate("a") is None
    assert shelves.rate("b") is None
    assert rate_of([]) == 0


def test_rates_follow_what_is_learned_once_they_are_forgotten():
    worth = {"now": 0.2}
    shelves = Shelves(lambda _: worth["now"])
    shelves.add("a", shown(*[0.0] * 20))
    before, worth["now"] = shelves.rate("a"), 0.9

    assert shelves.rate("a") == before
    shelves.forget_rates()
    assert shelves.rate("a") > before


def test_the_list_not_read_for_longest_is_forgotten():
    shelves = Shelves(promise)
    for at in range(MAX_SHELVES + 1):
        shelves.add(str(at), shown(0.5))

    assert shelves.rate("0") is None
    assert shelves.rate("1") is not None


@given(st.lists(st.floats(-1, 1), max_size=50))
def test_a_rate_is_at_most_the_best_link(promises):
    assert 0 <= rate_of(promises) <= max([0.0, *promises])
