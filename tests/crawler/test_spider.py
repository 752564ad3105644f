"""The spider's callbacks, given responses by hand."""

from __future__ import annotations

import ipaddress
import json
import zlib
from dataclasses import replace
from gzip import BadGzipFile
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure

from crawler.archive import FetchedPage
from crawler.discovery import Entry
from crawler.guard import RefusedAddress
from crawler.job import CleanPart, CrawlPart, Job
from crawler.relevance import Topic
from crawler.robots import DeniedByRobots, OptedOut, RobotsUnreachable
from crawler.sites import PageKind
from crawler.spider import MAX_PAGED, NewsSpider
from crawler.target import State
from crawler.visit import Visit, fetched_page

LONG = "Một đoạn văn đủ dài để được tính là chữ chạy trong bài, không phải nút bấm. "


@pytest.fixture
def spider():
    crawl = CrawlPart(contact="we@example.org", seeds=("https://www.bao.vn/",), max_depth=3)
    job = Job(Path("job.toml"), "thu", Path("corpus"), Path("archive"), None, crawl, CleanPart())
    return NewsSpider(job, Topic())


@pytest.fixture
def parsed(spider):
    """Parse a body as if fetched; return the requests and the visit."""

    def parse(body: str | bytes, url: str = "https://bao.vn/", *, form=HtmlResponse, **meta: object):
        request = Request(url, meta={"key": url, "kind": "list"} | meta)
        body = body.encode() if isinstance(body, str) else body
        *requests, visit = spider.parse(form(url, body=body, request=request))
        assert isinstance(visit, Visit)
        assert all(isinstance(r, Request) for r in requests)
        return {r.url: r for r in requests}, visit

    return parse


def links(*paths: str) -> str:
    return "<html><body>" + "".join(f'<a href="{path}">chữ</a>' for path in paths) + "</body></html>"


def test_only_addresses_on_the_sites_of_the_seeds_are_followed(parsed):
    requests, _ = parsed(
        links("/tin-100001.html", "https://m.bao.vn/tin-100002.html", "https://baovn.vn/tin-100003.html")
    )

    assert set(requests) == {"https://bao.vn/tin-100001.html", "https://m.bao.vn/tin-100002.html"}


def test_reports_come_before_lists_and_these_before_the_next_page(parsed):
    requests, _ = parsed(links("/thoi-su?page=2", "/thoi-su", "/tin-100001.html"))

    assert [r.meta["kind"] for r in requests.values()] == ["article", "list", "paging"]


def test_all_that_a_request_carries_is_plain_data(parsed, spider):
    entry = (
        "<url><loc>https://bao.vn/tin-100001.html</loc><title>Tựa</title><lastmod>2026-03-04</lastmod></url>"
    )
    requests, visit = parsed(f"<urlset>{entry}</urlset>", form=TextResponse)

    (request,) = requests.values()
    assert json.loads(json.dumps(request.meta)) == request.meta
    assert request.meta["listed"] == {"title": "Tựa", "published": "2026-03-04", "modified": "2026-03-04"}
    assert (request.callback, request.errback) == (spider.parse, spider.failed)
    assert visit.kind is PageKind.POLL


def test_a_page_that_declares_itself_an_article_is_archived_whatever_its_address(parsed):
    head = '<meta property="og:type" content="article">'
    _, visit = parsed(
        f"<html><head>{head}</head><body>{f'<p>{LONG}</p>' * 3}</body></html>", "https://bao.vn/bai"
    )

    assert visit.page is not None
    assert visit.kind is PageKind.ARTICLE


def test_what_is_no_page_is_settled_as_such(parsed):
    requests, visit = parsed(b"\x89PNG\r\n", "https://bao.vn/tin-100001.html", form=Response)

    assert requests == {}
    assert (visit.outcome.state, visit.outcome.reason, visit.page) == (State.FAILED, "not_a_page", None)


def test_links_deeper_than_the_cap_are_left(parsed):
    assert parsed(links("/tin-100001.html"), depth=2)[0]
    assert not parsed(links("/tin-100001.html"), depth=3)[0]


def test_the_next_page_of_a_list_is_no_deeper_but_paging_ends(parsed):
    body = links("/tin-100001.html", "/thoi-su?page=9")

    requests, _ = parsed(body, depth=2, paged=7)
    assert (requests["https://bao.vn/thoi-su?page=9"].meta["depth"]) == 2
    assert "https://bao.vn/thoi-su?page=9" not in parsed(body, depth=2, paged=MAX_PAGED)[0]


