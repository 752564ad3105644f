"""The scheduled job: crawl in a process of its own, clean what the archive gained, commit, report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

from cleaning.pipeline import MIN_WORDS
from crawler.job import Job
from output.corpus import Corpus
from output.errors import BusyError
from output.lock import held
from output.wording import counted
from tinsach.clean import CleanOptions, clean
from tinsach.endings import complain
from tinsach.errors import EXIT_FAILED_RECORDS, EXIT_NOTHING_DONE, EXIT_UNEXPECTED, UsageError
from tinsach.finish import finish
from tinsach.nothing_new import known, nothing_new
from tinsach.pool import Limits
from tinsach.progress import for_terminal

SECONDS_TO_STOP: Final = 60.0
"""Time the crawler has to close its archive; the page in flight may take most of it."""

SECONDS_ON_TERMINAL: Final = 1.0
SECONDS_IN_LOG: Final = 60.0
"""Between two lines on how far a crawl is: a terminal shows the last one only, a log keeps all of them."""

LOCK: Final = "state/run.lock"
CLEANED: Final = "state/cleaned.json"
"""Beside the frontier: which archive files each corpus has been given."""

ARCHIVE_FILES: Final = "*.warc.gz"
CRAWL_SUMMARY: Final = "crawl.json"
"""Written by the crawl's own process; read here as a file, so that this one need not load Scrapy."""

PROBLEM: Final = "problem"
"""Key beside those of the summary: why the crawl failed."""

MAX_HOSTS_TOLD: Final = 5
MAX_CAUSES_TOLD: Final = 3
"""Hosts, and causes of each, that the terminal names after a crawl; ``crawl.json`` has more of them."""

ALWAYS_TOLD: Final = frozenset({"fetched", "archived"})
"""Numbers of a crawl that a person looks for even when they are 0."""


def crawl_job(job: Job, *, quiet: bool = False, as_json: bool = False) -> int:
    """Crawl in a process of its own (the reactor can't restart), sum up, and return its exit code."""
    code = _crawl(job, progress=not as_json)
    for host in silent_hosts(job):
        sys.stderr.write(f"tinsach: alarm: {host} was read before, and nothing of it can be read now\n")
    if not quiet and code == 0:
        summary = _summary(job)
        told = [json.dumps(summary, ensure_ascii=False)] if as_json else crawled_lines(summary)
        sys.stdout.writelines(f"{line}\n" for line in told)
    return code


