"""The alarm for sites that fell silent: what raises it, and what only looks alike."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from crawler.summary import INDEXES, _is_barren, _known_hosts

HOST = "bao.example"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def test_a_site_that_fell_silent_is_named(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo", ("/tin-100001.html", "Tin")))
    web.put(f"{HOST}/tin-100001.html", html("Tin"))
    web.put("kia.example/", html("Báo"))
    job = job_file(f"http://{HOST}/", "http://kia.example/")
    summary = job.parent / "archive" / "crawl.json"
    silent = []
    for status in (200, 500, 500, 200):
        web.put(f"{HOST}/", html("Báo"), status=status)
        python("-m", "crawler", str(job))
        silent.append(json.loads(summary.read_text("utf-8"))["silent_hosts"])

    assert silent == [[], [HOST], [HOST], []]


def test_a_site_whose_lists_link_to_no_report_any_more_is_named(web, html, job_file, python):
    links = ("/thoi-su", "Thời sự"), ("/tin-100001.html", "Tin")
    web.put(f"{HOST}/tin-100001.html", html("Tin"))
    job = job_file(f"http://{HOST}/")
    summary = job.parent / "archive" / "crawl.json"
    silent = []
    for shown in (links, links, links[:1], links):
        web.put(f"{HOST}/", html("Báo", *shown))
        python("-m", "crawler", str(job))
        silent.append(json.loads(summary.read_text("utf-8"))["silent_hosts"])

    assert silent == [[], [], [HOST], []]


@pytest.fixture
def silent(job_file, python):
    """Crawl and return the hosts that fell silent."""

    def run(*seeds: str, **keys: object) -> list[str]:
        job = job_file(*seeds, **keys)
        assert python("-m", "crawler", str(job)).returncode == 0
        return json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8"))["silent_hosts"]

    return run


def feed(*titles: str) -> str:
    items = "".join(
        f"<item><link>http://{HOST}/tin-{sum(map(ord, title))}-100001.html</link><title>{title}</title>"
        "<pubDate>Mon, 02 Mar 2026 08:00:00 +0700</pubDate></item>"
        for title in titles
    )
    return f"<rss><channel>{items}</channel></rss>"


@pytest.mark.parametrize("filtered", [{"words": '["đại sứ"]'}, {"since": "2026-03-03"}])
def test_a_feed_none_of_whose_reports_are_wanted_today_is_no_alarm(web, silent, filtered):
    found = []
    for titles in (["Đại sứ đến"], ["Giá cá tăng"], ["Giá muối giảm"], []):
        web.put(f"{HOST}/rss", feed(*titles), kind="application/xml")
        found.append(silent(f"http://{HOST}/rss", **filtered))

    assert found == [[], [], [], [HOST]]


def test_an_index_of_sitemaps_that_are_not_asked_is_no_alarm(web, silent):
    body = f'<sitemapindex xmlns="{SITEMAP}">{{}}</sitemapindex>'
    web.put(f"{HOST}/rss", feed("Đại sứ đến"), kind="application/xml")
    web.put(f"{HOST}/index.xml", body.format(""), kind="application/xml")
    silent(f"http://{HOST}/index.xml", f"http://{HOST}/rss")
    web.put(f"{HOST}/index.xml", body.format("<!-- đổi -->"), kind="application/xml")

    assert silent(f"http://{HOST}/index.xml") == []


def test_lists_are_barren_where_reports_should_be():
    assert _is_barren(Counter({"lists": 2, INDEXES: 1}))
    assert not _is_barren(Counter({"lists": 1, INDEXES: 1}))
    assert not _is_barren(Counter({"lists": 1, "offered": 1}))


@pytest.mark.parametrize(
    ("summary", "known"),
    [
        ({"known_hosts": {HOST: True}, "hosts": {"kia.example": {"fetched": 1}}}, {HOST: True}),
        ({"hosts": {HOST: {"fetched": 3, "offered": 2}}}, {HOST: True}),
        ({"hosts": {HOST: {"fetched": 3, "archived": 1}}}, {HOST: True}),
        ({"hosts": {HOST: {"fetched": 3, "archived": 0}, "kia.example": {"fetched": 0}}}, {HOST: False}),
        ({}, {}),
    ],
)
def test_the_hosts_of_an_older_summary_are_known(tmp_path, summary, known):
    (tmp_path / "crawl.json").write_text(json.dumps(summary), "utf-8")

    assert _known_hosts(tmp_path) == known


def test_a_site_that_falls_silent_right_after_the_upgrade_is_named(web, html, silent, tmp_path):
    web.put(f"{HOST}/", html("Báo", ("/tin-100001.html", "Tin")))
    silent(f"http://{HOST}/")
    path = tmp_path / "archive" / "crawl.json"
    old = json.loads(path.read_text("utf-8"))
    del old["known_hosts"]
    path.write_text(json.dumps(old), "utf-8")
    web.put(f"{HOST}/", html("Báo"))

    assert silent(f"http://{HOST}/") == [HOST]
