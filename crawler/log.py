"""What Scrapy would log at length: one line, or none where our own says it better."""

from __future__ import annotations

import logging
from typing import Any, Final

from scrapy.logformatter import LogFormatter

COUNTED_ELSEWHERE: Final = ("scrapy.downloadermiddlewares.retry", "scrapy.downloadermiddlewares.robotstxt")
"""Loggers of what the summary counts: they write a line for each address of a site that is down."""


def silence_what_is_counted() -> None:
    """Keep ``COUNTED_ELSEWHERE`` quiet, however Scrapy was started."""
    for name in COUNTED_ELSEWHERE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


class ShortLogFormatter(LogFormatter):
    """Leaves a page that can't be archived to the scheduler, which ends the crawl with one line."""

    def item_error(self, item: Any, exception: BaseException, *_: Any) -> Any:
        """Return a short record below what is shown; Scrapy's holds the whole page."""
        error = f"{type(exception).__name__}: {exception}"
        return {
            "level": logging.DEBUG,
            "msg": "not archived: %(url)s: %(error)s",
            "args": {"url": getattr(item, "url", ""), "error": error},
        }
