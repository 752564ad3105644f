"""The one spider for all sites: seeds, feeds, sitemaps, lists and links, best first."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler import relevance, sites
from crawler.consent import OPTED_OUT, directives, opted_out
from crawler.discovery import Entry, Form, form_of, read_addresses, read_feed, read_sitemap
from crawler.failures import asked_wait, is_outage, reason_of
from crawler.frontier import Frontier, frontier_path
from crawler.guide import MAX_TEXT as MAX_LINK_TEXT
from crawler.guide import Guide, section_of, shelf_of
from crawler.job import Job, JobError, load_job
from crawler.leads import Filter, Lead, Scout
from crawler.log import silence_what_is_counted, tell
from crawler.markup import unpacked
from crawler.mirrors import MIRROR, ReadTexts, own_address
from crawler.page import Page, read_page
from crawler.politeness import base_delay
from crawler.readiness import require_ready
from crawler.relevance import PageScore, SamplesError, Topic, load_topic
from crawler.robots import sitemaps_found
from crawler.schema import FrontierError
from crawler.seeds import discovery_of, listed_in, site_of_seed
from crawler.sites import PageKind
from crawler.stamp import UNCHANGED, Stamp, is_unchanged, stamp_of
from crawler.target import Outcome, State
from crawler.visit import Visit, fetched_page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

MAX_PAGED = 100
"""Steps from one page of a list to the next: a bound for paging that never ends."""

UNUSABLE: Final = 3
"""Exit code when nothing can be kept, the one of ``python -m crawler``."""

_NO_PAGE: Final[Mapping[str, Any]] = MappingProxyType({})

Found = Request | Visit
"""What callbacks yield: requests for what was found, and last the visit that ends the address."""


class NewsSpider(Spider):
    """Gathers reports that resemble the job's samples: ``scrapy crawl news -a job=JOB.toml``."""

    name = "news"

    def __init__(self, job: Job, topic: Topic, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.topic = topic
        listed = [lead for file in job.crawl.addresses for lead in listed_in(file)]
        asked = (*job.crawl.seeds, *(lead.url for lead in listed))
        self.allowed_domains = sorted({*map(site_of_seed, asked), *job.crawl.sites})
        self.scout = Scout(self.allowed_domains, Filter(job.crawl.since, job.crawl.words))
        self.has_read: Callable[[str, str], bool] = lambda *_: False  # the scheduler knows
        self._listed = listed
        self._texts = ReadTexts()
        self.guide = Guide(topic)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, job: str | Job = "", **kwargs: Any) -> Self:
        """Build from a checked job or, for ``scrapy crawl``, the path of a job file.

        Raises ``SamplesError``; what is wrong with a job given by path ends the process with one line,
        as Scrapy itself would print a traceback.
        """
        checked, topic = (job, load_topic(job.samples)) if isinstance(job, Job) else _loaded(job, crawler)
        silence_what_is_counted()
        jitter = crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER")
        for name, value in _settings_of(checked, jitter).items():
            crawler.settings.set(name, value, priority="spider")
        spider = super().from_crawler(crawler, *args, job=checked, topic=topic, **kwargs)
        crawler.signals.connect(spider.poll_sitemaps, sitemaps_found)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield the seeds, and what their sites' profiles add: feeds, sitemaps, lists."""
        for seed in self.job.crawl.seeds:
            for address in (seed, *discovery_of(seed)):
                yield self._request(Lead(address, PageKind.POLL))
        for lead in self._listed:
            yield self._request(lead)

    def poll_sitemaps(self, urls: Iterable[str]) -> None:
        """Fetch the sitemaps a robots.txt names, if they are on the sites of this job."""
        for lead in self.scout.of_index([Entry(url) for url in urls]):
            self.crawler.engine.crawl(self._request(lead))

    def parse(self, response: Response) -> Iterator[Found]:
        """Follow what the response offers, by what it is rather than by what it was taken for."""
        if is_unchanged(response):
            yield self._as_it_was(response)
            return
        body = unpacked(response.body)
        match form_of(body):
            case Form.FEED:
                yield from self._polled(read_feed(body, response.url), response)
            case Form.SITEMAP:
                yield from self._polled(read_sitemap(body, response.url), response)
            case Form.SITEMAP_INDEX:
                yield from self._polled(read_sitemap(body, response.url), response, is_index=True)
            case Form.ADDRESSES:
                yield from self._polled(read_addresses(body), response)
            case Form.PAGE if isinstance(response, TextResponse):
                yield from self._page(response)
            case _:
                yield _visit(response, Outcome(State.FAILED, response.status, "not_a_page"))

    def failed(self, failure: Failure) -> Iterator[Found]:
        """Settle an address that brought no page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        status = failure.value.response.status if isinstance(failure.value, HttpError) else None
        state = State.WAITING if is_outage(failure.value) else State.FAILED
        outcome = Outcome(state, status, reason_of(failure))
        tell(self.logger, "failed", request.url, status=status, reason=outcome.reason)
        wait = asked_wait(failure.value) if state is State.WAITING else None
        yield Visit(request.meta["key"], request.url, _kind(request), outcome, retry_after=wait)

    def _as_it_was(self, response: Response) -> Visit:
        """Return the visit of a page that has not changed: its links are known, a report is archived."""
        tell(self.logger, "unchanged", response.url, status=response.status)
        kind = _kind(response)
        page = fetched_page(response, {}) if kind is PageKind.ARTICLE else None
        outcome = Outcome(State.DONE, response.status, UNCHANGED)
        return Visit(response.meta["key"], response.url, kind, outcome, page=page)

    def _polled(self, entries: list[Entry], response: Response, *, is_index: bool = False) -> Iterator[Found]:
        leads = self.scout.of_index(entries) if is_index else self.scout.of_entries(entries)
        yield from self._follow(leads, response, 0.0)
        self.guide.learn_list(response.url, response.meta)
        tell(self.logger, "polled", response.url, status=response.status, leads=len(leads))
        offered = 0 if is_index else len(self.scout.reports_of(entries))
        visit = _visit(response, Outcome(State.DONE, response.status), offered=offered)
        yield replace(visit, kind=PageKind.POLL, is_index=is_index)

    def _page(self, response: TextResponse) -> Iterator[Found]:
        """Follow the links of a page; archive it if it is a report."""
        page = read_page(response.text, response.url)
        leads = [] if "nofollow" in page.directives else self.scout.of_page(page)
        if sites.kind_of(response.url) is PageKind.ARTICLE or page.is_article:
            yield from self._article(page, self.scout.of_report(leads, response.url), response)
        else:
            yield from self._list(leads, response)

    def _article(self, page: Page, leads: list[Lead], response: TextResponse) -> Iterator[Found]:
        if sites.kind_of(response.url) is PageKind.ARTICLE and self._texts.is_repeat(page.text):
            leads = []  # found where it was read first; sections may share the little text they have
        score = self.topic.page(page.title, page.text)
        interest = relevance.interest_of_article(
            self.guide.worth(score.score), response.meta.get("inherited", 0.0)
        )
        self.guide.learn(response.url, response.meta, score.score, f"{page.title}\n{page.text}")
        yield from self._follow(leads, response, interest)
        if wish := self._opted_out(page, response):
            tell(self.logger, "left_out", response.url, wish=wish)
            yield _visit(response, Outcome(State.DONE, response.status, f"{OPTED_OUT}_{wish}"))
            return
        own = own_address(page.canonical, response.url)
        if own and self.has_read(own, response.meta["key"]):
            tell(self.logger, "mirror", response.url, of=own)
            mirror = _visit(response, Outcome(State.DONE, response.status, MIRROR))
            yield replace(mirror, kind=PageKind.ARTICLE)
            return
        yield self._archived(response, score, own, Stamp.of(response, f"{page.title}\n{page.text}"))

    def _archived(self, response: TextResponse, score: PageScore, own: str | None, stamp: Stamp) -> Visit:
        """Return the visit that archives a report, known by ``own``, its canonical address, too."""
        shown, change = round(score.score, 4), stamp.change_since(stamp_of(response))
        said = {"status": response.status, "score": shown, "band": score.band.value, "change": change}
        tell(self.logger, "archived", response.url, **said)
        notes = self._notes(score, response.meta.get("listed", {})) | ({"Canonical": own} if own else {})
        return Visit(
            response.meta["key"],
            response.url,
            PageKind.ARTICLE,
            Outcome(State.DONE, response.status, None, shown, score.band.value, ", ".join(score.terms)),
            band=score.band,
            stamp=stamp,
            page=fetched_page(response, notes),
            stands_for=own,
        )

    def _opted_out(self, page: Page, response: Response) -> str | None:
        """Return the wish of the page, stated in head or header, that keeps it out of the archive."""
        header = ", ".join(value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag"))
        said = b"".join(response.headers.getlist("TDM-Reservation")).decode("latin-1")
        reserved = said or page.reserved
        return opted_out((*page.directives, *directives(header)), reserved, self.job.crawl.opt_outs)

    def _list(self, leads: list[Lead], response: TextResponse) -> Iterator[Found]:
        """Follow the links of a list; its next page last, as its worth depends on what this one shows."""
        yield from self._follow([x for x in leads if x.kind is not PageKind.PAGING], response, 0.0)
        rate = self.guide.learn_list(response.url, response.meta)
        yield from self._follow([x for x in leads if x.kind is PageKind.PAGING], response, 0.0)
        tell(self.logger, "read", response.url, status=response.status, rate=round(rate, 3))
        outcome = Outcome(State.DONE, response.status, score=round(rate, 4))
        offered = sum(lead.kind is PageKind.ARTICLE for lead in leads)
        yield _visit(response, outcome, offered=offered)

    def _follow(self, leads: Iterable[Lead], response: Response, interest: float) -> Iterator[Request]:
        """Yield requests for the leads within the depth cap; the next page of a list is no deeper."""
        depth, paged = response.meta.get("depth", 0), response.meta.get("paged", 0)
        for lead in leads:
            paging = lead.kind is PageKind.PAGING
            request = self._request(lead, response.meta, interest)
            request.meta["depth"] = depth if paging else depth + 1
            request.meta["paged"] = paged + 1 if paging else 0
            if request.meta["depth"] <= self.job.crawl.max_depth and request.meta["paged"] <= MAX_PAGED:
                yield request

    def _request(self, lead: Lead, of_page: Mapping[str, Any] = _NO_PAGE, interest: float = 0.0) -> Request:
        """Return the request for a lead on a page; its meta is plain data that the frontier can store."""
        meta: dict[str, Any] = {"kind": lead.kind.value, "inherited": round(relevance.DECAY * interest, 4)}
        meta["text"] = lead.text[:MAX_LINK_TEXT]
        referrer = of_page.get("key")
        if lead.listed:
            meta["listed"] = dict(lead.listed)
        if referrer:
            meta["referrer"] = referrer
            meta["of_list"] = of_page.get("kind") != PageKind.ARTICLE
        meta["place"] = f"{of_page.get('kind', '')} {lead.place}"
        meta["section"] = section_of(lead.url, lead.kind, of_page.get("section", ""))
        meta["shelf"] = shelf_of(of_page)
        weight = self.guide.priority(lead.kind, lead.url, meta)
        return Request(lead.url, callback=self.parse, errback=self.failed, priority=weight, meta=meta)

    def _notes(self, score: PageScore, listed: Mapping[str, str]) -> dict[str, str]:
        """Return what is archived beside a page: its score and why, and what the lists said of it."""
        notes = {f"Listed-{name.title()}": value for name, value in listed.items()}
        if self.topic.model is not None:
            notes["Relevance"] = f"{score.score:.4f}"
            notes["Relevance-Threshold"] = f"{self.topic.threshold:.4f}"
            notes["Relevance-Band"] = score.band
            notes["Relevance-Terms"] = ", ".join(score.terms)
            notes["Nearest-Sample"] = score.nearest_sample or ""
        return {name: value for name, value in notes.items() if value}


def _loaded(path: str, crawler: Crawler) -> tuple[Job, Topic]:
    """Return the job at ``path`` and its topic, the archive known to be usable; else end the process.

    Where Scrapy logs to a file, as under Scrapyd, the reason is in the log, too.
    """
    try:
        return _checked(path)
    except SystemExit as error:
        if crawler.settings.get("LOG_FILE"):
            logger.error("%s", error.__cause__ or error)  # noqa: TRY400 - one line
        raise


def _checked(path: str) -> tuple[Job, Topic]:
    if not path:
        raise SystemExit("the spider needs a job file: scrapy crawl news -a job=JOB.toml")
    try:
        job = load_job(path)
        require_ready(job)
        topic = load_topic(job.samples)
        Frontier(frontier_path(job.archive)).close()
    except (JobError, SamplesError) as error:
        raise SystemExit(f"tinsach: {error}") from error
    except FrontierError as error:
        print(f"tinsach: {error}", file=sys.stderr)
        raise SystemExit(UNUSABLE) from error
    return job, topic


def _settings_of(job: Job, jitter: float) -> dict[str, Any]:
    """Return the Scrapy settings a job decides; its delay is the least, Scrapy's the mean."""
    return {
        "USER_AGENT": f"tinsach (+{job.crawl.contact})",
        "DOWNLOAD_DELAY": base_delay(job.crawl.delay, jitter),
        "CLOSESPIDER_TIMEOUT": job.crawl.time_limit,
    }


def _visit(response: Response, outcome: Outcome, *, offered: int = 0) -> Visit:
    stamp = Stamp.of(response) if outcome.state is State.DONE else None
    return Visit(response.meta["key"], response.url, _kind(response), outcome, offered=offered, stamp=stamp)


def _kind(source: Request | Response) -> PageKind:
    return PageKind(source.meta.get("kind", PageKind.LIST))
