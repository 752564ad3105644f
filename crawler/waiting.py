"""The hosts with addresses that wait for this run, and the best of each kind on each."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import Final, NamedTuple

from crawler.schema import SINCE
from crawler.sites import PageKind

KINDS: Final = tuple(kind.value for kind in PageKind)

_WAITS: Final = "host = ? AND kind = ? AND state = 'waiting' AND run < ?"


class Rank(NamedTuple):
    """Sorts addresses by what is fetched first: the best, and of equals what waits longest.

    Feeds and sitemaps are equals: none of them is put off again while another one is asked twice.
    """

    loss: int
    """The priority, negative."""
    since: str
    run: int
    seq: int


class Head(NamedTuple):
    """The best waiting address of a kind on a host."""

    rank: Rank
    host: str
    kind: str


class WaitingHosts:
    """What a frontier would have to count anew before every request, kept by host and kind.

    Memory: four ranks a host, whatever the number of addresses. A change on one host looks at that host
    alone: at 300,000 waiting addresses looking at all takes most of a second.
    """

    def __init__(self, db: sqlite3.Connection, run: int) -> None:
        self._db = db
        self._run = run
        self.look_at_all()

    def look_at_all(self) -> None:
        """Read the best of every host from the frontier."""
        self._best: dict[str, dict[str, Rank]] = {}
        waiting = "SELECT DISTINCT host FROM address WHERE state = 'waiting'"
        self.look_at(*(host for (host,) in self._db.execute(waiting)))

    def look_at(self, *hosts: str, kinds: Collection[str] = KINDS) -> None:
        """Read the best of ``hosts``, after something began or ceased to wait there."""
        for host in hosts:
            self._look_at(host, kinds)

    def _look_at(self, host: str, kinds: Collection[str]) -> None:
        order = f"ORDER BY priority DESC, {SINCE}, run, seq"  # spelled as the index is, else all are sorted
        best = f"SELECT -priority, {SINCE}, run, seq FROM address WHERE {_WAITS} {order} LIMIT 1"  # noqa: S608
        found = self._best.setdefault(host, {})
        for kind in kinds:
            row = self._db.execute(best, (host, kind, self._run)).fetchone()
            if row is None:
                found.pop(kind, None)
            else:
                found[kind] = Rank(*row)
        if not found:
            del self._best[host]

    def hosts(self) -> list[str]:
        """Return the hosts."""
        return list(self._best)

    def best(self, busy: Collection[str], put_off: Collection[str] = ()) -> Head | None:
        """Return the best address on a host that is not ``busy``, of a kind that is not ``put_off``.

        Of equals of two kinds the one found first, so that lists known for long come before what they show.
        """
        firsts: dict[str, Head] = {}
        for host, ranks in self._best.items():
            if host not in busy:
                for kind, rank in ranks.items():
                    if kind not in put_off and (kind not in firsts or rank < firsts[kind].rank):
                        firsts[kind] = Head(rank, host, kind)
        return min(firsts.values(), key=lambda head: (head.rank.loss, head.rank.seq), default=None)

    def count(self, kind: str, most: int, besides: Collection[str] = ()) -> int:
        """Return how many addresses of ``kind`` wait on hosts other than ``besides``; stops at ``most``."""
        some = f"SELECT COUNT(*) FROM (SELECT 1 FROM address WHERE {_WAITS} LIMIT ?)"  # noqa: S608 - constants
        found = 0
        for host in (host for host, ranks in self._best.items() if kind in ranks and host not in besides):
            found += self._db.execute(some, (host, kind, self._run, most - found)).fetchone()[0]
            if found >= most:
                break
        return found
