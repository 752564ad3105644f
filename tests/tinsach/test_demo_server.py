"""The demo web's server answers as a crawler needs; its links, feeds, sitemaps and robots.txt hold together."""

from __future__ import annotations

import http.client
import urllib.robotparser
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html

from tinsach.demo.content import stories
from tinsach.demo.layouts import aggregator, state_paper
from tinsach.demo.pages import Kind, Page, render
from tinsach.demo.server import LOOPBACK, DemoWeb
from tinsach.demo.truth import articles, truth
from tinsach.demo.web import home_pages, hosts, pages

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb() as served:
        yield served


class Reply:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(web: DemoWeb, target: str, headers: dict[str, str] | None = None, method: str = "GET") -> Reply:
    connection = http.client.HTTPConnection(LOOPBACK, web.port, timeout=10)
    try:
        connection.request(method, target, headers=headers or {})
        return Reply(connection.getresponse())
    finally:
        connection.close()


def links(page: Page) -> list[str]:
    if not (page.media.startswith("text/html") and page.template):
        return []
    tree = lxml_html.fromstring(render(page))
    return [urljoin(page.url, target) for target in tree.xpath("//a/@href")]


# --- links, feeds, sitemaps, robots


def test_links_within_the_web_resolve_except_the_one_that_is_gone() -> None:
    broken = {
        link
        for page in pages().values()
        for link in links(page)
        if urlsplit(link).hostname in hosts() and (link not in pages() or pages()[link].truth.status == 404)
    }
    assert broken == {f"http://baodoingoai.example{state_paper.GONE}"}


def test_every_article_can_be_reached_from_the_home_pages_of_the_papers() -> None:
    reached: set[str] = set()
    waiting = [home for home in home_pages() if "kq88" not in home]
    while waiting:
        url = waiting.pop()
        if url in reached or url not in pages():
            continue
        reached.add(url)
        waiting.extend(links(pages()[url]))
    assert not {true.url for true in truth() if true.kind in {Kind.ARTICLE, Kind.PRINT, Kind.SPAM}} - reached


def test_the_endless_looking_list_ends_with_an_empty_page() -> None:
    url, seen = "http://tongtin24.example/tin-moi", []
    while True:
        onward = [link for link in links(pages()[url]) if "/tin-moi?p=" in link]
        if not onward:
            break
        url = onward[0]
        seen.append(url)
    assert len(seen) >= 3
    assert not [link for link in links(pages()[url]) if "/tin/" in link]


def test_robots_forbid_pages_that_are_linked(web: DemoWeb) -> None:
    for true in truth():
        if true.kind is Kind.FORBIDDEN:
            host = urlsplit(true.url).hostname
            robots = urllib.robotparser.RobotFileParser()
            robots.parse(ask(web, f"http://{host}/robots.txt").body.decode().splitlines())
            assert not robots.can_fetch("tinsach", true.url)
            assert any(true.url in links(page) for page in pages().values())


def test_robots_of_the_state_paper_name_the_sitemap_and_allow_the_articles(web: DemoWeb) -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(ask(web, "http://baodoingoai.example/robots.txt").body.decode().splitlines())
    assert robots.site_maps() == ["http://baodoingoai.example/sitemap.xml"]
    assert all(robots.can_fetch("tinsach", story.url) for story in stories(state_paper.KEY))


def test_sitemaps_lead_to_every_article_of_the_state_paper(web: DemoWeb) -> None:
    index = etree.fromstring(ask(web, "http://baodoingoai.example/sitemap.xml").body)
    found = set()
    for loc in index.iter(f"{SITEMAP}loc"):
        found |= {entry.text for entry in etree.fromstring(ask(web, loc.text).body).iter(f"{SITEMAP}loc")}
    assert found == {story.url for story in stories(state_paper.KEY)}


