"""Plain lists of addresses as a source, what lists may leave out, and the log."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import day_of
from crawler.discovery import Entry, Form, form_of, read_addresses
from crawler.job import JobError, load_job
from crawler.leads import Filter, Scout
from crawler.readiness import require_ready
from crawler.seeds import listed_in

HOST = "bao-thu.vn"
OLDER = "dai-su-den-nham-chuc-tai-cang-100002.html"
REPORT = "dai-su-chao-tu-biet-lang-chai-100001.html"
BODY = "Đại sứ chào từ biệt, hai bên trao đổi về quan hệ hữu nghị và hợp tác song phương."


def entry(**said):
    return Entry(f"https://{HOST}/{REPORT}", **said)


@pytest.mark.parametrize(
    ("said", "admitted"),
    [
        ({"published": "2026-03-02T07:00:00+07:00"}, True),
        ({"published": "2026-02-27"}, False),
        ({"published": "Fri, 27 Feb 2026 08:00:00 +0700"}, False),
        ({"modified": "2026-02-27"}, False),
        ({"published": "hôm qua"}, True),
        ({}, True),
    ],
)
def test_what_is_dated_before_the_job_wants_is_left_out(said, admitted):
    assert Filter(since=date(2026, 3, 1)).admits(entry(**said)) is admitted


@pytest.mark.parametrize(
    ("said", "admitted"),
    [
        ({"title": "Đại sứ thăm làng chài"}, True),
        ({"title": "ĐẠI SỨ thăm làng chài"}, True),
        ({"title": "Giá cá", "keywords": "cá, đại sứ"}, True),
        ({"title": "Giá cá tăng"}, False),
        ({"title": "Vĩ đại sức người"}, False),
        ({}, True),
    ],
)
def test_what_says_none_of_the_words_is_left_out(said, admitted):
    assert Filter(words=("đại sứ",)).admits(entry(**said)) is admitted


def test_what_is_left_out_is_no_lead():
    scout = Scout([HOST], Filter(words=("đại sứ",)))

    assert [lead.text for lead in scout.of_entries([entry(title="Giá cá"), entry(title="Đại sứ")])] == [
        "Đại sứ"
    ]


def test_a_day_is_read_or_none():
    assert day_of("2026-03-02") == date(2026, 3, 2)
    assert day_of("Mon, 02 Mar 2026 23:30:00 +0700") == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        *("", "hôm qua", "Mon, 2 Mar 99999999999 08:00:00 +0700", "Mon, 02 Mar 2026 99999999999:00:00 +0700"),
        *("Mon, 99 Mar 2026", "Mon, 02 Mar 2026 08:00:00 +99999999999", "9" * 5000),
    ],
)
def test_a_date_that_cannot_be_read_is_none_and_lets_its_report_in(text):
    assert day_of(text) is None
    assert Filter(since=date(2026, 3, 1)).admits(entry(published=text))


def test_dates_are_not_read_where_none_matters(monkeypatch):
    read: list[str] = []
    monkeypatch.setattr("crawler.leads.day_of", read.append)

    assert Filter().admits(entry(published="2026-03-02"))
    assert read == []


@given(st.text(alphabet="MonFebGMT 0123456789:+-,.()\n", max_size=40))
def test_no_text_where_a_date_should_be_raises(text):
    for date_like in (text, f"Mon, 02 Mar 2026 {text}"):
        assert day_of(date_like) is None or isinstance(day_of(date_like), date)


def test_one_odd_date_does_not_lose_the_feed(web, html, job_file, python):
    items = "".join(
        f"<item><link>http://{HOST}/{slug}</link><pubDate>{day}</pubDate></item>"
        for slug, day in ((OLDER, "Mon, 2 Mar 99999999999 08:00:00 +0700"), (REPORT, "2026-03-02"))
    )
    web.put(f"{HOST}/rss", f"<rss><channel>{items}</channel></rss>", kind="application/xml")
    for slug in (OLDER, REPORT):
        web.put(f"{HOST}/{slug}", html("Đại sứ", text=BODY))

    done = python("-m", "crawler", str(job_file(f"http://{HOST}/rss", since="2026-03-01")))

    assert (done.returncode, done.stderr) == (0, "")
    assert set(web.fetched()) == {f"{HOST}/rss", f"{HOST}/{OLDER}", f"{HOST}/{REPORT}"}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (f"https://{HOST}/{REPORT}\nhttps://{HOST}/b\n", Form.ADDRESSES),
        (f"# hôm nay\n\nhttp://{HOST}/a", Form.ADDRESSES),
        (f"https://{HOST}/ là trang của báo", Form.OTHER),
        ("User-agent: *\n", Form.OTHER),
    ],
)
def test_a_plain_list_is_told_from_other_text(body, form):
    assert form_of(body.encode()) is form


def test_a_plain_list_is_read_line_by_line():
    body = f"# hôm nay\nhttps://{HOST}/a\n\n  https://{HOST}/b \nkhông phải\nftp://{HOST}/c\n"

    assert [e.url for e in read_addresses(body.encode())] == [f"https://{HOST}/a", f"https://{HOST}/b"]


def test_a_byte_order_mark_does_not_hide_the_first_address(tmp_path):
    body = f"http://{HOST}/{REPORT}\r\nhttp://{HOST}/{OLDER}\r\n".encode("utf-8-sig")
    (tmp_path / "danh-sach.txt").write_bytes(body)

    expected = [f"http://{HOST}/{REPORT}", f"http://{HOST}/{OLDER}"]
    assert [lead.url for lead in listed_in(tmp_path / "danh-sach.txt")] == expected
    assert [e.url for e in read_addresses(body)] == expected


def test_addresses_of_a_file_are_fetched_and_a_bad_line_is_named(web, html, job_file, python):
    web.put(f"{HOST}/{REPORT}", html("Đại sứ", text=BODY))
    web.put(f"{HOST}/xem/bai", html("Đại sứ", text=BODY, head='<meta property="og:type" content="article">'))
    path = job_file(addresses='["danh-sach.txt"]')
    path.write_text(path.read_text("utf-8").replace("seeds = []\n", ""), "utf-8")
    lines = ["# của tôi", f"http://{HOST}/{REPORT}", "http://", f"http://{HOST}/xem/bai"]
    (path.parent / "danh-sach.txt").write_text("\n".join(lines), "utf-8")

    done = python("-m", "crawler", str(path))

    assert done.returncode == 0, done.stderr
    assert "danh-sach.txt:3:" in done.stderr
    assert web.fetched() == [f"{HOST}/{REPORT}", f"{HOST}/xem/bai"]


def test_a_job_needs_seeds_or_addresses_that_exist(tmp_path, job_file):
    with pytest.raises(JobError, match="seeds is empty"):
        require_ready(load_job(job_file()))
    with pytest.raises(JobError, match=r"khong-co\.txt does not exist"):
        load_job(job_file(addresses='["khong-co.txt"]'))


def test_a_served_list_of_addresses_is_a_source(web, html, job_file, python):
    web.put(f"{HOST}/danh-sach.txt", f"http://{HOST}/{REPORT}\n", kind="text/plain")
    web.put(f"{HOST}/{REPORT}", html("Đại sứ", text=BODY))

    python("-m", "crawler", str(job_file(f"http://{HOST}/danh-sach.txt")))

    assert web.fetched() == [f"{HOST}/danh-sach.txt", f"{HOST}/{REPORT}"]


def test_a_news_sitemap_is_filtered_before_any_page_is_fetched(web, html, job_file, python):
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    entries = "".join(
        f"<url><loc>http://{HOST}/{slug}</loc><n:news><n:publication_date>{day}</n:publication_date>"
        f"<n:title>{title}</n:title></n:news></url>"
        for slug, day, title in (
            (REPORT, "2026-03-02", "Đại sứ chào từ biệt"),
            (OLDER, "2026-02-01", "Đại sứ đến"),
            ("gia-ca-tang-o-cang-bien-mien-trung-100003.html", "2026-03-02", "Giá cá tăng"),
        )
    )
    xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{news}">{entries}</urlset>'
    web.put(f"{HOST}/tin.xml", xml, kind="application/xml")
    web.put(f"{HOST}/{REPORT}", html("Đại sứ", text=BODY))

    python("-m", "crawler", str(job_file(f"http://{HOST}/tin.xml", since="2026-03-01", words='["đại sứ"]')))

    assert web.fetched() == [f"{HOST}/tin.xml", f"{HOST}/{REPORT}"]


def test_the_log_can_be_one_json_object_an_event(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo", (f"/{REPORT}", "Đại sứ chào từ biệt"), ("/mat-100009.html", "Mất")))
    web.put(f"{HOST}/{REPORT}", html("Đại sứ", text=BODY))

    done = python("-m", "crawler", str(job_file(f"http://{HOST}/", log='"json"')))

    events = [json.loads(line) for line in done.stderr.splitlines()]
    by_event = {event["event"]: event for event in events}
    assert set(by_event) == {"read", "archived", "failed"}
    assert by_event["archived"]["url"] == f"http://{HOST}/{REPORT}"
    assert by_event["archived"]["band"] in {"on_topic", "uncertain", "off_topic"}
    assert by_event["failed"]["reason"] == "http_404"
    assert all(event["time"] and event["level"] == "info" for event in events)
