"""What a profile takes from a page: for people who write or mend one (``tinsach sites check``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import html

from crawler.sites import PageKind, SiteProfile, kind_of, profile_of

MAX_SHOWN = 200
"""Characters shown of what a selector finds."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of an address and found on its page; ``missing`` is what should have been there."""

    url: str
    kind: PageKind | None
    profile: SiteProfile | None
    parts: Mapping[str, str]
    missing: tuple[str, ...] = ()


def taken(url: str, page: str | None) -> Taken:
    """Return what the profile of ``url`` takes from ``page``; ``None`` stands for a page not at hand."""
    profile = profile_of(url)
    if profile is None or not page:
        return Taken(url, kind_of(url), profile, {})
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    selectors = {name: getattr(profile, name) for name in ("summary", "body", "dates", "boilerplate")}
    found = {name: _first(root, wanted) for name, wanted in selectors.items() if wanted}
    parts = {name: text for name, text in found.items() if text}
    missing = [name for name in found if name not in parts and name != "boilerplate"]
    return Taken(url, kind_of(url), profile, parts, tuple(missing))


def address_of(page: str) -> str:
    """Return the address a saved page gives as its own (canonical link, Open Graph), '' if none."""
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    links = (e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical")
    metas = (e.get("content") for e in root.iter("meta") if e.get("property") == "og:url")
    return next((address for address in (*links, *metas) if address), "")


def _first(root: html.HtmlElement, selectors: Sequence[str]) -> str:
    """Return the text of the first element that the first fitting selector finds."""
    for selector in selectors:
        for element in root.cssselect(selector):
            if text := " ".join(str(element.text_content()).split()):
                return f"{selector}: {text[:MAX_SHOWN]}"
    return ""
