"""A job that runs every hour for a day: what it asks of a site that changes, counted where requests arrive."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import schedule_web as site

ROOT = Path(__file__).parents[2]
HOURS = 26


@pytest.fixture(scope="module")
def day() -> dict:
    """All runs of a day and two hours, played through in a process of its own by a clock that is set."""
    command = [sys.executable, "-m", "benchmarks.schedule", "--hours", str(HOURS), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["violations"] == []
    assert done.returncode == 0
    return told


def asked(day: dict, path: str) -> list[int]:
    """The hours of the runs that asked for ``path``."""
    return [run["hour"] for run in day["runs"] if path in {a["path"] for a in run["asked"]}]


def statuses(day: dict, path: str) -> Counter[int]:
    return Counter(a["status"] for run in day["runs"] for a in run["asked"] if a["path"] == path)


def test_every_report_is_fetched_once_and_the_corrected_one_twice(day: dict) -> None:
    fetched = Counter(a["path"] for run in day["runs"] for a in run["asked"] if a["path"] in day["published"])

    assert fetched == dict.fromkeys(day["published"], 1) | {day["changed"]: 2}
    assert asked(day, day["changed"]) == [0, site.CHANGED_AT]


def test_the_corrected_report_is_a_revision_in_the_corpus(day: dict) -> None:
    assert day["revisions"] == [day["changed"]]
    assert sorted(day["documents"]) == sorted(day["published"])


@pytest.mark.parametrize("path", [site.HOME, site.BUSY, site.SITEMAP])
def test_every_list_that_shows_new_reports_is_asked_in_the_next_run(day: dict, path: str) -> None:
    by_day = [hour for hour in range(HOURS) if not (site.is_night(hour) or site.is_night(hour - 1))]

    assert set(by_day) <= set(asked(day, path))


def test_a_list_without_news_is_asked_at_growing_intervals(day: dict) -> None:
    hours = asked(day, site.STILL)
    waits = [after - before for before, after in pairwise(hours)]

    assert waits == sorted(waits)
    assert len(hours) <= HOURS / 3


def test_a_feed_that_seldom_changes_costs_less_than_half_of_a_busy_one(day: dict) -> None:
    assert 2 * len(asked(day, site.SELDOM)) <= len(asked(day, site.BUSY))


def test_what_knows_etags_or_dates_says_in_short_that_nothing_has_changed(day: dict) -> None:
    assert statuses(day, site.STILL) == {200: 1, 304: len(asked(day, site.STILL)) - 1}
    assert statuses(day, site.SITEMAP)[304] > 0
    assert statuses(day, site.SELDOM)[304] == 0  # its server knows neither


def test_a_run_without_news_costs_its_polls(day: dict) -> None:
    quiet = [run for run in day["runs"][1:] if not run["archived"]]

    assert quiet
    assert all({a["path"] for a in run["asked"]} <= {site.ROBOTS, *site.LISTS} for run in quiet)


def test_a_sitemap_that_dates_all_reports_by_the_moment_costs_a_few_requests() -> None:
    command = [sys.executable, "-m", "benchmarks.schedule", "--hours", "11", "--ahead", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "5 reports asked for in vain, 5 at most in one run;" in done.stdout
    assert "documents, 1 revision" in done.stdout
