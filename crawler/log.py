"""The log: one line or one JSON object an event; what Scrapy would say at length is said in short or not."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from scrapy.logformatter import LogFormatter

COUNTED_ELSEWHERE: Final = (
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.core.downloader.handlers.http11",
)
"""Loggers of what the summary counts: they write a line for each address of a site that is down, or whose
answers break off or never end."""


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


def tell(logger: logging.Logger | logging.LoggerAdapter[Any], event: str, url: str, **facts: Any) -> None:
    """Log what became of ``url``: event, the values of ``facts``, address; as JSON with their names."""
    known = {name: value for name, value in facts.items() if value is not None}
    said = " ".join([event, *map(str, known.values()), url])
    logger.info("%s", said, extra={"facts": {"event": event, "url": url, **known}})


class _OneLine(logging.Formatter):
    """One line a record: of a traceback its last line, which names the error."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        error = ei[1] if isinstance(ei, tuple) else ei
        return f"{type(error).__name__}: {error}".replace("\n", " ")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\n", " | ")


class _JsonLine(_OneLine):
    """One JSON object a record: time, level, logger, message, and the facts of an event."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **(getattr(record, "facts", None) or {"message": record.getMessage()}),
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def log_to_stderr(what: str) -> None:
    """Log ``warnings`` only, or our own events too as text ``lines`` or ``json``; never Scrapy's chatter."""

    def wanted(record: logging.LogRecord) -> bool:
        ours = record.name.partition(".")[0] in {"news", "crawler"}
        return record.levelno >= logging.WARNING or (
            what != "warnings" and ours and record.levelno >= logging.INFO
        )

    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLine() if what == "json" else _OneLine(form))
    handler.addFilter(wanted)
    logging.getLogger().addHandler(handler)