def test_the_news_sitemap_gives_title_date_and_keywords(web: DemoWeb) -> None:
    tree = etree.fromstring(ask(web, "http://baodoingoai.example/sitemaps/tin-moi.xml").body)
    by_url = {true.url: true for true in articles()}
    for entry in tree.iter(f"{SITEMAP}url"):
        true = by_url[entry.findtext(f"{SITEMAP}loc")]
        news = entry.find(f"{NEWS}news")
        assert news.findtext(f"{NEWS}title") == true.title
        assert datetime.fromisoformat(news.findtext(f"{NEWS}publication_date")) == true.published
        assert news.findtext(f"{NEWS}keywords") == ", ".join(true.tags)


def test_feeds_name_existing_articles(web: DemoWeb) -> None:
    for true in truth():
        if true.kind is not Kind.FEED:
            continue
        tree = etree.fromstring(ask(web, true.url).body)
        items = [item.findtext("link") for item in tree.iter("item")]
        items += [entry.find(f"{ATOM}link").get("href") for entry in tree.iter(f"{ATOM}entry")]
        assert set(items) <= {article.url for article in articles()}
        assert items or not stories(state_paper.KEY)


# --- server


def test_absolute_form_is_answered_as_by_a_proxy(web: DemoWeb) -> None:
    reply = ask(web, "http://tapchihuunghi.example/ban-be")
    assert reply.status == 200
    assert "Bạn bè năm châu" in reply.body.decode()


def test_origin_form_is_answered_by_the_host_header(web: DemoWeb) -> None:
    absolute = ask(web, "http://tongtin24.example/tin-moi?p=2")
    origin = ask(web, "/tin-moi?p=2", {"Host": "tongtin24.example"})
    assert origin.body == absolute.body


def test_every_address_answers_with_its_true_status(web: DemoWeb) -> None:
    assert not [true.url for true in truth() if ask(web, true.url).status != true.status]


def test_the_redirect_leads_to_an_article(web: DemoWeb) -> None:
    reply = ask(web, f"http://tongtin24.example{aggregator.MOVED}")
    assert reply.status == 301
    assert reply.headers["Location"] in {true.url for true in articles()}


def test_unknown_hosts_and_pages_are_refused(web: DemoWeb) -> None:
    assert ask(web, "http://elsewhere.example/").status == 502
    assert ask(web, "http://baodoingoai.example/khong-co").status == 404
    assert ask(web, "/", {"Host": "[bad"}).status == 502


def test_a_connection_is_kept_for_the_next_request(web: DemoWeb) -> None:
    connection = http.client.HTTPConnection(LOOPBACK, web.port, timeout=10)
    for _ in range(2):
        connection.request("GET", "http://baodoingoai.example/")
        connection.getresponse().read()
        kept = connection.sock
        assert kept is not None
    connection.close()


def test_an_unchanged_page_is_not_sent_again(web: DemoWeb) -> None:
    url = articles()[0].url
    first = ask(web, url)
    again = ask(web, url, {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    dated = ask(web, url, {"If-Modified-Since": first.headers["Last-Modified"]})
    assert dated.status == 304


def test_head_sends_the_headers_alone(web: DemoWeb) -> None:
    reply = ask(web, "http://baodoingoai.example/", method="HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["Content-Length"]) > 1000


def test_every_request_is_recorded() -> None:
    with DemoWeb() as web:
        ask(web, "http://baodoingoai.example/noi-bo/lich-cong-tac-tuan.html")
        ask(web, "http://tongtin24.example/tin-moi?p=3")
        assert [request.url for request in web.requests] == [
            "http://baodoingoai.example/noi-bo/lich-cong-tac-tuan.html",
            "http://tongtin24.example/tin-moi?p=3",
        ]
        assert web.fetched("tongtin24.example") == ["/tin-moi?p=3"]


def test_a_port_in_use_is_reported_by_name(web: DemoWeb) -> None:
    with pytest.raises(OSError, match=f"127.0.0.1:{web.port} can't be served"):
        DemoWeb(web.port)
    with pytest.raises(OSError, match="no such port"):
        DemoWeb(70_000)
