"""The magazine: everything that gets between a reader and the text.

Related cards inside the body with the title twice, a player crumb, a lone font-size crumb, captions given
twice (even-numbered reports) or under the label "Chú thích ảnh" (odd ones), a byline and a source after
related cards, three lists below. No JSON-LD: the only date is the visible one; the lists show other dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinsach.demo.content import Story, sites, stories
from tinsach.demo.layouts.paging import Slice, others, slices
from tinsach.demo.pages import Kind, Page, Unwanted, article, page, unwanted

KEY = "tapchihuunghi"
PAGE_SIZE = 5
PLAYER = ("0:00 / 0:00", "0:00")
FONT_SIZE = "Aa"
CAPTION_LABEL = "Chú thích ảnh"
LISTS = ("Tin bài liên quan", "Các tin khác", "Đọc nhiều")
VIDEO = "/video/dem-hoa-dang-tren-song-han-720011.html"


def pages() -> Iterator[Page]:
    """Yield every page of the site."""
    own = stories(KEY)
    yield page(KEY, "/", kind=Kind.HOME, template=f"{KEY}/home.html", stories=own[:8], video=VIDEO)
    for section in sites()[KEY].sections:
        chosen = [story for story in own if story.section == section]
        for part in slices(chosen, PAGE_SIZE):
            yield page(
                KEY,
                _list_path(section, part),
                kind=Kind.LIST,
                template=f"{KEY}/list.html",
                section=section,
                part=part,
            )
    yield from (_article(story, own) for story in own)
    yield page(KEY, "/robots.txt", kind=Kind.ROBOTS, template=f"{KEY}/robots.txt")
    yield page(KEY, VIDEO, kind=Kind.VIDEO, template=f"{KEY}/video.html")


def _list_path(section: str, part: Slice) -> str:
    return f"/{section}" if part.number == 1 else f"/{section}?trang={part.number}"


def _article(story: Story, own: Sequence[Story]) -> Page:
    cards = others(story, own, count=2, start=3)
    tail = others(story, own, count=1, start=5)
    lists = {name: others(story, own, count=3, start=6 + 2 * at) for at, name in enumerate(LISTS)}
    doubled = story.number % 2 == 0
    noise = (*_card_noise((*cards, *tail)), *_list_noise(lists), *_crumbs(story, doubled=doubled))
    template = f"{KEY}/article.html"
    return article(story, template, noise=noise, cards=cards, tail=tail, lists=lists, doubled=doubled)


def _card_noise(cards: Sequence[Story]) -> tuple[Unwanted, ...]:
    return unwanted(
        "related", *(text for card in cards for text in (f"{card.title} {card.title}", card.lead))
    )


def _list_noise(lists: dict[str, tuple[Story, ...]]) -> tuple[Unwanted, ...]:
    texts = (text for chosen in lists.values() for other in chosen for text in (other.title, other.lead))
    return unwanted("related", *lists, *dict.fromkeys(texts))


def _crumbs(story: Story, *, doubled: bool) -> tuple[Unwanted, ...]:
    crumbs = unwanted("ui", *PLAYER, FONT_SIZE)
    if doubled:
        return (*crumbs, *unwanted("repeat", *story.captions))
    return (*crumbs, *unwanted("ui", *(CAPTION_LABEL for _ in story.captions)))
