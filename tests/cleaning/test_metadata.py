import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.blocks import page_blocks, parse_page
from cleaning.document import Metadata
from cleaning.extract import extract
from cleaning.jsonld import read_description
from cleaning.metadata import declared_language, page_metadata

URL = "https://www.vanson.test/xa-hoi/tin-1.html"
TITLE = "Xã đảo trồng lại rừng ngập mặn"


def metadata(head: str = "", body: str = f"<h1>{TITLE}</h1>", *, url: str | None = URL) -> Metadata:
    tree = parse_page(f"<html><head>{head}</head><body>{body}</body></html>")
    return page_metadata(tree, url=url, blocks=page_blocks(tree))


def ld(**article: object) -> str:
    described = {"@type": "NewsArticle", "headline": TITLE, **article}
    return f"<script type='application/ld+json'>{json.dumps(described)}</script>"


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{TITLE} - Vanson</title>",
        f"<title>{TITLE} | Báo Nào Đó</title>",
        f"<meta property='og:site_name' content='Tin Đảo'><title>{TITLE} - Báo điện tử Tin Đảo</title>",
        f"<meta property='og:site_name' content='Tin Đảo'><title>Tin Đảo - {TITLE}</title>",
        f"<meta property='og:title' content='{TITLE}'>",
        ld(),
    ],
)
def test_the_title_comes_without_the_name_of_the_site(head):
    assert metadata(head, body="<p>x</p>").title == TITLE


def test_a_dash_inside_a_headline_stays():
    title = "Làng chài - nơi sóng lặng"
    assert metadata(f"<title>{title}</title>", body="<p>x</p>").title == title


def test_the_visible_headline_wins_over_the_one_for_search_engines():
    head = "<meta property='og:title' content='Xã đảo trồng lại rừng ngập mặn, dân vui mừng'>"
    assert metadata(head).title == TITLE


def test_a_logo_in_a_heading_is_not_the_title():
    assert metadata(ld(), body=f"<h1>Báo Vân Sơn</h1><h1>{TITLE}</h1>").title == TITLE


def test_authors_are_people_and_not_the_site_or_an_address():
    people = [{"@type": "Person", "name": "Lê An"}, {"@type": "Person", "name": "Trần Bình"}]
    assert metadata(ld(author=people)).author == "Lê An, Trần Bình"
    assert metadata("<meta name='author' content='Vanson'>").author is None
    assert metadata("<meta name='author' content='105092'>").author is None
    assert metadata("<meta property='article:author' content='https://mxh.example/abc'>").author is None


def test_a_byline_in_the_markup_is_read_without_its_label():
    body = f"<h1>{TITLE}</h1><p class='article-author'>Tác giả: Lê An</p>"
    assert metadata(body=body).author == "Lê An"


def test_an_organisation_as_author_is_the_agency():
    found = metadata(ld(author={"@type": "Organization", "name": "Hãng tin Biển"}))
    assert (found.author, found.agency) == (None, "Hãng tin Biển")


def test_the_section_is_the_last_step_of_the_breadcrumb_above_the_report():
    crumb = f"<ul class='bread-crumb'><li><a href='/'>Trang chủ</a></li><li><a>Xã hội</a></li><li><a>{TITLE}</a></li></ul>"
    assert metadata(body=f"{crumb}<h1>{TITLE}</h1>").section == "Xã hội"


def test_tags_come_once_each_and_keywords_of_the_whole_site_do_not_count():
    tags = "<meta property='article:tag' content='rừng, biển'><meta property='article:tag' content='Rừng'>"
    assert set(map(str.lower, metadata(tags).tags)) == {"rừng", "biển"}
    assert metadata("<meta name='keywords' content='tin nhanh, báo Vanson'>").tags == ()


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/xa-hoi/tin-1.html", "https://www.vanson.test/xa-hoi/tin-1.html"),
        ("https://m.vanson.test/tin-1.html", "https://m.vanson.test/tin-1.html"),
        ("https://khac.test/tin.html", None),
        ("javascript:void(0)", None),
        ("http://[::1", None),
    ],
)
def test_the_canonical_address_is_absolute_and_on_the_same_site(href, canonical):
    assert metadata(f"<link rel='canonical' href='{href}'>").canonical_url == canonical


@pytest.mark.parametrize(
    ("script", "headline"),
    [
        ('[{"@graph": [{"@type": ["NewsArticle"], "headline": "A b"}]}]', "A b"),
        ('{"@type": "https://schema.org/NewsArticle", "headline": "A b",}', "A b"),
        ('<![CDATA[{"@type": "Article", "headline": "A\nb"}]]>', "A\nb"),
        ('{"@type": "NewsArticle", "headline": "A b"', None),
        ('{"@type": "WebPage", "headline": "A b"}', None),
        ("[" * 5000, None),
        ('"chữ"', None),
    ],
)
def test_json_ld_is_read_leniently(script, headline):
    tree = parse_page(
        f"<html><head><script type='application/ld+json'>{script}</script></head><body>x</body></html>"
    )
    assert read_description(tree).article.get("headline") == headline


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "name",
                    "author",
                    "publisher",
                    "keywords",
                    "articleSection",
                    "datePublished",
                    "headline",
                    "@graph",
                    "itemListElement",
                    "position",
                    "item",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_json_ld_of_any_shape_never_fails(value):
    script = json.dumps(
        {"@type": "NewsArticle", "@graph": value, **(value if isinstance(value, dict) else {})}
    )
    found = metadata(f"<script type='application/ld+json'>{script.replace('<', ' ')}</script>")
    assert all(isinstance(tag, str) for tag in found.tags)


def test_without_statements_nothing_is_known():
    tree = parse_page("<p>Một câu.</p>")
    assert page_metadata(tree, url=None) == Metadata()
    assert declared_language(tree) is None


def test_only_heading_is_the_title_where_nothing_but_the_title_element_speaks():
    body = (
        "<p>Lúa trổ đều trên cả cánh đồng, bà con xóm Bãi mừng vì năm nay nước về đúng vụ và ít sâu.</p>" * 3
    )
    page = f"<html><head><title>Báo Ví Dụ</title></head><body><h1>Lúa xóm Bãi trổ đều đúng vụ</h1>{body}</body></html>"
    assert extract(page).metadata.title == "Lúa xóm Bãi trổ đều đúng vụ"
