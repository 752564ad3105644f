"""The sites of a job, asked as politely as the crawl asks: robots.txt, each seed, a feed and a sitemap."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawler.dates import mail_time
from crawler.discovery import Form, form_of, read_feed, read_sitemap
from crawler.job import Job
from crawler.leads import Filter, Scout
from crawler.markup import unpacked
from crawler.page import read_page
from crawler.politeness import MAX_CRAWL_DELAY, site_of
from crawler.run import LOOPBACK
from crawler.seeds import listed_in
from crawler.sites import PageKind, SiteProfile, profile_of
from output.wording import counted
from tinsach.doctor.fetch import Answer, fetch
from tinsach.doctor.finding import Finding, fault, ok, warning
from tinsach.doctor.rules import Rules, rules_of

MAX_SEEDS: Final = 5
"""Seeds asked of one site; more of them would only take longer to say the same."""

MAX_LISTS: Final = 2
"""Feeds and sitemaps asked of one site beside the seeds, so that a check is six or seven requests a site."""

MAX_LISTED: Final = 10_000
"""Listed addresses of a site held against its robots.txt; that asks nobody, and takes a second."""

SITES_AT_A_TIME: Final = 8

MEND_SEED: Final = "the run goes on with the other seeds; mend or remove it in [crawl] seeds"

MEND_RULES: Final = "try the address in a browser; see [crawl] proxy if one is needed"
MEND_LOCAL: Final = "set it when the site is yours and on this machine, else name its public address"

MAX_CLOCK_SECONDS: Final = 300.0
"""Difference between our clock and a server's that no cache and no slow answer explains."""

_ENTRIES = {
    Form.FEED: ("feed", read_feed),
    Form.SITEMAP: ("sitemap", read_sitemap),
    Form.SITEMAP_INDEX: ("index of sitemaps", read_sitemap),
}


def of_sites(job: Job, now: Callable[[], datetime]) -> list[Finding]:
    """Ask the sites of the seeds, several sites at a time, one request at a time each."""
    visits: dict[str, _Site] = {}
    for seed in job.crawl.seeds:
        name = site_of(urlsplit(seed).hostname or "")
        visits.setdefault(name, _Site(name, job, now)).seeds.append(seed)
    for lead in (lead for file in job.crawl.addresses for lead in listed_in(file)):
        name = site_of(urlsplit(lead.url).hostname or "")
        visits.setdefault(name, _Site(name, job, now)).listed.append(lead.url)
    with ThreadPoolExecutor(SITES_AT_A_TIME) as threads:
        found = list(threads.map(lambda site: list(site.findings()), visits.values()))
    findings = list(chain.from_iterable(found))
    if any(site.useful for site in visits.values()):
        return findings
    return [
        *findings,
        fault("sites", "no seed can be read: the run would gather nothing", "see the lines above"),
    ]