def _crawl(job: Job, *, progress: bool) -> int:
    """Run the crawler; when this process is told to stop, let it finish its archive first.

    A session of its own, or Ctrl-C would reach it twice, and the second one ends it at once. It holds a
    pipe to this process and ends when that breaks, so that not even SIGKILL leaves a crawl behind.
    """
    seconds = SECONDS_ON_TERMINAL if sys.stderr.isatty() else SECONDS_IN_LOG
    told = [f"--progress={seconds:g}"] if progress else []
    command = [sys.executable, "-m", "crawler", "--attached", *told, str(job.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as child:  # noqa: S603  # ours
        try:
            return _told(child.wait())
        except KeyboardInterrupt:
            child.terminate()
            try:
                child.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                child.kill()
            raise


def _told(code: int) -> int:
    """Return the crawler's exit code; 1 is Python's own for an error nobody caught, below 0 is a signal."""
    if code != 1 and code >= 0:
        return code
    how = "by an unexpected error, told above" if code == 1 else f"by signal {-code}"
    return complain(f"the crawl was ended {how}", EXIT_UNEXPECTED)


def silent_hosts(job: Job) -> list[str]:
    """Return the hosts that fell silent, as the summary of the last crawl names them."""
    try:
        return [str(host) for host in _summary(job).get("silent_hosts", [])]
    except (OSError, ValueError):
        return []


def _summary(job: Job) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((job.archive / CRAWL_SUMMARY).read_text(encoding="utf-8"))
    return summary


def crawled_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield the line on what a crawl did, and one for each host of which addresses brought no page."""
    yield crawled_line(summary)
    causes: Mapping[str, list[Mapping[str, Any]]] = summary.get("causes", {})
    for host, most in islice(causes.items(), MAX_HOSTS_TOLD):
        told = (f"{cause['reason']} {cause['count']}, such as {cause['example']}" for cause in most)
        yield f"  {host}: {'; '.join(islice(told, MAX_CAUSES_TOLD))}"
    if (more := len(causes) - MAX_HOSTS_TOLD) > 0:
        yield f"  and {counted(more, 'other host')}: see causes in {CRAWL_SUMMARY}"


def crawled_line(summary: Mapping[str, Any]) -> str:
    """Return one line on what a crawl did: what was fetched and archived, and what else there was."""
    return ", ".join(
        f"{name.replace('_', ' ')} {value}"
        for name, value in summary.items()
        if isinstance(value, int) and (value or name in ALWAYS_TOLD)
    )


def run_job(job: Job, *, no_crawl: bool = False, as_json: bool = False) -> int:
    """Crawl, clean what the corpus has not seen of the archive, commit and report.

    After a crawl that could fetch nothing, what earlier ones left is still cleaned; with ``no_crawl``
    only that is done. Raises BusyError when a run of this job is at work, and before the crawl CorpusError
    when the corpus is of another schema version.
    """
    options = options_of(job)  # what is wrong with them, or with the corpus, is told now, not after a crawl
    if not no_crawl:
        options.pipeline()  # and whether cleaning can read the samples
    Corpus(job.corpus).tables()
    with _alone(job):
        if no_crawl:
            return clean_archive(job, as_json=as_json)
        before = _written(job)
        crawled = crawl_job(job, quiet=as_json, as_json=as_json)
        if crawled not in {0, EXIT_NOTHING_DONE}:
            return crawled
        alarm = EXIT_FAILED_RECORDS if silent_hosts(job) else 0
        crawl = _summary(job) if crawled == 0 or _written(job) != before else {}
        crawl |= {PROBLEM: _problem(crawl)} if crawled else {}
        return clean_archive(job, as_json=as_json, crawl=crawl) or crawled or alarm


def _written(job: Job) -> tuple[int, int] | None:
    """Return what changes when a crawl writes its summary; one that failed early leaves that of another."""
    try:
        status = (job.archive / CRAWL_SUMMARY).stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _problem(crawl: Mapping[str, Any]) -> str:
    """Return why a crawl failed, as far as its summary tells."""
    ended = crawl.get("ended", "finished")
    reasons = [] if ended == "finished" else [str(ended)]
    reasons += [f"{reason} ({count})" for reason, count in crawl.get("failures", {}).items()]
    return ", ".join(reasons) or "the lines before this one say why"


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Hold the lock of the whole job, crawl and cleaning, or raise BusyError."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(job.archive / LOCK, note=f"pid {os.getpid()}"))
        except BusyError as error:
            raise BusyError(f"{job.path}: another run of this job is at work") from error
        yield


def clean_archive(job: Job, *, as_json: bool = False, crawl: Mapping[str, Any] | None = None) -> int:
    """Clean the archive files that no run of the corpus names yet; ``crawl`` is what filled them."""
    files = new_files(job)
    if not files:
        return _nothing_new(job, as_json=as_json, crawl=crawl)
    if (problem := (crawl or {}).get(PROBLEM)) and not as_json:
        sys.stdout.write(f"The crawl failed: {problem}; what earlier ones left is cleaned.\n")
    with closing(for_terminal(quiet=as_json)) as progress:
        done = clean(files, relative(job.corpus), options=options_of(job), progress=progress)
    finish(done, as_json=as_json, crawl=crawl)
    _remember(job, files)
    return done.exit_code


def _nothing_new(job: Job, *, as_json: bool, crawl: Mapping[str, Any] | None) -> int:
    if as_json:
        held = {"new_files": 0, **asdict(known(job.corpus))} | ({} if crawl is None else {"crawl": crawl})
        sys.stdout.write(json.dumps(held, ensure_ascii=False) + "\n")
    else:
        problem = (crawl or {}).get(PROBLEM, "")
        waiting = (crawl or {}).get("waiting", 0)
        archive, corpus = relative(job.archive), relative(job.corpus)
        sys.stdout.write(nothing_new(job, archive, corpus, problem=problem, waiting=waiting))
    return 0


def new_files(job: Job) -> list[str]:
    """Return the closed archive files that this corpus has not been given yet, oldest first.

    Their names carry job and time, so a name is enough to know one again from another folder. A run
    that found nothing new leaves no record in the corpus; the archive remembers its files.
    """
    seen = _named(job)
    if seen:
        seen |= _remembered(job).get(str(job.corpus), set())
    return [str(relative(path)) for path in sorted(job.archive.glob(ARCHIVE_FILES)) if path.name not in seen]


def _named(job: Job) -> set[str]:
    """Return the names of the files that runs of the corpus were given, but for those of undone runs."""
    return {Path(name).name for record in Corpus(job.corpus).tables().records for name in record.inputs}


def _remember(job: Job, files: Sequence[str]) -> None:
    """Note the files of which no run tells; those of a run that is undone later are to be cleaned again."""
    known = _remembered(job)
    known.setdefault(str(job.corpus), set()).update({Path(name).name for name in files} - _named(job))
    listed = {corpus: sorted(names) for corpus, names in known.items()}
    path = job.archive / CLEANED
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f"{path.name}.new")
    staged.write_text(json.dumps(listed, indent=1), encoding="utf-8")
    staged.replace(path)


def _remembered(job: Job) -> dict[str, set[str]]:
    try:
        listed = json.loads((job.archive / CLEANED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # the corpus's own records are enough, at the price of cleaning some files again
    return {corpus: set(names) for corpus, names in listed.items()}


def options_of(job: Job) -> CleanOptions:
    """Return the cleaning options a job file asks for."""
    wanted = job.clean
    if wanted.only_similar and job.samples is None:
        raise UsageError(f"{job.path}: [clean] only_similar needs [job] samples")
    try:
        return CleanOptions(
            languages=frozenset(wanted.languages),
            min_words=MIN_WORDS if wanted.min_words is None else wanted.min_words,
            samples=job.samples,
            only_similar=wanted.only_similar,
            min_relevance=wanted.min_relevance,
            limits=Limits.for_workers(wanted.workers),
        )
    except UsageError as error:
        raise UsageError(f"{job.path}: [clean] {error}") from error


def relative(path: Path) -> Path:
    """Return ``path`` as seen from here when it lies below, which is how a person would write it."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
