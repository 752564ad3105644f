"""The title of a page: its headline, without the name of the site and of the section.

The headline a reader sees wins over the one written for search engines, when both name one report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cleaning.cues import cues
from cleaning.jsonld import text_of
from cleaning.names import is_domain, is_house
from cleaning.page_head import PageHead, is_same_line, one_line
from cleaning.shape import bare, words
from cleaning.text import comparison_key, syllables

MIN_TITLE_WORDS: Final = 2
MIN_AGREEMENT: Final = 0.5
"""Share of words that a visible headline and a declared title have in common when they mean one report."""

MIN_SHOWN_WORDS: Final = 4
"""Words of a line that shows what of a declared title is the headline: fewer are a section or a label."""

MAX_SITE_WORDS: Final = 12
"""Words of a site's name with its slogan; a longer part with that name in it reports on the site."""

MAX_NOTICE_WORDS: Final = 25
"""Words of the line that says whose page it is."""

MIN_OWNER: Final = 5
"""Letters of a name looked for in that line; fewer occur inside words by chance."""

_SEPARATOR: Final = re.compile(r"\s+(?:[|–—:»«›‹•·-]|::|--)\s+|\s*\|\s*")


def title_of(page: PageHead) -> str | None:
    """Return the headline of the page's report, ``None`` when it shows and states none."""
    declared = [title for text in _declared_titles(page) if (title := _without_site(text, page))]
    visible = [page.blocks[i].text for i in page.headings() if words(page.blocks[i].text) >= MIN_TITLE_WORDS]
    agreeing = [h1 for h1 in visible if any(_agreement(h1, title) >= MIN_AGREEMENT for title in declared)]
    if agreeing:
        return max(agreeing, key=lambda h1: max(_agreement(h1, title) for title in declared))
    if len(visible) == 1 and not any(_stated_titles(page)):
        return visible[0]  # <title> alone is often the name of the site or of the section
    return next(iter([*declared, *visible]), None)


def _stated_titles(page: PageHead) -> Iterator[str]:
    yield one_line(text_of(page.said.article.get("headline"))) or ""
    yield from page.meta("og:title", "twitter:title")


def _declared_titles(page: PageHead) -> Iterator[str]:
    yield from _stated_titles(page)
    yield one_line(page.tree.findtext(".//head/title") or page.tree.findtext(".//title")) or ""


def _agreement(first: str, second: str) -> float:
    """Return the shared words of two titles as a share of the longer one, or 1 when one begins the other."""
    a, b = syllables(first), syllables(second)
    shorter = min(len(a), len(b))
    if shorter >= MIN_TITLE_WORDS and a[:shorter] == b[:shorter]:
        return 1.0
    return len({*a} & {*b}) / max(len({*a}), len({*b}), 1)


def _without_site(title: str, page: PageHead) -> str:
    """Return ``title`` without the site's name, and the section beside it, at its end or beginning."""
    parts = [*_SEPARATOR.finditer(title)]
    if not parts:
        return "" if page.names_site(title) and bare(title) in page.site_names else title
    for cut in reversed(parts):
        head = title[: cut.start()].rstrip()
        if words(head) >= MIN_TITLE_WORDS and _is_site(title[cut.end() :], page, mark=cut[0]):
            return _without_section(head, page)
    if page.names_site(title[: parts[0].start()]):
        return title[parts[0].end() :]
    shown = (title[: cut.start()].rstrip() for cut in reversed(parts))
    return next((head for head in (title, *shown) if _is_shown(head, page)), title)


def _is_site(part: str, page: PageHead, *, mark: str) -> bool:
    """Tell whether the last part of a title names the site: as the page says, or by its form."""
    if "|" in mark:
        return True
    named = page.names_site(part) and words(part) <= MAX_SITE_WORDS
    return named or is_house(part) or is_domain(part) or _is_owner(part, page)


def _is_owner(part: str, page: PageHead) -> bool:
    """Tell whether the page says that it belongs to ``part``: on its logo, or in its legal notice."""
    name = bare(part)
    if len(name) < MIN_OWNER:
        return False
    logos = (link for link in page.tree.iter("a") if (link.get("href") or "").strip() == "/")
    shown = (text for link in logos for text in (link.get("title"), *link.xpath(".//img/@alt")))
    notices = (block.text for block in page.blocks if words(block.text) <= MAX_NOTICE_WORDS)
    return any(bare(text or "") == name for text in shown) or any(
        _is_notice(text) and name in bare(text) for text in notices
    )


def _is_notice(text: str) -> bool:
    key = f" {comparison_key(text)} "
    return "©" in text or any(f" {cue} " in key for cue in cues().imprint)


def _without_section(title: str, page: PageHead) -> str:
    """Return ``title`` without the section that stood before the site's name: the page links to it."""
    parts = [*_SEPARATOR.finditer(title)]
    if not parts or _is_shown(title, page):
        return title
    head, last = title[: parts[-1].start()].rstrip(), comparison_key(title[parts[-1].end() :])
    linked = any(comparison_key(link.text_content()) == last for link in page.tree.iter("a"))
    return head if linked and words(head) >= MIN_TITLE_WORDS else title


def _is_shown(title: str, page: PageHead) -> bool:
    """Tell whether a line of the page is ``title``."""
    return words(title) >= MIN_SHOWN_WORDS and any(is_same_line(block.text, title) for block in page.blocks)
