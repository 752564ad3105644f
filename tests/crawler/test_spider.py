"""The spider's callbacks, given responses by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.frontier import State
from crawler.job import CleanPart, CrawlPart, Job
from crawler.relevance import Topic
from crawler.sites import PageKind
from crawler.spider import MAX_PAGED, NewsSpider
from crawler.visit import Visit

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
    assert request.meta["listed"] == {"title": "Tựa", "published": "2026-03-04"}
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
