"""The state paper: RSS, news sitemap, JSON-LD, an English section, a robots.txt that forbids something.

Traps: the header shows today's date before the article's own; lists of other stories stand in the article;
``/noi-bo/`` is linked from every page and must never be fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tinsach.demo.content import Story, sites, stories
from tinsach.demo.layouts.paging import Slice, others, slices
from tinsach.demo.pages import Kind, Page, article, page, unwanted

KEY = "baodoingoai"
PAGE_SIZE = 6
FEED_SIZE = 10
NEWS_SITEMAP_SIZE = 15
SHARE = "Chia sẻ bài viết"
GONE = "/doi-ngoai/bai-viet-da-go-post404404.html"
INTERNAL = ("/noi-bo/lich-cong-tac-tuan.html", "/noi-bo/hoi-nghi-huu-nghi-chua-dang-post100200.html")


def pages() -> Iterator[Page]:
    """Yield every page of the site."""
    own = stories(KEY)
    yield page(
        KEY,
        "/",
        kind=Kind.HOME,
        template=f"{KEY}/home.html",
        top=own[:4],
        by_section=_by_section(own),
        gone=GONE,
    )
    for section in sites()[KEY].sections:
        yield from _section(section, [story for story in own if story.section == section])
    yield from (_article(story, own) for story in own)
    yield from _machine_pages(own)
    yield page(
        KEY, "/tu-khoa/doi-ngoai-nhan-dan", kind=Kind.LIST, template=f"{KEY}/tag.html", stories=_tagged(own)
    )
    yield page(KEY, GONE, kind=Kind.MISSING, template=f"{KEY}/gone.html")
    yield from (page(KEY, path, kind=Kind.FORBIDDEN, template=f"{KEY}/internal.html") for path in INTERNAL)


def _by_section(own: Sequence[Story]) -> dict[str, tuple[Story, ...]]:
    return {
        section: tuple(story for story in own if story.section == section)[:2]
        for section in sites()[KEY].sections
    }


def _tagged(own: Sequence[Story]) -> tuple[Story, ...]:
    return tuple(story for story in own if "đối ngoại nhân dân" in story.tags)


def _section(section: str, chosen: Sequence[Story]) -> Iterator[Page]:
    for part in slices(chosen, PAGE_SIZE):
        yield page(
            KEY,
            _list_path(section, part),
            kind=Kind.LIST,
            template=f"{KEY}/list.html",
            section=section,
            part=part,
        )
    feed = f"/rss/{section}.rss"
    yield page(KEY, feed, kind=Kind.FEED, template="rss.xml", section=section, stories=chosen[:FEED_SIZE])


def _list_path(section: str, part: Slice) -> str:
    return f"/{section}/" if part.number == 1 else f"/{section}/trang-{part.number}.html"


def _article(story: Story, own: Sequence[Story]) -> Page:
    alike = [other for other in own if other.section == story.section]
    section = others(story, alike, count=3) if len(alike) > 1 else ()
    popular = others(story, [other for other in own if other.language == story.language], count=3, start=7)
    titles = (other.title for other in (*section, *popular))
    noise = (*unwanted("related", *titles), *unwanted("ui", SHARE))
    return article(story, f"{KEY}/article.html", noise=noise, same_section=section, popular=popular)


def _machine_pages(own: Sequence[Story]) -> Iterator[Page]:
    months = {
        month: tuple(chosen)
        for month, chosen in groupby(own, lambda story: story.published.strftime("%Y-%m"))
    }
    yield page(KEY, "/robots.txt", kind=Kind.ROBOTS, template=f"{KEY}/robots.txt")
    yield page(KEY, "/sitemap.xml", kind=Kind.SITEMAP, template="sitemap_index.xml", months=months)
    for month, chosen in months.items():
        yield page(
            KEY, f"/sitemaps/bai-viet-{month}.xml", kind=Kind.SITEMAP, template="sitemap.xml", stories=chosen
        )
    news = own[:NEWS_SITEMAP_SIZE]
    yield page(KEY, "/sitemaps/tin-moi.xml", kind=Kind.SITEMAP, template="sitemap_news.xml", stories=news)
