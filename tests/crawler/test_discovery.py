from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Form, form_of, read_feed, read_sitemap
from crawler.markup import unpacked

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Báo</title><link>https://bao.vn/</link>
<item><title><![CDATA[Tựa <b>một</b>]]></title><link> /tin-1.html </link>
<description>&lt;img src="a.jpg"&gt; Tóm tắt</description><category>Thời sự</category>
<category>Ngoại giao</category>
<pubDate>Wed, 04 Mar 2026 05:06:07 +0700</pubDate></item>
<item><title>Không có địa chỉ</title></item>
<item><link>javascript:void(0)</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tựa hai</title>
<link rel="enclosure" href="https://bao.vn/a.mp3"/><link rel="alternate" href="https://bao.vn/tin-2.html"/>
<updated>2026-03-04T05:06:07Z</updated></entry></feed>"""

NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://bao.vn/a.jpg</image:loc></image:image><loc>https://bao.vn/tin-3.html</loc>
<lastmod>2026-03-05</lastmod><news:news><news:publication><news:name>Báo</news:name></news:publication>
<news:publication_date>2026-03-04T05:06:07+07:00</news:publication_date><news:title>Tựa ba</news:title>
<news:keywords>hợp tác, hữu nghị</news:keywords></news:news></url></urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://bao.vn/s1.xml</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>"""


def test_an_rss_item_gives_address_words_and_date():
    (entry,) = read_feed(RSS.encode(), "https://bao.vn/rss")

    assert entry.url == "https://bao.vn/tin-1.html"
    assert entry.text == "Tựa một Thời sự Ngoại giao Tóm tắt"
    assert entry.published == "Wed, 04 Mar 2026 05:06:07 +0700"


def test_an_atom_entry_gives_its_own_page_not_its_enclosure():
    (entry,) = read_feed(ATOM.encode(), "https://bao.vn/atom")

    assert (entry.url, entry.title, entry.modified) == (
        "https://bao.vn/tin-2.html",
        "Tựa hai",
        "2026-03-04T05:06:07Z",
    )


def test_a_news_sitemap_gives_title_date_keywords_and_the_page_not_its_image():
    (entry,) = read_sitemap(NEWS.encode(), "https://bao.vn/news.xml")

    assert (entry.url, entry.title, entry.keywords) == (
        "https://bao.vn/tin-3.html",
        "Tựa ba",
        "hợp tác, hữu nghị",
    )
    assert (entry.published, entry.modified) == ("2026-03-04T05:06:07+07:00", "2026-03-05")


def test_a_sitemap_index_gives_its_sitemaps_with_their_dates():
    (entry,) = read_sitemap(INDEX.encode(), "https://bao.vn/s.xml")

    assert (entry.url, entry.modified) == ("https://bao.vn/s1.xml", "2026-01-01")


def test_a_compressed_sitemap_is_read():
    assert len(read_sitemap(gzip.compress(NEWS.encode()), "https://bao.vn/")) == 1


def test_a_sitemap_cut_in_the_middle_gives_what_is_whole():
    body = NEWS.replace("</urlset>", "<url><loc>https://bao.vn/tin-4.html</loc></url>")

    assert [e.url for e in read_sitemap(body.encode(), "")] == [
        "https://bao.vn/tin-3.html",
        "https://bao.vn/tin-4.html",
    ]


def test_a_decompression_bomb_is_cut():
    bomb = gzip.compress(b"a" * 5_000_000)

    assert len(unpacked(bomb, limit=1000)) == 1000


def test_damaged_gzip_gives_nothing():
    assert unpacked(b"\x1f\x8bnonsense") == b""


def test_entities_are_not_expanded_nor_files_read():
    body = (
        '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
        "<rss><channel><item><link>https://bao.vn/1</link><title>&f;&a;</title></item></channel></rss>"
    )

    (entry,) = read_feed(body.encode(), "")
    assert entry.title == ""


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (RSS, Form.FEED),
        (ATOM, Form.FEED),
        (NEWS, Form.SITEMAP),
        (INDEX, Form.SITEMAP_INDEX),
        ("<!-- <rss> --><!DOCTYPE html><html><body>", Form.PAGE),
        ("\ufeff\n<html>", Form.PAGE),
        ("<div>a page without a frame</div>", Form.PAGE),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>', Form.PAGE),
        ("%PDF-1.4 <html>", Form.OTHER),
        ('{"a": "<html>"}', Form.OTHER),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", Form.OTHER),
        ("", Form.OTHER),
    ],
)
def test_a_body_is_told_by_its_first_bytes(body, form):
    assert form_of(body.encode()) is form


@given(st.binary(max_size=300), st.sampled_from(["", "<rss><item>", "<urlset><url><loc>", "\x1f\x8b"]))
def test_no_body_raises(noise, start):
    body = start.encode("latin-1") + noise

    form_of(unpacked(body))
    read_feed(body, "https://bao.vn/")
    read_sitemap(body, "https://bao.vn/")
