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


@pytest.mark.parametrize(
    ("stated", "author", "agency"),
    [
        ("Theo TTXVN", None, "TTXVN"),
        ("Lê An (TTXVN)", "Lê An", "TTXVN"),
        ("TTXVN", None, "TTXVN"),
        ("LÊ VĂN AN", "Lê Văn An", None),
        ("admin", None, None),
        ("ỦY BAN KIỂM TRA TỈNH VEN SÔNG", None, "ỦY BAN KIỂM TRA TỈNH VEN SÔNG"),
        ("lean.btv", None, None),
        ("Lê An, phóng viên", "Lê An", None),
    ],
)
def test_a_stated_author_is_a_person_and_a_house_is_the_agency(stated, author, agency):
    found = metadata(ld(author={"@type": "Person", "name": stated}))
    assert (found.author, found.agency) == (author, agency)


def test_authors_are_found_behind_references_and_in_the_labels_of_social_cards():
    person = {"@type": "Person", "@id": "#an", "name": "Lê An"}
    article = {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#an"}}
    graph = json.dumps({"@graph": [article, person]})
    assert metadata(f"<script type='application/ld+json'>{graph}</script>").author == "Lê An"
    card = "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Lê An'>"
    assert metadata(card).author == "Lê An"
    assert metadata(card.replace("Written by", "Est. reading time")).author is None
    assert metadata("<meta itemprop='author' content='Lê An'>").author == "Lê An"


@pytest.mark.parametrize(
    "lines",
    ["<p>By Lê An</p>", "<p>Tác giả:</p><p>Lê An</p>", "<p>Viết bởi Lê An - 05/06/2024</p>"],
)
def test_a_labelled_line_below_the_headline_names_the_author(lines):
    assert metadata(body=f"<h1>{TITLE}</h1>{lines}<p>x</p>").author == "Lê An"


def test_the_article_described_is_the_one_with_the_headline_of_the_page():
    other = ld(headline="Chợ nổi mở thêm bến đậu", author="Trần Bình")
    assert metadata(other + ld(author="Lê An")).author == "Lê An"


def test_the_time_of_modification_is_kept_apart():
    found = metadata(ld(datePublished="2024-06-05T08:00:00+07:00", dateModified="2024-06-06T09:30:00+07:00"))
    assert found.modified_at is not None
    assert found.modified_at.isoformat() == "2024-06-06T09:30:00+07:00"
    meta = "<meta property='article:modified_time' content='2024-06-06T09:30:00+07:00'>"
    assert metadata(meta).modified_at == found.modified_at
    assert metadata(meta).published_at is None


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
        ("https://m.vanson.test/xa-hoi/tin-1.html", "https://m.vanson.test/xa-hoi/tin-1.html"),
        ("/", None),
        ("/xa-hoi", None),
        ("/xa-hoi/tin-2.html", None),
        ("https://khac.test/tin.html", None),
        ("javascript:void(0)", None),
        ("http://[::1", None),
    ],
)
def test_the_canonical_address_is_absolute_and_one_that_can_be_the_page_s_own(href, canonical):
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
