"""Runs one crawl in this process: ``python -m crawler JOB.toml``.

A process of its own because Scrapy's reactor starts once in a lifetime. Exit codes: 0 the crawl ran,
2 the job or the command line is wrong, 3 nothing could be fetched or it could not be kept, 75 another crawl
holds the archive.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crawler.job import Job, JobError, load_job
from crawler.readiness import require_ready

if TYPE_CHECKING:
    from twisted.python.failure import Failure

OK: Final = 0
USAGE: Final = 2
NOTHING: Final = 3
LOCKED: Final = 75

LOOPBACK: Final = "; addresses of this machine need allow_loopback = true in [crawl]"
UNTRIED: Final = {"memusage_exceeded": "the crawl's memory is full (MEMUSAGE_LIMIT_MB)"}
"""Why a crawl tried no seed, by how it ended."""
SEE_WHY: Final = "; `tinsach doctor` with this job file looks at each site"


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(
        "python -m crawler", description="Gather reports similar to the samples."
    )
    parser.add_argument("job", type=Path, metavar="JOB.toml")
    parser.add_argument("-v", "--verbose", action="store_true", help="log one line a page to standard error")
    parser.add_argument("--attached", action="store_true", help="end in order when standard input ends")
    parser.add_argument(
        "--progress", type=float, default=0.0, metavar="SECONDS", help="tell how far it is, so often"
    )
    options = parser.parse_args(arguments)
    if options.attached:
        _end_with(sys.stdin.fileno())
    try:
        job = load_job(options.job)
        return crawl(job, verbose=options.verbose, progress=options.progress)
    except JobError as error:
        return _complain(error, USAGE)


def _end_with(pipe: int) -> None:
    """Stop this process in order, as SIGTERM does, when the other end of ``pipe`` is closed."""

    def wait() -> None:
        while os.read(pipe, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def crawl(job: Job, *, verbose: bool = False, progress: float = 0.0) -> int:
    """Run the crawl of ``job`` to its end; return the exit code. Once a process.

    ``progress`` is the time in seconds between two lines on how far it is, 0 for none. Raises ``JobError``.
    """
    from crawler.frontier import Frontier, frontier_path  # noqa: PLC0415
    from crawler.schema import FrontierError  # noqa: PLC0415

    require_ready(job)
    try:
        Frontier(
            frontier_path(job.archive)
        ).close()  # before Scrapy, which would wrap it in errors of its own
    except FrontierError as error:
        return _problem(error)
    return _crawl(job, verbose=verbose, progress=progress)


def _crawl(job: Job, *, verbose: bool, progress: float) -> int:
    from scrapy.crawler import CrawlerProcess  # costs a second; --help needs none of it  # noqa: PLC0415
    from scrapy.settings import Settings  # noqa: PLC0415

    from crawler.log import log_to_stderr  # noqa: PLC0415
    from crawler.problems import PROBLEM  # noqa: PLC0415

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_ENABLED", value=False, priority="cmdline")  # ours is one line a record
    settings.set("PROGRESS_SECONDS", value=progress, priority="cmdline")
    log_to_stderr("lines" if verbose and job.crawl.log == "warnings" else job.crawl.log)
    process = CrawlerProcess(settings)
    problems: list[BaseException | None] = []

    def keep(failure: Failure) -> None:
        problems.append(failure.value)

    crawler = process.create_crawler("news")
    process.crawl(crawler, job=job).addErrback(keep)
    process.start()
    if not problems and crawler.stats.get_value(PROBLEM):
        return NOTHING  # its line is in the log
    return _exit_code(job, problems)


def _exit_code(job: Job, problems: Sequence[BaseException | None]) -> int:
    from crawler.summary import read_summary  # noqa: PLC0415

    if problems:
        return _problem(problems[0])
    summary = read_summary(job.archive)
    if not summary["fetched"] and (summary["failures"] or not summary["not_due"]):
        reasons = ", ".join(f"{reason} ({count})" for reason, count in summary["failures"].items())
        local = not job.crawl.allow_loopback and "refused_address" in summary["failures"]
        untried = UNTRIED.get(summary["ended"], "no seed was tried")
        what = f"{job.path}: nothing could be fetched: {reasons or untried}"
        return _complain(what + (LOOPBACK if local else SEE_WHY), NOTHING)
    return OK


def _problem(problem: BaseException | None) -> int:
    """Name what kept the crawl from starting; a programming error is raised for its traceback."""
    from crawler.relevance import SamplesError  # noqa: PLC0415
    from crawler.schema import FrontierError, FrontierLockedError  # noqa: PLC0415

    if not isinstance(problem, (FrontierError, JobError, SamplesError, OSError)):
        raise problem or RuntimeError("the crawl failed")
    if isinstance(problem, FrontierLockedError):
        return _complain(problem, LOCKED)
    return _complain(problem, NOTHING if isinstance(problem, (FrontierError, OSError)) else USAGE)


def _complain(what: object, code: int) -> int:
    """Say what is wrong in one line, named as the program it is part of; return ``code``."""
    print(f"tinsach: {what}", file=sys.stderr)
    return code
