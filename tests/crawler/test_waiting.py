"""The best priority a host, kept rather than counted: always what counting would give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.frontier import Frontier
from crawler.target import Outcome, State, Target
from crawler.waiting import WaitingHosts

DONE = Outcome(State.DONE, 200)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "pop", "settle", "put_back", "again", "revisit", "pass_over", "next_run"]),
        st.integers(0, 5),
        st.integers(-3, 3),
    ),
    max_size=25,
)


def target(number: int, priority: int = 0, referrer: str | None = None) -> Target:
    url = f"https://h{number % 3}.bao.vn/{number}"
    return Target(url, url, "list", "parse", priority, referrer=referrer)


def take(frontier: Frontier, step: str, number: int, priority: int) -> None:
    """Change the frontier as a crawl does."""
    this = target(number, priority)
    match step:
        case "add":
            frontier.add(this, revisit=True)
        case "settle":
            frontier.settle(target(number, priority, "https://bao.vn/khac"))
        case "revisit":
            frontier.lists.connect(this.key, target(number + 1).key)
            frontier.revisit_lists_of(this.key)
        case "pass_over":
            frontier._db.execute(
                "UPDATE address SET due_at = '2999-01-01' WHERE key = ? AND state = 'done'", (this.key,)
            )
            frontier.pass_over(this.key)
        case _:
            if popped := frontier.pop():
                if step == "pop":
                    frontier.finish(popped.key, DONE)
                else:
                    frontier.put_back(popped.key, Outcome(State.WAITING, 503), again=step == "again")


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_what_is_kept_is_what_counting_gives(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("f") / "f.sqlite"
    frontier = Frontier(path)
    for step, number, priority in steps:
        if step == "next_run":
            frontier.close()
            frontier = Frontier(path)
        else:
            take(frontier, step, number, priority)
        assert frontier.waiting._best == WaitingHosts(frontier._db, frontier.run)._best
    frontier.close()


@pytest.mark.parametrize("step", ["settle", "pass_over", "revisit", "again", "add"])
def test_a_change_on_one_host_does_not_count_all(tmp_path, step):
    with Frontier(tmp_path / "f.sqlite") as frontier:
        for number in range(5):
            frontier.add(target(number))
        said: list[str] = []
        frontier._db.set_trace_callback(said.append)
        take(frontier, step, 1, 3)
        frontier._db.set_trace_callback(None)

    assert said
    assert not [statement for statement in said if "DISTINCT" in statement]
