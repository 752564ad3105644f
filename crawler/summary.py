"""The summary of a crawl: ``crawl.json`` in the archive folder, however Scrapy was started."""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Spider, signals

from cleaning.relevance import Band
from crawler import clock
from crawler.causes import Causes
from crawler.mirrors import MIRROR
from crawler.problems import PROBLEM
from crawler.sites import PageKind
from crawler.stamp import UNCHANGED
from crawler.target import State
from crawler.visit import Visit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.job import Job

logger = logging.getLogger(__name__)

FILE: Final = "crawl.json"
COUNTED: Final = (
    "fetched",
    "lists",
    "archived",
    "on_topic",
    "uncertain",
    "off_topic",
    "denied_by_robots",
    "errors",
    "opted_out",
    "unchanged",
    "mirrors",
    "offered",
)
"""The counts, in total and by host. ``fetched`` are answers that could be read; of these ``archived``
are reports, the rest lists, feeds and sitemaps; ``uncertain`` are those of ``on_topic`` that barely are;
``offered`` are the reports that lists show, known or new, wanted by the job's filter or not."""

INDEXES: Final = "indexes"
"""Counted for the alarm only: the sitemap indexes among the lists."""


class CrawlSummary:
    """Counts visits and writes the summary when the spider closes."""

    def __init__(self, crawler: Crawler, job: Job) -> None:
        self._crawler = crawler
        self._job = job
        self._started = clock.now()
        self._hosts: dict[str, Counter[str]] = {}
        self._causes = Causes()
        self._known = _known_hosts(job.archive)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlSummary:
        """Connect to the crawl's signals."""
        summary = cls(crawler, crawler.spider.job)  # type: ignore[union-attr]  # the only spider here has one
        crawler.signals.connect(summary._visited, signals.item_scraped)
        crawler.signals.connect(summary._closed, signals.spider_closed)
        return summary

    def _visited(self, item: object) -> None:
        if not isinstance(item, Visit):
            return
        counts = self._hosts.setdefault(urlsplit(item.url).hostname or "", Counter())
        counts.update(_counts_of(item))
        counts["offered"] += item.offered
        if item.outcome.state is not State.DONE:
            self._causes.add(item.url, item.outcome.reason or "unknown")

    def _closed(self, spider: Spider, reason: str) -> None:  # noqa: ARG002 - Scrapy passes by name
        ended = self._crawler.stats.get_value(PROBLEM) or reason
        try:
            write_summary(self._job.archive / FILE, self._summary(ended))
        except OSError as error:
            self._crawler.stats.set_value(PROBLEM, "archive_error")
            if ended == reason:  # else it has been said
                logger.error("%s can't be written: %s", self._job.archive / FILE, error)  # noqa: TRY400 - one line

    def _summary(self, reason: str) -> dict[str, Any]:
        stats = self._crawler.stats
        totals = sum(self._hosts.values(), Counter[str]())
        finished = clock.now()
        return {
            "job": self._job.name,
            "started_at": self._started.isoformat(timespec="seconds"),
            "finished_at": finished.isoformat(timespec="seconds"),
            "seconds": round((finished - self._started).total_seconds(), 1),
            "ended": reason,
            **{name: totals[name] for name in COUNTED},
            "harvest_rate": round(totals["on_topic"] / totals["archived"], 4) if totals["archived"] else None,
            "not_due": stats.get_value("frontier/not_due", 0),
            "lists_put_off": stats.get_value("frontier/lists_put_off", 0),
            "waiting": stats.get_value("frontier/waiting", 0),
            "failures": self._causes.by_reason(),
            "causes": {host: list(map(asdict, causes)) for host, causes in self._causes.by_host().items()},
            "causes_of_other_hosts": self._causes.of_other_hosts(),
            "parser_errors": stats.get_value("spider_exceptions/count", 0),
            "silent_hosts": self._silent(),
            "known_hosts": self._known_now(),
            "hosts": {h: {n: c[n] for n in COUNTED} for h, c in sorted(self._hosts.items())},
            "files": stats.get_value("archive/files", []),
        }

    def _silent(self) -> list[str]:
        """Return the hosts that were read in an earlier crawl and bring nothing now.

        They can't be read, or their lists are read, have changed, and link to reports no more.
        """
        return sorted(
            host
            for host, counts in self._hosts.items()
            if host in self._known and (not counts["fetched"] or (self._known[host] and _is_barren(counts)))
        )

    def _known_now(self) -> dict[str, bool]:
        """Return the hosts read so far, and whether each ever linked to reports."""
        read = {host: counts["offered"] > 0 for host, counts in self._hosts.items() if counts["fetched"]}
        hosts = sorted({*read, *self._known})
        return {host: read.get(host, False) or self._known.get(host, False) for host in hosts}


def _is_barren(counts: Mapping[str, int]) -> bool:
    read = counts["lists"] - counts[INDEXES]  # an index shows no reports, and its sitemaps may not be due
    return read > 0 and not (counts["offered"] or counts["unchanged"] or counts["archived"])


def _known_hosts(archive: Path) -> dict[str, bool]:
    """Return the hosts that earlier crawls read, and whether each ever linked to reports.

    Older summaries only have the hosts of one crawl, the oldest ones not what their lists offered.
    """
    try:
        summary = read_summary(archive)
    except (OSError, ValueError):
        return {}
    hosts: Mapping[str, Mapping[str, int]] = summary.get("hosts", {})
    told = {host: bool(c.get("offered", c.get("archived"))) for host, c in hosts.items() if c.get("fetched")}
    return dict(summary.get("known_hosts", told))


def read_summary(archive: Path) -> dict[str, Any]:
    """Return the summary of the last crawl into ``archive``; raises ``OSError``, ``ValueError``."""
    summary: dict[str, Any] = json.loads((archive / FILE).read_text("utf-8"))
    return summary


def write_summary(path: Path, summary: dict[str, Any]) -> None:
    """Write ``summary`` so that a reader sees the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f"{path.name}.new")
    staged.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    os.replace(staged, path)  # noqa: PTH105 - says what it does: an atomic replacement


def _counts_of(visit: Visit) -> list[str]:
    reason = visit.outcome.reason or ""
    if visit.outcome.state is not State.DONE:
        unread = {"denied_by_robots", "opted_out"} & {reason, reason[: len("opted_out")]}
        return [*unread] or ["errors"]
    return ["fetched", *_counts_of_answer(visit, reason)]


def _counts_of_answer(visit: Visit, reason: str) -> list[str]:
    """Return the counts of an answer that could be read."""
    if reason.startswith("opted_out"):
        return ["opted_out"]
    unchanged = ["unchanged"] if reason == UNCHANGED else []
    is_report = visit.kind is PageKind.ARTICLE and (visit.page is not None or reason == MIRROR)
    if not is_report:  # or taken for one by its address alone: a redirect to a login leads to many
        return ["lists", *unchanged, *([INDEXES] if visit.is_index else [])]
    if unchanged or reason == MIRROR:
        return unchanged or ["mirrors"]
    bands = {Band.ON: ["on_topic"], Band.UNCERTAIN: ["on_topic", "uncertain"], None: []}
    return ["archived", *bands.get(visit.band, ["off_topic"])]
