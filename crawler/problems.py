"""Why a crawl could not go on: what its summary and its exit code tell beyond single addresses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.statscollectors import StatsCollector

PROBLEM: Final = "crawl/problem"
"""Statistic: why the crawl could not go on, ``archive_error``, ``frontier_error`` or ``START_ERROR``."""

START_ERROR: Final = "start_error"
"""What a crawl begins with could not all be stored: a fault of this program, with a line in the log."""


@contextmanager
def seed_needed(request: Request, stats: StatsCollector) -> Iterator[None]:
    """Note an error of ours over a request that no page led to, a seed, and let it go on.

    Scrapy logs it, and then ends the crawl as if it had been told to stop.
    """
    is_done = "referrer" in request.meta
    try:
        yield
        is_done = True
    finally:
        if not is_done:
            stats.set_value(PROBLEM, START_ERROR)
