"""The hosts with addresses that wait for this run, and the best priority on each."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping


class WaitingHosts:
    """What a frontier would have to count anew before every request, kept by host.

    Memory: one number a host, whatever the number of addresses. A change on one host looks at that host
    alone: at 300,000 waiting addresses looking at all takes most of a second.
    """

    def __init__(self, db: sqlite3.Connection, run: int) -> None:
        self._db = db
        self._run = run
        self.look_at_all()

    def look_at_all(self) -> None:
        """Read the best priority of every host from the frontier."""
        best = "SELECT host, MAX(priority) FROM address WHERE state = 'waiting' AND run < ? GROUP BY host"
        self._best: dict[str, int] = dict(self._db.execute(best, (self._run,)))

    def look_at(self, host: str) -> None:
        """Read the best priority of one host, after what waited there may have gone."""
        best = "SELECT MAX(priority) FROM address WHERE host = ? AND state = 'waiting' AND run < ?"
        (found,) = self._db.execute(best, (host, self._run)).fetchone()
        if found is None:
            self._best.pop(host, None)
        else:
            self._best[host] = found

    def lift(self, best: Mapping[str, int]) -> None:
        """Take in addresses that wait from now on: the best priority of theirs on each host."""
        for host, priority in best.items():
            self._best[host] = max(priority, self._best.get(host, priority))

    def hosts(self) -> list[str]:
        """Return the hosts."""
        return list(self._best)

    def best(self, busy: Collection[str]) -> str | None:
        """Return the host with the best address of those that are not ``busy``."""
        free = [host for host in self._best if host not in busy]
        return max(free, key=self._best.__getitem__) if free else None
