"""What lists may take of a run's pages: reports are fetched however many lists are due, and no list starves."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import clock
from crawler.frontier import Frontier
from crawler.shares import PARTS, PageBudget
from crawler.target import Outcome, State, Target

HOST = "bao.example"
DONE = Outcome(State.DONE, 200)
KINDS = ("poll", "list", "article")


def run(path, kinds, max_pages, revisited=("poll", "list")):
    """Fetch ``max_pages`` of what waits and what is asked again; return the keys in their order."""
    asked, pages = [], PageBudget(max_pages)
    with Frontier(path) as frontier:
        for key, kind in kinds.items():
            priority = 100_000 if kind == "poll" else 0
            target = Target(key, f"http://{key}", kind, "parse", priority)
            frontier.add(target, revisit=kind in revisited)
        while pages.left and (target := frontier.pop(put_off=pages.put_off(frontier.waiting.count))):
            pages.spend(target.kind)
            asked.append(target.key)
            frontier.finish(target.key, DONE)
    return asked


def named(kind, count, hosts=1):
    return {f"h{number % hosts}.vn/{kind}-{number}": kind for number in range(count)}


@pytest.fixture
def hours(monkeypatch):
    """Yield at the beginning of one hour after the other."""
    at = [datetime(2026, 3, 2, 5, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def passing(count):
        for hour in range(count):
            yield hour
            at[0] += timedelta(hours=1)

    return passing


@pytest.mark.parametrize("hosts", [1, 7])
@pytest.mark.parametrize("kind", ["poll", "list"])
def test_more_lists_than_pages_leave_pages_for_reports_and_all_have_their_turn(tmp_path, hours, kind, hosts):
    lists, reports = named(kind, 40, hosts), named("article", 200, hosts)
    asked = []
    for _ in hours(8):
        fetched = run(tmp_path / "f.sqlite", lists | reports, max_pages=30)
        assert len(fetched) == 30
        assert sum(key in lists for key in fetched) == 30 // PARTS
        asked += [key for key in fetched if key in lists]

    assert sorted(asked[:40]) == sorted(lists)
    assert sorted(asked[40:]) == sorted(lists)


def test_lists_take_all_that_reports_leave(tmp_path):
    lists, reports = named("poll", 40), named("article", 5)

    fetched = run(tmp_path / "f.sqlite", lists | reports, max_pages=30)

    assert sum(key in lists for key in fetched) == 25


def test_sections_are_not_starved_by_feeds(tmp_path):
    fetched = run(tmp_path / "f.sqlite", named("poll", 40) | named("list", 40) | named("article", 40), 30)

    assert [sum(f"/{kind}-" in key for key in fetched) for kind in KINDS] == [10, 10, 10]


def test_the_list_that_has_been_due_longest_comes_first(tmp_path, hours):
    path, (busy, seldom, new) = tmp_path / "f.sqlite", (f"h.vn/poll-{name}" for name in ("a", "b", "c"))
    for hour in hours(4):
        known = [busy, seldom] if hour < 3 else [new, busy, seldom]
        asked = run(path, dict.fromkeys(known, "poll"), 3 if hour in {0, 3} else 1)
        if hour == 0:
            with Frontier(path) as frontier:  # not due at the second hour, when the busy one is asked
                frontier._db.execute("UPDATE address SET due_at = ? WHERE key = ?", (_at(2), seldom))
                frontier._db.commit()

    assert asked == [seldom, busy, new]


def _at(hours):
    return (datetime(2026, 3, 2, 5, tzinfo=UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(0, 40)), st.integers(1, 40))
def test_a_run_wastes_no_page_and_keeps_the_part_of_feeds_and_of_reports(
    tmp_path_factory, waiting, max_pages
):
    kinds = {key: kind for kind, count in waiting.items() for key in named(kind, count)}

    fetched = run(tmp_path_factory.mktemp("f") / "f.sqlite", kinds, max_pages)

    assert len(fetched) == min(len(kinds), max_pages)
    for kind in ("poll", "article"):
        count = waiting.get(kind, 0)
        assert sum(kinds[key] == kind for key in fetched) >= min(count, max_pages // PARTS)


def test_a_crawl_with_more_feeds_than_pages_archives_reports_in_every_run(web, html, job_file, python):
    feeds = [f"http://{HOST}/rss/{number}.rss" for number in range(40)]
    for number, feed in enumerate(feeds):
        path = f"tin-doi-ngoai-{100_000 + number}.html"
        item = f"<item><title>Tin</title><link>http://{HOST}/{path}</link></item>"
        web.put(feed.removeprefix("http://"), f'<rss version="2.0"><channel>{item}</channel></rss>')
        web.put(f"{HOST}/{path}", html("Đại sứ", text=f"Bản tin thứ {number} về chuyến thăm cấp cao."))
    job = job_file(*feeds, max_pages=30)

    told = []
    for _ in range(3):
        assert python("-m", "crawler", str(job)).returncode == 0
        told.append(json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8")))

    assert [summary["fetched"] for summary in told] == [30, 30, 30]
    assert all(summary["archived"] >= 10 for summary in told[:2])
    assert web.count(f"{HOST}/rss/39.rss") >= 1
