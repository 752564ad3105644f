"""What a job says when its archive holds nothing new for the corpus: why, since when, how to crawl again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.job import Job
from output.corpus import Corpus
from output.records import totals
from output.wording import counted
from tinsach.demo import DEMO_FOLDER, MARK


@dataclass(frozen=True, slots=True)
class Known:
    """The records a corpus has settled, and when its last run ended (ISO 8601; empty without a run)."""

    records: int
    last_run: str


def known(corpus: Path) -> Known:
    """Return what the run records of ``corpus`` say of all runs together."""
    records = Corpus(corpus).tables().records
    return Known(totals(records).new, max((record.finished for record in records), default=""))


def nothing_new(job: Job, archive: Path, corpus: Path, *, problem: str = "", waiting: int = 0) -> str:
    """Return the lines for a person; ``archive`` and ``corpus`` are the job's, as one would write them.

    ``problem`` is why the crawl before it failed: then nobody knows whether there is news. ``waiting`` are
    the addresses it found and has not fetched.
    """
    found = known(job.corpus)
    doctor = f"See why: tinsach doctor {shlex.quote(str(job.path))}\n"
    failed = f"The crawl failed: {problem}.\n" if problem else ""
    if not found.last_run:
        more = "" if problem or not waiting else _waiting(waiting, job.crawl.max_pages)
        return f"{failed}Nothing found: no page in {archive}, no run in {corpus}.\n{more}{doctor}"
    pages = f"{counted(found.records, 'page')} known, all in {corpus}.\n"
    if problem:
        return f"{failed}The corpus is as it was at {_minute(found.last_run)}: {pages}{doctor}"
    return f"Nothing new since {_minute(found.last_run)}: {pages}{_again(job, archive)}\n"


def _waiting(addresses: int, max_pages: int) -> str:
    wait = f"{addresses:,} {'address waits' if addresses == 1 else 'addresses wait'} to be fetched"
    return f"{wait}; max_pages = {max_pages} is what a run may ask for, lists and feeds included.\n"


def _minute(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _again(job: Job, archive: Path) -> str:
    if is_demo(job):
        out = archive.parent
        where = "" if out == DEMO_FOLDER else f" --out {shlex.quote(str(out))}"
        return f"The demo's news web is up only in `tinsach demo{where}`: crawl again with that."
    return f"To crawl again from the start, move {archive} away."


def is_demo(job: Job) -> bool:
    """Return whether ``tinsach demo`` wrote the job file."""
    return job.path.read_text(encoding="utf-8").startswith(MARK)
