"""Later runs: what has not changed costs next to nothing, what has is fetched and kept beside the old."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from crawler.frontier import frontier_path
from crawler.revisits import MAX_IDLE
from crawler.stamp import Stamp

HOST = "bao.example"
REPORT = "dai-su-chao-tu-biet-100001.html"
BODY = "Chủ tịch nước tiếp đại sứ các nước đến chào từ biệt. "


def sitemap(modified: str) -> str:
    return f"<urlset><url><loc>http://{HOST}/{REPORT}</loc><lastmod>{modified}</lastmod></url></urlset>"


def days_ago(days: int) -> str:
    """The day as a sitemap writes it: a later one than it told before is a change, one to come is none."""
    return str((datetime.now(UTC) - timedelta(days)).date())


@pytest.fixture
def crawl(python, job_file):
    def run(**keys: object) -> dict:
        job = job_file(f"http://{HOST}/", f"http://{HOST}/map.xml", **keys)
        done = python("-m", "crawler", str(job))
        assert (done.returncode, done.stderr) == (0, "")
        run.archive = job.parent / "archive"
        return json.loads((run.archive / "crawl.json").read_text("utf-8"))

    return run


def records(archive) -> list[tuple[str, str, str | None]]:
    """Type, address and profile of all records but the requests and infos, oldest first."""
    found = []
    for path in sorted(archive.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type in {"response", "revisit"}:
                    about = record.rec_headers
                    found.append((record.rec_type, about["WARC-Target-URI"], about["WARC-Profile"]))
    return found


@pytest.mark.parametrize("validator", [(("ETag", '"1"'),), ()])
def test_an_unchanged_page_is_told_and_becomes_a_revisit_record(web, html, crawl, validator):
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Đại sứ chào từ biệt")), headers=(("ETag", '"h"'),))
    web.put(f"{HOST}/{REPORT}", html("Đại sứ chào từ biệt", text=BODY), headers=validator)
    web.put(f"{HOST}/map.xml", sitemap(days_ago(2)))
    crawl()
    web.put(f"{HOST}/map.xml", sitemap(days_ago(1)))
    web.asked.clear()

    summary = crawl()

    assert web.count(f"{HOST}/{REPORT}") == 1
    assert web.unchanged == [f"{HOST}/"] + ([f"{HOST}/{REPORT}"] if validator else [])
    assert (summary["archived"], summary["unchanged"]) == (0, 2)
    response, revisit = records(crawl.archive)
    assert response[0] == "response"
    assert revisit[:2] == ("revisit", f"http://{HOST}/{REPORT}")
    assert revisit[2].endswith("server-not-modified" if validator else "identical-payload-digest")
    assert fast_revisits(crawl.archive) == [f"http://{HOST}/{REPORT}"]


def fast_revisits(archive) -> list[str]:
    """Addresses of the revisit records as another reader sees them."""
    return [
        record.headers["WARC-Target-URI"]
        for path in archive.glob("*.warc.gz")
        for record in FastIterator(BytesIO(path.read_bytes()), record_types=WarcRecordType.revisit)
    ]


def test_a_page_that_a_sitemap_calls_changed_is_fetched_and_archived_again(web, html, crawl):
    web.put(f"{HOST}/", html("Báo"))
    web.put(f"{HOST}/{REPORT}", html("Đại sứ chào từ biệt", text=BODY))
    web.put(f"{HOST}/map.xml", sitemap(days_ago(2)))
    crawl()
    web.put(f"{HOST}/{REPORT}", html("Đại sứ chào từ biệt", text=f"{BODY} Cập nhật: thêm một đoạn."))
    web.put(f"{HOST}/map.xml", sitemap(days_ago(1)))

    assert crawl()["archived"] == 1
    assert crawl()["archived"] == 0
    assert [kind for kind, *_ in records(crawl.archive)] == ["response", "response"]
    assert web.count(f"{HOST}/{REPORT}") == 2


def test_a_sitemap_that_dates_a_report_in_a_year_to_come_tells_nothing(web, html, crawl):
    web.put(f"{HOST}/", html("Báo"))
    web.put(f"{HOST}/{REPORT}", html("Đại sứ chào từ biệt", text=BODY))
    web.put(f"{HOST}/map.xml", sitemap(days_ago(2)))
    crawl()
    web.put(f"{HOST}/map.xml", sitemap(days_ago(-400)))

    crawl()
    assert web.count(f"{HOST}/{REPORT}") == 1


def test_a_sitemap_that_dates_all_reports_by_the_moment_costs_a_few_requests_once(web, html, crawl):
    reports = [f"dai-su-chao-tu-biet-{100_000 + n}.html" for n in range(10)]
    for number, report in enumerate(reports):
        text = f"{BODY} Cuộc tiếp thứ {number} diễn ra buổi sáng."
        web.put(f"{HOST}/{report}", html(f"Đại sứ chào từ biệt, buổi {number}", text=text))
    web.put(f"{HOST}/", html("Báo"))
    asked = []
    for _ in range(4):
        moment = datetime.now(UTC).isoformat()
        entries = (f"<url><loc>http://{HOST}/{r}</loc><lastmod>{moment}</lastmod></url>" for r in reports)
        web.put(f"{HOST}/map.xml", f"<urlset>{''.join(entries)}</urlset>")
        web.asked.clear()
        crawl()
        asked.append(sum(web.count(f"{HOST}/{report}") for report in reports))

    assert asked == [10, MAX_IDLE, 0, 0]


def test_the_frontier_tells_a_changed_text_from_changed_surroundings(web, html, crawl):
    def crawled(day: str, text: str, *links: tuple[str, str]) -> Stamp:
        web.put(f"{HOST}/{REPORT}", html("Đại sứ chào từ biệt", *links, text=text))
        web.put(f"{HOST}/map.xml", sitemap(day))
        assert crawl()["archived"] == 1
        with closing(sqlite3.connect(frontier_path(crawl.archive))) as db:
            (known,) = db.execute("SELECT stamp FROM address WHERE url LIKE ?", (f"%{REPORT}",)).fetchone()
        return Stamp.read(known)

    web.put(f"{HOST}/", html("Báo"))
    first = crawled(days_ago(3), BODY)
    around = crawled(days_ago(2), BODY, ("http://quang-cao.example/", "Quảng cáo"))
    after = crawled(days_ago(1), f"{BODY} Cập nhật: thêm một đoạn.")

    assert first.change_since(None) is first.change_since(Stamp()) is None
    assert (around.change_since(first), after.change_since(around)) == ("same_text", "new_text")
    assert around.digest != first.digest


def test_a_changed_job_reads_unchanged_lists_anew(web, html, crawl):
    web.put(f"{HOST}/", html("Báo", (f"http://kia.example/{REPORT}", "Tin")), headers=(("ETag", '"h"'),))
    web.put(f"kia.example/{REPORT}", html("Tin", text=BODY))
    crawl()

    crawl(sites='["kia.example"]')

    assert web.count(f"kia.example/{REPORT}") == 1


@pytest.mark.parametrize(
    ("head", "headers", "wish"),
    [
        ('<meta name="robots" content="noarchive">', (), "noarchive"),
        ("", (("X-Robots-Tag", "noindex, nofollow"),), "noindex"),
        ('<meta name="robots" content="index, noai">', (), "noai"),
        ("", (("TDM-Reservation", "1"),), "tdm"),
    ],
)
def test_a_report_that_asks_to_stay_out_is_not_archived(web, html, crawl, head, headers, wish):
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Đại sứ")))
    web.put(f"{HOST}/{REPORT}", html("Đại sứ", text=BODY, head=head), headers=headers)

    assert crawl()["opted_out"] == 1
    assert records(crawl.archive) == []
    db = sqlite3.connect(frontier_path(crawl.archive))
    reasons = {row[0] for row in db.execute("SELECT reason FROM address WHERE state = 'done'")}
    db.close()
    assert f"opted_out_{wish}" in reasons


def test_a_wish_the_job_does_not_mind_is_not_minded(web, html, crawl):
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Đại sứ")))
    head = '<meta name="robots" content="noindex">'
    web.put(f"{HOST}/{REPORT}", html("Đại sứ", text=BODY, head=head))

    assert crawl(opt_outs='["noarchive"]')["archived"] == 1


def test_an_address_closed_to_gatherers_of_training_texts_is_left_alone(web, html, crawl):
    web.put(f"{HOST}/robots.txt", "User-agent: GPTBot\nDisallow: /dai\n", kind="text/plain")
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Đại sứ"), ("/tin-khac-100002.html", "Tin")))
    web.put(f"{HOST}/tin-khac-100002.html", html("Tin", text=BODY))

    assert crawl()["failures"] == {"http_404": 1, "opted_out_ai_robots": 1}
    assert web.count(f"{HOST}/{REPORT}") == 0
