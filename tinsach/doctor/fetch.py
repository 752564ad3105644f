"""Fetches a page or two as the crawl would: same name, same guard, same patience; no Scrapy, no retries."""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import IO, Any, Final
from urllib.parse import urlsplit

from crawler.guard import is_allowed, is_loopback, refusal
from crawler.job import Job
from crawler.run import LOOPBACK
from crawler.settings import DOWNLOAD_MAXSIZE, DOWNLOAD_TIMEOUT

MAX_SECONDS: Final = min(DOWNLOAD_TIMEOUT, 30)
"""Patience with one answer: a check before a night should not take one."""

_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``url`` after redirects, ``status`` 0 and ``error`` when nothing did."""

    url: str
    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def said(self) -> str:
        """Return the status, or why there is none."""
        return self.error or f"HTTP {self.status}"


class _Refused(urllib.error.URLError):
    """An address the crawl would not ask."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to where the crawl may go."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def redirect_request(  # the standard library's signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse a redirect to a private address, as the crawl does."""
        _require_allowed(newurl, self._job)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, job: Job) -> Answer:
    """Return the answer to a GET of ``url`` by the user agent of ``job``; raises nothing."""
    proxy = {"http": job.crawl.proxy, "https": job.crawl.proxy} if job.crawl.proxy else {}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxy), _Redirects(job))
    request = urllib.request.Request(url, headers={"User-Agent": f"tinsach (+{job.crawl.contact})"})  # noqa: S310  # http(s) only, below
    try:
        _require_allowed(url, job)
        with opener.open(request, timeout=MAX_SECONDS) as response:
            return Answer(response.url, response.status, _body(response), dict(response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(url, error.code, headers=dict(error.headers))
    except urllib.error.URLError as error:
        return Answer(url, error=_plain(error.reason))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(url, error=_plain(error))


def _body(response: IO[bytes]) -> bytes:
    """Read the answer up to the size the crawl takes; a drip ends with the time it may take."""
    end, parts, size = time.monotonic() + MAX_SECONDS, [], 0
    while chunk := response.read(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > DOWNLOAD_MAXSIZE:
            raise ValueError(f"answers with more than {DOWNLOAD_MAXSIZE:,} bytes")
        if time.monotonic() > end:
            raise TimeoutError(f"no whole answer in {MAX_SECONDS} seconds")
    return b"".join(parts)


def _require_allowed(url: str, job: Job) -> None:
    """Raise _Refused for what the crawl would refuse; behind a proxy names are the proxy's to resolve."""
    allow_loopback = job.crawl.allow_loopback
    if why := refusal(url, allow_loopback=allow_loopback):
        local = not allow_loopback and is_loopback(urlsplit(url).hostname or "")
        raise _Refused(f"refused{LOOPBACK}" if local else f"refused: {why}")
    if job.crawl.proxy:
        return
    for *_, place in socket.getaddrinfo(urlsplit(url).hostname, None, type=socket.SOCK_STREAM):
        address = str(place[0]).partition("%")[0]
        if not is_allowed(ip_address(address), allow_loopback=allow_loopback):
            if is_loopback(address):
                raise _Refused(f"refused: resolves to {address}{LOOPBACK}")
            raise _Refused(f"refused: resolves to {address}, a private address")


def _plain(reason: object) -> str:
    """Return one line on what went wrong."""
    if isinstance(reason, socket.gaierror):
        return "no such host, or no name server"
    if isinstance(reason, TimeoutError):
        return (
            str(reason) if reason.args and "whole" in str(reason) else f"no answer in {MAX_SECONDS} seconds"
        )
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return " ".join(str(reason).split()) or type(reason).__name__
