"""Why an address brought no page: the stable reason, and whether its host is to blame."""

from __future__ import annotations

from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
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


def is_outage(error: BaseException | None) -> bool:
    """Whether a host, rather than one of its addresses, can't be had for now."""
    if isinstance(error, HttpError):
        return error.response.status in OUTAGE_STATUS
    return isinstance(error, (RobotsUnreachable, *CONNECTION_ERRORS))


def asked_wait(error: BaseException | None) -> float | None:
    """Return the seconds a refusing server asks to wait, ``None`` if it says nothing."""
    if not isinstance(error, HttpError):
        return None
    value = error.response.headers.get("Retry-After")
    return retry_after(value.decode("latin-1") if value else None)


def reason_of(failure: Failure) -> str:
    """Return the stable id of why an address brought nothing."""
    match failure.value:
        case HttpError() as error:
            return f"http_{error.response.status}"
        case OptedOut():
            return "opted_out_ai_robots"
        case DeniedByRobots():
            return "denied_by_robots"
        case RobotsUnreachable():
            return "robots_unreachable"
        case RefusedAddress():
            return "refused_address"
        case error:
            return type(error).__name__
