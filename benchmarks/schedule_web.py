"""A little news site that changes from hour to hour, for ``benchmarks.schedule``.

Its feeds differ in how often they change and in what they know of conditional requests; its sitemap lists
every report with the time of its last change, another one, if wanted, with the time at which it is asked for.
The reports are composed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http import HTTPStatus
from typing import Final

from benchmarks.copies_stories import Story, composed_stories
from tinsach.demo.server import DemoWeb, _Answer

HOST: Final = "thoibao.example"
HOME: Final = "/"
BUSY: Final = "/rss/tin-moi.rss"
SELDOM: Final = "/rss/dieu-tra.rss"
STILL: Final = "/rss/luu-tru.rss"
SITEMAP: Final = "/sitemap.xml"
RENEWED: Final = "/sitemap-moi.xml"
ROBOTS: Final = "/robots.txt"
LISTS: Final = (HOME, BUSY, SELDOM, STILL, SITEMAP, RENEWED)

EVERY: Final = {BUSY: 1, SELDOM: 15, STILL: 1_000_000}
"""Hours between two new reports of a feed, by day."""

NIGHT: Final = range(16, 23)
"""Hours of the day, counted from the start, in which nothing is published."""

AT_START: Final = 5
"""Reports of each feed at hour 0."""

CHANGED_AT: Final = 9
"""The hour at which the first report of the busy feed is corrected, and the sitemap says so."""

CORRECTION: Final = (
    "Bản tin này được đính chính: cuộc gặp diễn ra buổi chiều, không phải buổi sáng như đã đưa."
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report: on which feed, from which hour on, and what it tells."""

    path: str
    feed: str
    hour: int
    story: Story


class ChangingWeb(DemoWeb):
    """Serves the site as it is at ``hour``, counted from ``start``.

    With ``ahead`` there is a second sitemap, which dates all reports so many hours after it is asked for.
    """

    def __init__(self, start: datetime, hours: int, *, ahead: int | None = None) -> None:
        super().__init__()
        self.hour = 0
        self._ahead = ahead
        self._start = start
        self.reports = tuple(_reports(hours))

    @property
    def changed(self) -> Report:
        """Return the report that is corrected at ``CHANGED_AT``."""
        return next(report for report in self.reports if report.feed == BUSY)

    def time(self) -> datetime:
        """Return what the clocks show at ``hour``."""
        return self._start + timedelta(hours=self.hour)

    def published(self) -> list[Report]:
        """Return the reports that are out, the newest first."""
        return sorted((r for r in self.reports if r.hour <= self.hour), key=lambda r: -r.hour)

    def answer(self, host: str, path: str) -> _Answer:
        """Return the page as it is now: most know ETags, one feed only dates, one neither."""
        body = self._body(path) if host == HOST else None
        if body is None:
            return _Answer(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"none")
        content = body.encode()
        headers = {"Content-Type": "text/html; charset=utf-8" if path == HOME else "text/plain"}
        if path == STILL:
            headers["Last-Modified"] = format_datetime(self._start, usegmt=True)
        elif path != SELDOM:
            headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        return _Answer(HTTPStatus.OK, headers, content)

    def _body(self, path: str) -> str | None:
        if path == ROBOTS:
            maps = [SITEMAP] if self._ahead is None else [RENEWED, SITEMAP]
            return "User-agent: *\nDisallow:\n" + "".join(f"Sitemap: http://{HOST}{path}\n" for path in maps)
        if path == HOME:
            return _home(self.published()[:AT_START])
        if path == SITEMAP:
            return self._sitemap(self._changed_at)
        if path == RENEWED and self._ahead is not None:
            hour = self.hour + self._ahead
            return self._sitemap(lambda _: hour)
        if path in EVERY:
            return _feed([report for report in self.published() if report.feed == path])
        report = next((report for report in self.published() if report.path == path), None)
        return None if report is None else self._page_of(report)

    def _page_of(self, report: Report) -> str:
        sentences = list(report.story.sentences)
        if self._is_corrected(report):
            sentences.append(CORRECTION)
        text = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
        title = escape(report.story.title)
        return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"

    def _is_corrected(self, report: Report) -> bool:
        return report is self.changed and self.hour >= CHANGED_AT

    def _changed_at(self, report: Report) -> int:
        return CHANGED_AT if self._is_corrected(report) else report.hour

    def _sitemap(self, dated: Callable[[Report], int]) -> str:
        def entry(report: Report) -> str:
            modified = (self._start + timedelta(hours=dated(report))).isoformat()
            return f"<url><loc>http://{HOST}{report.path}</loc><lastmod>{modified}</lastmod></url>"

        return f"<urlset>{''.join(map(entry, self.published()))}</urlset>"


def is_night(hour: int) -> bool:
    """Return whether nothing is published at ``hour``."""
    return hour % 24 in NIGHT


def _comes_out(feed: str, hour: int) -> bool:
    return hour % EVERY[feed] == 0 and not is_night(hour)


def _reports(hours: int) -> list[Report]:
    known = [(feed, 0) for feed in EVERY for _ in range(AT_START)]
    known += [(feed, hour) for feed in EVERY for hour in range(1, hours) if _comes_out(feed, hour)]
    stories = composed_stories(len(known), seed=1)
    return [
        Report(f"/tin-so-{100_000 + number}.html", feed, hour, story)
        for number, ((feed, hour), story) in enumerate(zip(known, stories, strict=True))
    ]


def _home(newest: Sequence[Report]) -> str:
    feeds = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in EVERY)
    items = "".join(f'<li><a href="{r.path}">{escape(r.story.title)}</a></li>' for r in newest)
    return f"<html><head><title>Thời báo</title>{feeds}</head><body><ul>{items}</ul></body></html>"


def _feed(reports: Sequence[Report]) -> str:
    items = "".join(
        f"<item><title>{escape(r.story.title)}</title><link>http://{HOST}{r.path}</link></item>"
        for r in reports
    )
    return f'<rss version="2.0"><channel><title>Thời báo</title>{items}</channel></rss>'
