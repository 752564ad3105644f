"""robots.txt is asked for once a day, however often a job runs; what was no answer is asked for again."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from crawler import clock, robots_kept
from crawler.frontier import Frontier, frontier_path
from crawler.robots_kept import MAX_AGE, MAX_HOSTS, MAX_KEPT
from crawler.schema import opened

HOST = "bao.example"
RULES = f"User-agent: *\nDisallow: /cam/\nSitemap: http://{HOST}/map.xml\n"
NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch):
    """Set the clock to so many seconds after the first look at it."""

    def set_to(seconds):
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=seconds))

    set_to(0)
    return set_to


@pytest.fixture
def kept(tmp_path):
    with closing(opened(tmp_path / "f.sqlite")) as db:
        yield robots_kept.RobotsKept(db)


@pytest.mark.parametrize(
    ("seconds", "known"), [(3600, True), (MAX_AGE - 1, True), (MAX_AGE, False), (-60, False)]
)
def test_rules_stand_for_a_day_and_not_where_the_clock_was_set_back(kept, at, seconds, known):
    kept.keep(HOST, RULES.encode())
    at(seconds)

    found = kept.get(HOST)

    assert (found is not None) == known
    if found:
        assert (found.text, found.age) == (RULES.encode(), seconds)


def test_huge_rules_are_not_kept_and_do_away_with_those_before(kept, at):
    kept.keep(HOST, b"User-agent: *\nDisallow: /cam/\n")
    kept.keep(HOST, random.Random(1).randbytes(2 * MAX_KEPT))

    assert kept.get(HOST) is None


def test_only_the_hosts_asked_last_are_kept(kept, at):
    for number in range(MAX_HOSTS + 5):
        at(number)
        kept.keep(f"h{number}.bao.example", b"")

    assert [kept.get(f"h{number}.bao.example") is None for number in (0, 4, 5, MAX_HOSTS + 4)] == [
        True,
        True,
        False,
        False,
    ]


def test_rules_that_can_not_be_unpacked_are_asked_for_again(kept, at):
    kept.keep(HOST, b"")
    kept._db.execute("UPDATE robots SET rules = x'0102'")

    assert kept.get(HOST) is None


@pytest.fixture
def crawl(python, job_file, web, html):
    """Crawl a page that the rules allow, one they forbid and a sitemap they name; return the summary."""
    links = (("/cam/tin-100001.html", "Cấm"), ("/tin-100002.html", "Được"))
    web.put(f"{HOST}/", html("Báo", *links))
    web.put(f"{HOST}/tin-100002.html", html("Được", text="Chủ tịch nước tiếp đại sứ."))
    web.put(f"{HOST}/cam/tin-100001.html", html("Cấm", text="Chủ tịch nước tiếp đại sứ."))
    web.put(f"{HOST}/map.xml", "<urlset></urlset>")

    def run() -> dict:
        job = job_file(f"http://{HOST}/")
        done = python("-m", "crawler", str(job))
        assert "Traceback" not in done.stderr
        run.archive = job.parent / "archive"
        return json.loads((run.archive / "crawl.json").read_text("utf-8"))

    return run


def test_a_second_run_obeys_the_rules_of_the_first_without_asking(web, crawl):
    web.put(f"{HOST}/robots.txt", RULES, kind="text/plain")

    first, second = crawl(), crawl()

    assert web.count(f"{HOST}/robots.txt") == 1
    assert web.count(f"{HOST}/cam/tin-100001.html") == 0
    assert (first["denied_by_robots"], first["archived"]) == (1, 1)
    assert second["fetched"] == 2  # the home page and the sitemap that only the rules name
    assert web.count(f"{HOST}/map.xml") == 2


def test_after_a_day_the_rules_are_asked_for_again(web, crawl):
    web.put(f"{HOST}/robots.txt", RULES, kind="text/plain")
    crawl()
    with closing(sqlite3.connect(frontier_path(crawl.archive))) as db, db:
        yesterday = (datetime.now(UTC) - timedelta(days=1, seconds=1)).isoformat(timespec="seconds")
        db.execute("UPDATE robots SET asked_at = ?", (yesterday,))
    crawl()

    assert web.count(f"{HOST}/robots.txt") == 2
    with Frontier(frontier_path(crawl.archive)) as frontier:
        assert frontier.robots.get(HOST).age < 3600


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (410, 1), (403, 2), (429, 2), (503, 2)])
def test_what_is_no_answer_is_asked_for_again_in_the_next_run(web, crawl, status, asked):
    web.put(f"{HOST}/robots.txt", "none", status=status)

    crawl()
    crawl()

    assert web.count(f"{HOST}/robots.txt") == asked


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_of_a_huge_robots_txt_the_first_half_megabyte_is_obeyed(web, crawl, end):
    lines = "".join(f"Disallow: /khac/{number}/{end}" for number in range(40_000))
    assert len(lines) > 2**19
    rules = f"User-agent: *{end}Disallow: /cam/{end}{lines}Disallow: /{end}"
    web.put(f"{HOST}/robots.txt", rules, kind="text/plain")

    summary = crawl()

    assert (summary["denied_by_robots"], summary["archived"]) == (1, 1)
