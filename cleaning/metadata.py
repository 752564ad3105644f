"""What a page says about its report: title, author, agency, section, tags, canonical address, time.

Only what the page states: JSON-LD, meta tags, microdata, and marked-up elements near the headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml.html import HtmlElement

from cleaning.authors import signed
from cleaning.blocks import Block
from cleaning.cues import cues
from cleaning.document import Metadata
from cleaning.jsonld import as_list, text_of
from cleaning.own_address import own_address
from cleaning.page_head import PageHead, attributes, one_line
from cleaning.page_title import title_of
from cleaning.published import modified, published
from cleaning.shape import bare, words
from cleaning.text import comparison_key

MAX_TAGS: Final = 30
MAX_TAG_WORDS: Final = 12
MAX_SECTION_WORDS: Final = 8


def page_metadata(tree: HtmlElement, *, url: str | None = None, blocks: Sequence[Block] = ()) -> Metadata:
    """Return what the page states about its report; what it does not state stays ``None``.

    ``blocks`` are the page's visible blocks: without them no visible headline, date line or byline is
    read. ``canonical_url`` is absolute and believed by ``own_address``, otherwise ``None``.
    """
    return stated_metadata(PageHead.of(tree, url=url, blocks=blocks))


def stated_metadata(page: PageHead) -> Metadata:
    """Return ``page_metadata`` of a page whose head is read already."""
    title = title_of(page)
    heading = page.heading_of(title)
    stamp, changed = published(page, heading), modified(page)
    who = signed(page, heading)
    return Metadata(
        title=title,
        author=who.author,
        agency="; ".join(who.agencies) or None,
        section=_section(page, title),
        tags=tuple(_tags(page))[:MAX_TAGS],
        published_at=stamp.at if stamp else None,
        published_precision=stamp.precision if stamp else None,
        modified_at=changed.at if changed else None,
        canonical_url=_canonical(page),
    )


def declared_language(tree: HtmlElement) -> str | None:
    """Return the ISO 639 code that the page declares (``vi`` for ``vi-VN``), or ``None``."""
    root = tree.getroottree().getroot()
    locales = (meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:locale")
    for declared in (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), *locales):
        if found := _LANGUAGE.match((declared or "").strip().lower()):
            return found[1]
    return None


_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:$|[-_])")
_BREADCRUMB: Final = re.compile(r"bread-?crumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])", re.I)


def _section(page: PageHead, title: str | None) -> str | None:
    """Return the section: as the data says, or the deepest step of the breadcrumb above the report."""
    said = [text_of(value) or "" for value in as_list(page.said.article.get("articleSection"))]
    for text in (*said, *page.meta("article:section")):
        if (section := one_line(text)) and words(section) <= MAX_SECTION_WORDS:
            return section
    steps = [step for step in map(one_line, _breadcrumb(page)) if step and _is_section(step, page, title)]
    return steps[-1] if steps else None


def _breadcrumb(page: PageHead) -> Iterable[str]:
    if page.said.breadcrumb:
        return page.said.breadcrumb
    for element in page.tree.iter("ul", "ol", "nav", "div"):
        if _BREADCRUMB.search(attributes(element)):
            steps = [link.text_content() for link in element.iter("a")]
            if any(step.strip() for step in steps):
                return steps
    return ()


def _is_section(step: str, page: PageHead, title: str | None) -> bool:
    key = comparison_key(step)
    if not key or key in cues().home or key == comparison_key(title or "") or words(step) > MAX_SECTION_WORDS:
        return False
    return bare(step) not in page.site_names


def _tags(page: PageHead) -> Iterator[str]:
    """Yield the tags of the first source that has any, each once."""
    said = [text_of(value) or "" for value in as_list(page.said.article.get("keywords"))]
    linked = [link.text_content() for link in page.tree.iter("a") if (link.get("rel") or "").lower() == "tag"]
    sources = (page.meta("article:tag"), said, page.meta("news_keywords"), linked, _own_keywords(page))
    for source in sources:
        tags = {comparison_key(tag): tag for text in source for tag in _split(text) if tag}
        if tags:
            yield from tags.values()
            return


def _own_keywords(page: PageHead) -> Iterable[str]:
    """Return the keywords of the report; those with the site's name among them describe the site."""
    keywords = [*page.meta("keywords")]
    return () if any(page.names_site(word) for text in keywords for word in _split(text)) else keywords


def _split(text: str) -> Iterator[str]:
    for part in re.split(r"[,;]", text):
        tag = one_line(part)
        if tag and words(tag) <= MAX_TAG_WORDS:
            yield tag.lstrip("#")


def _canonical(page: PageHead) -> str | None:
    """Return the address the page claims, when that can be its own: a section's would gather all reports."""
    return page.claimed if page.claimed and own_address(page.claimed, page.url) else None
