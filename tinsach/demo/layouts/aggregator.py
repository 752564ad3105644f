"""The aggregator: copies of both papers' reports with edits, a few reports of its own, an Atom feed.

Its list looks endless (``?p=2``, ``?p=3`` ...) and ends with an empty page. One address is a shell that only
a browser could fill, one redirects to the magazine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tinsach.demo.content import Story, reports, sites, stories
from tinsach.demo.layouts.paging import others, slices
from tinsach.demo.pages import Kind, Page, article, page, redirect, unwanted

KEY = "tongtin24"
PAGE_SIZE = 6
FEED_SIZE = 12
SHELL = "/tin/ung-dung-doc-bao-c99000124.html"
SEARCH = "/tim-kiem?q=huu+nghi"
MOVED = "/r/7f3a"
MOVED_TO = "doan-kitamori"


def pages() -> Iterator[Page]:
    """Yield every page of the site."""
    own = stories(KEY)
    yield page(
        KEY, "/", kind=Kind.HOME, template=f"{KEY}/home.html", stories=own[:5], shell=SHELL, moved=MOVED
    )
    parts = slices(own, PAGE_SIZE)
    for number in range(1, len(parts) + 2):
        chosen = parts[number - 1].stories if number <= len(parts) else ()
        path = "/tin-moi" if number == 1 else f"/tin-moi?p={number}"
        yield page(KEY, path, kind=Kind.LIST, template=f"{KEY}/list.html", number=number, stories=chosen)
    for section in sites()[KEY].sections:
        chosen = tuple(story for story in own if story.section == section)
        yield page(
            KEY,
            f"/chu-de/{section}",
            kind=Kind.LIST,
            template=f"{KEY}/section.html",
            section=section,
            stories=chosen,
        )
    yield from (_article(story, own) for story in own)
    yield page(KEY, "/robots.txt", kind=Kind.ROBOTS, template=f"{KEY}/robots.txt")
    yield page(KEY, "/atom.xml", kind=Kind.FEED, template="atom.xml", stories=own[:FEED_SIZE])
    yield page(KEY, SHELL, kind=Kind.EMPTY, template=f"{KEY}/shell.html")
    yield page(KEY, SEARCH, kind=Kind.FORBIDDEN, template=f"{KEY}/list.html", number=1, stories=own[:2])
    yield redirect(KEY, MOVED, target=reports()[MOVED_TO].url)


def _article(story: Story, own: Sequence[Story]) -> Page:
    more = others(story, own, count=5, start=2)
    noise = unwanted("related", *(other.title for other in more))
    source = reports()[story.original].url if story.copy else ""
    return article(story, f"{KEY}/article.html", noise=noise, more=more, source=source)
