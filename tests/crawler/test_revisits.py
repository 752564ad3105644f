"""How far the dates of lists are believed: by what the revisits they brought have found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import clock
from crawler.dates import is_later
from crawler.frontier import Frontier
from crawler.revisits import FIRST_WAIT, MAX_CREDIT, MAX_IDLE, MAX_IDLE_OF_HOST, MAX_WAIT
from crawler.stamp import UNCHANGED, Stamp
from crawler.target import Outcome, State, Target

START = datetime(2026, 3, 2, 5, tzinfo=UTC)
MAP, OTHER_MAP = "https://bao.vn/map.xml", "https://bao.vn/news.xml"
HOUR = timedelta(hours=1)


class Site:
    """A frontier of reports on one host, and what a run finds there when lists date them."""

    def __init__(self, path, reports: int) -> None:
        self.path = path
        self.now = START
        self.texts = dict.fromkeys((f"https://bao.vn/tin-{n}" for n in range(reports)), "as first written")
        self.asked: list[str] = []

    def run(self, *lists: tuple[str, Callable[[str], str]], unless: Callable[[str], Outcome | None]) -> int:
        """Read ``lists``, each a key and the date it gives a report, fetch what waits; return how much."""
        self.asked = []
        with patch.object(clock, "now", lambda: self.now), Frontier(self.path) as frontier:
            for name, dated in lists:
                for key in self.texts:
                    meta = {"listed": {"modified": dated(key)}} if dated(key) else {}
                    frontier.add(Target(key, key, "article", "parse", referrer=name, meta=meta))
            while found := frontier.pop():
                self.asked.append(found.key)
                self._fetched(frontier, found.key, unless(found.key))
        return len(self.asked)

    def _fetched(self, frontier: Frontier, key: str, outcome: Outcome | None) -> None:
        if outcome is not None and outcome.state is State.WAITING:
            frontier.put_back(key, outcome)
        elif outcome is not None:
            frontier.finish(key, outcome)
        else:
            text = Stamp(fetched_at=self.now.isoformat(), text=self.texts[key])
            frontier.finish(key, Outcome(State.DONE, 200, score=0.5, band="on_topic"), stamp=text.to_json())


@pytest.fixture
def at(tmp_path):
    """Return a function that lets a run take place some hours from the start, and counts its requests."""
    numbers = count()

    def new(reports: int = 30) -> Callable[..., int]:
        site = Site(tmp_path / f"{next(numbers)}.sqlite", reports)

        def run(hours: float, *lists, unless=lambda _: None) -> int:
            site.now = START + hours * HOUR
            return site.run(*lists, unless=unless)

        run.site = site
        return run

    return new


def dated(hours: float, *, only: Iterable[str] = (), zone: bool = True) -> Callable[[str], str]:
    """Date all reports, or ``only`` some beside an old date, so many hours from the start."""
    some = frozenset(only)
    moment = START + hours * HOUR
    told = (moment if zone else moment.replace(tzinfo=None)).isoformat()
    return lambda key: told if not some or key in some else (START - 24 * HOUR).isoformat()


@pytest.mark.parametrize("ahead", [0, 7])
def test_a_list_that_dates_all_reports_now_is_asked_for_a_few_and_then_for_none(at, ahead):
    run = at()

    asked = [run(hour, (MAP, dated(hour + ahead))) for hour in range(24)]

    assert asked == [30, MAX_IDLE] + [0] * 22


def test_a_list_that_dates_all_reports_tomorrow_brings_no_revisit_at_all(at):
    run = at()

    assert [run(hour, (MAP, dated(hour + 24))) for hour in range(6)] == [30, 0, 0, 0, 0, 0]


def test_what_a_doubted_list_called_for_stands_as_it_was_read(at):
    run = at()
    run(0, (MAP, dated(0)))
    run(1, (MAP, dated(1)))

    with Frontier(run.site.path) as frontier:
        assert frontier.counts() == {"done": 30}
        assert all(frontier.has_read(key, "") for key in run.site.texts)


def test_a_doubted_list_may_bring_one_revisit_after_ever_longer_waits(at):
    run = at(MAX_IDLE + 1)

    asked = {day: run(24 * day, (MAP, dated(24 * day))) for day in range(100)}

    waits = [day for day, requests in asked.items() if requests]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 64, 96]
    assert (FIRST_WAIT.days, MAX_WAIT.days) == (1, 32)
    assert [asked[day] for day in waits] == [MAX_IDLE + 1, MAX_IDLE] + [1] * 7


def test_a_doubted_list_is_believed_again_once_its_revisit_finds_a_new_text(at):
    run = at()
    run(0, (MAP, dated(0)))
    run(1, (MAP, dated(1)))  # the site saved all its reports anew
    first, *others = list(run.site.texts)[:4]

    run.site.texts[first] = "corrected"
    assert run(30, (MAP, dated(29, only=[first]))) == 1
    run.site.texts |= dict.fromkeys(others, "corrected")
    assert run(31, (MAP, dated(30.5, only=others))) == 3
    assert sorted(run.site.asked) == sorted(others)


@pytest.mark.parametrize("order", [1, -1])
def test_a_report_that_a_right_list_dates_too_is_asked_for_whatever_a_doubted_one_says(at, order):
    run = at()
    changed = "https://bao.vn/tin-29"
    run(0, *[(MAP, dated(7)), (OTHER_MAP, dated(-1))][::order])

    run.site.texts[changed] = "corrected"
    revised = run(2, *[(MAP, dated(9)), (OTHER_MAP, dated(1.5, only=[changed]))][::order])

    assert changed in run.site.asked
    assert revised <= MAX_IDLE + 1
    assert run(3, *[(MAP, dated(10)), (OTHER_MAP, dated(1.5, only=[changed]))][::order]) <= MAX_IDLE


def test_all_real_revisions_of_a_run_are_found_however_many(at):
    run = at(200)
    run(0, (MAP, dated(-1)))

    run.site.texts = dict.fromkeys(run.site.texts, "corrected")

    assert run(1, (MAP, dated(0.5))) == 200


def test_dates_that_are_right_once_in_a_few_times_stay_believed(at):
    run = at(200)
    run(0, (MAP, dated(-1)))

    run.site.texts |= dict.fromkeys(list(run.site.texts)[:: MAX_IDLE + 1], "corrected")

    assert run(1, (MAP, dated(0.5))) == 200


def test_a_list_that_was_right_for_long_costs_no_more_than_its_credit(at):
    run = at(100)
    run(0, (MAP, dated(-1)))
    run.site.texts = dict.fromkeys(run.site.texts, "corrected")
    run(1, (MAP, dated(0.5)))

    assert sum(run(hour, (MAP, dated(hour))) for hour in range(2, 24)) == MAX_CREDIT


def test_a_host_has_a_bound_of_idle_revisits_for_each_run_whatever_the_number_of_its_lists(at):
    run = at(200)
    keys = list(run.site.texts)
    parts = [(f"https://bao.vn/map-{n}.xml", keys[n::10]) for n in range(10)]

    def lists(hour):
        return [
            (name, lambda key, part=part: dated(hour)(key) if key in part else "") for name, part in parts
        ]

    asked = [run(hour, *lists(hour)) for hour in range(8)]

    assert asked == [200, MAX_IDLE_OF_HOST, MAX_IDLE_OF_HOST, 10, 0, 0, 0, 0]
    assert sum(asked[1:]) == len(parts) * MAX_IDLE


def test_what_a_host_has_too_much_of_is_found_in_the_next_run(at):
    run = at(60)
    keys = list(run.site.texts)
    maps = [(f"https://bao.vn/map-{n}.xml", dated(1, only=keys[10 * n : 10 * n + 10])) for n in range(4)]
    run(0, *((name, dated(-1)) for name, _ in maps), (OTHER_MAP, dated(-1)))
    run.site.texts[keys[-1]] = "corrected"

    asked = run(1, *maps, (OTHER_MAP, dated(0.5, only=keys[-1:])))
    again = run(2)  # no list is read: what waits is asked for nevertheless

    assert (asked, again) == (MAX_IDLE_OF_HOST, 1)
    assert run.site.asked == [keys[-1]]


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        (Outcome(State.DONE, 304, UNCHANGED), MAX_IDLE),
        (Outcome(State.DONE, 200, "opted_out_noai"), MAX_IDLE),
        (Outcome(State.DONE, 301, "redirected"), MAX_IDLE),
        (Outcome(State.FAILED, 404, "http_404"), 30),
        (Outcome(State.WAITING, 503, "http_503"), 30),
    ],
)
def test_what_brings_no_text_tells_against_a_list_unless_it_failed(at, outcome, asked):
    run = at()
    run(0, (MAP, dated(0)))

    assert run(1, (MAP, dated(1)), unless=lambda _: outcome) == asked


def test_reports_whose_text_was_not_known_tell_nothing_of_a_list_but_of_their_host(at):
    run = at()
    run(0, (MAP, dated(-1)))
    with sqlite3.connect(run.site.path) as db:  # as an older program wrote them
        db.execute("UPDATE address SET stamp = json_object('fetched_at', fetched_at)")
    db.close()

    assert run(1, (MAP, dated(0.5))) == MAX_IDLE_OF_HOST
    assert run(2) == 30 - MAX_IDLE_OF_HOST
    assert run(3, (MAP, dated(2.5))) == MAX_IDLE


@pytest.mark.parametrize(
    ("listed", "known", "fetched", "by_same", "later"),
    [
        ("2026-03-02", "2026-03-01", "2026-03-05T00:00:00Z", True, True),
        ("2026-03-01T08:00:00+07:00", "2026-03-01T01:00:00Z", "2026-03-01T02:00:00Z", True, False),
        ("2026-03-06", "", "2026-03-05T00:00:00Z", True, True),
        ("2026-03-04", "", "2026-03-05T00:00:00Z", True, False),
        ("Mon, 02 Mar 2026 08:00:00 GMT", "", "2026-03-01T00:00:00Z", True, False),
        ("", "", "", True, False),
        # the clock shows 2026-03-10 12:00 UTC
        ("2026-03-11", "2026-03-10", "2026-03-10T11:00:00Z", True, True),  # it is tomorrow in the east
        ("2026-03-10T19:30:00", "2026-03-10T08:00:00", "2026-03-10T11:00:00Z", True, True),  # local time
        ("2026-03-10T15:00:00Z", "2026-03-01", "2026-03-02T00:00:00Z", True, True),  # a clock that is fast
        ("2026-03-12", "2026-03-01", "2026-03-02T00:00:00Z", True, False),
        ("2099-01-01", "2026-03-01", "2026-03-02T00:00:00Z", True, False),
        ("2026-03-09", "2099-01-01", "2026-03-08T00:00:00Z", True, True),  # what was once said tells nothing
        ("2026-03-07", "2099-01-01", "2026-03-08T00:00:00Z", True, False),
        ("2026-03-10T08:00:00Z", "2026-03-10T10:00:00Z", "2026-03-10T04:00:00Z", True, False),
        ("2026-03-10T08:00:00Z", "2026-03-10T10:00:00Z", "2026-03-10T04:00:00Z", False, True),
    ],
)
def test_a_later_date_is_one_that_can_be_read_and_has_come(listed, known, fetched, by_same, later):
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)

    assert is_later(listed, known, fetched_at=fetched, now=now, by_same=by_same) is later


@given(st.text(max_size=20) | st.datetimes().map(str), st.text(max_size=20) | st.datetimes().map(str))
def test_no_date_is_an_error(listed, known):
    is_later(listed, known, fetched_at="2026-03-05T00:00:00Z", now=START)