def test_paging_is_not_followed_from_a_page_without_reports(parsed):
    requests, _ = parsed(links("/thoi-su?page=9", "/thoi-su"))

    assert [r.meta["kind"] for r in requests.values()] == ["list"]


def failed(spider, error: Exception) -> Visit:
    failure = Failure(error)
    failure.request = Request("https://bao.vn/tin-100001.html", meta={"key": "k", "kind": "article"})
    (visit,) = spider.failed(failure)
    return visit


def answer(status: int, **headers: str) -> HttpError:
    return HttpError(Response("https://bao.vn/tin-100001.html", status=status, headers=headers))


@pytest.mark.parametrize(
    "error",
    [
        *(answer(429), answer(503), answer(502), RobotsUnreachable("x"), DownloadTimeoutError("x")),
        *(CannotResolveHostError("x"), DownloadConnectionRefusedError("x"), ConnectionLost()),
    ],
)
def test_an_outage_leaves_the_address_waiting(spider, error):
    assert failed(spider, error).outcome.state is State.WAITING


@pytest.mark.parametrize(
    "error", [answer(404), answer(500), DeniedByRobots("x"), RefusedAddress("x"), ValueError()]
)
def test_what_is_wrong_with_one_address_ends_it(spider, error):
    assert failed(spider, error).outcome.state is State.FAILED


def test_a_retry_after_is_passed_on(spider):
    assert failed(spider, answer(503, **{"Retry-After": "30"})).retry_after == 30
    assert failed(spider, answer(503)).retry_after is None
    over = "Fri, 31 Dec 1999 23:59:59 GMT"
    assert failed(spider, answer(429, **{"Retry-After": over})).retry_after is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (IgnoreRequest("max redirections reached"), "too_many_redirects"),
        (IgnoreRequest("its body exceeded DOWNLOAD_MAXSIZE"), "too_large"),
        (DownloadCancelledError("too large"), "too_large"),
        (BadGzipFile("not gzip"), "bad_compression"),
        (zlib.error("incorrect header"), "bad_compression"),
        (OptedOut("x"), "opted_out_ai_robots"),
        (DeniedByRobots("x"), "denied_by_robots"),
        (ConnectionLost(), "ConnectionLost"),
    ],
)
def test_every_cause_has_an_id_of_its_own(spider, error, reason):
    assert failed(spider, error).outcome.reason == reason


def test_the_job_decides_delay_and_time_limit(spider):
    job = replace(spider.job, crawl=replace(spider.job.crawl, delay=7.0, time_limit=90.0))
    crawler = Crawler(NewsSpider, Settings({"DOWNLOAD_DELAY_JITTER": 0.3}))
    NewsSpider.from_crawler(crawler, job=job)

    assert crawler.settings.getfloat("DOWNLOAD_DELAY") * 0.7 == pytest.approx(7.0)
    assert crawler.settings.getfloat("CLOSESPIDER_TIMEOUT") == 90
    assert crawler.settings["USER_AGENT"] == "tinsach (+we@example.org)"


def test_of_an_index_the_newest_sitemaps_are_followed(spider):
    entries = [Entry(f"https://bao.vn/{n:02}.xml", modified=f"2026-01-{n:02}") for n in range(1, 31)]

    leads = spider.scout.of_index(entries)

    assert [lead.url for lead in leads] == [f"https://bao.vn/{n:02}.xml" for n in range(30, 10, -1)]


def fetched(**meta: object) -> FetchedPage:
    headers = {"X-Utf": "Tiếu".encode(), "X-Latin": b"caf\xe9"}
    request = Request("https://bao.vn/tin", meta=meta)
    peer = ipaddress.ip_address("8.8.8.8")
    return fetched_page(Response(request.url, request=request, headers=headers, ip_address=peer), {})


def test_the_address_of_the_peer_is_archived_unless_it_is_a_proxy():
    assert fetched().ip == "8.8.8.8"
    assert fetched(proxy="http://127.0.0.1:3128").ip is None


def test_headers_are_text_as_utf8_and_else_as_latin1():
    assert [header.value for header in fetched().headers] == ["Tiếu", "café"]
