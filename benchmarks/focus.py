"""``python -m benchmarks.focus``: how soon a crawl finds what is sought, beside other orders of its links.

A simulated web of thousands of pages over ``../shared/data/text`` (nothing of it is copied here): sought
are its reports on diplomacy, of which a few are given as samples. Our own order comes from the crawler's
real parts (page reader, scout, scheduler, frontier); only the network is missing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from scrapy import Request
from scrapy.http import HtmlResponse

from benchmarks.focus_shapes import SHAPES
from benchmarks.focus_web import Report, SimulatedWeb, simulate
from benchmarks.tables import figure, table
from cleaning.address import canonical
from cleaning.relevance import TopicModel
from crawler.job import CleanPart, CrawlPart, Job
from crawler.page import read_page
from crawler.relevance import Topic
from crawler.scheduler import FrontierScheduler
from crawler.spider import NewsSpider
from crawler.visit import Visit

TEXTS: Final = Path(__file__).parents[2] / "shared" / "data" / "text"
STEPS_AHEAD: Final = 3
"""Links the oracle looks ahead: home, section, its next page."""

SHARES: Final = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0)
"""Shares of all pages at which the harvest is read off."""


@dataclass(frozen=True, slots=True)
class Task:
    """What every order gets: a web, and the samples that say what is sought."""

    web: SimulatedWeb
    samples: Mapping[str, str]


OF_A_WEB: Final = (
    *("found at 10 %", "times breadth-first", "found at 35 %", "pages for 90 %"),
    *("sections known: at 10 %", "sections known: pages for 90 %"),
)
"""What is told of each web when all shapes are run."""

Order = Callable[[Task], Iterator[str]]
"""Yields the addresses of the web in the order they are fetched."""


def drawn(*, pages: int, samples: int, share: float, seed: int, shape: str = "papers") -> Task:
    """Draw a web of about ``pages`` reports, of which ``share`` are sought, and so many samples besides."""
    chance = random.Random(seed)
    sought = _read(TEXTS / "baomoi_diplomacy.jsonl.gz")
    known = {row["id"] for row in sought}
    others = [row for row in _read(TEXTS / "baomoi.jsonl.gz") if row["id"] not in known]
    wanted = chance.sample(sought, min(len(sought), round(pages * share) + samples))
    given, wanted = wanted[:samples], wanted[samples:]
    rest = chance.sample(others, pages - len(wanted))
    reports = [_report(row, sought=True) for row in wanted] + [_report(row, sought=False) for row in rest]
    texts = {str(row["id"]): f"{row['title']}\n{row['body']}" for row in given}
    return Task(simulate(reports, seed=seed, shape=SHAPES[shape]), texts)


def _read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _report(row: Mapping[str, Any], *, sought: bool) -> Report:
    return Report(row["title"], row["body"], sought)


def ours(task: Task) -> Iterator[str]:
    """Fetch in the order of the real spider, scheduler and frontier."""
    with tempfile.TemporaryDirectory() as folder:
        spider, scheduler = _crawl_of(task, Path(folder))
        for seed in task.web.seeds:
            scheduler.enqueue_request(spider._request(_poll(seed)))
        while (request := scheduler.next_request()) is not None:
            yield request.url
            for found in spider.parse(_response(task.web, request)):
                if isinstance(found, Visit):
                    scheduler._visited(found)
                else:
                    scheduler.enqueue_request(found)
        scheduler.close("finished")


def _poll(url: str) -> Any:
    from crawler.leads import Lead  # noqa: PLC0415
    from crawler.sites import PageKind  # noqa: PLC0415

    return Lead(url, PageKind.POLL)


def _response(web: SimulatedWeb, request: Request) -> HtmlResponse:
    body = web.pages.get(request.url, "").encode()
    return HtmlResponse(request.url, body=body, encoding="utf-8", request=request)


def _crawl_of(task: Task, folder: Path) -> tuple[NewsSpider, FrontierScheduler]:
    crawl = CrawlPart("bench@tinsach.example", task.web.seeds, max_depth=50, max_pages=10**9)
    job = Job(folder / "job.toml", "focus", folder / "corpus", folder, None, crawl, CleanPart())
    spider = NewsSpider(job, Topic(TopicModel.fit(task.samples), task.samples))
    idle = SimpleNamespace(
        scraper=SimpleNamespace(slot=None), downloader=SimpleNamespace(active=()), spider=spider
    )
    stats = SimpleNamespace(set_value=lambda *_: None)
    crawler: Any = SimpleNamespace(engine=idle, spider=spider, stats=stats)
    scheduler = FrontierScheduler(crawler, folder / "state" / "f.sqlite", max_pages=10**9, time_limit=0)
    scheduler.open(spider)
    return spider, scheduler


def _links(web: SimulatedWeb, url: str) -> list[str]:
    return [link.url for link in read_page(web.pages[url], url).links if link.url in web.pages]


def breadth_first(task: Task) -> Iterator[str]:
    """Fetch in the order of discovery."""
    waiting, known = deque(task.web.seeds), set(task.web.seeds)
    while waiting:
        url = waiting.popleft()
        yield url
        new = [link for link in _links(task.web, url) if link not in known]
        known.update(new)
        waiting.extend(new)


def at_random(task: Task) -> Iterator[str]:
    """Fetch any known address."""
    chance = random.Random(0)
    waiting, known = list(task.web.seeds), set(task.web.seeds)
    while waiting:
        at = chance.randrange(len(waiting))
        waiting[at], waiting[-1] = waiting[-1], waiting[at]
        url = waiting.pop()
        yield url
        new = [link for link in _links(task.web, url) if link not in known]
        known.update(new)
        waiting.extend(new)


def oracle(task: Task) -> Iterator[str]:
    """Fetch what is sought as soon as it is known, else the page that leads to most of it soonest."""
    links = {url: _links(task.web, url) for url in task.web.pages}
    left = set(task.web.sought)
    waiting, known = set(task.web.seeds), set(task.web.seeds)
    while waiting:
        worth = _worth(links, left - known)
        waiting_sought = waiting & left
        batch = sorted(waiting_sought) or [max(sorted(waiting), key=worth.__getitem__)]
        for url in batch:
            yield url
            left.discard(url)
            waiting.discard(url)
            waiting |= set(links[url]) - known
            known |= set(links[url])
        if not left:
            yield from sorted(waiting)
            return


def by_section(task: Task) -> Iterator[str]:
    """Fetch what stands in the sections with the largest share of what is sought, known beforehand.

    What list positions alone can tell at best: no word is read.
    """
    members: dict[str, list[bool]] = {}
    for url, section in task.web.sections.items():
        members.setdefault(section, []).append(url in task.web.sought)
    share = {section: sum(found) / len(found) for section, found in members.items()}
    waiting = [(-1.0, at, url) for at, url in enumerate(task.web.seeds)]
    known = set(task.web.seeds)
    while waiting:
        url = heappop(waiting)[2]
        yield url
        for link in _links(task.web, url):
            if link not in known:
                known.add(link)
                heappush(waiting, (-share.get(task.web.sections.get(link, ""), 0.0), len(known), link))


def _worth(links: Mapping[str, Sequence[str]], hidden: set[str]) -> dict[str, float]:
    """Return for each page what following it would uncover, halved with every further step."""
    direct = {url: float(sum(link in hidden for link in found)) for url, found in links.items()}
    worth = direct
    for _ in range(STEPS_AHEAD):
        worth = {
            url: direct[url] + max((worth[x] for x in found), default=0.0) / 2 for url, found in links.items()
        }
    return worth


ORDERS: Final[Mapping[str, Order]] = {
    "ours": ours,
    "breadth-first": breadth_first,
    "random": at_random,
    "sections known": by_section,
    "oracle": oracle,
}


@dataclass(frozen=True, slots=True)
class Harvest:
    """How one order went: ``found[i]`` reports sought after ``i + 1`` pages."""

    found: tuple[int, ...]
    sought: int
    pages: int

    def at(self, share: float) -> float:
        """Return the share of what is sought that is found after ``share`` of all pages."""
        last = min(len(self.found), max(1, round(share * self.pages))) - 1
        return self.found[last] / self.sought

    def needed(self, recall: float) -> float:
        """Return the share of all pages after which ``recall`` of what is sought is found; NaN if never."""
        wanted = recall * self.sought
        at = next((i + 1 for i, found in enumerate(self.found) if found >= wanted), None)
        return float("nan") if at is None else at / self.pages


def harvest(order: Order, task: Task) -> Harvest:
    """Fetch the whole web by ``order``."""
    found, count = [], 0
    keys = {canonical(url) for url in task.web.sought}
    for url in order(task):
        count += canonical(url) in keys
        found.append(count)
    return Harvest(tuple(found), len(keys), len(task.web.pages))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the harvest curves; exit code 1 when ours misses the aims."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.focus", description=__doc__)
    parser.add_argument("--pages", type=int, default=5000, metavar="N", help="reports in the simulated web")
    parser.add_argument("--samples", type=int, default=5, metavar="N", help="samples given")
    parser.add_argument("--share", type=float, default=0.08, help="share of the reports that are sought")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed is another web")
    parser.add_argument("--shape", choices=SHAPES, default="papers", help="what the sites are like")
    parser.add_argument("--shapes", type=int, default=0, metavar="N", help="all shapes, N webs of each")
    options = parser.parse_args(arguments)
    draw = partial(drawn, pages=options.pages, samples=options.samples, share=options.share)
    if options.shapes:
        return _all_shapes(draw, range(options.seed, options.seed + options.shapes))
    task = draw(seed=options.seed, shape=options.shape)
    print(f"{len(task.web.pages)} pages, {len(task.web.sought)} sought, {options.samples} samples")
    curves = {name: harvest(order, task) for name, order in ORDERS.items()}
    rows = [
        [name, *(figure(curve.at(s)) for s in SHARES), figure(curve.needed(0.9))]
        for name, curve in curves.items()
    ]
    print(table(["found after", *(f"{s:.0%}" for s in SHARES), "pages for 90 %"], rows))
    return 0


def _all_shapes(draw: Callable[..., Task], seeds: Sequence[int]) -> int:
    """Print how ours does on webs of every shape, the mean and the worst; exit code 0."""
    rows: list[tuple[str, list[float]]] = []
    for shape in SHAPES:
        for seed in seeds:
            task = draw(seed=seed, shape=shape)
            own, first, known = (harvest(order, task) for order in (ours, breadth_first, by_section))
            times = own.at(0.1) / max(first.at(0.1), 1 / first.sought)
            figures = [own.at(0.1), times, own.at(0.35), own.needed(0.9), known.at(0.1), known.needed(0.9)]
            rows.append((f"{shape} {seed}", figures))
    columns = list(zip(*(figures for _, figures in rows), strict=True))
    rows.append(("mean", [sum(column) / len(column) for column in columns]))
    worst = [max if "pages" in name else min for name in OF_A_WEB]
    rows.append(("worst", [of(column) for of, column in zip(worst, columns, strict=True)]))
    print(table(["web", *OF_A_WEB], [[name, *map(figure, figures)] for name, figures in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
