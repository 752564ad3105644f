"""How often lists are asked: by how long they have shown nothing new."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.frontier import Frontier
from crawler.polling import MAX_WAIT, due_at
from crawler.sites import PageKind
from crawler.target import Outcome, State, Target
from crawler.visit import Visit

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "wait"),
    [
        (timedelta(0), None),
        (timedelta(minutes=30), None),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(hours=12), timedelta(hours=6)),
        (timedelta(days=90), MAX_WAIT),
    ],
)
def test_the_longer_a_list_was_quiet_the_later_it_is_asked(quiet, wait):
    due = due_at((NOW - quiet).isoformat(), NOW)

    assert due == (None if wait is None else (NOW + wait).isoformat())


def read(frontier, key, *, kind="list", brought=False, tells=True):
    frontier.add(Target(key, key, kind, "parse"), revisit=True)
    frontier.pop()
    frontier.lists.note_news(key, brought=brought, tells=tells)
    frontier.finish(key, Outcome(State.DONE, 200))


def quiet(path, hours):
    """Have the lists of the file be without news for so many hours."""
    db = sqlite3.connect(path)
    then = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    db.execute("UPDATE address SET news_at = ?", (then,))
    db.commit()
    db.close()


@pytest.fixture
def path(tmp_path):
    """A frontier with a home that leads to a section, both read a day ago and without news since."""
    path = tmp_path / "f.sqlite"
    home, section = "https://bao.vn/", "https://bao.vn/muc"
    with Frontier(path) as frontier:
        frontier.lists.connect(home, section)
        read(frontier, home, kind="poll")
        read(frontier, section)
    quiet(path, 24)
    return path


def waits(frontier, key, kind="poll"):
    added = frontier.add(Target(key, key, kind, "parse"), revisit=True)
    if not added:
        frontier.pass_over(key)
    return added


def test_a_quiet_list_is_left_out_until_it_is_due_and_what_is_behind_it_is_not(path):
    home = "https://bao.vn/"
    with Frontier(path) as frontier:
        read(frontier, home, kind="poll")  # nothing new for a day: due in half a day
        quiet_section = frontier.pop()
    with Frontier(path) as frontier:
        assert not waits(frontier, home)
        assert frontier.lists.passed_over == 1
        section = frontier.pop()

    assert quiet_section is None
    assert section.key == "https://bao.vn/muc"


def test_a_list_with_news_is_asked_in_every_run(path):
    home = "https://bao.vn/"
    with Frontier(path) as frontier:
        read(frontier, home, kind="poll", brought=True)
    with Frontier(path) as frontier:
        assert waits(frontier, home)


def test_lists_that_lead_to_each_other_are_passed_over_once(path):
    home, section = "https://bao.vn/", "https://bao.vn/muc"
    with Frontier(path) as frontier:
        frontier.lists.connect(section, home)
        read(frontier, home, kind="poll")
        read(frontier, section)
    with Frontier(path) as frontier:
        assert not waits(frontier, home)
        assert frontier.lists.passed_over == 2
        assert frontier.pop() is None


def test_another_scope_has_all_lists_asked(path):
    home = "https://bao.vn/"
    with Frontier(path) as frontier:
        read(frontier, home, kind="poll")
        frontier.lists.forget_stamps()
    with Frontier(path) as frontier:
        assert waits(frontier, home)


def test_a_chain_of_quiet_lists_is_passed_over_to_its_end(tmp_path):
    path, days = tmp_path / "f.sqlite", [f"https://bao.vn/ngay-{n}" for n in range(3000)]
    with Frontier(path) as frontier:
        for day, following in pairwise(days):
            frontier.lists.connect(day, following)
        for day in days:
            read(frontier, day)
    quiet(path, 24)
    with Frontier(path) as frontier:
        for day in days[:-1]:
            read(frontier, day)
    with Frontier(path) as frontier:
        assert not waits(frontier, days[0])
        assert frontier.lists.passed_over == len(days) - 1
        assert frontier.waiting.hosts() == ["bao.vn"]
        assert frontier.pop().key == days[-1]


def test_a_list_whose_news_nobody_noted_is_asked_in_every_run(path):
    home = "https://bao.vn/"
    db = sqlite3.connect(path)
    db.execute("UPDATE address SET found_at = '2026-01-01T00:00:00+00:00', news_at = NULL")
    db.commit()
    db.close()
    with Frontier(path) as frontier:
        read(frontier, home, kind="poll")
    with Frontier(path) as frontier:
        assert waits(frontier, home)


def test_what_shows_no_reports_itself_never_grows_quiet(tmp_path):
    path, index = tmp_path / "f.sqlite", "https://bao.vn/index.xml"
    with Frontier(path) as frontier:
        read(frontier, index, kind="poll", tells=False)
    quiet_unless_unknown = (
        "UPDATE address SET news_at = '2026-01-01T00:00:00+00:00' WHERE news_at IS NOT NULL"
    )
    db = sqlite3.connect(path)
    db.execute(quiet_unless_unknown)
    db.commit()
    db.close()
    with Frontier(path) as frontier:
        read(frontier, index, kind="poll", tells=False)
    with Frontier(path) as frontier:
        assert waits(frontier, index, kind="poll")


@pytest.mark.parametrize(
    ("reason", "is_index", "tells"),
    [(None, False, True), (None, True, False), ("unchanged", False, False), ("mirror", False, False)],
)
def test_only_what_was_read_anew_and_is_no_index_tells_what_a_list_has(reason, is_index, tells):
    outcome = Outcome(State.DONE, 200, reason)

    assert Visit("k", "https://bao.vn/", PageKind.POLL, outcome, is_index=is_index).tells is tells
    assert not Visit("k", "https://bao.vn/", PageKind.POLL, Outcome(State.FAILED, 404)).tells


def test_only_what_was_found_in_this_run_is_new(path):
    known, found = "https://bao.vn/muc", "https://bao.vn/tin-100001.html"
    with Frontier(path) as frontier:
        frontier.add(Target(found, found, "article", "parse"))

        assert frontier.is_new(found)
        assert not frontier.is_new(known)
        assert not frontier.is_new("https://bao.vn/chua-biet")
    with Frontier(path) as frontier:
        assert not frontier.is_new(found)
