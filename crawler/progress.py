"""What a person sees of a crawl while it goes on: pages, rate, and what is left."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from scrapy import Spider, signals
from scrapy.exceptions import NotConfigured

from crawler.target import State
from crawler.visit import Visit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.task import LoopingCall

    from crawler.job import CrawlPart

SECONDS: Final = "PROGRESS_SECONDS"
"""Setting: seconds between two lines of progress; 0, the default, shows none."""

ERASE: Final = "\r\x1b[K"
"""Takes back the line on a terminal."""


class CrawlProgress:
    """Writes a line now and then to standard error; on a terminal always over the one before."""

    def __init__(self, limits: CrawlPart, seconds: float) -> None:
        self._limits = limits
        self._seconds = seconds
        self._terminal = sys.stderr.isatty()
        self._began = time.monotonic()
        self._fetched = self._archived = self._waiting = 0
        self._call: LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlProgress:
        """Connect to the crawl's signals; raises ``NotConfigured`` when nobody wants to see it."""
        seconds = crawler.settings.getfloat(SECONDS)
        job = getattr(crawler.spider, "job", None)
        if not seconds or job is None:
            raise NotConfigured
        progress = cls(job.crawl, seconds)
        crawler.signals.connect(progress._opened, signals.spider_opened)
        crawler.signals.connect(progress._found, signals.request_scheduled)
        crawler.signals.connect(progress._known, signals.request_dropped)
        crawler.signals.connect(progress._visited, signals.item_scraped)
        crawler.signals.connect(progress._closed, signals.spider_closed)
        return progress

    def line(self) -> str:
        """Return what is done, how fast, and what is left at most."""
        seconds = max(time.monotonic() - self._began, 1e-9)
        rate = self._fetched / seconds
        pages = max(self._limits.max_pages - self._fetched, 0)
        ends = [pages / rate] if rate else []
        ends += [max(self._limits.time_limit - seconds, 0)] if self._limits.time_limit else []
        told = [
            f"{self._fetched:,} pages fetched, {rate:.1f} a second",
            f"{self._archived:,} reports archived",
            f"{max(self._waiting, 0):,} addresses found and not yet fetched",
            f"at most {pages:,} pages{f' or {_in_words(min(ends))}' if ends else ''} left",
        ]
        return "crawl: " + "; ".join(told)

    def _opened(self, spider: Spider) -> None:  # noqa: ARG002 - Scrapy passes by name
        from twisted.internet.task import LoopingCall  # noqa: PLC0415 - after the reactor is chosen

        self._call = LoopingCall(self._show)
        self._call.start(self._seconds, now=False)

    def _show(self) -> None:
        sys.stderr.write(f"{ERASE}{self.line()}" if self._terminal else f"tinsach: {self.line()}\n")
        sys.stderr.flush()

    def _found(self) -> None:
        self._waiting += 1

    def _known(self) -> None:
        self._waiting -= 1

    def _visited(self, item: object) -> None:
        if isinstance(item, Visit):
            self._waiting -= 1
            self._fetched += 1
            self._archived += item.page is not None and item.outcome.state is State.DONE

    def _closed(self, spider: Spider, reason: str) -> None:  # noqa: ARG002 - Scrapy passes by name
        if self._call and self._call.running:
            self._call.stop()
        if self._terminal:
            sys.stderr.write(ERASE)
            sys.stderr.flush()


def _in_words(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"
