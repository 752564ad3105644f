"""A fault of this program at the start of a crawl is told by the exit code, not only in the log."""

from __future__ import annotations

import json

import pytest

HOST = "bao.example"
BROKEN = """
import sys, {module}
def broken(*_, **__):
    raise RuntimeError("broken on purpose")
{module}.{name} = broken
from crawler.run import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("module", "name"), [("crawler.spider", "discovery_of"), ("crawler.frontier", "Frontier.add")]
)
def test_seeds_that_cannot_be_stored_are_no_success(web, html, job_file, python, module, name):
    web.put(f"{HOST}/", html("Báo"))
    job = job_file(f"http://{HOST}/")
    summary = job.parent / "archive" / "crawl.json"

    done = python("-c", BROKEN.format(module=module, name=name), str(job))

    assert done.returncode == 3
    assert "broken on purpose" in done.stderr
    assert json.loads(summary.read_text("utf-8"))["ended"] == "start_error"


def test_quiet_lists_in_a_long_chain_do_not_end_a_crawl(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo", ("/tin-100001.html", "Tin")))
    web.put(f"{HOST}/tin-100001.html", html("Tin"))
    job = job_file(f"http://{HOST}/")
    chain = """
import sys
from itertools import pairwise
from pathlib import Path
from crawler.frontier import Frontier, frontier_path
from crawler.target import Target, Outcome, State
lists = [f"https://bao.example/{n}" if n else "https://bao.example/" for n in range(1500)]
with Frontier(frontier_path(Path(sys.argv[1]))) as frontier:
    for key in lists:
        frontier.add(Target(key, key.replace("https", "http"), "poll", "parse"))
        frontier.pop()
        frontier.finish(key, Outcome(State.DONE, 200))
    for key, following in pairwise(lists):
        frontier.lists.connect(key, following)
    frontier._db.execute("UPDATE address SET due_at = '2999-01-01'")
    frontier._db.execute("INSERT OR REPLACE INTO memo VALUES ('scope', ?)", (sys.argv[2],))
"""
    scope = repr(((f"http://{HOST}/",), (), 4))
    assert python("-c", chain, str(job.parent / "archive"), scope).stderr == ""

    done = python("-m", "crawler", str(job))

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8"))["not_due"] == 1500
