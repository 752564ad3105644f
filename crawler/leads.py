"""Leads: what pages, feeds and sitemaps offer to fetch next, judged before anything is fetched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from unicodedata import normalize
from urllib.parse import urlsplit

from crawler import sites
from crawler.dates import day_of
from crawler.discovery import Entry
from crawler.page import Link, Page
from crawler.sites import PageKind

MAX_CHILD_SITEMAPS: Final = 20
"""Sitemaps followed from one index, the newest first: large papers keep one a month for twenty years,
and what is sought is news."""

MAX_SAID: Final = 500
"""Characters kept of what a list says of a report; titles have some 100."""

_ORDER = {PageKind.ARTICLE: 0, PageKind.LIST: 1, PageKind.PAGING: 2, PageKind.POLL: 3}
"""Reports first: the scheduler then knows whether a list brought any before it meets the next page."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An address worth a request.

    ``text`` are the link's words, ``place`` is where on the page it stands, ``listed`` what a feed or
    sitemap says of the page (title, published, keywords).
    """

    url: str
    kind: PageKind
    text: str = ""
    place: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filter:
    """What of feeds and sitemaps is worth a request, by what they say of it.

    Left out is what is dated before ``since``, and what has words none of which are ``words``. What says
    nothing of its date or subject is let in.
    """

    since: date | None = None
    words: tuple[str, ...] = ()

    def admits(self, entry: Entry) -> bool:
        """Return whether the page of ``entry`` may be fetched."""
        day = day_of(entry.published or entry.modified) if self.since else None
        if self.since and day and day < self.since:
            return False
        said = f" {_plain(entry.text)} "
        return not self.words or not said.strip() or any(f" {_plain(word)} " in said for word in self.words)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", normalize("NFC", text).lower()))


@dataclass(frozen=True, slots=True)
class Scout:
    """Finds leads on the sites of a job: ``domains`` with their subdomains."""

    domains: Collection[str]
    filter: Filter = field(default_factory=Filter)

    def of_page(self, page: Page) -> list[Lead]:
        """Return the leads of a page, reports first. A page without reports has no next page either."""
        leads = [self._lead(link, page.next_page) for link in page.links]
        leads += [Lead(url, PageKind.POLL) for url in page.feeds if self.is_on_sites(url)]
        if page.next_page and self.is_on_sites(page.next_page):
            leads.append(Lead(page.next_page, PageKind.PAGING))
        found = [lead for lead in leads if lead]
        if not any(lead.kind is PageKind.ARTICLE for lead in found):
            found = [lead for lead in found if lead.kind is not PageKind.PAGING]
        return sorted(found, key=lambda lead: _ORDER[lead.kind])

    def of_report(self, leads: Iterable[Lead], url: str) -> list[Lead]:
        """Return the leads of a report at ``url`` but for the feed below its address: the comments on it.

        Below a home page or a section that reads as a report stands its own feed.
        """
        if sites.may_be_section(url):
            return list(leads)
        below = urlsplit(url).path.rstrip("/") + "/"
        return [x for x in leads if x.kind is not PageKind.POLL or not urlsplit(x.url).path.startswith(below)]

    def of_entries(self, entries: Iterable[Entry]) -> list[Lead]:
        """Return the reports among the entries of a feed or sitemap that the job wants."""
        wanted = filter(self.filter.admits, self.reports_of(entries))
        return [Lead(e.url, PageKind.ARTICLE, e.text, "entry", _listed(e)) for e in wanted]

    def reports_of(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the reports among the entries of a feed or sitemap, wanted or not."""
        on_sites = (e for e in entries if self.is_on_sites(e.url))
        return [e for e in on_sites if sites.kind_of(e.url) is PageKind.ARTICLE]

    def of_index(self, entries: Iterable[Entry]) -> list[Lead]:
        """Return the sitemaps of an index that list reports, the newest ones."""
        children = [e for e in entries if self.is_on_sites(e.url) and not sites.skips_sitemap(e.url)]
        children.sort(key=lambda entry: entry.modified, reverse=True)
        return [Lead(entry.url, PageKind.POLL) for entry in children[:MAX_CHILD_SITEMAPS]]

    def is_on_sites(self, url: str) -> bool:
        """Return whether ``url`` is on the sites of the job."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:  # no host or port, and an error to whoever asks for it
            return False
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)

    def _lead(self, link: Link, next_page: str | None) -> Lead | None:
        kind = sites.kind_of(link.url) if self.is_on_sites(link.url) else None
        if kind is None:
            return None
        if kind is PageKind.LIST and link.url == next_page:
            kind = PageKind.PAGING
        return Lead(link.url, kind, link.text, link.place)


def _listed(entry: Entry) -> dict[str, str]:
    said = {
        "title": entry.title,
        "published": entry.published or entry.modified,
        "modified": entry.modified,
        "keywords": entry.keywords,
    }
    return {name: value[:MAX_SAID] for name, value in said.items() if value}
