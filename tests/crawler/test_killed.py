"""A crawl of the demo web killed at 20 random moments ends with what an undisturbed one brings."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.frontier import Frontier, frontier_path
from crawler.job import load_job
from tinsach.demo.command import SAMPLES, _job_text
from tinsach.demo.server import DemoWeb

ROOT = Path(__file__).parents[2]
KILLS = 20
SEED = 11


class Killing(DemoWeb):
    """The demo web, which kills who asks for the request of a given number."""

    victim = 0
    fuse = 0

    def answer(self, host, path):
        self.fuse -= 1
        if self.fuse == 0:
            os.kill(self.victim, signal.SIGKILL)
        return super().answer(host, path)


def written(folder: Path, web: DemoWeb) -> Path:
    folder.mkdir()
    job = folder / "job.toml"
    job.write_text(_job_text(web).replace('"samples"', f'"{SAMPLES}"'), "utf-8")
    return job


NURSERY = """
import os, sys
import crawler.pipelines, crawler.scheduler, crawler.spider, crawler.summary, scrapy.crawler
from crawler.run import main
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os._exit(main([line.strip()]))
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Starts crawls in processes of their own, Scrapy loaded once: 20 starts would cost a minute."""

    def __enter__(self) -> Nursery:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", NURSERY],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def crawl(self, job: Path, web: Killing) -> int:
        self._process.stdin.write(f"{job}\n")
        self._process.stdin.flush()
        web.victim = int(self._process.stdout.readline())
        return int(self._process.stdout.readline())


def archived(job: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in load_job(job).archive.glob("*.warc.gz"):
        with path.open("rb") as file:
            uris = (
                r.rec_headers["WARC-Target-URI"] for r in ArchiveIterator(file) if r.rec_type == "response"
            )
            found.update(uris)
    return found


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_twenty_kills_lose_nothing_and_cost_at_most_the_pages_in_flight(tmp_path):
    chance = random.Random(SEED)
    with Killing() as web, Nursery() as nursery:
        whole = written(tmp_path / "whole", web)
        assert nursery.crawl(whole, web) == 0
        asked = len(web.requests)
        web.requests.clear()
        killed = written(tmp_path / "killed", web)
        kills = 0
        while True:
            web.fuse = chance.randint(1, max(2, 2 * asked // KILLS)) if kills < KILLS else 0
            if nursery.crawl(killed, web) == 0:
                break
            kills += 1

    assert kills >= KILLS // 2
    assert set(archived(killed)) == set(archived(whole))
    assert sum((archived(killed) - archived(whole)).values()) <= kills * len(web.seeds)
    with (
        Frontier(frontier_path(load_job(killed).archive)) as ours,
        Frontier(frontier_path(load_job(whole).archive)) as theirs,
    ):
        assert ours.counts() == theirs.counts()
