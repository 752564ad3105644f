from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier import MAX_INTERRUPTIONS, Frontier
from crawler.schema import FrontierError, FrontierLockedError
from crawler.target import Outcome, State, Target

DONE = Outcome(State.DONE, 200)
FAILED = Outcome(State.FAILED, 500, "http_500")


def target(name: str, priority: int = 0, host: str = "a.vn", **more) -> Target:
    return Target(f"https://{host}/{name}", f"http://{host}/{name}", "article", "parse", priority, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "frontier.sqlite"


@pytest.fixture
def frontier(path):
    with Frontier(path) as opened:
        yield opened


def popped(frontier, *busy):
    got = []
    while found := frontier.pop(busy):
        got.append(found.key.rpartition("/")[2])
    return got


def test_the_best_comes_first_and_of_equals_the_one_found_first(frontier):
    for name, priority in (("low", 1), ("first", 5), ("second", 5), ("negative", -3)):
        frontier.add(target(name, priority))

    assert popped(frontier) == ["first", "second", "low", "negative"]


def test_busy_hosts_are_passed_over(frontier):
    frontier.add(target("best", 9, "a.vn"))
    frontier.add(target("other", 1, "b.vn"))

    assert frontier.pop({"a.vn"}).key == "https://b.vn/other"
    assert frontier.pop({"a.vn"}) is None
    assert frontier.pop().key == "https://a.vn/best"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-50, 50)), max_size=30))
def test_everything_added_is_popped_once_best_first(tmp_path_factory, found):
    with Frontier(tmp_path_factory.mktemp("f") / "f.sqlite") as frontier:
        for number, (host, priority) in enumerate(found):
            assert frontier.add(target(str(number), priority, f"{host}.vn"))

        got = []
        while popped := frontier.pop():
            got.append(popped.priority)

    assert got == sorted((p for _, p in found), reverse=True)


def test_a_known_address_is_not_added_again_but_its_higher_priority_counts(frontier):
    frontier.add(target("a", 1))
    frontier.add(target("b", 2))

    assert not frontier.add(target("a", 3))
    assert not frontier.add(target("b", 0))
    assert popped(frontier) == ["a", "b"]


def test_all_of_a_target_comes_back(frontier):
    given = target(
        "ô", 7, depth=2, referrer="https://a.vn/", meta={"listed": {"title": "Tựa"}, "inherited": 0.5}
    )
    frontier.add(given)

    assert frontier.pop() == given


def test_done_pages_are_never_asked_again_in_later_runs(path):
    with Frontier(path) as first:
        first.add(target("a"))
        first.finish(first.pop().key, DONE)

    with Frontier(path) as second:
        assert not second.add(target("a"))
        assert second.pop() is None


def test_revisited_pages_are_asked_once_a_run(path):
    for _ in range(2):
        with Frontier(path) as run:
            assert run.add(replace(target("list"), kind="list"), revisit=True)
            run.finish(run.pop().key, DONE)
            assert not run.add(replace(target("list"), kind="list"), revisit=True)


def test_a_list_that_turned_out_to_be_a_report_is_not_asked_again(path):
    with Frontier(path) as first:
        first.add(replace(target("tin/bai-0.html"), kind="list"), revisit=True)
        first.finish(first.pop().key, DONE, kind="article")
    with Frontier(path) as second:
        assert not second.add(replace(target("tin/bai-0.html"), kind="list"), revisit=True)


def test_failed_pages_are_tried_in_later_runs_a_few_times(path):
    tries = 0
    for _ in range(10):
        with Frontier(path) as run:
            run.add(target("a"))
            if found := run.pop():
                tries += 1
                run.finish(found.key, FAILED)
                assert not run.add(target("a"))

    assert tries == 4


def test_pages_that_are_gone_are_not_tried_again(path):
    with Frontier(path) as first:
        first.add(target("a"))
        first.finish(first.pop().key, Outcome(State.FAILED, 404, "http_404"))

    with Frontier(path) as second:
        assert not second.add(target("a"))


def test_a_retry_waits_again_within_the_run(frontier):
    frontier.add(target("a", 5))
    frontier.requeue(target(frontier.pop().key.rpartition("/")[2], 2, meta={"retry_times": 1}))

    again = frontier.pop()
    assert (again.priority, again.meta) == (2, {"retry_times": 1})


