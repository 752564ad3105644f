"""What a page says of its own address, and when that is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.own_address import own_address, slug_words

SLUG = "dai-su-tham-lang-chai-ven-bien"
OWN = f"https://bao-thu.vn/doi-ngoai/{SLUG}-100001.html"


@pytest.mark.parametrize(
    "mirror",
    [
        OWN.replace("https://", "http://m."),
        "https://bao-thu.vn/print/100001.html",
        "https://tacnghiep.bao-thu.vn/tin/100001.aspx",
        f"https://bao-thu.vn/in/{SLUG}.htm",
        "https://bao-thu.vn/xem?id=100001",
        f"https://bao-thu.vn/2026/03/02/{SLUG}-100001.html",
        f"https://edition.bao-thu.vn/doi-ngoai/{SLUG}-100001.html",
    ],
)
def test_a_mirror_with_the_number_or_headline_of_the_article_is_believed(mirror):
    assert own_address(OWN, mirror) == OWN


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        # The same report in two sections, and print pages of addresses with other numbers
        ("moi-nguoi-trong-mot-khu-vuon-c46a812345.html", "moi-nguoi-trong-mot-khu-vuon-c47a812345.html"),
        ("covid-19-lui-xa-812345.html", "print/812345.html"),
        ("lang-nghe-5555.html", "in?id=5555"),
        ("tin-20260302101512345.htm", "in/20260302101512345.htm"),
    ],
)
def test_the_number_of_the_article_counts_wherever_it_stands(declared, url):
    assert own_address(f"https://bao.vn/{declared}", f"https://bao.vn/{url}") == f"https://bao.vn/{declared}"


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        ("", "print/100001.html"),  # the home page
        ("doi-ngoai", "print/100001.html"),
        ("su-kien-100001.html", "su-kien-100001/tin-5555.html"),
        ("su-kien-100001.html", "su-kien-100001/tin-55.html"),
        ("c1001", "c1001/tin-55.html"),
        ("thi-truong-1001.html", "tin-1001/ban-tin-55.html"),
        ("gia-vang-hom-nay-moi-nhat", "gia-vang-hom-nay-moi-nhat-812345.html"),
    ],
)
def test_home_pages_and_sections_are_never_believed(declared, url):
    assert own_address(f"https://bao.vn/{declared}", f"https://bao.vn/{url}") is None


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        ("olympic-paris-2024-100002.html", "bau-cu-my-nam-2024-100001.html"),
        ("gia-vang-hom-nay-chieu-nay-812344.html", "gia-vang-hom-nay-chieu-nay-812345.html"),
        ("van-ban-so-1234-4812344.html", "nghi-dinh-1234-4812345.html"),
        ("ve-so-1234567-dong-100001.html", "ve-so-1234567-dong-100002.html"),
        ("tin.aspx?cat=1001&id=55", "tin.aspx?cat=1001&id=56"),
        ("20260302/tin-mot-hai-ba-55.html", "20260302/tin-bon-nam-sau-56.html"),
        ("tin-mot-hai-ba-20260302-55.html", "tin-bon-nam-sau-20260302-56.html"),
        ("tin-mot-hai-02032026.html", "tin-bon-nam-02032026.html"),
        ("2026/03/02/gia-vang-hom-nay-tang-manh", "2026/03/03/gia-vang-hom-nay-tang-manh"),
        ("gia-vang-hom-nay-ngay-2-3.html", "gia-vang-hom-nay-ngay-3-3.html"),
        ("2026/03/mot-tin-khac-han-tin-kia.html", "2026/03/tin-nay.html"),
    ],
)
def test_another_report_is_not_believed(declared, url):
    assert own_address(f"https://bao.vn/{declared}", f"https://bao.vn/{url}") is None


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        ("https://khac.vn/tin-100001.html", "https://bao.vn/print/100001.html"),
        ("", OWN),
        ("https://[", OWN),
        ("/tin-100001.html", OWN),
        (OWN, "tin.html"),
    ],
)
def test_another_site_and_what_is_no_address_are_not_believed(declared, url):
    assert own_address(declared, url) is None


@pytest.mark.parametrize(
    ("declared", "is_believed"),
    [
        (OWN, True),
        (f"https://bao.vn/{SLUG}", True),
        ("https://bao.vn/tin/123456", True),
        ("https://bao.vn/", False),
        ("https://bao.vn/thi-truong", False),
        ("https://bao.vn/tin/12.html", True),
        ("https://bao.vn/thi-truong/index.html", False),
        ("https://bao.vn/2026/03", False),
        ("https://bao.vn/luu-tru/20260302", False),
        ("tin.html", False),
    ],
)
def test_of_a_page_without_an_address_the_word_must_read_like_a_report_s(declared, is_believed):
    assert (own_address(declared, None) == declared) is is_believed


_STEPS = st.lists(st.text(alphabet="abc-0123456789/.?=&%", max_size=12), max_size=4).map("-".join)


@given(_STEPS, _STEPS)
def test_two_addresses_whose_last_long_numbers_differ_are_two_reports(one, other):
    first, second = f"https://bao.vn/{one}/a-812345.html", f"https://bao.vn/{other}/a-812346.html"

    assert own_address(first, second) is None
    assert own_address(first, first)


def test_slug_words_leave_out_numbers_and_the_ending():
    assert (
        slug_words("https://bao.vn/thoi-su/chu-tich_tiep-2-dai-su-100001.html?a=b") == "chu tich tiep dai su"
    )
