"""Scrapy's scheduler interface on top of the frontier: which request is stored, which comes next."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals

from cleaning.address import AddressError, canonical
from crawler.frontier import Frontier, frontier_path
from crawler.guide import Guide
from crawler.mirrors import DROPPED, REDIRECTED
from crawler.outages import Outages
from crawler.politeness import site_of
from crawler.problems import PROBLEM, START_ERROR, seed_needed
from crawler.robots_kept import KeptRules
from crawler.shares import PageBudget, lists_in
from crawler.sites import PageKind, may_be_section
from crawler.stamp import UNCHANGED
from crawler.steps import Step
from crawler.stored import request_of, stored
from crawler.target import Outcome, State, Target
from crawler.traps import NoveltyBudget
from crawler.visit import Visit

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from crawler.job import Job

REVISITED: Final = frozenset({PageKind.POLL, PageKind.LIST})
"""Kinds asked again in every run: what is new shows there."""

SCOPE: Final = "scope"
"""Under this name the frontier keeps what decides which links of a page are followed."""

LEARNED: Final = "guide"
"""Under this name the frontier keeps what the crawl has learned."""

logger = logging.getLogger(__name__)


class FrontierScheduler:
    """Stores requests in the job's frontier and hands out the best one on a free host.

    A host is free when nothing of its site is being downloaded or parsed: so each page's links are known
    before the site's next request is chosen, and the choice is made as late as can be.
    """

    def __init__(self, crawler: Crawler, path: Path, *, max_pages: int, time_limit: float) -> None:
        self._crawler = crawler
        self._path = path
        self._pages = PageBudget(max_pages)
        self._outages = Outages(time_limit)
        self._redirected: set[str] = set()  # led to an address that was not stored (yet)
        self._problem = ""
        self._budget = NoveltyBudget()
        self._brought: dict[str, int] = {}  # list being parsed -> new reports it linked to
        self._changing: set[str] = set()  # lists being parsed that show what is new in this run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Read place and page cap from the spider's job."""
        job = crawler.spider.job  # type: ignore[union-attr]  # the only spider here has one
        scheduler = cls(
            crawler,
            frontier_path(job.archive),
            max_pages=job.crawl.max_pages,
            time_limit=job.crawl.time_limit,
        )
        crawler.signals.connect(scheduler._visited, signals.item_scraped)
        crawler.signals.connect(scheduler._not_archived, signals.item_error)
        crawler.signals.connect(scheduler._scheduled, signals.request_scheduled)
        crawler.signals.connect(scheduler._broken, signals.spider_error)
        return scheduler

    def open(self, spider: Spider) -> None:
        """Open the frontier; raises ``FrontierError``, which ends the crawl before its first request."""
        self._spider = spider
        self._frontier = Frontier(self._path)
        self._guide: Guide = spider.guide  # type: ignore[attr-defined]  # ours
        spider.has_read = self._frontier.has_read  # type: ignore[attr-defined]  # ours
        spider.rules_of, spider.keep_rules = self._rules_of, self._keep_rules  # type: ignore[attr-defined]  # ours
        self._frontier.judge(lambda score: self._guide.topic.band(score).value)
        self._mind_the_scope(spider.job)  # type: ignore[attr-defined]  # ours
        if learned := self._frontier.memo(LEARNED):
            self._guide.restore(learned)

    def _rules_of(self, netloc: str) -> KeptRules | None:
        known = None
        with self._watched():
            known = None if self._is_lost else self._frontier.robots.get(netloc)
        return known  # noqa: RET504 - None after an error

    def _keep_rules(self, netloc: str, rules: bytes) -> None:
        with self._watched():
            if not self._is_lost:
                self._frontier.robots.keep(netloc, rules)

    def _mind_the_scope(self, job: Job) -> None:
        """Read all lists anew when the job has changed: they may lead to what was off its sites."""
        scope = repr((job.crawl.seeds, job.crawl.sites, job.crawl.max_depth))
        if self._frontier.memo(SCOPE) != scope:
            self._frontier.lists.forget_stamps()
            self._frontier.waiting.look_at_all()
            self._frontier.remember(SCOPE, scope)

    def close(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's interface
        """Settle what was redirected off the sites, let wait what else has no verdict, count, close."""
        with self._watched():
            if not self._is_lost:
                self._frontier.abandon(self._redirected, DROPPED)
                self._frontier.remember(LEARNED, self._guide.to_json())
                self._count()
                self._frontier.close()
        if self._is_lost:
            self._frontier.discard()

    def _count(self) -> None:
        """Tell the crawl's summary where the addresses of the frontier stand."""
        told = {"not_due": self._frontier.lists.passed_over}
        told["lists_put_off"] = lists_in(self._frontier.waiting.count)
        for name, count in (told | self._frontier.counts()).items():
            self._crawler.stats.set_value(f"frontier/{name}", count)

    def has_pending_requests(self) -> bool:
        """Whether this run will fetch more."""
        return self._pages.left > 0 and any(
            not self._outages.is_given_up(host) for host in self._frontier.waiting.hosts()
        )

    def enqueue_request(self, request: Request) -> bool:
        """Store ``request``; return whether it will be fetched (``False``: known, or no address)."""
        stored = False
        with seed_needed(request, self._crawler.stats), self._watched():
            stored = not self._is_lost and self._enqueued(request)
        return stored  # noqa: RET504 - False after an error

    def _enqueued(self, request: Request) -> bool:
        try:
            target = stored(request, self._spider)
            step = Step.of(request.meta)
        except AddressError:
            return False
        self._redirected.discard(str(step.redirected_from))
        if step.redirected_from not in {None, target.key}:
            self._frontier.finish(str(step.redirected_from), Outcome(State.DONE, reason=REDIRECTED))
        elif step.retried or step.redirected_from:
            self._frontier.requeue(target)
            return True
        return self._added(target)

    def next_request(self) -> Request | None:
        """Return the best request on a free host; ``None`` when there is none or the cap is reached."""
        if self._pages.left <= 0:
            return None
        target = None
        with self._watched():
            target = self._popped()
            while target is not None and self._is_trap(target):
                self._frontier.finish(target.key, Outcome(State.FAILED, reason="trap"))
                target = self._popped()
        if target is not None and not target.meta.keys() & {"retry_times", "redirect_times"}:
            self._pages.spend(target.kind)
        return request_of(target, self._spider) if target else None

    def _popped(self) -> Target | None:
        """Return the best address on a free host, lists only while they have not had their part."""
        waiting = self._frontier.waiting
        paused = {host for host in waiting.hosts() if self._outages.is_paused(host)}
        put_off = self._pages.put_off(lambda kind, most: waiting.count(kind, most, besides=paused))
        return self._frontier.pop(self._busy_hosts() | paused, put_off)

    def _is_trap(self, target: Target) -> bool:
        """Whether lists of this form have cost what they may without bringing reports."""
        is_poll = target.kind == PageKind.POLL and target.referrer is not None
        followed = is_poll or target.kind in {PageKind.LIST, PageKind.PAGING}
        again = target.meta.get("retry_times")
        return followed and not again and not self._budget.spend(target.url, is_poll=is_poll)

    def _added(self, target: Target) -> bool:
        """Add to the frontier. Old paging is followed anew only behind a list that brought something new."""
        referrer = target.referrer or ""
        revisit = target.kind in REVISITED or (
            target.kind == PageKind.PAGING and self._brought.get(referrer, 0) > 0
        )
        added = self._frontier.add(target, revisit=revisit)
        if revisit and not added:
            self._frontier.pass_over(target.key)
        if target.kind in REVISITED and target.meta.get("of_list"):
            self._frontier.lists.connect(referrer, target.key)
        if target.kind == PageKind.ARTICLE and (added or self._frontier.is_new(target.key)):
            self._changing.add(referrer)  # also where another list brought it first
        if added and target.kind == PageKind.ARTICLE:
            self._brought[referrer] = self._brought.get(referrer, 0) + 1
            self._guide.show(referrer, target.url, target.meta)
        return added

    def _visited(self, item: object) -> None:
        """Finish an address once its page is archived and its links are stored."""
        if not isinstance(item, Visit) or self._is_lost:
            return
        with self._watched():
            if item.outcome.state is State.WAITING:
                again = self._outages.met(item)
                counts = not again and self._outages.is_of_address(item)
                self._frontier.put_back(item.key, item.outcome, again=again, counts=counts)
                return
            self._outages.over(item.url)
            brought = self._brought.pop(item.key, 0)
            self._frontier.lists.note_news(
                item.key, brought=item.key in self._changing, tells=item.tells
            )  # what shows new reports is worth asking again
            self._changing.discard(item.key)
            self._budget.earn(item.url, brought)
            report = item.kind is PageKind.ARTICLE and not may_be_section(item.url) and not brought
            stamp = item.stamp.to_json() if item.stamp else None
            if item.stands_for:
                named = Target(item.stands_for, item.stands_for, PageKind.ARTICLE, "parse", referrer=item.key)
                self._frontier.settle(named)
            self._frontier.finish(item.key, item.outcome, kind=item.kind if report else None, stamp=stamp)
            if item.outcome.reason == UNCHANGED and item.kind is not PageKind.ARTICLE:
                self._frontier.revisit_lists_of(item.key)
            if self._guide.is_due:
                self._weigh_anew()

    def _weigh_anew(self) -> None:
        """Let what was learned since tell on what waits already, and keep it for after a kill."""
        self._guide.relearn()
        self._frontier.weigh(lambda t: self._guide.priority(PageKind(t.kind), t.url, t.meta))
        self._frontier.remember(LEARNED, self._guide.to_json())

    def _broken(self, response: Any) -> None:
        """Record that our own parser failed: the page is tried again by a later, mended version.

        Without a response it was the spider's start, and seeds are left untried.
        """
        if response is None:
            self._crawler.stats.set_value(PROBLEM, START_ERROR)
        key = getattr(response, "meta", {}).get("key")
        with self._watched():
            if not key or self._is_lost:
                return
            self._frontier.finish(key, Outcome(State.FAILED, response.status, "parser_error"))

    def _scheduled(self, request: Request) -> None:
        """Note a redirected address, whose target other receivers of the signal may refuse to store."""
        if hops := request.meta.get("redirect_urls"):
            self._redirected.add(canonical(hops[-1]))

    def _not_archived(self, item: object, failure: Any) -> None:
        """End the crawl: a page that can't be kept must be fetched again, and so would the next one."""
        if isinstance(item, Visit):
            with self._watched():
                if not self._is_lost:
                    waits = Outcome(State.WAITING, item.outcome.status, "archive_error")
                    self._frontier.put_back(item.key, waits)
        self._give_up("archive_error", "the archive can't be written", failure.value)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._give_up("frontier_error", f"{self._path} can't be written", error)

    @property
    def _is_lost(self) -> bool:
        """Whether the frontier can't be trusted with anything more."""
        return self._problem == "frontier_error"

    def _give_up(self, problem: str, what: str, error: BaseException) -> None:
        """Close the spider, once, with one line; nothing more is fetched."""
        self._pages.left = 0
        if self._problem:
            self._problem = problem if problem == "frontier_error" else self._problem
            return
        self._problem = problem
        self._crawler.stats.set_value(PROBLEM, problem)
        logger.error("%s, so the crawl ends: %s; the next run goes on where it stopped", what, error)
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=problem))

    def _busy_hosts(self) -> set[str]:
        """Return the waiting hosts that may not be asked now, as something of their site is at work."""
        engine = self._crawler.engine
        parsing: Iterable[Request] = engine.scraper.slot.active if engine.scraper.slot else ()
        busy = {site_of(urlsplit(r.url).hostname or "") for r in chain(engine.downloader.active, parsing)}
        return {host for host in self._frontier.waiting.hosts() if site_of(host) in busy}