def test_at_the_end_what_has_no_verdict_waits_again_unless_it_is_settled(frontier):
    for name in ("redirected", "unclear"):
        frontier.add(target(name))
        frontier.pop()

    frontier.abandon({"https://a.vn/redirected"}, "dropped")

    assert frontier.counts() == {"done": 1, "waiting": 1}


WAITS = Outcome(State.WAITING, 503, "http_503")


def test_what_is_put_back_waits_for_a_later_run_and_never_counts_as_tried(path):
    with Frontier(path) as frontier:
        frontier.add(target("a"))
    for _ in range(8):
        with Frontier(path) as run:
            found = run.pop()
            run.put_back(found.key, WAITS)
            assert not run.add(target("a", 9))
            assert run.pop() is None
            assert run.waiting.hosts() == []
            assert run.counts() == {"waiting": 1}

    with Frontier(path) as run:
        run.finish(run.pop().key, FAILED)
    with Frontier(path) as run:
        assert run.add(target("a"))


def test_what_is_put_back_for_this_run_is_popped_again(frontier):
    frontier.add(target("a"))
    frontier.put_back(frontier.pop().key, WAITS, again=True)

    assert popped(frontier) == ["a"]


KILLED = """
import os, signal, sys
from pathlib import Path
from crawler.frontier import Frontier
from crawler.target import Outcome, State, Target
frontier = Frontier(Path(sys.argv[1]))
def target(n):
    return Target(f"https://a.vn/{n}", f"http://a.vn/{n}", "article", "parse", n)
for n in (1, 2, 3):
    frontier.add(target(n))
key = frontier.pop().key
frontier.add(target(10))
frontier.finish(key, Outcome(State.DONE, 200))
frontier.pop()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nothing_is_lost_by_sigkill_and_what_was_in_flight_waits_again(path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == -signal.SIGKILL

    with Frontier(path) as frontier:
        assert frontier.counts() == {"done": 1, "waiting": 3}
        assert popped(frontier) == ["10", "2", "1"]


def test_a_page_that_ends_the_process_every_time_is_given_up(path):
    with Frontier(path) as frontier:
        frontier.add(target("bomb"))
    for _ in range(MAX_INTERRUPTIONS):
        frontier = Frontier(path)
        assert frontier.pop() is not None
        frontier._db.close()  # as a kill would

    with Frontier(path) as frontier:
        assert frontier.counts() == {"failed": 1}


def test_a_second_process_is_kept_out(frontier, path):
    code = "import pathlib, sys, crawler.frontier as f; f.Frontier(pathlib.Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ,
    )

    assert FrontierLockedError.__name__ in done.stderr
    assert str(path) in done.stderr


def test_a_file_that_is_no_frontier_is_named(path):
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)

    with pytest.raises(FrontierError, match=r"frontier\.sqlite"):
        Frontier(path)


def test_a_frontier_of_another_version_is_refused(path):
    Frontier(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()

    with pytest.raises(FrontierError, match="version 99"):
        Frontier(path)


def test_a_seed_is_asked_in_every_run_whatever_its_page_looks_like(path):
    seed = replace(target("thoi-su-c46"), kind="poll")
    for _ in range(3):
        with Frontier(path) as run:
            assert run.add(seed, revisit=True)
            found = run.pop()
            assert found.kind == "poll"
            run.finish(found.key, DONE, kind="article")


def test_an_address_taken_for_a_report_is_asked_again_once_it_is_a_seed(path):
    with Frontier(path) as first:
        first.add(target("thoi-su-c46"))
        first.finish(first.pop().key, DONE, kind="article")
    with Frontier(path) as second:
        assert second.add(replace(target("thoi-su-c46"), kind="poll"), revisit=True)
        assert second.pop().kind == "poll"


def test_a_seed_found_as_a_link_stays_a_seed(path):
    with Frontier(path) as first:
        first.add(replace(target("muc"), kind="list"))
        first.add(replace(target("muc"), kind="poll"), revisit=True)
        first.finish(first.pop().key, DONE, kind="article")
    with Frontier(path) as second:
        assert second.add(replace(target("muc"), kind="list"), revisit=True)
        assert second.pop().kind == "poll"
