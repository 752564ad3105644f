"""Pages that say themselves why there is no report: an error, a locked door, a player, an empty shell.

Each rule asks first that there is next to no text; a report about such pages has some.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from cleaning.document import Doubt
from cleaning.jsonld import as_list
from cleaning.page_kind.names import cue_keys, kinds_of_type, marks
from cleaning.page_kind.page import WholePage
from cleaning.shape import words
from cleaning.text import line_key

MAX_NOTICE_WORDS: Final = 100
"""Words chosen on a page that only says what went wrong; the notices seen have up to 70."""

MAX_DOOR_WORDS: Final = 200
"""Words on a whole page that asks whether the reader is a robot; it has no menus."""

MAX_TEASER_WORDS: Final = 200
"""Words of the beginning that a paywall leaves to be read: one to three paragraphs."""

MAX_PLAYER_WORDS: Final = 100
"""Words below a player up to which they describe it; a report that comes with a video has more."""

MAX_SHELL_WORDS: Final = 50
MAX_HEADING_WORDS: Final = 15
"""Words of a title or heading that says what the page is."""

MAX_NOTICES: Final = 60
"""Words of a line that asks for a subscription or a script; a paragraph that speaks of them goes on."""

_HEADINGS: Final = frozenset({"h1", "h2"})
_PLAYERS: Final = ("video", "iframe", "object", "amp-video", "amp-youtube")


def stated_doubt(page: WholePage) -> Doubt | None:
    """Return what ``page`` says it is instead of a report; ``None`` when it says nothing of the kind."""
    for rule in (_locked, _failed, _player):
        if doubt := rule(page):
            return doubt
    return None


def incomplete(page: WholePage) -> Doubt | None:
    """Return why what ``page`` shows cannot be all of the report; ``None`` when it can."""
    return _paywall(page) or _shell(page)


def locked_door(tree: HtmlElement) -> Doubt | None:
    """Return the evidence when the scripts of a page guard it against robots."""
    for element in tree.iter("script", "iframe", "form", "div"):
        named = " ".join(element.get(name) or "" for name in ("src", "action", "id", "class"))
        for mark in marks("blocked"):
            if mark in named:
                return Doubt("blocked_page", f"asks whether the reader is a robot: {mark}")
    return None


def _locked(page: WholePage) -> Doubt | None:
    if sum(page.sizes) > MAX_DOOR_WORDS:
        return None
    said = next(_saying(page, "blocked"), None)
    return Doubt("blocked_page", f"turns robots away: «{said}»") if said else locked_door(page.head.tree)


def _failed(page: WholePage) -> Doubt | None:
    if page.told_words > MAX_NOTICE_WORDS:
        return None
    said = next(_saying(page, "error"), None)
    return Doubt("error_page", f"says that there is nothing here: «{said}»") if said else None


def _saying(page: WholePage, kind: str) -> Iterator[str]:
    """Yield the title and the headings that begin or end with a cue of ``kind``."""
    heads = (b.text for b in page.blocks if b.element is not None and b.element.tag in _HEADINGS)
    titles = (page.head.tree.findtext(".//head/title") or "", page.metadata.title or "")
    for text in (*titles, *heads):
        key = line_key(" ".join(text.split()))
        if words(key) <= MAX_HEADING_WORDS and any(_stands(cue, key) for cue in cue_keys(kind)):
            yield " ".join(text.split())


def _stands(cue: str, key: str) -> bool:
    return key == cue or key.startswith(f"{cue} ") or key.endswith(f" {cue}")


def _player(page: WholePage) -> Doubt | None:
    if page.told_words > MAX_PLAYER_WORDS:
        return None
    types = {kind for name in page.head.said.types for kind in kinds_of_type(name)}
    if "report" in types and page.told_words > MAX_SHELL_WORDS:
        return None
    stated = next((one for one in page.head.meta("og:type") if one.lower().startswith("video")), None)
    stated = stated or ("VideoObject" if "video" in types else None)
    if stated is None or next(page.head.tree.iter(*_PLAYERS), None) is None:
        return None
    return Doubt("video_page", f"a player ({stated}) and {page.told_words} words")


def _paywall(page: WholePage) -> Doubt | None:
    if page.told_words > MAX_TEASER_WORDS:
        return None
    notice = next(_notices(page, "paywall"), None)
    closed = as_list(page.head.said.article.get("isAccessibleForFree"))
    if notice is None and not any(str(one).lower() == "false" for one in closed):
        return None
    said = f"«{notice}»" if notice else "its data say that it is not free"
    return Doubt("paywall", f"{page.told_words} words and no more: {said}")


def _shell(page: WholePage) -> Doubt | None:
    if page.told_words > MAX_SHELL_WORDS:
        return None
    if notice := next(_notices(page, "script"), None):
        return Doubt("needs_browser", f"{page.told_words} words and a notice: «{notice}»")
    for element in page.head.tree.iter("div", "main", "section", "app-root"):
        if (element.get("id") or element.tag) in marks("root") and not element.text_content().strip():
            return Doubt("needs_browser", f"{page.told_words} words; its text is to be made by a script")
    return None


def _notices(page: WholePage, kind: str) -> Iterator[str]:
    """Yield the short lines, those for browsers without scripts among them, that hold a cue of ``kind``."""
    hidden = (" ".join(element.text_content().split()) for element in page.head.tree.iter("noscript"))
    for text in (*(block.text for block in page.blocks), *hidden):
        if words(text) <= MAX_NOTICES:
            key = f" {line_key(text)} "
            if any(f" {cue} " in key for cue in cue_keys(kind)):
                yield text
