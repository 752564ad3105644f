"""What a page of the demo web is: how it is rendered, and the truth about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tinsach.demo.content import Story, sites

if TYPE_CHECKING:
    from jinja2 import Environment

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


class Kind(StrEnum):
    """What a page is to a crawler."""

    HOME = "home"
    LIST = "list"
    ARTICLE = "article"
    PRINT = "print"
    VIDEO = "video"
    EMPTY = "empty"
    SPAM = "spam"
    FORBIDDEN = "forbidden"
    FEED = "feed"
    SITEMAP = "sitemap"
    ROBOTS = "robots"
    REDIRECT = "redirect"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A text on the page that must not be in the corpus text; ``role`` as in ``cleaning.document.Role``.

    A doubled caption appears here once, as ``repeat``, and once among the captions.
    """

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class TruePage:
    """The truth about one address.

    The fields from ``original`` on describe an article as its editors meant it, in NFC, and are empty for
    other kinds of page. ``copy`` is ``''`` for an original, else ``exact``, ``light``, ``brief``, ``print``
    or ``mirror`` (a hacked re-post). ``body`` holds lead, paragraphs and sub-headings in order.
    ``published`` and ``section`` are None where the page shows none. ``unwanted`` lists texts around and
    inside the article; lists of links, menus and footers are given by their telling lines only.
    """

    url: str
    kind: Kind
    status: int = 200
    original: str = ""
    copy: str = ""
    similar: bool = False
    language: str = ""
    title: str = ""
    body: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    published: datetime | None = None
    author: str | None = None
    agency: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    unwanted: tuple[Unwanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the demo web: its truth and how to render it."""

    truth: TruePage
    template: str = ""
    context: Mapping[str, object] = field(default_factory=dict)
    media: str = HTML
    location: str = ""
    modified: datetime | None = None
    encode: Callable[[str], bytes] = str.encode

    @property
    def url(self) -> str:
        """Return the absolute address."""
        return self.truth.url


def page(site: str, path: str, *, kind: Kind, template: str, **context: object) -> Page:
    """Return a page that is not an article; ``site`` is the key of its site."""
    home = sites()[site]
    media = XML if template.endswith(".xml") else PLAIN if template.endswith(".txt") else HTML
    status = 404 if kind is Kind.MISSING else 200
    truth = TruePage(home.url(path), kind, status)
    return Page(truth, template, {"site": home, **context}, media)


def redirect(site: str, path: str, *, target: str) -> Page:
    """Return a permanent redirect to the absolute address ``target``."""
    return Page(TruePage(sites()[site].url(path), Kind.REDIRECT, 301), location=target)


def article(story: Story, template: str, *, noise: Sequence[Unwanted], **context: object) -> Page:
    """Return the page of ``story``; ``noise`` are the texts that ``template`` adds to it."""
    context = {"site": sites()[story.site], "story": story, **context}
    return Page(_truth(story, noise), template, context, modified=story.published)


def _truth(story: Story, noise: Sequence[Unwanted]) -> TruePage:
    return TruePage(
        url=story.url,
        kind=Kind.ARTICLE,
        original=story.original,
        copy=story.copy,
        similar=story.similar,
        language=story.language,
        title=story.title,
        body=story.paragraphs,
        captions=story.captions,
        published=None if story.injection else story.published,
        author=story.author or None,
        agency=story.agency or None,
        section=None if story.injection else story.section_name,
        tags=story.tags,
        unwanted=tuple(noise),
    )


def print_version(original: Page, path: str, *, template: str) -> Page:
    """Return the print version of an article, at ``path`` on the same site."""
    home = urlsplit(original.url)
    url = f"{home.scheme}://{home.netloc}{path}"
    truth = replace(original.truth, url=url, kind=Kind.PRINT, copy="print", unwanted=(), tags=(), captions=())
    return replace(original, truth=truth, template=template)


def unwanted(role: str, *texts: str) -> tuple[Unwanted, ...]:
    """Return one ``Unwanted`` per text."""
    return tuple(Unwanted(role, text) for text in texts)


def render(one: Page) -> bytes:
    """Return the body of a page."""
    if not one.template:
        return b""
    return one.encode(_environment().get_template(one.template).render(one.context))


@cache
def _environment() -> Environment:
    import jinja2  # noqa: PLC0415 - the command line must not pay for it

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tinsach.demo"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["weekday"] = lambda at: WEEKDAYS[at.weekday()]
    environment.filters["rfc822"] = rfc822
    return environment


def rfc822(at: datetime) -> str:
    """Return ``at`` as feeds write it; ``email.utils`` would do, but says -0000 for UTC."""
    return at.strftime("%a, %d %b %Y %H:%M:%S %z")


def decomposed(text: str) -> bytes:
    """Encode as UTF-8 with every accent apart from its letter (NFD), as some old editors do."""
    return unicodedata.normalize("NFD", text).encode()


def windows_1258(text: str) -> bytes:
    """Encode as windows-1258, which has letters such as ê and ơ but keeps the tone as a combining mark."""
    apart = (_tone_apart(char) for char in unicodedata.normalize("NFC", text))
    return "".join(apart).encode("cp1258", errors="xmlcharrefreplace")


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _tone_apart(char: str) -> str:
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(part for part in parts if part in _TONES)
    rest = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones
