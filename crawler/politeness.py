"""One request at a time to a site, its subdomains together, and as slowly as its robots.txt asks."""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cleaning.address import AddressError, site
from crawler import clock
from crawler.dates import mail_time

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_CRAWL_DELAY: Final = 60.0
"""Seconds of a robots.txt's Crawl-delay that are kept: some ask for a day, which forbids without a word."""


@lru_cache(maxsize=10_000)
def site_of(host: str) -> str:
    """Return the registrable domain of ``host``: its subdomains are most often one machine."""
    try:
        return site(f"http://{host}/")
    except AddressError:
        return host


class SiteSlots:
    """Puts all requests to one site, those for its robots.txt too, into one download slot."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteSlots:
        """Keep the crawler, whose downloader knows which sites asked for a delay of their own."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Name the slot; a site that asked for a delay keeps it, however fast it answers."""
        slot = site_of(urlsplit(request.url).hostname or "")
        request.meta["download_slot"] = slot
        downloader = self._crawler.engine.downloader
        request.meta["autothrottle_dont_adjust_delay"] = slot in downloader.per_slot_settings


def apply_crawl_delay(crawler: Crawler, host: str, seconds: float) -> None:
    """Wait ``seconds`` (to a bound) between requests to the site of ``host``, and never less than before."""
    downloader = crawler.engine.downloader
    jitter = crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER")
    slot = site_of(host)
    delay = max(
        base_delay(min(seconds, MAX_CRAWL_DELAY), jitter),
        crawler.settings.getfloat("DOWNLOAD_DELAY"),
        downloader.per_slot_settings.get(slot, {}).get("delay", 0.0),
    )
    downloader.per_slot_settings[slot] = {"delay": delay}
    if slot in downloader.slots:
        downloader.slots[slot].delay = delay


def base_delay(floor: float, jitter: float) -> float:
    """Return the delay that stays above ``floor`` after Scrapy varies it by the share ``jitter``."""
    return floor / (1.0 - jitter)


def retry_after(value: str | None) -> float | None:
    """Return the seconds a Retry-After header asks for (a number or a date); ``None`` if it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    at = mail_time(text)
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - clock.now()).total_seconds())
