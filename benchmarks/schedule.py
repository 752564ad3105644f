"""``python -m benchmarks.schedule``: what a job costs a site that runs every hour, over simulated days.

Serves a little site on loopback that changes from hour to hour, runs the job's crawl once an hour by a clock
that is set forward instead of waited for, counts the requests where they arrive, and cleans the archive. Exit
code 1 when a report is missed, fetched twice without having changed, or a run with nothing new costs more
than its polls; when a list that changes every hour is left out, or the corrected report is no revision.
``--ahead N`` adds a sitemap that dates all reports N hours after it is asked for, as many sites do (0: now,
24: tomorrow); reports asked for in vain are then wrong only beyond the bound of ``crawler.revisits``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from benchmarks import schedule_web as site
from benchmarks.tables import table
from crawler import clock
from crawler.job import Job, load_job
from crawler.revisits import MAX_IDLE

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcess

START: Final = datetime(2026, 3, 2, 5, tzinfo=UTC)
HOURS: Final = 48
SAME: Final = HTTPStatus.NOT_MODIFIED

JOB: Final = """[job]
name = "schedule"

[crawl]
contact = "bench@tinsach.example"
seeds = ["http://{host}/"]
proxy = "{proxy}"
allow_loopback = true
delay = 0

[clean]
only_similar = false
workers = 1
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the site saw it."""

    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the crawl: its hour, what it asked, how many reports it archived, its false alarms."""

    hour: int
    asked: tuple[Asked, ...]
    archived: int
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """All runs; the reports that were out at the last one, with feed and hour; what the corpus holds."""

    runs: tuple[Run, ...]
    published: Mapping[str, tuple[str, int]]
    changed: str
    documents: tuple[str, ...]
    revisions: tuple[str, ...]
    ahead: int | None = None


def played(hours: Sequence[int], folder: Path, *, ahead: int | None = None) -> Played:
    """Run the crawl at each of ``hours`` and clean what came; once a process, as the reactor starts once."""
    with site.ChangingWeb(START, max(hours) + 1, ahead=ahead) as web:
        path = folder / "job.toml"
        path.write_text(JOB.format(host=site.HOST, proxy=web.url), "utf-8")
        job = load_job(path)
        with patch.object(clock, "now", web.time):
            runs = _crawled(job, web, hours)
        published = {report.path: (report.feed, report.hour) for report in web.published()}
    documents, revisions = _cleaned(job)
    return Played(tuple(runs), published, web.changed.path, documents, revisions, ahead)


def _crawled(job: Job, web: site.ChangingWeb, hours: Sequence[int]) -> list[Run]:
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415  # a second
    from scrapy.settings import Settings  # noqa: PLC0415

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_ENABLED", value=False, priority="cmdline")
    process = CrawlerProcess(settings)
    runs: list[Run] = []
    _next_run(process, job, web, iter(hours), runs)
    process.start()
    if len(runs) < len(hours):
        raise RuntimeError(f"only {len(runs)} of {len(hours)} runs came to their end")
    return runs


def _next_run(
    process: CrawlerProcess, job: Job, web: site.ChangingWeb, hours: Iterator[int], runs: list[Run]
) -> None:
    """Start the run of the next hour; its end starts the one after it."""
    hour = next(hours, None)
    if hour is None:
        return
    web.hour = hour
    web.requests.clear()

    def ended(_: object) -> None:
        asked = tuple(Asked(request.path, request.status) for request in web.requests)
        summary = json.loads((job.archive / "crawl.json").read_text("utf-8"))
        runs.append(Run(hour, asked, summary["archived"], tuple(summary["silent_hosts"])))
        _next_run(process, job, web, hours, runs)

    process.crawl("news", job=job).addCallback(ended)


