"""Why addresses brought no page, host by host: the most frequent causes, each with an address to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

MAX_HOSTS: Final = 20
"""Hosts whose causes are told, those with most addresses that brought nothing: more than one looks into."""

MAX_CAUSES: Final = 5
"""Causes told of one host; there are some twenty in all."""


@dataclass(slots=True)
class Cause:
    """A reason why addresses of a host brought no page: how often, and the first of them."""

    reason: str
    count: int
    example: str


class Causes:
    """Counts causes by host. Memory: an address for each host and reason."""

    def __init__(self) -> None:
        self._hosts: dict[str, dict[str, Cause]] = {}

    def add(self, url: str, reason: str) -> None:
        """Count that ``url`` brought nothing for ``reason``."""
        of_host = self._hosts.setdefault(urlsplit(url).hostname or "", {})
        of_host.setdefault(reason, Cause(reason, 0, url)).count += 1

    def by_reason(self) -> dict[str, int]:
        """Return how often each reason came up on all hosts together, by name."""
        found: dict[str, int] = {}
        for cause in (cause for of_host in self._hosts.values() for cause in of_host.values()):
            found[cause.reason] = found.get(cause.reason, 0) + cause.count
        return dict(sorted(found.items()))

    def by_host(self) -> dict[str, list[Cause]]:
        """Return the most frequent causes of the hosts that have most of them, in this order."""
        most = sorted(self._hosts, key=lambda host: (-_sum(self._hosts[host]), host))[:MAX_HOSTS]
        return {host: _most_frequent(self._hosts[host]) for host in most}


def _sum(causes: Mapping[str, Cause]) -> int:
    return sum(cause.count for cause in causes.values())


def _most_frequent(causes: Mapping[str, Cause]) -> list[Cause]:
    return sorted(causes.values(), key=lambda cause: (-cause.count, cause.reason))[:MAX_CAUSES]
