"""Why an address brought no page: the stable reason, and whether its host is to blame."""

from __future__ import annotations

from collections.abc import Mapping
from gzip import BadGzipFile
from itertools import chain
from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost, DNSLookupError
from twisted.python.failure import Failure

from crawler.guard import RefusedAddress
from crawler.politeness import retry_after
from crawler.robots import DeniedByRobots, OptedOut, RobotsUnreachable

OUTAGE_STATUS: Final = frozenset({429, 502, 503, 504, 522, 524})
"""Answers that are about the server: overloaded, under repair, not reached by what stands before it."""

CONNECTION_ERRORS: Final = (
    *(CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError),
    *(ResponseDataLossError, ConnectError, ConnectionDone, ConnectionLost, DNSLookupError),
)
"""Errors without any answer; Twisted's own are those of handlers that don't translate them."""

_REASONS: Final[Mapping[type[BaseException], str]] = {
    OptedOut: "opted_out_ai_robots",  # before what it is a kind of
    DeniedByRobots: "denied_by_robots",
    RobotsUnreachable: "robots_unreachable",
    RefusedAddress: "refused_address",
    DownloadCancelledError: "too_large",
    BadGzipFile: "bad_compression",
    EOFError: "bad_compression",
}

_IGNORED: Final = {"redirection": "too_many_redirects", "DOWNLOAD_MAXSIZE": "too_large"}
"""What Scrapy's own middlewares say of an answer they leave out, and the reason it stands for."""


def is_outage(error: BaseException | None) -> bool:
    """Whether a host, rather than one of its addresses, can't be had for now."""
    if isinstance(error, HttpError):
        return error.response.status in OUTAGE_STATUS
    return isinstance(error, (RobotsUnreachable, *CONNECTION_ERRORS))


def asked_wait(error: BaseException | None) -> float | None:
    """Return the seconds a refusing server asks to wait, ``None`` if it says nothing.

    A time that is over says nothing either: clocks differ, and a refusal is no leave to ask again at once.
    """
    if not isinstance(error, HttpError):
        return None
    value = error.response.headers.get("Retry-After")
    return retry_after(value.decode("latin-1") if value else None) or None


def reason_of(failure: Failure) -> str:
    """Return the stable id of why an address brought nothing."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    named = (reason for kind, reason in _REASONS.items() if isinstance(error, kind))
    said = (
        reason for sign, reason in _IGNORED.items() if isinstance(error, IgnoreRequest) and sign in str(error)
    )
    name = type(error).__name__
    other = "bad_compression" if name == "error" else name  # so zlib and Brotli call theirs
    return next(chain(named, said), other)
