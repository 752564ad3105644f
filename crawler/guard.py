"""Where the crawl may connect: the public web on its own ports, never this machine or its network.

Two locks, because one is not enough. The middleware refuses an address by what it spells, also after
a redirect and when a proxy does the connecting; the resolver refuses what a name resolves to, at the
moment of connecting, so that no second answer of the name server can slip in between.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

WEB_PORTS = frozenset({None, 80, 443})
"""Ports of the web; anything else is somebody's database or admin page."""

PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")
"""Name endings that never belong to the public web (RFC 6761, 6762, 8375 and habit)."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Well-known prefix (RFC 6052): the last 32 bits are the IPv4 address that is really reached."""

logger = logging.getLogger(__name__)


class RefusedAddress(IgnoreRequest):
    """The crawl must not connect there; the message says why."""


def is_allowed(address: Address, *, allow_loopback: bool = False) -> bool:
    """Return whether a connection to ``address`` may be made.

    ``ipaddress.is_global`` alone is not enough: it is true for multicast and for IPv6 forms that
    carry a private IPv4 address.
    """
    inner = _inner(address)
    if inner.is_loopback:
        return allow_loopback
    if isinstance(inner, ipaddress.IPv6Address) and (inner.sixtofour or inner.teredo or inner.is_site_local):
        return False
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def refusal(url: str, *, allow_loopback: bool = False) -> str | None:
    """Return why ``url`` must not be fetched, judged by its spelling alone; ``None`` if nothing is wrong."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not an address"
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in {"http", "https"} or not host:
        return "not an http(s) address"
    if parts.username is not None:
        return "carries credentials"
    if port not in WEB_PORTS and not (allow_loopback and is_loopback(host)):
        return f"port {port} is not a port of the web"
    return _refusal_of_host(host, allow_loopback=allow_loopback)


def _refusal_of_host(host: str, *, allow_loopback: bool) -> str | None:
    literal = _literal(host)
    if literal is not None:
        return None if is_allowed(literal, allow_loopback=allow_loopback) else "a private address"
    if host == "localhost" or host.endswith(".localhost"):
        return None if allow_loopback else "a private name"
    if "." not in host or host.endswith(PRIVATE_SUFFIXES):
        return "a private name"
    return None


def is_loopback(host: str) -> bool:
    """Return whether ``host``, a name or an address, is spelled as this machine."""
    literal = _literal(host)
    if literal is None:
        return host == "localhost" or host.endswith(".localhost")
    return _inner(literal).is_loopback


def _literal(host: str) -> Address | None:
    """Return the address ``host`` spells, in any form a C library reads (127.1, 0x7f.1, 2130706433)."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


@implementer(IResolutionReceiver)
class _Filter:
    """Passes on the answers of the name server that may be connected to."""

    def __init__(self, receiver: Any, name: str, *, allow_loopback: bool) -> None:
        self._receiver = receiver
        self._name = name
        self._allow_loopback = allow_loopback

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        spelled = ipaddress.ip_address(str(getattr(address, "host", "")).partition("%")[0])
        if is_allowed(spelled, allow_loopback=self._allow_loopback):
            self._receiver.addressResolved(address)
        else:
            logger.warning("refused %s: it resolves to %s", self._name, spelled)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Resolves names for the whole process and drops every private answer.

    Scrapy reads the resolver from the process settings only; ``GuardMiddleware`` makes sure that it
    is this one and passes the job's exemption on.
    """

    allow_loopback = False

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve ``hostName``; cached answers pass the filter as well."""
        receiver: Any = _Filter(resolutionReceiver, hostName, allow_loopback=self.allow_loopback)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


class GuardMiddleware:
    """Refuses addresses before anything else sees them, and sends the rest through the job's proxy.

    Proxies of the environment are ignored: where a crawl's requests go is said in its job file.
    """

    def __init__(self, *, allow_loopback: bool, proxy: str | None) -> None:
        self._allow_loopback = allow_loopback
        self._proxy = proxy
        self._resolver_checked = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Read the exemption and the proxy from the spider's job; a spider without one gets neither."""
        job = getattr(crawler.spider, "job", None)
        if job is None:
            return cls(allow_loopback=False, proxy=None)
        return cls(allow_loopback=job.crawl.allow_loopback, proxy=job.crawl.proxy)

    def process_request(self, request: Request) -> None:
        """Raise ``RefusedAddress`` for what must not be fetched; set the proxy on the rest."""
        self._check_resolver()
        if why := refusal(request.url, allow_loopback=self._allow_loopback):
            raise RefusedAddress(f"refused: {why}: {request.url}")
        request.meta["proxy"] = self._proxy

    def _check_resolver(self) -> None:
        """Fail rather than crawl unguarded: a resolver in custom settings is ignored without a word."""
        if self._resolver_checked:
            return
        from twisted.internet import reactor  # may only be imported once the reactor is chosen  # noqa: PLC0415

        resolver = getattr(reactor, "nameResolver", None)
        if not isinstance(resolver, GuardedResolver):
            raise RefusedAddress("refused: TWISTED_DNS_RESOLVER must be crawler.guard.GuardedResolver")
        resolver.allow_loopback = self._allow_loopback
        self._resolver_checked = True
