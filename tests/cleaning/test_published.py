import json
from datetime import timedelta

import pytest

from cleaning.blocks import page_blocks, parse_page
from cleaning.metadata import page_metadata

TITLE = "Xã đảo trồng lại rừng ngập mặn"
CLOCK = (
    "<div>Thứ Hai, 01/01/2029 09:15</div><ul><li>Mục A</li><li>Mục B</li><li>Mục C</li><li>Mục D</li></ul>"
)
LEAD = "Hơn hai nghìn cây đước được trồng lại quanh đầm, mở đầu kế hoạch giữ bờ của xã trong năm năm tới."
BODY = "Sáng 05/06/2019, người dân ra đầm từ sớm để cùng nhau cắm những cây non đầu tiên xuống bãi bùn."


def published(body: str, head: str = "", url: str = "https://dao.example.vn/tin-1.html") -> str | None:
    html = f"<html><head><meta property='og:title' content='{TITLE}'>{head}</head><body>{body}</body></html>"
    tree = parse_page(html)
    found = page_metadata(tree, url=url, blocks=page_blocks(tree))
    return f"{found.published_at:%Y-%m-%d %H:%M} {found.published_precision}" if found.published_at else None


def article(*parts: str) -> str:
    return f"{CLOCK}<h1>{TITLE}</h1>" + "".join(f"<p>{part}</p>" for part in parts)


def ld(date: object) -> str:
    described = {"@type": "NewsArticle", "headline": TITLE, "datePublished": date}
    return f"<script type='application/ld+json'>{json.dumps(described)}</script>"


@pytest.mark.parametrize(
    "line", ["05/06/2024 08:30", "Thứ tư, 05/06/2024 | 08:30 GMT+7", "Xã hội - Ngày đăng : 08:30, 05/06/2024"]
)
def test_a_date_line_after_the_headline_is_read(line):
    assert published(article(line, LEAD, BODY)) == "2024-06-05 08:30 minute"


def test_a_date_line_after_the_lead_is_read():
    assert published(article(LEAD, "08:30 05/06/2024", BODY)) == "2024-06-05 08:30 minute"


def test_a_date_line_right_above_the_headline_is_read():
    body = f"{CLOCK}<div>Xã hội</div><div>13:16 | 14/12/2021 GMT+7</div><h1>{TITLE}</h1><p>{LEAD}</p>"
    assert published(body) == "2021-12-14 13:16 minute"


def test_todays_clock_at_the_top_is_not_the_date():
    assert published(article(LEAD, BODY)) is None


def test_a_date_in_the_text_is_not_the_date():
    assert published(article(LEAD, BODY, "Ngày 05/06/2019 lúc 08:00.")) is None


def test_the_date_of_a_linked_teaser_is_not_the_date():
    teaser = "<a href='/2'>Làng bên mở hội đua thuyền</a> 04/06/2024 07:00"
    assert published(article(teaser, LEAD, BODY)) is None


def test_data_wins_over_the_date_line():
    assert (
        published(article("06/06/2024 10:00", BODY), ld("2024-06-05T08:30:00 +07:00"))
        == "2024-06-05 08:30 minute"
    )


def test_a_meta_tag_is_read():
    head = "<meta name='pubdate' content='2024-06-05T08:30:00+07:00'>"
    assert published(article(BODY), head) == "2024-06-05 08:30 minute"


def test_the_time_of_modification_is_not_the_date():
    head = "<meta property='article:modified_time' content='2024-06-05T08:30:00+07:00'>"
    assert published(article(BODY), head) is None


def test_a_day_in_the_data_takes_its_time_from_the_date_line_of_the_same_day():
    assert published(article("05/06/2024 08:30", BODY), ld("2024-06-05")) == "2024-06-05 08:30 minute"
    assert published(article("07/06/2024 08:30", BODY), ld("2024-06-05")) == "2024-06-05 00:00 day"


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "", None, 5, {"a": 1}, "hôm qua"])
def test_nonsense_in_the_data_does_not_hide_the_date_line(date):
    assert published(article("05/06/2024 08:30", BODY), ld(date)) == "2024-06-05 08:30 minute"


def test_the_time_element_after_the_headline_counts_and_those_of_lists_do_not():
    listed = "<ul><li><time datetime='2023-01-01T08:00'>1</time></li></ul>"
    body = f"{listed}<h1>{TITLE}</h1>{listed}<time datetime='2024-06-05 08:30'>hôm nay</time><p>{BODY}</p>"
    assert published(body) == "2024-06-05 08:30 minute"


def test_the_address_is_the_last_resort_and_gives_the_day():
    url = "https://dao.example.vn/tin-20240605083000123.htm"
    assert published(article(BODY), url=url) == "2024-06-05 00:00 day"
    assert published(article("06/06/2024 10:00", BODY), url=url) == "2024-06-06 10:00 minute"


def test_a_saved_page_is_dated_by_the_address_it_claims():
    claimed = "<link rel='canonical' href='https://dao.example.vn/rung-dao-xanh-lai-20240605083000123.htm'>"
    assert published(f"{claimed}{article(BODY)}", url=None) == "2024-06-05 00:00 day"
    assert (
        published(
            "<link rel='canonical' href='https://dao.example.vn/2024/06/05/'>" + article(BODY), url=None
        )
        is None
    )


@pytest.mark.parametrize(
    "clock",
    [
        "<header class='top-header'><span>Thứ Hai, 01/01/2029 09:15</span></header>",
        "<nav><span>Thứ Hai, 01/01/2029 09:15</span></nav>",
        "<div id='clock'>Thứ Hai, 01/01/2029 09:15</div>",
    ],
)
def test_a_clock_right_above_the_headline_is_not_the_date(clock):
    assert published(f"{clock}<h1>{TITLE}</h1><p>{LEAD}</p><p>{BODY}</p>") is None


@pytest.mark.parametrize(("shown", "hours_east"), [("05/06/2024 08:30", 7), ("05/06/2024 15:30", 0)])
def test_local_time_that_data_gives_as_greenwichs_is_read_as_the_page_shows_it(shown, hours_east):
    head = ld("2024-06-05T08:30:00Z")
    tree = parse_page(f"<html><head>{head}</head><body>{article(shown, BODY)}</body></html>")
    found = page_metadata(tree, url=None, blocks=page_blocks(tree)).published_at
    assert found is not None
    assert (f"{found:%H:%M}", found.utcoffset()) == ("08:30", timedelta(hours=hours_east))


def test_an_element_marked_as_the_publication_time_is_read():
    marked = f"<h1>{TITLE}</h1><span itemprop='datePublished' content='2024-06-05T08:30:00+07:00'>hôm qua</span><p>{BODY}</p>"
    assert published(marked) == "2024-06-05 08:30 minute"


def test_a_date_line_with_counters_beside_it_is_read():
    assert (
        published(article("Ngày đăng: 05/06/2024 08:30 | Lượt xem: 431", LEAD, BODY))
        == "2024-06-05 08:30 minute"
    )
