from __future__ import annotations

import pytest
from lxml.cssselect import CSSSelector

from crawler.sites import (
    EVIDENCE,
    PageKind,
    ProfileError,
    families,
    kind_of,
    may_be_section,
    profile_of,
    profiles,
    read_profile,
    skips_sitemap,
)
from crawler.takes import address_of, taken

GOOD = """
name = "bao.vn"
hosts = ["bao.vn"]
articles = ['-\\d+\\.html$']
[evidence]
articles = "memory"
"""
EVERY = pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)


@EVERY
def test_a_profile_knows_its_articles(profile):
    assert profile.article_examples
    assert {kind_of(url) for url in profile.article_examples} == {PageKind.ARTICLE}


@EVERY
def test_a_profile_takes_no_list_for_an_article(profile):
    assert profile.list_examples
    assert {kind_of(url) for url in profile.list_examples} <= {PageKind.LIST, PageKind.PAGING}


@EVERY
def test_a_profile_is_found_by_its_examples(profile):
    for url in (*profile.article_examples, *profile.list_examples):
        assert profile_of(url) is profile


@EVERY
def test_a_profile_says_how_each_fact_is_known(profile):
    assert set(profile.evidence.values()) <= set(EVIDENCE)


@EVERY
def test_a_profiles_discovery_is_paths_or_addresses(profile):
    for place in (*profile.feeds, *profile.sitemaps, *profile.lists):
        assert place.startswith(("/", "https://"))
        assert place.format(year=2026, month=3)


@EVERY
def test_a_home_page_is_followed(profile):
    assert kind_of(f"https://{profile.hosts[0]}/") is PageKind.LIST


@EVERY
def test_a_profiles_selectors_can_be_read(profile):
    for selector in (*profile.summary, *profile.body, *profile.dates, *profile.boilerplate):
        CSSSelector(selector)


def test_there_are_profiles_for_the_sites_that_matter():
    assert len(profiles()) >= 30
    assert sum(profile.verified for profile in profiles()) >= 25


PAGE = """<html><head><link rel="canonical" href="https://vnexpress.net/mot-tieu-de-vi-du-4123456.html"></head>
<body><p class="description">Lời dẫn.</p><article class="fck_detail"><p>Thân bài.</p></article></body></html>"""


def test_what_a_profile_takes_from_a_page_is_shown_and_what_it_misses():
    found = taken(address_of(PAGE), PAGE)

    assert found.kind is PageKind.ARTICLE
    assert found.profile.name == "vnexpress.net"
    assert found.parts == {"summary": "p.description: Lời dẫn.", "body": "article.fck_detail: Thân bài."}
    assert found.missing == ("dates",)


def test_no_host_belongs_to_two_profiles():
    hosts = [host for profile in profiles() for host in profile.hosts]

    assert len(hosts) == len(set(hosts))


def test_the_four_cms_families_are_there():
    assert set(families()) >= {"epi-zce", "vccorp", "mastercms", "b-maincontent"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("hosts =", "host ="), "unknown key 'host'; known keys: name, hosts"),
        (('name = "bao.vn"', 'name = "tin.vn"'), "must be the file's"),
        (('hosts = ["bao.vn"]', 'hosts = "bao.vn"'), "hosts must be a list of texts"),
        (('hosts = ["bao.vn"]', ""), "hosts is missing"),
        (("-\\d+\\.html$", "-(\\d+"), "no regular expression"),
        (('"memory"', '"hearsay"'), "known: saved_page"),
        (('articles = "memory"', 'articles = "memory"\nfeed = "memory"'), "unknown key 'feed'"),
        (("[evidence]", "[evidence"), "not valid TOML"),
    ],
)
def test_a_wrong_profile_is_refused_by_name(change, said):
    with pytest.raises(ProfileError, match=r"bao\.vn\.toml: ") as caught:
        read_profile("bao.vn", GOOD.replace(*change))

    assert said in str(caught.value)


def test_a_pattern_from_memory_is_not_verified():
    assert not read_profile("bao.vn", GOOD).verified
    assert read_profile("bao.vn", GOOD.replace("memory", "real_address")).verified


@pytest.mark.parametrize(
    "url",
    [
        "https://la.vn/thoi-su/mot-tieu-de-du-dai-de-nhan-ra-123456.html",
        "https://la.vn/2024/05/mot-bai",
        "https://la.vn/the-gioi/mot-tieu-de-du-dai-de-nhan-ra",
        "https://la.vn/tin?id=4567",
        "https://la.vn/news-post987654.html",
        "https://la.vn/thread/mot-bai.123456/",
        "https://la.vn/123456/bai.html",
        "https://qdnd.vn/chinh-tri/mot-bai-123456?source=trang-chu",
    ],
)
def test_articles_of_unknown_sites_are_recognised(url):
    assert kind_of(url) is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://la.vn/", PageKind.LIST),
        ("https://la.vn/van-hoa-the-thao", PageKind.LIST),
        ("https://la.vn/2024/", PageKind.LIST),
        ("https://la.vn/thoi-su?page=2", PageKind.PAGING),
        ("https://la.vn/thoi-su/trang-3.html", PageKind.PAGING),
        ("https://la.vn/page/12", PageKind.PAGING),
        ("https://la.vn/anh.jpg", None),
        ("https://la.vn/tep/bao-cao-123456.pdf?x=1", None),
        ("https://la.vn/tim-kiem?q=a", None),
        ("https://la.vn/print/123456.html", None),
        ("https://la.vn/a/b/b/b/c", None),
    ],
)
def test_other_pages_of_unknown_sites_are_told_apart(url, kind):
    assert kind_of(url) is kind


def test_other_editions_of_a_known_site_are_denied():
    assert kind_of("https://en.qdnd.vn/politics/some-title-123456") is None


@pytest.mark.parametrize(
    ("name", "skipped"), [("categories", True), ("news-2024-1", False), ("tags-2", True)]
)
def test_sitemaps_of_other_things_are_skipped(name, skipped):
    assert skips_sitemap(f"https://la.vn/sitemaps/{name}.xml") is skipped


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://bao.vn/", True),
        ("https://bao.vn/the-thao/", True),
        ("https://bao.vn/tin/kinh-te.html", True),
        ("https://bao.vn/tin/bai-0.html", False),
        ("https://bao.vn/xem?id=812", False),
        ("https://bao.vn/gia-gao-tang-nhe-o-mien-tay.html", False),
    ],
)
def test_an_address_of_few_words_without_a_number_may_be_a_section(url, section):
    assert may_be_section(url) is section
