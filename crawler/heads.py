"""The head of an answer, bounded: Twisted keeps all header lines a server sends, until memory is gone.

The other caps see nothing of it: that on size counts bodies, that on memory ends the whole crawl, and the
next one would meet the same page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_HEAD: Final = 256 * 1024
"""Bytes of an answer's status line and headers, what browsers allow; news sites send 1 to 4 kB."""


class HeadTooLarge(Exception):  # noqa: N818 - what the failures of a crawl are called
    """The headers of an answer do not end."""


class CappedHandler(HTTP11DownloadHandler):
    """Downloads as Scrapy does, and hangs up on a head larger than ``MAX_HEAD``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool: Any = self._pool  # it has no setting for it, and private names only
        pool._factory = _capped(pool._factory)


def _capped(factory: Callable[..., Any]) -> Callable[..., Any]:
    """Return a factory of factories whose protocols count what comes before a body."""

    def made(*arguments: Any) -> Any:
        inner = factory(*arguments)
        build = inner.buildProtocol
        inner.buildProtocol = lambda address: _counting(build(address))
        return inner

    return made


def _too_large() -> Any:
    failure: Any = Failure  # untyped
    return failure(HeadTooLarge(f"more than {MAX_HEAD:,} bytes of headers"))


def _counting(protocol: Any) -> Any:
    """Count the bytes that ``protocol`` receives of a head; the start of a body may be among them."""
    receive = protocol.dataReceived
    heads: dict[int, int] = {}  # of the answer being read, by its parser

    def counted(data: bytes) -> None:
        parser = protocol._parser
        if parser is not None and parser.state in {STATUS, HEADER}:
            size = heads.get(id(parser), 0) + len(data)
            heads.clear()
            heads[id(parser)] = size
            if size > MAX_HEAD:
                protocol._giveUp(_too_large())
                return
        receive(data)

    protocol.dataReceived = counted
    return protocol
