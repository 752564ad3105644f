"""Scrapy's scheduler interface on top of the frontier: which request is stored, which comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals

from cleaning.address import AddressError, canonical
from crawler.frontier import Frontier, Outcome, State, Target, frontier_path
from crawler.sites import PageKind, may_be_section
from crawler.visit import Visit

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

KEPT_META: Final[tuple[str, ...]] = (
    *("depth", "paged", "kind", "inherited", "listed", "referrer", "retry_times"),
    *("redirect_times", "redirect_ttl", "redirect_urls", "redirect_reasons"),
)
"""The meta keys that outlive the process; the others belong to one download."""

REVISITED: Final = frozenset({PageKind.POLL, PageKind.LIST})
"""Kinds asked again in every run: what is new shows there."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What a request is besides new: a second attempt, or the next hop of a redirect."""

    retried: bool
    redirected_from: str | None

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> _Step:
        hops = meta.get("redirect_urls") or []
        return cls(bool(meta.get("retry_times")), canonical(hops[-1]) if hops else None)


class FrontierScheduler:
    """Stores requests in the job's frontier and hands out the best one on a free host.

    A host is free when nothing of it is being downloaded or parsed: so each page's links are known
    before its host's next request is chosen, and the choice is made as late as can be.
    """

    def __init__(self, crawler: Crawler, path: Path, *, max_pages: int) -> None:
        self._crawler = crawler
        self._path = path
        self._left = max_pages
        self._brought: dict[str, int] = {}  # list being parsed -> new reports it linked to

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Read place and page cap from the spider's job."""
        job = crawler.spider.job  # type: ignore[union-attr]  # the only spider here has one
        scheduler = cls(crawler, frontier_path(job.archive), max_pages=job.crawl.max_pages)
        crawler.signals.connect(scheduler._visited, signals.item_scraped)
        crawler.signals.connect(scheduler._broken, signals.spider_error)
        return scheduler

    def open(self, spider: Spider) -> None:
        """Open the frontier; raises ``FrontierError``, which ends the crawl before its first request."""
        self._spider = spider
        self._frontier = Frontier(self._path)

    def close(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's interface
        """Settle what ended without a verdict (redirected off the sites), count, close."""
        self._frontier.abandon("dropped")
        for state, count in self._frontier.counts().items():
            self._crawler.stats.set_value(f"frontier/{state}", count)
        self._frontier.close()

    def has_pending_requests(self) -> bool:
        """Whether this run will fetch more."""
        return self._left > 0 and bool(self._frontier)

    def enqueue_request(self, request: Request) -> bool:
        """Store ``request``; return whether it will be fetched (``False``: known, or no address)."""
        try:
            target = self._target(request)
            step = _Step.of(request.meta)
        except AddressError:
            return False
        if step.redirected_from not in {None, target.key}:
            self._frontier.finish(str(step.redirected_from), Outcome(State.DONE, reason="redirected"))
        elif step.retried or step.redirected_from:
            self._frontier.requeue(target)
            return True
        return self._added(target)

    def next_request(self) -> Request | None:
        """Return the best request on a free host; ``None`` when there is none or the cap is reached."""
        if self._left <= 0:
            return None
        target = self._frontier.pop(self._busy())
        if target is None:
            return None
        if not target.meta.get("retry_times") and not target.meta.get("redirect_times"):
            self._left -= 1
        return self._request(target)

    def _added(self, target: Target) -> bool:
        """Add to the frontier. Old paging is followed anew only behind a list that brought something new."""
        referrer = target.referrer or ""
        revisit = target.kind in REVISITED or (
            target.kind == PageKind.PAGING and self._brought.get(referrer, 0) > 0
        )
        added = self._frontier.add(target, revisit=revisit)
        if added and target.kind == PageKind.ARTICLE:
            self._brought[referrer] = self._brought.get(referrer, 0) + 1
        return added

    def _visited(self, item: object) -> None:
        """Finish an address once its page is archived and its links are stored."""
        if isinstance(item, Visit):
            report = item.kind is PageKind.ARTICLE and not may_be_section(item.url)
            self._frontier.finish(item.key, item.outcome, kind=item.kind if report else None)
            self._brought.pop(item.key, None)

    def _broken(self, response: Any) -> None:
        """Record that our own parser failed: the page is tried again by a later, mended version."""
        key = getattr(response, "meta", {}).get("key")
        if key:
            self._frontier.finish(key, Outcome(State.FAILED, response.status, "parser_error"))

    def _busy(self) -> set[str]:
        engine = self._crawler.engine
        parsing: Iterable[Request] = engine.scraper.slot.active if engine.scraper.slot else ()
        return {urlsplit(r.url).hostname or "" for r in chain(engine.downloader.active, parsing)}

    def _target(self, request: Request) -> Target:
        """Return what to store of ``request``; callbacks are methods of the spider, kept by name."""
        name = request.callback.__name__ if request.callback else "parse"
        if not hasattr(self._spider, name):
            raise TypeError(f"the callback of {request.url} must be a method of the spider, not {name}")
        meta: dict[str, Any] = {key: request.meta[key] for key in KEPT_META if key in request.meta}
        return Target(
            key=canonical(request.url),
            url=request.url,
            kind=str(meta.get("kind", PageKind.LIST)),
            callback=name,
            priority=request.priority,
            depth=int(meta.get("depth", 0)),
            referrer=meta.get("referrer"),
            meta=meta,
        )

    def _request(self, target: Target) -> Request:
        return Request(
            target.url,
            callback=getattr(self._spider, target.callback),
            errback=self._spider.failed,  # type: ignore[attr-defined]  # ours
            priority=target.priority,
            meta={**target.meta, "key": target.key},
        )