@dataclass(slots=True)
class _Site:
    """One site under examination; ``useful`` once a seed or list of it led to anything."""

    name: str
    job: Job
    now: Callable[[], datetime]
    seeds: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    useful: bool = False
    _asked: int = 0
    _delay: float = 0.0
    _late: Finding | None = None
    _named: list[str] = field(default_factory=list)
    _rules_of: dict[str, Rules] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Yield what is to be said of the site, asking it meanwhile."""
        self._delay = self.job.crawl.delay
        rules = self._rules(self.home)
        if rules.problem:
            said = (
                f"robots.txt can't be had: {rules.problem}; nothing of the site may be fetched until it can"
            )
            yield warning(self.name, said, MEND_LOCAL if rules.problem.endswith(LOOPBACK) else MEND_RULES)
            return
        yield self._told(rules)
        yield self._profile()
        yield from self._addresses()
        for seed in self.seeds[:MAX_SEEDS]:
            yield self._page(seed, MEND_SEED)
        if self.seeds:
            yield from self._lists(rules)
        if self._late:
            yield self._late

    @property
    def home(self) -> str:
        """Return the address by which the site is known."""
        return (self.seeds or self.listed)[0]

    def _addresses(self) -> Iterator[Finding]:
        """Say how many of the addresses listed may be fetched; they are reports, and left for the run."""
        if self.listed:
            refused = sum(self._rules(url).forbids(url) for url in self.listed[:MAX_LISTED])
            self.useful = self.useful or refused < len(self.listed)
            said = f"{counted(len(self.listed), 'address', 'addresses')} listed"
            if refused:
                yield warning(self.name, f"{said}, robots.txt forbids {refused:,}", "those are left out")
            else:
                yield ok(self.name, said)

    def _ask(self, url: str, job: Job) -> Answer:
        if self._asked:
            time.sleep(self._delay)
        self._asked += 1
        return fetch(url, job)

    def _rules(self, url: str) -> Rules:
        """Return the rules of the host of ``url``, asked once; the slowest of them holds for the site."""
        host = urlsplit(url).netloc
        if host not in self._rules_of:
            rules = self._rules_of[host] = rules_of(url, self.job, self._ask)
            self._delay = max(self._delay, min(rules.delay, MAX_CRAWL_DELAY))
        return self._rules_of[host]

    def _told(self, rules: Rules) -> Finding:
        asks = f", Crawl-delay {rules.delay:g} s" if rules.delay else ""
        minds = "ai_robots" in self.job.crawl.opt_outs and not rules.forbids(self.home)
        if minds and rules.forbids_training(urljoin(self.home, "/")):
            said = f"robots.txt forbids gathering for training{asks}: its reports are left out"
            return warning(self.name, said, "ask the site, or see [crawl] opt_outs in docs/job-file.md")
        return ok(self.name, f"robots.txt read{asks}")

    def _profile(self) -> Finding:
        profile = profile_of(self.home)
        if profile is None:
            return ok(self.name, "no profile: reports are told by generic rules (see docs/site-profiles.md)")
        state = "seen on real addresses" if profile.verified else "not verified yet"
        return ok(self.name, f"profile {profile.name}, {state}")

    def _page(self, url: str, remedy: str) -> Finding:
        rules = self._rules(url)
        if rules.problem:
            return warning(self.name, f"{url}: its robots.txt can't be had: {rules.problem}", remedy)
        if rules.forbids(url):
            return warning(self.name, f"{url}: robots.txt forbids it", remedy)
        answer = self._ask(url, self.job)
        if answer.status != 200:
            return warning(self.name, f"{url}: {answer.said}", remedy)
        leads, what = self._offered(answer)
        self._late = self._late or self._clock(answer)
        if not leads:
            return warning(
                self.name, f"{url}: {what}, but nothing in it reads as the address of a report", remedy
            )
        self.useful = True
        return ok(self.name, f"{url}: {what}, {counted(leads, 'address', 'addresses')} to follow")

    def _offered(self, answer: Answer) -> tuple[int, str]:
        """Return how many addresses an answer leads to, and what it is."""
        body = unpacked(answer.body)
        form = form_of(body)
        crawl = self.job.crawl
        sites = {*(site_of(urlsplit(seed).hostname or "") for seed in crawl.seeds), *crawl.sites}
        scout = Scout(sites, Filter(crawl.since, crawl.words))
        if form in _ENTRIES:
            name, read = _ENTRIES[form]
            entries = read(body, answer.url)
            found = scout.of_index(entries) if form is Form.SITEMAP_INDEX else scout.of_entries(entries)
            return len(found), f"a {name} of {len(entries):,}".replace("a index", "an index")
        if form is not Form.PAGE:
            return 0, "neither page, feed nor sitemap"
        leads = scout.of_page(read_page(body.decode("utf-8", "replace"), answer.url))
        self._named += [lead.url for lead in leads if lead.kind is PageKind.POLL]
        reports = sum(lead.kind is PageKind.ARTICLE for lead in leads)
        return len(leads), f"a page with {reports:,} links to reports"

    def _clock(self, answer: Answer) -> Finding | None:
        there = mail_time(answer.headers.get("Date", ""))
        if there is None or there.tzinfo is None or "Age" in answer.headers:
            return None
        off = abs((self.now() - there.astimezone(UTC)).total_seconds())
        if off <= MAX_CLOCK_SECONDS:
            return None
        said = f"our clock and the site's are {off / 60:,.0f} minutes apart"
        return warning(self.name, said, "if other sites say so too, set the clock (NTP)")

    def _lists(self, rules: Rules) -> Iterator[Finding]:
        """Ask the first feeds and sitemaps that the profile, robots.txt or a page of the site names."""
        lists = _known_lists(profile_of(self.home), self.home, [*rules.sitemaps, *self._named])
        wanted = [url for url in lists if url not in self.seeds][:MAX_LISTS]
        remedy = "the run finds reports by links alone where no feed and no sitemap answers"
        found = [self._page(url, remedy) for url in wanted]
        yield from found
        if not wanted:
            yield ok(self.name, "no feed or sitemap is named: links are followed")


def _known_lists(profile: SiteProfile | None, seed: str, named: list[str]) -> list[str]:
    """Return feeds and sitemaps of a site, first one of each from its profile, then those ``named``."""
    today = datetime.now(UTC)
    known = [*(profile.feeds[:1] if profile else ()), *(profile.sitemaps[:1] if profile else ())]
    return [*(urljoin(seed, path.format(year=today.year, month=today.month)) for path in known), *named]
