"""Which hosts are left alone for now: those that can't be had, or asked for it."""

from __future__ import annotations

import time
from collections import Counter
from math import inf
from typing import Final
from urllib.parse import urlsplit

from crawler.visit import Visit

STAY_AWAY: Final = frozenset({"http_429", "http_503", "robots_unreachable"})
"""Outages by which a host asks to be left alone, at the first of them."""

MAX_OUTAGES: Final = 3
"""Addresses of a host that can't be had in a row until it is left alone: one may be a page that hangs."""

MAX_PAUSES: Final = 3
"""Times in a run that a host which names the end of its outage is taken at its word."""


class Outages:
    """A circuit breaker a host. ``time_limit`` in seconds, 0 for none."""

    def __init__(self, time_limit: float) -> None:
        self._end = time.monotonic() + (time_limit or inf)
        self._in_a_row: Counter[str] = Counter()  # host -> addresses in a row that could not be had
        self._answered: set[str] = set()
        self._pauses: Counter[str] = Counter()
        self._paused: dict[str, float] = {}  # host -> when it may be asked again

    def met(self, visit: Visit) -> bool:
        """Take in an address that could not be had; return whether it may be asked for again in this run."""
        host = urlsplit(visit.url).hostname or ""
        until = inf if visit.retry_after is None else time.monotonic() + visit.retry_after
        if until >= self._end or self._pauses[host] >= MAX_PAUSES:
            until = inf
        self._in_a_row[host] += 1
        if visit.outcome.reason in STAY_AWAY or self._in_a_row[host] >= MAX_OUTAGES:
            self._pauses[host] += 1
            self._paused[host] = until
        return until < inf

    def over(self, url: str) -> None:
        """Take in that the host of ``url`` has answered."""
        host = urlsplit(url).hostname or ""
        self._in_a_row.pop(host, None)
        self._answered.add(host)

    def is_of_address(self, visit: Visit) -> bool:
        """Return whether it is the address that can't be had, for its host has answered and asks no pause.

        What was ``met`` right behind another outage tells nothing: the host may be going down.
        """
        host = urlsplit(visit.url).hostname or ""
        is_first = self._in_a_row[host] <= 1
        return is_first and host in self._answered and visit.outcome.reason not in STAY_AWAY

    def is_paused(self, host: str) -> bool:
        """Return whether ``host`` is to be left alone now."""
        return self._paused.get(host, 0.0) > time.monotonic()

    def is_given_up(self, host: str) -> bool:
        """Return whether ``host`` is to be left alone for the rest of this run."""
        return self._paused.get(host, 0.0) == inf
