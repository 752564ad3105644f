"""The title of a page that shows no headline: what is the site's goes, what is the report's stays."""

import pytest

from cleaning.blocks import page_blocks, parse_page
from cleaning.metadata import page_metadata

TITLE = "Xã Tràm Đông đưa hai trăm hộ dân lên gò cao"
URL = "https://www.vensong.example/thoi-su/xa-tram-dong-1.html"


def title(stated: str, *, head: str = "", body: str = "<p>x</p>", url: str | None = None) -> str | None:
    tree = parse_page(f"<html><head><title>{stated}</title>{head}</head><body>{body}</body></html>")
    return page_metadata(tree, url=url, blocks=page_blocks(tree)).title


@pytest.mark.parametrize("mark", [" - ", " – ", " — ", " | ", " : ", " » ", " ‹ ", " • ", " · ", " -- "])
def test_the_name_of_the_site_goes_whatever_parts_it(mark):
    assert title(f"{TITLE}{mark}Ven Sông Online", url=URL) == TITLE


def test_the_site_of_a_saved_page_is_that_of_the_address_it_claims():
    head = f'<link rel="canonical" href="{URL}">'
    assert title(f"{TITLE} - Ven Sông Online", head=head) == TITLE


@pytest.mark.parametrize(
    "sign",
    [
        '<meta property="og:site_name" content="Góc Nhìn">',
        '<script type="application/ld+json">{"@type": "WebSite", "name": "Góc Nhìn"}</script>',
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", '
            '"publisher": {"@type": "Organization", "name": "Góc Nhìn"}}</script>'
        ),
    ],
)
def test_the_name_of_the_site_is_known_from_the_head_of_a_page_without_an_address(sign):
    assert title(f"{TITLE} - Góc Nhìn", head=sign) == TITLE


@pytest.mark.parametrize(
    "body",
    [
        "<a href='/'><img src='logo.png' alt='Góc Nhìn'></a>",
        "<a href='/' title='Góc nhìn'>g</a>",
        "<footer>© 2026 Góc Nhìn</footer>",
        "<footer>Bản quyền thuộc Góc Nhìn</footer>",
        f"<h2>{TITLE}</h2><p>x</p>",
        f"<div class='tieu-de'>{TITLE}</div>",
    ],
)
def test_the_name_of_the_site_is_known_from_what_the_page_shows(body):
    assert title(f"{TITLE} - Góc Nhìn", body=body) == TITLE


@pytest.mark.parametrize(
    "name", ["Báo Ven Sông", "Tạp chí Ven Sông", "Cổng thông tin điện tử xã Tràm Đông", "www.vensong.vn"]
)
def test_the_form_of_a_papers_name_tells_it(name):
    assert title(f"{TITLE} - {name}") == TITLE


def test_the_section_before_the_name_of_the_site_goes_when_the_page_links_to_it():
    menu = "<nav><a href='/'>Trang chủ</a> <a href='/doi-song'>Đời sống</a></nav>"
    assert title(f"{TITLE} - Đời sống - Báo Ven Sông", body=menu) == TITLE
    assert title(f"{TITLE} - Đời sống - Báo Ven Sông") == f"{TITLE} - Đời sống"


@pytest.mark.parametrize(
    "part",
    [
        "Bài cuối: Nước rút",
        "Kỳ 2",
        "Báo động cấp ba",
        "Đài Loan",
        "nơi sóng lặng",
        "Góc nhìn của người trong cuộc",
    ],
)
def test_a_last_part_that_is_the_reports_own_stays(part):
    menu = "<nav><a href='/goc-nhin'>Góc nhìn</a></nav><footer>© 2026 Ven Sông</footer>"
    whole = f"{TITLE} - {part}"
    assert title(whole, body=menu, url=URL) == whole
    assert title(f"{whole} - Báo Ven Sông", body=menu, url=URL) == whole


def test_a_title_that_the_page_shows_whole_stays_whole():
    whole = f"{TITLE} - Góc Nhìn"
    assert title(whole, body=f"<h2>{whole}</h2><p>x</p>") == whole


def test_a_long_last_part_with_the_name_of_the_site_reports_on_it():
    whole = f"{TITLE} - quỹ của báo Ven Sông trao thêm một trăm suất quà cho các em nhỏ"
    assert title(whole, url=URL) == whole


def test_a_title_of_many_parts_is_a_list_that_stays_whole():
    whole = " - ".join(["lũ về", "gò cao"] * 20)
    assert title(f"{whole} - Báo Ven Sông") == f"{whole} - Báo Ven Sông"