def _cleaned(job: Job) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Clean what the first run archived, then the rest, as a job does; return documents and revisions."""
    import pandas as pd  # noqa: PLC0415

    from tinsach.clean import clean  # noqa: PLC0415
    from tinsach.progress import for_terminal  # noqa: PLC0415
    from tinsach.run import new_files, options_of  # noqa: PLC0415

    first, *later = new_files(job)
    for files in ([first], later):
        if files:
            clean(files, job.corpus, options=options_of(job), progress=for_terminal(quiet=True))
    documents = pd.read_parquet(job.corpus / "documents")
    duplicates = pd.read_parquet(job.corpus / "duplicates")
    revised = duplicates[duplicates["kind"] == "revision"]
    return tuple(map(_path, documents["url"])), tuple(map(_path, revised["url"]))


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def idle(told: Played) -> list[int]:
    """Return for each run how many reports were asked for that had not changed."""
    return [sum(a.status == SAME and a.path in told.published for a in run.asked) for run in told.runs]


def max_idle(told: Played) -> int:
    """Return how many such requests a sitemap that always dates anew may cost: its credit, then one a day."""
    return 0 if told.ahead is None else MAX_IDLE + len(told.runs) // 24


def violations(told: Played) -> Iterator[str]:
    """Yield what is not as it should be, one line each."""
    if sum(idle(told)) > max_idle(told):
        yield f"{sum(idle(told))} reports were asked for in vain, {max_idle(told)} may be"
    bodies = Counter(a.path for run in told.runs for a in run.asked if a.status != SAME)
    wanted = {path: 1 + (path == told.changed) for path in told.published}
    for path, count in wanted.items():
        if bodies[path] != count:
            yield f"{path} was fetched {bodies[path]} times, not {count}"
    for run in told.runs:
        yield from _violations_of(run)
    if missed := set(told.published) - set(told.documents):
        yield f"{len(missed)} reports are no documents"
    if told.revisions != (told.changed,):
        yield f"revisions are {told.revisions}, not {told.changed}"


def lateness(told: Played) -> list[int]:
    """Return for each report the hours between its publication and its first request."""
    asked = {a.path: run.hour for run in reversed(told.runs) for a in run.asked}
    return [asked[path] - hour for path, (_, hour) in told.published.items() if path in asked]


def _violations_of(run: Run) -> Iterator[str]:
    paths = Counter(asked.path for asked in run.asked)
    if twice := [path for path, count in paths.items() if count > 1]:
        yield f"hour {run.hour}: asked twice for {twice[0]}"
    if site.BUSY not in paths and not {*map(site.is_night, (run.hour - 1, run.hour))} & {True}:
        yield f"hour {run.hour}: the list that changes every hour was not asked"
    if run.alarms:
        yield f"hour {run.hour}: an alarm for {run.alarms[0]}"
    pages = {asked.path for asked in run.asked if asked.status != SAME} - {site.ROBOTS, *site.LISTS}
    if len(pages) != run.archived:
        yield f"hour {run.hour}: {len(pages)} pages fetched, {run.archived} archived"


def _told(told: Played) -> str:
    rows = []
    for path in (site.ROBOTS, *site.LISTS, "reports"):
        wanted = tuple(told.published) if path == "reports" else (path,)
        statuses = [a.status for run in told.runs for a in run.asked if a.path in wanted]
        if not statuses:
            continue
        same = statuses.count(SAME)
        rows.append(
            [path, str(_changes(path, told)), str(len(statuses)), str(len(statuses) - same), str(same)]
        )
    header = ["asked for", "changed", "requests", "answered in full", "not modified"]
    return table(header, rows)


def _changes(path: str, told: Played) -> int:
    """Return in how many of the hours after the first one the answer changed."""
    if path in {site.ROBOTS, "reports"}:
        return int(path == "reports")  # the correction
    if path == site.RENEWED:
        return len(told.runs) - 1
    feeds = {path} if path in site.EVERY else {*site.EVERY}
    return len({hour for feed, hour in told.published.values() if feed in feeds and hour})


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the requests by list, and what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.schedule", description=__doc__)
    parser.add_argument("--hours", type=int, default=HOURS, metavar="N", help=f"default: {HOURS}")
    parser.add_argument("--ahead", type=int, metavar="N", help="a sitemap dates all reports N hours from now")
    parser.add_argument("--json", action="store_true", help="every request of every run, for a machine")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        told = played(range(options.hours), Path(folder), ahead=options.ahead)
    wrong = list(violations(told))
    if options.json:
        held: dict[str, Any] = asdict(told) | {"violations": wrong}
        print(json.dumps(held, ensure_ascii=False))
        return int(bool(wrong))
    print(_told(told))
    costs = [len(run.asked) for run in told.runs[1:]]
    print(f"{len(told.runs)} runs, one an hour: {len(told.runs[0].asked)} requests in the first,")
    print(f"{sum(costs) / len(costs):.1f} in one of the others ({min(costs)} to {max(costs)});")
    quiet = [len(run.asked) for run in told.runs[1:] if not run.archived]
    print(f"{max(quiet, default=0)} at most in the {len(quiet)} runs without news;")
    print(f"{sum(idle(told))} reports asked for in vain, {max(idle(told))} at most in one run;")
    late = lateness(told)
    print(f"a report waits {sum(late) / len(late):.1f} hours for its run, {max(late)} at most;")
    print(f"{len(told.documents)} documents, {len(told.revisions)} revision")
    print("\n".join(wrong) or "nothing fetched twice, nothing missed")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
