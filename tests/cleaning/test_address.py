"""Addresses: one form for one article, never one form for two."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaning.address import AddressError, canonical, site

ARTICLE = "https://tin.example/thoi-su/hop-bao-118.html"


@pytest.mark.parametrize(
    "variant",
    [
        "http://tin.example/thoi-su/hop-bao-118.html",
        "HTTPS://Tin.Example/thoi-su/hop-bao-118.html",
        "https://tin.example:443/thoi-su/hop-bao-118.html",
        "https://tin.example./thoi-su/hop-bao-118.html",
        "https://nguoi:matkhau@tin.example/thoi-su/hop-bao-118.html",
        "  https://tin.example/thoi-su/hop-bao-118.html\n",
        "https://tin.example//thoi-su/./x/../hop-bao-118.html",
        "https://tin.example/thoi%2Dsu/hop-bao-118.html",
        "https://tin.example/thoi-su/hop-bao-118.html/",
        "https://tin.example/thoi-su/hop-bao-118.html#binh-luan",
        "https://tin.example/thoi-su/hop-bao-118.html?",
        "https://tin.example/thoi-su/hop-bao-118.html?utm_source=x&UTM_medium=y&fbclid=z",
        "https://tin.example/thoi-su/hop-bao-118.html?%75tm_source=x",
        "https://tin.example/thoi-su/hop-bao-118.html?gclid=1&zarsrc=30&amp;vn_source=home",
        "https://tin.example/thoi-su/hop-bao-118.html?PHPSESSID=ab12",
        "https://tin.example/thoi-su/hop-bao-118.html;jsessionid=AB12.node3",
        "https://tin.example/(S(ab12))/thoi-su/hop-bao-118.html",
        "https://tin.example/thoi-su/hop-bao-118.html?sid=0123456789abcdef0123456789abcdef",
        "https://www.tin.example/thoi-su/hop-bao-118.html",
        "https://m.tin.example/thoi-su/hop-bao-118.html",
        "https://amp.tin.example/thoi-su/hop-bao-118.html",
        "https://tin.example/amp/thoi-su/hop-bao-118.html",
        "https://tin.example/thoi-su/hop-bao-118.html/amp/",
        "https://tin.example/thoi-su/hop-bao-118.html.amp",
        "https://tin.example/thoi-su/hop-bao-118.amp.html",
        "https://tin.example/thoi-su/hop-bao-118.html?amp=1",
        "https://tin.example/thoi-su/hop-bao-118.html?amp",
        "https://tin.example/thoi-su/hop-bao-118.html?mobile=yes&amp=1",
        "https://tin.example/thoi-su/hop-bao-118.html&mobile=yes&amp=1",
        "https://tin.example/thoi-su/hop-bao-118.html?print=1",
        "https://tin.example/thoi-su/hop-bao-118.html?tmpl=component&print=1",
        "https://tin.example/thoi-su/hop-bao-118.html/print",
    ],
)
def test_every_way_to_write_the_address_of_an_article_is_one(variant: str) -> None:
    assert canonical(variant) == ARTICLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://tin.example/a?id=1", "https://tin.example/a?id=2"),
        ("https://tin.example/a?sid=17", "https://tin.example/a?sid=18"),
        ("https://tin.example/a?cid=17", "https://tin.example/a?cid=18"),
        ("https://tin.example/a?ref=17", "https://tin.example/a?ref=18"),
        ("https://tin.example/a?m=1", "https://tin.example/a?m=2"),
        ("https://tin.example/a?print=17", "https://tin.example/a?print=18"),
        ("https://tin.example/print/17", "https://tin.example/print/18"),
        ("https://tin.example/A", "https://tin.example/a"),
        ("https://tin.example/a%2Fb", "https://tin.example/a/b"),
        ("https://tin.example/a&x=1", "https://tin.example/a&x=2"),
        ("https://tin.example/#!/bai/1", "https://tin.example/#!/bai/2"),
        ("https://tin.example/#/bai/1", "https://tin.example/#/bai/2"),
        ("http://tin.example:8001/a", "http://tin.example:8002/a"),
        ("https://tin.example/amp", "https://tin.example/"),
        ("https://tin.example/amply", "https://tin.example/ly"),
        ("https://tin.example/tramp", "https://tin.example/tr"),
        ("https://www.gov.uk/a", "https://gov.uk/a"),
        ("https://m.blogspot.com/a", "https://blogspot.com/a"),
        ("https://m.example/a", "https://example/a"),
        ("https://en.tin.example/a", "https://tin.example/a"),
    ],
)
def test_what_may_be_two_articles_stays_two(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_parameters_are_sorted_by_name_and_keep_the_order_of_equal_names() -> None:
    assert canonical("https://tin.example/?b=2&a=9&a=1") == "https://tin.example/?a=9&a=1&b=2"


def test_a_named_port_keeps_its_protocol() -> None:
    assert canonical("http://127.0.0.1:8000/a") == "http://127.0.0.1:8000/a"


def test_vietnamese_hosts_and_paths_become_ascii() -> None:
    assert canonical("http://mặt-trận.example/bài") == "https://xn--mt-trn-ff8bzc.example/b%C3%A0i"


def test_ipv6_keeps_its_brackets() -> None:
    assert canonical("http://[::1]:8000/") == "http://[::1]:8000/"


@pytest.mark.parametrize(
    "bad",
    [
        *("", "bài viết", "/thoi-su/118.html", "//tin.example/a", "tin.example/a", "mailto:a@tin.example"),
        *("ftp://tin.example/", "javascript:void(0)", "http://", "http:///a", "http://a:99999/"),
        *(
            "http://a:b/",
            "http://[::1/",
            "http://.example/",
            "http://a..b/",
            "http://a b/",
            "http://tin.example/\udc80",
        ),
    ],
)
def test_what_is_no_address_is_refused_with_an_address_error(bad: str) -> None:
    with pytest.raises(AddressError):
        canonical(bad)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://m.tuoitre.vn/a", "tuoitre.vn"),
        ("https://thanhpho.chinhphu.gov.vn/a", "chinhphu.gov.vn"),
        ("https://gov.vn/", "gov.vn"),
        ("https://ba-lan.blogspot.com/", "ba-lan.blogspot.com"),
        ("http://a.b.nha.example/", "nha.example"),
        ("http://localhost:8000/", "localhost"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
    ],
)
def test_a_site_is_the_registrable_domain(url: str, expected: str) -> None:
    assert site(url) == expected


def test_the_suffix_list_is_not_asked_from_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert site("https://a.khong-co-that.co.uk/") == "khong-co-that.co.uk"


_HOSTS = st.sampled_from(
    ["tin.example", "m.tin.example", "www.m.a.vn", "127.0.0.1", "[::1]:90", "www.gov.uk"]
)
_PATH = st.lists(
    st.sampled_from(
        [
            "/",
            "a",
            ".",
            "..",
            "amp",
            "print",
            ".amp",
            ".html",
            "&amp=1",
            "&x=1",
            ";jsessionid=1",
            "(S(a))",
            ":",
            "%2e",
            "%61",
            "%",
        ]
    ),
    max_size=9,
).map("".join)
_QUERY = st.lists(
    st.sampled_from(
        ["&", "=", "a=1", "amp;", "utm_x=1", "%75tm_y", "amp=1", "b=2", "%", "%2", "print", "+", "ế"]
    ),
    max_size=8,
).map("".join)


@given(_HOSTS, _PATH, _QUERY, st.text(max_size=4))
@example("tin.example", "a/.&amp=1", "", "")
def test_canonical_is_idempotent(host: str, path: str, query: str, fragment: str) -> None:
    once = canonical(f"http://{host}/{path}?{query}#{fragment}")
    assert canonical(once) == once
    assert site(once) == site(f"http://{host}/")


@given(st.text(max_size=30), st.text(alphabet=string.printable, max_size=30))
def test_any_text_is_canonical_or_refused(rest: str, printable: str) -> None:
    for url in (rest, f"http://{rest}", f"https://{printable}", f"http://a.vn/{rest}"):
        try:
            once = canonical(url)
        except AddressError:
            continue
        assert canonical(once) == once
        assert once.isascii()
