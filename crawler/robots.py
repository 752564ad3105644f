"""robots.txt as RFC 9309 wants it, where Scrapy's own middleware does not.

Four differences. Requests that wait for the same robots.txt all get its verdict (in Scrapy 2.14 to
2.19 they share one Deferred whose result the first one consumes, so the others pass). A robots.txt that
can't be had (5xx, 429, network error) forbids everything for this run. Any other 4xx allows everything,
whatever its body says. And the rules are kept for a day, over several runs or within a long one. Beyond the
RFC: what a robots.txt forbids to the crawlers that gather for training is left alone when the job says so.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.utils.misc import build_from_crawler

from crawler.consent import AI_AGENTS
from crawler.markup import unpacked
from crawler.politeness import apply_crawl_delay
from crawler.robots_kept import MAX_AGE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

FORBID_ALL = b"User-agent: *\nDisallow: /\n"

sitemaps_found = object()
"""Signal: a robots.txt names sitemaps; sent with ``urls``."""


MAX_SIZE: Final = 512 * 1024
"""Bytes of a robots.txt that are read; the RFC wants 500 KiB at least. As rules each takes some twenty."""

KEPT: Final = "kept"
"""Flag of an answer that comes from an earlier run."""

SETTLED: Final = frozenset({404, 410})
"""Statuses that say for a day that there are no rules; what else is refused may be a moment's fault."""


class DeniedByRobots(IgnoreRequest):
    """The site's robots.txt asks not to fetch this address."""


class OptedOut(DeniedByRobots):
    """The robots.txt forbids this address to those who gather texts for training."""


class RobotsUnreachable(IgnoreRequest):
    """The site's robots.txt can't be had, so nothing of the site may be fetched for now."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt on every request, also the first ones and the redirected ones."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, float] = {}
        job = getattr(crawler.spider, "job", None)
        self._minds_training = job is not None and "ai_robots" in job.crawl.opt_outs
        self._unreachable = build_from_crawler(self._parserimpl, crawler, FORBID_ALL)

    async def process_request(self, request: Request) -> Response | None:  # type: ignore[override]  # Scrapy takes both
        """Answer a request for a robots.txt with the one kept, and hold all others to the rules."""
        if request.meta.get("dont_obey_robotstxt"):  # the base class's own
            return self._kept(request)
        await super().process_request(request)
        return None

    def _kept(self, request: Request) -> Response | None:
        parts = urlsplit(request.url)
        rules_of = getattr(self.crawler.spider, "rules_of", None)  # the scheduler knows
        known = rules_of(parts.netloc) if rules_of and parts.path == "/robots.txt" else None
        if known is None:
            return None
        self._asked[parts.netloc] = time.monotonic() - known.age
        return TextResponse(request.url, body=known.text, encoding="utf-8", flags=[KEPT], request=request)

    async def robot_parser(self, request: Request) -> Any:
        """Return the rules for the host of ``request``, fetching them once a day."""
        netloc = urlsplit(request.url).netloc
        now = time.monotonic()
        if now - self._asked.setdefault(netloc, now) > MAX_AGE:
            self._asked[netloc] = now
            self._parsers.pop(netloc, None)
        await super().robot_parser(request)
        return self._parsers[netloc]

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Raise ``DeniedByRobots`` where the rules forbid ``request``."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            if rp is self._unreachable:
                raise RobotsUnreachable(f"robots.txt can't be had, so not fetched: {request.url}") from error
            raise DeniedByRobots(f"robots.txt forbids {request.url}") from error
        if self._minds_training and not _may_train(rp, request.url):
            raise OptedOut(f"robots.txt forbids training on {request.url}")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        rules = _effective(response)
        await super()._parse_robots(response.replace(body=rules), netloc, request)
        if response.status == 429 or response.status >= 500:
            self._parsers[netloc] = self._unreachable
            return
        keep = getattr(self.crawler.spider, "keep_rules", None)
        if keep and KEPT not in response.flags and (response.status < 300 or response.status in SETTLED):
            keep(netloc, rules)
        if seconds := _crawl_delay(self._parsers[netloc], self._robotstxt_useragent):
            apply_crawl_delay(self.crawler, urlsplit(request.url).hostname or "", seconds)
        if urls := _sitemaps(self._parsers[netloc]):
            self.crawler.signals.send_catch_log(sitemaps_found, urls=urls)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        self._parsers[netloc] = self._unreachable


def _may_train(parser: Any, url: str) -> bool:
    """Whether the rules leave ``url`` to the gatherers of training texts that they name.

    Protego answers for an agent that is not named by the rules for all, which we obey anyway.
    """
    return parser is None or all(parser.allowed(url, agent) for agent in AI_AGENTS)


def _effective(response: Response) -> bytes:
    """Return the rules an answer stands for, whole lines: a file that is not there allows everything."""
    rules = unpacked(response.body) if response.status < 300 else b""  # also those written in UTF-16
    if len(rules) <= MAX_SIZE:
        return rules
    # Lines may end in either: cut at one alone, rules with the other would be none, and allow everything.
    return rules[: 1 + max(rules.rfind(end, 0, MAX_SIZE) for end in (b"\n", b"\r"))]


def _crawl_delay(parser: Any, agent: str | None) -> float:
    """Return the seconds the rules ask to wait between requests, 0 if they don't."""
    asked = getattr(getattr(parser, "rp", None), "crawl_delay", lambda _: None)(agent or "*")
    return max(0.0, float(asked or 0.0))


def _sitemaps(parser: Any) -> tuple[str, ...]:
    """Return the sitemaps named in the rules; only Protego, Scrapy's default parser, tells them."""
    return tuple(getattr(getattr(parser, "rp", None), "sitemaps", ()))
