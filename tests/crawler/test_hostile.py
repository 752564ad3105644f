"""Whole crawls of sites that waste a crawl's time, by intent or by accident: each ends, and costs little."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
from pathlib import Path

import pytest

from crawler.frontier import MAX_ATTEMPTS, Frontier
from crawler.heads import MAX_HEAD
from crawler.leads import Lead, Scout
from crawler.mirrors import MAX_TEXTS, MIN_TEXT, ReadTexts
from crawler.outages import Outages
from crawler.page import read_page
from crawler.sites import PageKind
from crawler.target import Outcome, State, Target
from crawler.traps import POLL_BUDGET
from crawler.visit import Visit

HOST = "bao.example"
REPORT = "dai-su-chao-tu-biet-100001.html"
TEXT = "Chủ tịch nước tiếp đại sứ các nước đến chào từ biệt nhân dịp kết thúc nhiệm kỳ công tác. " * 4


def crawled(python, job: Path) -> dict:
    done = python("-m", "crawler", str(job))
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8"))


def report(*links: str) -> str:
    body = "".join(f"<p>{TEXT}</p>" for _ in range(3)) + "".join(
        f'<a href="{link}">Tin mới</a>' for link in links
    )
    return f"<html><head><title>Tin</title></head><body><h1>Tin</h1>{body}</body></html>"


@pytest.mark.parametrize("target", ["http://bao.example/", "/", "?"])
def test_a_home_page_that_reloads_itself_is_read_once(web, html, job_file, python, target):
    head = f'<meta http-equiv="refresh" content="5;url={target}">'
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Tin"), head=head))
    web.put(f"{HOST}/{REPORT}", html("Tin"))

    assert crawled(python, job_file(f"http://{HOST}/"))["archived"] == 1
    assert web.count(f"{HOST}/") == 1


def test_a_page_that_leads_on_at_once_is_followed_and_one_that_lets_read_is_not(web, html, job_file, python):
    at_once, later = '<meta http-equiv="refresh" content="0;url=/x-100002.html">', "/tin-doc-100003.html"
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Tin"), (later, "Tin")))
    web.put(f"{HOST}/{REPORT}", html("Đi", head=at_once))
    web.put(f"{HOST}/x-100002.html", html("Đến"))
    web.put(f"{HOST}{later}", html("Đọc", head='<meta http-equiv="refresh" content="60;url=/">'))

    assert crawled(python, job_file(f"http://{HOST}/"))["archived"] == 2
    assert web.count(f"{HOST}/x-100002.html") == web.count(f"{HOST}{later}") == 1


def test_indexes_that_lead_to_indexes_without_end_leave_the_crawl_to_its_reports(web, html, job_file, python):
    numbers = itertools.count()

    def another(address: str) -> None:
        if address.endswith(".xml") and address not in web.pages:
            maps = (f"<sitemap><loc>http://{HOST}/s{next(numbers)}.xml</loc></sitemap>" for _ in range(30))
            web.put(address, f"<sitemapindex>{''.join(maps)}</sitemapindex>")

    web.on_request = another
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Tin")))
    web.put(f"{HOST}/{REPORT}", html("Tin"))

    summary = crawled(python, job_file(f"http://{HOST}/s.xml", f"http://{HOST}/"))

    assert summary["archived"] == 1
    assert summary["fetched"] <= POLL_BUDGET + 3


def test_a_report_under_the_session_of_each_visit_is_followed_once(web, job_file, python):
    visits = itertools.count(1)

    def another(address: str) -> None:
        if not address.endswith("robots.txt"):
            links = (f"/s/{next(visits):x}9f86d081884c7d65/tin-doi-ngoai-10000{n}.html" for n in range(5))
            web.put(address, report(*links))

    web.on_request = another
    assert crawled(python, job_file(f"http://{HOST}/dau-tien-doi-ngoai-100009.html"))["fetched"] == 6


def test_texts_are_known_again_within_bounds():
    texts = ReadTexts()
    long = "từ " * MIN_TEXT

    assert [texts.is_repeat(text) for text in ("ngắn", "ngắn", long, long)] == [False, False, False, True]
    for number in range(MAX_TEXTS):
        texts.is_repeat(f"{number} {long}")
    assert not texts.is_repeat(long)


def test_robots_in_utf_16_are_obeyed(web, html, job_file, python):
    rules = f"User-agent: *\nDisallow: /{REPORT}\n".encode("utf-16")
    web.put(f"{HOST}/robots.txt", rules, kind="text/plain")
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Tin")))

    assert crawled(python, job_file(f"http://{HOST}/"))["failures"] == {"denied_by_robots": 1}
    assert web.count(f"{HOST}/{REPORT}") == 0


@pytest.fixture
def endless_head():
    """A server whose headers never end; counts the bytes it could send."""
    sent = [0]
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                with client, contextlib.suppress(OSError):
                    answer(client)

    def answer(client: socket.socket) -> None:
        if b"robots.txt" in client.recv(10_000):
            client.sendall(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        client.sendall(b"HTTP/1.1 200 OK\r\n")
        while sent[0] < 400 * MAX_HEAD:
            sent[0] += client.send(b"X-Header: value\r\n" * 1000)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", sent
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def test_headers_without_end_are_hung_up_on(endless_head, job_file, python):
    home, sent = endless_head
    done = python("-m", "crawler", str(job_file(home, proxy=None)))

    assert done.returncode == 3
    assert "nothing could be fetched: DownloadFailedError" in done.stderr
    assert sent[0] < 200 * MAX_HEAD  # three tries, and what the sockets hold


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            "http://bao.example:99999/x",
            "http://bao.example:x/",
            "http://[::1/x",
            "http://[bao.example]/",
            "http://",
        ),
        *(
            "javascript:void(0)",
            "mailto:a@b",
            "http://bao.example\\@khac.example/",
            "//",
            "?",
            "http:///x",
            "%zz",
        ),
    ],
)
def test_one_odd_link_does_not_lose_the_others(wrong):
    scout = Scout(["bao.example"])
    page = read_page(
        f'<html><body><a href="{wrong}">Lạ</a><a href="/{REPORT}">Tin</a></body></html>',
        "http://bao.example/",
    )

    leads = [lead.url for lead in scout.of_page(page)]
    assert f"http://bao.example/{REPORT}" in leads
    assert "http://bao.example:99999/x" not in leads


def test_the_comments_on_a_report_are_no_feed_of_the_site():
    scout, report = Scout(["bao.example"]), "http://bao.example/tin-doi-ngoai-100001/"
    leads = [Lead(url, PageKind.POLL) for url in (f"{report}feed/", "http://bao.example/feed/")]

    assert [lead.url for lead in scout.of_report(leads, report)] == ["http://bao.example/feed/"]


@pytest.mark.parametrize("page", ["http://bao.example/", "http://bao.example/category/bien-dao/"])
def test_the_feed_of_a_home_page_or_section_that_reads_as_a_report_is_kept(page):
    leads = [Lead(f"{page}feed/", PageKind.POLL)]

    assert Scout(["bao.example"]).of_report(leads, page) == leads


def visit(reason: str, url: str = f"https://{HOST}/{REPORT}") -> Visit:
    return Visit("k", url, PageKind.ARTICLE, Outcome(State.WAITING, None, reason))


def test_an_outage_is_of_the_address_where_the_host_answers_others():
    outages = Outages(0)
    broken = visit("ResponseDataLossError")

    assert not outages.is_of_address(broken)
    outages.over(f"https://{HOST}/")
    assert outages.is_of_address(broken)
    assert not outages.is_of_address(visit("http_429"))
    assert not outages.is_of_address(visit("ResponseDataLossError", "https://khac.example/"))


def test_of_a_host_that_goes_down_in_the_middle_of_a_run_one_address_is_blamed_at_most():
    outages = Outages(0)
    outages.over(f"https://{HOST}/")
    down = [visit("DownloadTimeoutError", f"https://{HOST}/tin-10000{n}.html") for n in range(4)]

    blamed = [outages.is_of_address(one) for one in down if not outages.met(one)]

    assert blamed == [True, False, False, False]


def test_an_address_that_breaks_off_in_every_run_is_given_up_and_one_of_a_host_that_is_down_is_not(tmp_path):
    path = tmp_path / "f.sqlite"
    keys = {"a": True, "b": False}
    with Frontier(path) as frontier:
        for key in keys:
            frontier.add(Target(key, f"https://{key}.vn/", "article", "parse"))
    for _ in range(MAX_ATTEMPTS):
        with Frontier(path) as frontier:
            while target := frontier.pop():
                outcome = Outcome(State.WAITING, None, "DownloadTimeoutError")
                frontier.put_back(target.key, outcome, counts=keys[target.key])

    with Frontier(path) as frontier:
        assert frontier.counts() == {"failed": 1, "waiting": 1}
        assert frontier.pop().key == "b"


def test_what_was_taken_for_a_report_and_is_none_is_not_counted_as_archived(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Tin")))
    web.put(f"{HOST}/{REPORT}", status=302, headers=(("Location", f"/dang-nhap?ve={REPORT}"),))
    web.put(f"{HOST}/dang-nhap?ve={REPORT}", html("Đăng nhập"))

    summary = crawled(python, job_file(f"http://{HOST}/"))

    assert (summary["archived"], summary["lists"], summary["files"]) == (0, 2, [])


def test_sections_that_call_themselves_reports_and_share_their_footer_are_all_followed(
    web, html, job_file, python
):
    footer = "".join(f"<p>{TEXT}</p>" for _ in range(3))
    head = '<meta property="og:type" content="article">'
    web.put(f"{HOST}/", html("Báo", ("/thoi-su", "Thời sự"), ("/van-hoa", "Văn hóa")))
    for number, section in enumerate(("thoi-su", "van-hoa")):
        link = f'<a href="/tin-trong-muc-10000{number}.html">Tin</a>'
        web.put(f"{HOST}/{section}", f"<html><head>{head}</head><body>{link}{footer}</body></html>")
        web.put(f"{HOST}/tin-trong-muc-10000{number}.html", html("Tin"))

    crawled(python, job_file(f"http://{HOST}/"))

    assert all(web.count(f"{HOST}/tin-trong-muc-10000{number}.html") == 1 for number in range(2))
