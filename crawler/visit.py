"""What the spider reports of one address: the outcome, and the page to archive if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy.http import Response

from cleaning.relevance import Band
from crawler import clock
from crawler.archive import FetchedPage, Header, Repeated
from crawler.sites import PageKind
from crawler.stamp import Stamp, is_unchanged, stamp_of
from crawler.target import Outcome, State


@dataclass(frozen=True, slots=True)
class Visit:
    """The end of one address in this run.

    ``band`` is ``None`` for what is not judged (lists, feeds); ``offered`` are the reports that such a page
    links to, known or new, wanted by the job's filter or not; a sitemap index (``is_index``) offers none.
    ``stands_for`` is the address of the same page under which it is known, too.

    An outcome that leaves the address waiting is an outage of its host; ``retry_after`` are the seconds
    after which the host wants to be asked again, if it said so. ``stamp`` is what to know the page again
    by, ``None`` to keep the one there is.
    """

    key: str
    url: str
    kind: PageKind
    outcome: Outcome
    band: Band | None = None
    offered: int = 0
    is_index: bool = False
    stands_for: str | None = None
    retry_after: float | None = None
    stamp: Stamp | None = None
    page: FetchedPage | None = field(default=None, repr=False)

    @property
    def tells(self) -> bool:
        """Whether it shows which reports a list has: it was read anew, and is no index of lists."""
        return self.outcome.state is State.DONE and self.outcome.reason is None and not self.is_index


def fetched_page(response: Response, notes: Mapping[str, str]) -> FetchedPage:
    """Return a Scrapy response as a page for the archive, with ``notes`` beside it."""
    before = stamp_of(response) if is_unchanged(response) else None
    proxied = bool(response.meta.get("proxy"))  # then the peer is the proxy, not the site
    return FetchedPage(
        url=response.url,
        fetched_at=clock.now(),
        status=response.status,
        headers=_headers(response.headers),
        body=response.body,
        request_headers=_headers(response.request.headers) if response.request else (),
        ip=None if proxied or response.ip_address is None else str(response.ip_address),
        notes=notes,
        repeats=Repeated(before.digest, before.fetched_at) if before else None,
    )


def _headers(headers: Any) -> list[Header]:
    """Return Scrapy headers as pairs, repeated ones kept."""
    pairs = ((name, value) for name, values in headers.items() for value in values)
    return [Header(_decoded(name), _decoded(value)) for name, value in pairs]


def _decoded(value: bytes) -> str:
    """Return a header as text: UTF-8 where it is that, for the archive writes UTF-8 again."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
