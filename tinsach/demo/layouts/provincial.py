"""The provincial paper: plain old HTML in old encodings, with a print version of some reports.

Even-numbered reports are windows-1258 (declared in the page), the others UTF-8 with accents apart (NFD) and
with U+00D0 for the letter Đ. There is no robots.txt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tinsach.demo.content import Story, sites, stories
from tinsach.demo.layouts.paging import others
from tinsach.demo.pages import Kind, Page, article, decomposed, page, print_version, unwanted, windows_1258

KEY = "baosongtra"
PRINTED = 2


def pages() -> Iterator[Page]:
    """Yield every page of the site."""
    own = stories(KEY)
    yield _encoded(
        page(KEY, "/", kind=Kind.HOME, template=f"{KEY}/home.html", stories=own, charset="utf-8"), decomposed
    )
    for section in sites()[KEY].sections:
        chosen = [story for story in own if story.section == section]
        path, template = f"/Home/{section}/", f"{KEY}/list.html"
        one = page(
            KEY, path, kind=Kind.LIST, template=template, section=section, stories=chosen, charset="utf-8"
        )
        yield _encoded(one, decomposed)
    for place, story in enumerate(own):
        yield from _article(story, own, printed=place < PRINTED)


def _article(story: Story, own: Sequence[Story], *, printed: bool) -> Iterator[Page]:
    legacy = story.number % 2 == 0
    charset, encode = ("windows-1258", windows_1258) if legacy else ("utf-8", _old_letters)
    more = others(story, own, count=4)
    print_path = f"/print/{story.number}.aspx" if printed else ""
    noise = unwanted("related", "Các tin khác", *(other.title for other in more))
    noise += unwanted("ui", "In bài này") if printed else ()
    template = f"{KEY}/article.html"
    one = article(story, template, noise=noise, more=more, charset=charset, print_path=print_path)
    one = _encoded(one, encode)
    yield one
    if printed:
        yield print_version(one, print_path, template=f"{KEY}/print.html")


def _encoded(one: Page, encode: Callable[[str], bytes]) -> Page:
    """Return the page in its encoding; the header names none, as old servers do, only the page itself."""
    return replace(one, encode=encode, media="text/html")


def _old_letters(text: str) -> bytes:
    return decomposed(text.replace("Đ", "\u00d0"))
