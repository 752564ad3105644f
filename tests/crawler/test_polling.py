"""How often lists are asked: by how long they have shown nothing new."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from crawler.frontier import Frontier
from crawler.polling import MAX_WAIT, due_at
from crawler.target import Outcome, State, Target

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


def read(frontier, key, *, kind="list", brought=False):
    frontier.add(Target(key, key, kind, "parse"), revisit=True)
    frontier.pop()
    frontier.lists.note_news(key, brought=brought)
    frontier.finish(key, Outcome(State.DONE, 200))


def quiet(path, hours):
    """Have the lists of the file be found, and be without news, so many hours ago."""
    db = sqlite3.connect(path)
    then = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    db.execute("UPDATE address SET found_at = ?, news_at = NULL", (then,))
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
