"""The mirrors of a report: whether a page names another address as its own, and whether that was read.

The word itself is judged by ``cleaning.own_address``; a crawl asks that the address be a report's, too. Where
addresses carry a visit each page names new ones without end; there a report is known again by its text.
"""

from __future__ import annotations

from typing import Final

from cleaning.address import AddressError, canonical
from cleaning.own_address import own_address as believed
from crawler.consent import OPTED_OUT
from crawler.sites import PageKind, kind_of
from crawler.stamp import UNCHANGED, text_digest

MIRROR: Final = "mirror"
"""Reason of an address that is done because its page was fetched at another one."""

REDIRECTED: Final = "redirected"
DROPPED: Final = "dropped"
UNREAD: Final = (REDIRECTED, DROPPED)
"""Reasons of an address that is done without its page: it led elsewhere, or nobody wanted the answer."""


MAX_TEXTS: Final = 100_000
"""Texts of reports known again in one run, some 10 MB; the oldest is forgotten."""

MIN_TEXT: Final = 200
"""Characters of running text below which two pages may say the same and be two: a video, a gallery."""


class ReadTexts:
    """The texts read in this run, to know one again under another address: a session's, a mirror's."""

    def __init__(self) -> None:
        self._digests: dict[str, None] = {}

    def is_repeat(self, text: str) -> bool:
        """Return whether a report of this run said the same, and take it in."""
        if len(text) < MIN_TEXT:
            return False
        digest = text_digest(text)
        known = digest in self._digests
        self._digests[digest] = None
        if len(self._digests) > MAX_TEXTS:
            del self._digests[next(iter(self._digests))]
        return known


def own_address(declared: str, url: str) -> str | None:
    """Return the canonical form of another address that a page at ``url`` declares, if it can be its own."""
    try:
        named = believed(declared, url)
        is_other = named is not None and named != canonical(url)
    except AddressError:
        return None
    return named if named and is_other and kind_of(named) is PageKind.ARTICLE else None


def is_read(reason: str | None, band: str | None) -> bool:
    """Return whether an address that is done so had its report read: archived, unchanged or opted out.

    What was archived has no ``reason`` and a topic ``band``; lists and feeds have neither.
    """
    if reason is None:
        return band is not None
    return reason in {UNCHANGED, MIRROR} or reason.startswith(OPTED_OUT)
