from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.page import MAX_LINKS, Link, read_page

LONG = "Một đoạn văn đủ dài để được tính là chữ chạy trong bài, không phải nút bấm. "


def links(body: str, url: str = "https://bao.vn/a/b.html") -> list[Link]:
    return list(read_page(f"<html><body>{body}</body></html>", url).links)


def test_links_are_absolute_and_without_fragment():
    assert links('<a href="../c.html#x">Chữ</a>') == [Link("https://bao.vn/c.html", "Chữ")]


def test_a_declared_base_counts():
    page = read_page(
        '<html><head><base href="https://tin.vn/"></head><a href="x">Chữ</a></html>', "https://bao.vn/"
    )

    assert page.links == (Link("https://tin.vn/x", "Chữ"),)


def test_of_two_links_to_one_page_the_longer_words_count():
    body = '<a href="/x"><img alt="anh"></a><a href="/x">Tựa đề   đầy đủ</a><a href="/x">thêm</a>'

    assert links(body) == [Link("https://bao.vn/x", "Tựa đề đầy đủ")]


def test_a_link_without_words_speaks_by_its_title_or_picture():
    body = '<a href="/x" title="Tựa"></a><a href="/y"><img alt="Ảnh"></a>'

    assert [link.text for link in links(body)] == ["Tựa", "Ảnh"]


def test_links_a_site_does_not_vouch_for_are_left_out():
    assert (
        links('<a rel="nofollow sponsored" href="/x">Mua</a><a href="mailto:a@b.vn">Thư</a><a>trống</a>')
        == []
    )


def test_a_link_farm_is_read_in_part():
    assert len(links("".join(f'<a href="/{n}">x</a>' for n in range(MAX_LINKS + 50)))) == MAX_LINKS


def test_text_is_running_paragraphs_only():
    page = read_page(f"<h1>Tựa</h1><p>Chia sẻ</p><p>{LONG}<script>var a</script></p>", "https://bao.vn/")

    assert (page.title, page.text) == ("Tựa", LONG.strip())


def test_feeds_and_the_next_page_are_found():
    head = '<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="next" href="?page=2">'
    page = read_page(f"<html><head>{head}</head><body></body></html>", "https://bao.vn/tin")

    assert page.feeds == ("https://bao.vn/rss",)
    assert page.next_page == "https://bao.vn/tin?page=2"


def test_a_page_that_calls_itself_an_article_must_hold_text_too():
    head = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'

    assert read_page(f"<html><head>{head}</head><body>{f'<p>{LONG}</p>' * 3}</body></html>", "x").is_article
    assert not read_page(f"<html><head>{head}</head><body><p>{LONG}</p></body></html>", "x").is_article


def test_several_paragraphs_in_one_element_are_an_article_and_teasers_in_cards_are_not():
    body = f"<h1>Tin</h1><div>{f'<p>{LONG} {LONG}</p>' * 3}</div>"
    cards = f"<div><a href=/x>Tin</a><p>{LONG} {LONG}</p></div>" * 12

    assert read_page(f"<html><body>{body}</body></html>", "x").is_article
    assert not read_page(f"<html><body>{cards}</body></html>", "x").is_article


def test_a_published_time_makes_a_page_with_text_an_article():
    head = '<meta property="article:published_time" content="2026-03-04T05:06:07+07:00">'

    assert read_page(f"<html><head>{head}</head><body>{f'<p>{LONG}</p>' * 3}</body></html>", "x").is_article


@given(st.text(max_size=200))
def test_no_text_raises(text):
    read_page(text, "https://bao.vn/")
    read_page(f"<html><a href='{text}'>{text}</a>", "https://bao.vn/")


def test_paragraphs_behind_their_own_headline_links_are_teasers():
    teaser = f"<p>{LONG} {LONG}</p>"
    linked = '<h3><a href="/tin">Tựa của một bản tin</a></h3><span>04/03/2026</span>'
    plain = '<a href="/tin">Tựa của một bản tin</a>'
    inline = 'Đọc <a href="/tin">bài trước</a> để rõ hơn việc này.'

    assert not read_page(f"<html><body><div>{(linked + teaser) * 6}</div></body></html>", "x").is_article
    assert not read_page(f"<html><body><div>{(plain + teaser) * 6}</div></body></html>", "x").is_article
    assert read_page(f"<html><body><div>{(inline + teaser) * 6}</div></body></html>", "x").is_article
    assert read_page(f"<html><body><div>{linked}{teaser * 4}</div></body></html>", "x").is_article


def test_the_links_of_one_box_share_a_place_and_other_boxes_have_others():
    box = '<div class="box-{}"><ul><li class="item-1"><a href="/a{}">A</a></li><li class="item-2"><a href="/b{}">B</a>'
    page = read_page(
        f"<body>{box.format('x', 1, 1)}</ul></div>{box.format('y', 2, 2)}</ul></div>", "https://bao.vn/"
    )

    places = [link.place for link in page.links]

    assert places[0] == places[1] != places[2] == places[3]
