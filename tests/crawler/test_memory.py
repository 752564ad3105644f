"""The limit on a crawl's memory goes by what the crawl holds, not by what held its process before."""

from __future__ import annotations

import json

import pytest

from crawler import memory
from crawler.run import SEE_WHY

HOST = "bao.example"
LOWERED = """
import sys
from crawler import settings
settings.MEMUSAGE_LIMIT_MB = {limit}
from crawler.run import main
sys.exit(main(sys.argv[1:]))
"""
LARGE_BEFORE = """
import os, sys
held = b"x" * (600 << 20)
del held
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""

linux = pytest.mark.skipif(not memory.STATM.exists(), reason="the system has no /proc")


@linux
def test_a_large_parent_does_not_end_the_crawl(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo"))
    job = job_file(f"http://{HOST}/")

    done = python("-c", LARGE_BEFORE, "-c", LOWERED.format(limit=500), str(job))

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8"))["ended"] == "finished"


def test_a_crawl_that_holds_too_much_ends_in_order_and_says_why(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo"))
    job = job_file(f"http://{HOST}/")

    done = python("-c", LOWERED.format(limit=1), str(job))

    assert done.returncode == 3
    said = (
        f"tinsach: {job}: nothing could be fetched: the crawl's memory is full (MEMUSAGE_LIMIT_MB){SEE_WHY}"
    )
    assert done.stderr.splitlines()[-1] == said


@linux
def test_what_was_let_go_of_is_not_counted():
    before = memory.resident_size()
    held = b"x" * (100 << 20)
    full = memory.resident_size()
    del held

    assert full - before > 90 << 20
    assert memory.resident_size() < full - (90 << 20)


def test_a_system_without_proc_is_asked_as_scrapy_does(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "STATM", tmp_path / "none")

    assert memory.resident_size() is None
