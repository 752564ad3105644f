"""Pages that lead on by themselves (``<meta http-equiv="refresh">``), and those that only reload."""

from __future__ import annotations

from contextlib import suppress

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response

from cleaning.address import AddressError, canonical


class PageRefresh(MetaRefreshMiddleware):
    """Follows a page that leads to another one at once; a home page that reloads itself is read as it is.

    Scrapy's own goes round in circles with the latter, and the page is lost.
    """

    def process_response(  # type: ignore[override]  # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request for the page it leads to, or ``response``."""
        following: Request | Response = super().process_response(request, response)
        if isinstance(following, Request) and _is_same(following.url, request.url):
            return response
        return following


def _is_same(one: str, other: str) -> bool:
    with suppress(AddressError):
        return canonical(one) == canonical(other)
    return False
