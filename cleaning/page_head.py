"""What the metadata readers share: a page's meta tags, its JSON-LD, its blocks, the names of its site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaning.address import AddressError, site
from cleaning.blocks import Block
from cleaning.document import Place
from cleaning.jsonld import Description, read_description, text_of
from cleaning.own_address import own_address
from cleaning.shape import bare
from cleaning.text import comparison_key, normalise

MAX_NAME: Final = 1_000
"""Characters of a class or id that are read: names by hand are shorter, and lines parted by ``br`` ask for
the same one thousands of times."""

MIN_SITE_NAME: Final = 3
"""Letters; shorter names occur inside words by chance."""

MAX_PUNCTUATION: Final = 20
"""Characters by which two spellings of one headline differ: quotes, dashes, spaces."""

_SITE_NAME_TAGS: Final = ("og:site_name", "application-name", "apple-mobile-web-app-title")


@dataclass(frozen=True, slots=True)
class PageHead:
    """A page with its statements about itself; ``metas`` maps a lower-case name to its contents.

    ``claimed`` is the address it names on its own site (``rel=canonical``), ``address`` that of the page as
    far as it is known: where it was fetched, else what a saved page claims and can be believed in.
    """

    tree: HtmlElement
    url: str | None
    claimed: str | None
    address: str | None
    blocks: Sequence[Block]
    metas: Mapping[str, tuple[str, ...]]
    said: Description
    site_names: frozenset[str]

    @classmethod
    def of(cls, tree: HtmlElement, *, url: str | None, blocks: Sequence[Block]) -> PageHead:
        """Read the head of a page."""
        metas = _metas(tree)
        headings = [block.text for block in blocks if _is_h1(block)]
        said = read_description(tree, titles=(*metas.get("og:title", ()), *headings))
        claimed = _claimed_address(tree, url)
        address = url or (own_address(claimed, None) if claimed else None)
        return cls(tree, url, claimed, address, blocks, metas, said, _site_names(metas, said, address))

    def meta(self, *names: str) -> Iterator[str]:
        """Yield the contents of the meta tags with one of ``names``, in the order of the names."""
        for name in names:
            yield from self.metas.get(name, ())

    def names_site(self, text: str) -> bool:
        """Tell whether ``text`` is the name of the site, with or without "newspaper" around it."""
        name = bare(text)
        return len(name) >= MIN_SITE_NAME and any(name in own or own in name for own in self.site_names)

    def headings(self) -> Iterator[int]:
        """Yield the indexes of the blocks inside ``h1``."""
        for index, block in enumerate(self.blocks):
            if _is_h1(block):
                yield index

    def heading_of(self, title: str | None) -> int | None:
        """Return the index of the block that is the headline: the last equal to ``title``, ``h1`` first."""
        if not title:
            return None
        in_h1 = [i for i in self.headings() if is_same_line(self.blocks[i].text, title)]
        others = (i for i, block in enumerate(self.blocks) if is_same_line(block.text, title))
        return in_h1[-1] if in_h1 else next(others, None)


def _is_h1(block: Block) -> bool:
    return block.place is Place.HEADING and block.element is not None and block.element.tag == "h1"


def is_same_line(first: str, second: str) -> bool:
    """Tell whether two lines have the same words; most differ in length, which costs nothing to see."""
    similar = abs(len(first) - len(second)) <= MAX_PUNCTUATION
    return similar and comparison_key(first) == comparison_key(second)


def attributes(element: HtmlElement) -> str:
    """Return what the page's author calls ``element``: class, id, rel, itemprop, each cut to ``MAX_NAME``."""
    return " ".join((element.get(name) or "")[:MAX_NAME] for name in ("class", "id", "rel", "itemprop"))


def one_line(text: str | None) -> str | None:
    """Return ``text`` normalised as one line, ``None`` when nothing is left."""
    return normalise(_SPACES.sub(" ", text)).replace("\n", " ").strip() or None if text else None


_SPACES: Final = re.compile(r"\s+")


def _metas(tree: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content"))
        for attribute in ("name", "property", "itemprop"):
            if content and (name := element.get(attribute)):
                found.setdefault(name.strip().lower(), []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def _site_names(metas: Mapping[str, tuple[str, ...]], said: Description, url: str | None) -> frozenset[str]:
    names = [name for tag in _SITE_NAME_TAGS for name in metas.get(tag, ())]
    names += [text_of(said.article.get("publisher")) or "", *said.sites]
    names.append(_domain_label(url))
    return frozenset(name for name in map(bare, names) if len(name) >= MIN_SITE_NAME)


def _claimed_address(tree: HtmlElement, url: str | None) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower().strip() == "canonical" and link.get("href"):
            return _on_site(link.get("href", ""), url)
    return None


def _on_site(href: str, url: str | None) -> str | None:
    try:
        absolute = urljoin(url, href.strip()) if url else href.strip()
        own = site(absolute)
        return absolute if url is None or own == site(url) else None
    except (AddressError, ValueError):
        return None


def _domain_label(url: str | None) -> str:
    try:
        return site(url).partition(".")[0] if url else ""
    except AddressError:
        return ""
