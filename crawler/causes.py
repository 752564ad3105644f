"""Why addresses brought no page, host by host: the most frequent causes, each with an address to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

MAX_HOSTS: Final = 20
"""Hosts whose causes are told, those with most addresses that brought nothing: more than one looks into."""

MAX_COUNTED: Final = 1_000
"""Hosts counted apart; when there are more the half with fewest causes is forgotten. Where any name below a
site answers there are hosts without end; one that has many causes is seen again before long."""

MAX_CAUSES: Final = 5
"""Causes told of one host; there are some twenty in all."""


@dataclass(slots=True)
class Cause:
    """A reason why addresses of a host brought no page: how often, and the first of them."""

    reason: str
    count: int
    example: str


class Causes:
    """Counts causes by host. Memory: an address for each reason of ``MAX_COUNTED`` hosts, a number beyond."""

    def __init__(self) -> None:
        self._hosts: dict[str, dict[str, Cause]] = {}
        self._reasons: Counter[str] = Counter()

    def add(self, url: str, reason: str) -> None:
        """Count that ``url`` brought nothing for ``reason``."""
        self._reasons[reason] += 1
        of_host = self._hosts.setdefault(urlsplit(url).hostname or "", {})
        of_host.setdefault(reason, Cause(reason, 0, url)).count += 1
        if len(self._hosts) > MAX_COUNTED:
            self._hosts = {host: self._hosts[host] for host in self._most(MAX_COUNTED // 2)}

    def by_reason(self) -> dict[str, int]:
        """Return how often each reason came up on all hosts together, by name."""
        return dict(sorted(self._reasons.items()))

    def by_host(self) -> dict[str, list[Cause]]:
        """Return the most frequent causes of the hosts that have most of them, in this order."""
        return {host: _most_frequent(self._hosts[host]) for host in self._most(MAX_HOSTS)}

    def of_other_hosts(self) -> int:
        """Return how many addresses brought nothing on the hosts that ``by_host`` leaves out."""
        return self._reasons.total() - sum(_sum(self._hosts[host]) for host in self._most(MAX_HOSTS))

    def _most(self, count: int) -> list[str]:
        return sorted(self._hosts, key=lambda host: (-_sum(self._hosts[host]), host))[:count]


def _sum(causes: Mapping[str, Cause]) -> int:
    return sum(cause.count for cause in causes.values())


def _most_frequent(causes: Mapping[str, Cause]) -> list[Cause]:
    return sorted(causes.values(), key=lambda cause: (-cause.count, cause.reason))[:MAX_CAUSES]
