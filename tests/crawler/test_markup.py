"""Feeds and sitemaps as broken as servers send them still give their entries."""

from __future__ import annotations

import gzip

import pytest

from crawler.discovery import MAX_ENTRIES, Form, form_of, read_feed, read_sitemap
from crawler.markup import unpacked

BASE = "https://bao.vn/rss/moi.rss"
URL = "https://bao.vn/tin-100001.html"
ITEM = f"<item><title>Tựa</title><link>{URL}</link></item>"
RSS = f'<rss version="2.0"><channel><link>https://bao.vn/</link>{ITEM}</channel></rss>'
DECLARED = '<?xml version="1.0" encoding="{}"?>'


def only(body: bytes) -> tuple[str, str]:
    plain = unpacked(body)
    assert form_of(plain) is Form.FEED
    (entry,) = read_feed(body, BASE)
    return entry.url, entry.title


@pytest.mark.parametrize(
    "body",
    [
        (DECLARED.format("utf-16") + RSS).encode("utf-16"),
        RSS.encode("utf-16-be"),
        (DECLARED.format("utf-16") + RSS).encode("utf-32"),
        (DECLARED.format("utf-16") + RSS).encode(),
        (DECLARED.format("tcvn-5712") + RSS).encode(),
        (DECLARED.format("base64") + RSS).encode(),
        b"\xef\xbb\xbf\xef\xbb\xbf\n" + (DECLARED.format("utf-8") + RSS).encode(),
        b"<br />\n<b>Warning</b>: mysql in /var/www<br />" + (DECLARED.format("utf-8") + RSS).encode(),
        f"<?xml version='1.0'?><!-- {'dài ' * 3000} -->{RSS}".encode(),
        gzip.compress(RSS.encode()[:60]) + gzip.compress(RSS.encode()[60:]),
        RSS.replace("Tựa", "T\x0b\x01ựa").encode(),
        RSS.encode()[: -len("</item></channel></rss>")],
    ],
    ids=[
        *(
            "utf-16",
            "utf-16 without a mark",
            "utf-32",
            "utf-16 in name only",
            "unknown encoding",
            "no encoding",
        ),
        *(
            "two marks",
            "a warning first",
            "a long comment first",
            "gzip in parts",
            "control characters",
            "cut",
        ),
    ],
)
def test_a_list_is_read_whatever_stands_around_or_between_its_letters(body):
    assert only(body) == (URL, "Tựa")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Anh &nbsp;&amp; em &eacute;", "Anh & em é"),
        ("Anh & em", "Anh & em"),
        ("<![CDATA[Anh &amp; <b>em</b>]]>", "Anh & em"),
        ("&lt;b&gt;Anh&lt;/b&gt; &amp;quot;em&amp;quot;", 'Anh "em"'),
        ("AT&khong; và &#8220;em&#8221;", "AT và “em”"),
    ],
)
def test_entities_of_html_and_bare_ampersands_are_read(title, read):
    assert only(RSS.replace("Tựa", title).encode())[1] == read


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>/tin-100002.html</link>", "https://bao.vn/tin-100002.html"),
        ("<link>tin-100002.html?a=1&b=2</link>", "https://bao.vn/rss/tin-100002.html?a=1&b=2"),
        ("<link><![CDATA[ https://bao.vn/t?a=1&b=2 ]]></link>", "https://bao.vn/t?a=1&b=2"),
        ("<link/>https://bao.vn/tin-100002.html", "https://bao.vn/tin-100002.html"),
        ("<link></link><guid>https://bao.vn/tin-100002.html</guid>", "https://bao.vn/tin-100002.html"),
        ('<guid isPermaLink="true">https://bao.vn/tin-100002.html</guid>', "https://bao.vn/tin-100002.html"),
    ],
)
def test_the_address_of_an_item_is_found_where_it_stands(link, url):
    assert only(RSS.replace(f"<link>{URL}</link>", link).encode())[0] == url


def test_a_guid_that_is_no_address_gives_none():
    for guid in ('<guid isPermaLink="false">https://bao.vn/1</guid>', "<guid>bao-100001</guid>", "<link/>"):
        assert read_feed(RSS.replace(f"<link>{URL}</link>", guid).encode(), BASE) == []


def test_atom_may_give_a_base_and_titles_in_xhtml():
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://bao.vn/x/"><entry><title type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml">Tin <b>mới</b></div></title>'
        '<link rel="self" href="/api/1"/><link href="tin-100002.html"/></entry></feed>'
    )

    assert only(body.encode()) == ("https://bao.vn/x/tin-100002.html", "Tin mới")


def test_a_bomb_of_entries_ends_at_the_limit_of_the_protocol():
    entry = b"<url><loc>https://bao.vn/tin-100001.html</loc></url>"

    assert len(read_sitemap(gzip.compress(b"<urlset>" + entry * (2 * MAX_ENTRIES)), BASE)) == MAX_ENTRIES


@pytest.mark.parametrize(
    "body",
    [
        "<section><a href='/a'>x</a></section>",
        f"<!-- {'x' * 5000} --><html><body>",
        "\ufeff<!DOCTYPE html><p>",
    ],
)
def test_a_page_is_told_behind_comments_and_without_a_frame(body):
    assert form_of(body.encode()) is Form.PAGE


ENDLESS = {
    "CDATA": lambda: read_feed(b"<rss><channel>" + b"<![CDATA[" * 400_000, BASE),
    "comments": lambda: form_of(b"<html>" + b"<!--" * 400_000),
    "tags": lambda: read_feed(RSS.replace("Tựa", f"<![CDATA[{'<' * 900_000}]]>").encode(), BASE),
    "members": lambda: unpacked(gzip.compress(b"") * 100_000),
}


@pytest.mark.parametrize("read", ENDLESS.values(), ids=ENDLESS)
def test_what_is_opened_time_and_again_and_never_closed_is_looked_through_once(read):
    """Each took minutes, or hours, in which all other sites waited: should it again, this test does not end."""
    read()


def test_an_address_is_kept_where_elements_of_a_list_stand_inside_each_other():
    inside = '<url><loc>https://bao.vn/1</loc><a:url xmlns:a="x">b</a:url></url>'
    (*_, around) = read_sitemap(f"<urlset>{inside}</urlset>".encode(), BASE)
    assert around.url == "https://bao.vn/1"
    open_items = "<item><link>https://bao.vn/1</link><item><link>https://bao.vn/2</link>"
    found = read_feed(f"<rss><channel>{open_items}</channel></rss>".encode(), BASE)
    assert {entry.url for entry in found} == {"https://bao.vn/1", "https://bao.vn/2"}


def test_of_a_damaged_archive_the_sound_part_is_read():
    good, bad = gzip.compress(RSS.encode()), bytearray(gzip.compress(b"x" * 100))
    bad[12] ^= 0xFF
    assert unpacked(good + bytes(bad)).startswith(RSS.encode())
    assert unpacked(good + b"junk") == RSS.encode()
