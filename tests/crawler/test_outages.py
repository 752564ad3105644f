"""Crawls that go wrong half way: full disks, hosts that are down, signals. Nothing found is ever lost."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.frontier import frontier_path

ROOT = Path(__file__).parents[2]
HOST = "bao.example"
NAMES = [f"tin-10000{n}.html" for n in range(4)]

FULL_DISK = """
import sys
from crawler.{module} import {cls} as broken

times = 0
whole = broken.{method}

def full(self, *arguments, **options):
    global times
    times += 1
    if times > {after}:
        raise {error}
    return whole(self, *arguments, **options)

broken.{method} = full
from crawler.run import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def paper(web, html):
    for name in NAMES:
        web.put(f"{HOST}/{name}", html("Tin"))
    web.put(f"{HOST}/", html("Báo", *((f"/{name}", "Tin") for name in NAMES)))
    return web


def archive_of(job: Path) -> Path:
    return job.parent / "archive"


def states(job: Path) -> dict[str, int]:
    with closing(sqlite3.connect(frontier_path(archive_of(job)))) as db:
        return dict(db.execute("SELECT state, COUNT(*) FROM address GROUP BY state"))


def summary(job: Path) -> dict:
    return json.loads((archive_of(job) / "crawl.json").read_text("utf-8"))


def archived(job: Path) -> list[str]:
    found = []
    for path in archive_of(job).glob("*.warc.gz"):
        with path.open("rb") as file:
            records = (r for r in ArchiveIterator(file) if r.rec_type == "response")
            found += [r.rec_headers.get_header("WARC-Target-URI") for r in records]
    return sorted(found)


EVERYTHING = [f"http://{HOST}/{name}" for name in NAMES]


def test_a_full_disk_under_the_archive_ends_the_crawl_and_loses_no_page(paper, job_file, python):
    job = job_file(f"http://{HOST}/")
    error = 'OSError(28, "No space left on device")'
    code = FULL_DISK.format(module="archive", cls="WarcArchive", method="write", after=2, error=error)

    full = python("-c", code, str(job))

    assert full.returncode == 3
    assert full.stderr.count("\n") == 1
    assert "No space left on device" in full.stderr
    assert summary(job)["ended"] == "archive_error"
    assert states(job) == {"done": 3, "waiting": 2}
    assert python("-m", "crawler", str(job)).returncode == 0
    assert archived(job) == EVERYTHING


@pytest.mark.parametrize("method", ["pop", "add", "finish"])
def test_a_full_disk_under_the_frontier_ends_the_crawl_and_loses_no_page(paper, job_file, python, method):
    job = job_file(f"http://{HOST}/")
    error = "__import__('sqlite3').OperationalError('database or disk is full')"
    code = FULL_DISK.format(module="frontier", cls="Frontier", method=method, after=2, error=error)

    full = python("-c", code, str(job))

    assert full.returncode == 3
    assert full.stderr.count("\n") == 1
    assert "database or disk is full" in full.stderr
    assert summary(job)["ended"] == "frontier_error"
    assert python("-m", "crawler", str(job)).returncode == 0
    assert sorted(set(archived(job))) == EVERYTHING


@pytest.mark.parametrize("command", [["crawler"], ["scrapy", "crawl", "news", "-a"]])
def test_an_archive_that_cannot_be_is_named_in_one_line(job_file, python, command):
    job = job_file(f"http://{HOST}/")
    job.write_text(job.read_text("utf-8").replace("[crawl]", 'archive = "/dev/null/x"\n[crawl]'), "utf-8")

    done = python("-m", *command, f"job={job}" if "-a" in command else str(job))

    assert done.returncode == 3
    assert done.stderr.startswith("tinsach: /dev/null/x")
    assert done.stderr.count("\n") == 1


def test_an_empty_samples_folder_is_one_line_from_scrapy_too(job_file, python):
    job = job_file(f"http://{HOST}/")
    (job.parent / "samples" / "one.txt").unlink()

    done = python("-m", "scrapy", "crawl", "news", "-a", f"job={job}")

    assert done.returncode != 0
    assert done.stderr.count("\n") == 1


def test_a_host_that_asks_to_be_left_alone_is_and_nothing_is_lost(paper, job_file, python, html):
    job = job_file(f"http://{HOST}/")
    for name in NAMES:
        paper.put(f"{HOST}/{name}", "later", status=429)
    for _ in range(5):
        paper.asked.clear()
        assert python("-m", "crawler", str(job)).stderr == ""
        assert len(paper.fetched()) == 2  # the home and one report
    for name in NAMES:
        paper.put(f"{HOST}/{name}", html("Tin"))

    python("-m", "crawler", str(job))

    assert archived(job) == EVERYTHING


def test_a_host_that_names_the_end_of_its_outage_is_asked_again_in_the_run(paper, job_file, python, html):
    paper.put(f"{HOST}/{NAMES[0]}", "later", status=429, headers=(("Retry-After", "1"),))

    def mended(address: str) -> None:
        if paper.count(f"{HOST}/{NAMES[0]}") == 2:
            paper.put(address, html("Tin"))

    paper.on_request = mended
    job = job_file(f"http://{HOST}/")

    assert python("-m", "crawler", str(job)).returncode == 0
    assert archived(job) == EVERYTHING


def test_other_hosts_go_on_while_one_is_down(paper, job_file, python):
    paper.put("cham.example/", "later", status=503)
    job = job_file("http://cham.example/", f"http://{HOST}/")

    python("-m", "crawler", str(job))

    assert archived(job) == EVERYTHING
    assert summary(job)["failures"] == {"http_503": 1}
    assert summary(job)["waiting"] == 1


def test_subdomains_of_a_site_are_asked_one_at_a_time_robots_included(web, job_file, python, html):
    at_once, most = [], []

    def asked(address: str) -> None:
        at_once.append(address)
        most.append(len(at_once))
        time.sleep(0.05)
        at_once.remove(address)

    hosts = [f"{name}.{HOST}" for name in ("a", "b", "c", "d")]
    for host in hosts:
        web.put(f"{host}/", html("Báo"))
    web.on_request = asked

    python("-m", "crawler", str(job_file(*(f"http://{host}/" for host in hosts))))

    assert len(web.asked) == 8
    assert max(most) == 1


def test_a_crawl_ends_in_order_when_the_process_it_belongs_to_is_gone(paper, job_file):
    job = job_file(f"http://{HOST}/")
    command = [sys.executable, "-m", "crawler", "--attached", str(job)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        paper.on_request = lambda _: len(paper.fetched()) == 2 and process.stdin.close()
        process.wait(30)

    assert summary(job)["ended"] == "shutdown"
    assert states(job)["waiting"] > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_told_to_stop_ends_in_order(paper, job_file, number):
    job = job_file(f"http://{HOST}/")
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", str(job)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )

    def stop(_address: str) -> None:
        if len(paper.fetched()) == 3:
            os.kill(process.pid, number)

    paper.on_request = stop
    _, said = process.communicate(timeout=30)

    assert (process.returncode, said) == (0, "")
    assert not list(archive_of(job).glob("*.open"))
    assert summary(job)["ended"] == "shutdown"
    assert set(states(job)) == {"done", "waiting"}
    assert len(archived(job)) == states(job)["done"] - 1
