"""Reports that are asked for again because a list dates them later, and how far each list is believed.

Many sites date all entries of a sitemap or feed by the moment it is asked for: believed, such a list brings
every report again in every run. So a list answers for what its dates bring. Each revisit that finds the text
of a report as it was costs it credit, each that finds a new one earns some; without credit its dates bring no
more, but for one revisit now and then, by which a list that was mended, or a site that once saved all its
reports anew, can earn credit again.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from crawler import clock
from crawler.dates import is_later
from crawler.stamp import NEW_TEXT, SAME_TEXT, Stamp
from crawler.target import Outcome, State, Target

MAX_IDLE: Final = 5
"""Idle revisits, those that find no new text, for which a list has credit at first and again after each one
that finds a new text: dates that are right once in six times are worth their requests."""

MAX_CREDIT: Final = 20
"""Idle revisits that the best list has credit for: one that begins to date all entries anew costs no more."""

MAX_IDLE_OF_HOST: Final = 20
"""Idle revisits of one host and run, and ``MAX_IDLE`` more for each that finds a new text; what else is to be
revisited there waits for the next run. Sites have dozens of sitemaps, each with credit of its own."""

FIRST_WAIT: Final = timedelta(days=1)
"""After so long a list without credit may bring one revisit; each one in vain doubles the wait."""

MAX_WAIT: Final = timedelta(days=32)
"""No list waits longer."""


class DatedRevisits:
    """The revisits that dates of lists bring, in the tables of a frontier; nothing here commits."""

    def __init__(self, db: sqlite3.Connection, run: int) -> None:
        self._db = db
        self._run = run
        self._idle: Counter[str] = Counter()
        """Idle revisits of a host in this run, less those that the ones with a new text make up for."""

    def bring(self, target: Target) -> bool:
        """Return whether a believed list dates a report later than it did, and so answers for a revisit.

        Where another list, or none, was the last to date it: later than it was fetched. The report is fetched
        and waits for no other reason, or is about to. On a host that has had enough it waits for a later run.
        """
        name = target.referrer or ""
        if not (self._is_dated_later(target) and self._is_believed(name)):
            return False
        self._db.execute("INSERT OR IGNORE INTO revisit VALUES (?, ?)", (name, target.key))
        if self._idle[target.host] >= MAX_IDLE_OF_HOST:
            self._db.execute("UPDATE address SET run = ? WHERE key = ?", (self._run, target.key))
        return True

    def ended(self, key: str, outcome: Outcome, stamp: str | None) -> set[str]:
        """Let the lists that brought a revisit of ``key`` answer for it, before ``stamp`` is written.

        Returns the hosts on which something waits no more. What failed, or whose text was not known, tells
        nothing of the lists.
        """
        ended = "DELETE FROM revisit WHERE report = ? RETURNING list"
        lists = [name for (name,) in self._db.execute(ended, (key,)).fetchall()]
        if not lists or outcome.state is State.FAILED:
            return set()
        host, before = self._db.execute("SELECT host, stamp FROM address WHERE key = ?", (key,)).fetchone()
        change = _change(before, outcome, stamp)
        self._idle[host] += -MAX_IDLE if change == NEW_TEXT else 1
        freed = [self._credited(name, change) for name in lists if change]
        return set().union(*freed, self._put_off(host))

    def _is_dated_later(self, target: Target) -> bool:
        listed = _modified(target.meta)
        known = "SELECT meta, fetched_at, referrer FROM address WHERE key = ? AND stamp IS NOT NULL"
        row = self._db.execute(known, (target.key,)).fetchone() if listed else None
        if row is None:
            return False
        meta, fetched_at, referrer = row
        before = _modified(json.loads(meta))
        return is_later(
            listed, before, fetched_at=fetched_at, now=clock.now(), by_same=referrer == target.referrer
        )

    def _is_believed(self, name: str) -> bool:
        """Return whether dates of a list bring revisits: without credit one at a time, once it has waited."""
        row = self._db.execute("SELECT credit, again_at FROM trust WHERE list = ?", (name,)).fetchone()
        if row is None or row[0] > 0:
            return True
        under_way = (
            "SELECT 1 FROM revisit JOIN address ON key = report"
            " WHERE list = ? AND state IN ('waiting', 'in_flight')"
        )
        return row[1] <= clock.second() and self._db.execute(under_way, (name,)).fetchone() is None

    def _credited(self, name: str, change: str) -> set[str]:
        """Count a revisit for or against a list; return the hosts of what is called off without credit."""
        row = self._db.execute("SELECT credit FROM trust WHERE list = ?", (name,)).fetchone()
        before = MAX_IDLE if row is None else row[0]
        credit = before - 1 if change == SAME_TEXT else min(max(before, 0) + MAX_IDLE, MAX_CREDIT)
        again_at = (clock.now() + _wait(credit)).isoformat(timespec="seconds")
        self._db.execute("INSERT OR REPLACE INTO trust VALUES (?, ?, ?)", (name, credit, again_at))
        return self._called_off(name) if credit <= 0 else set()

    def _called_off(self, name: str) -> set[str]:
        """Leave as they were the reports that wait for no other list's sake; their date stays to be told."""
        called_off = (
            "UPDATE address SET state = 'done', meta = json_remove(meta, '$.listed.modified')"
            " WHERE state = 'waiting' AND key IN (SELECT report FROM revisit WHERE list = ?)"
            " AND NOT EXISTS (SELECT 1 FROM revisit WHERE report = key AND list <> ?) RETURNING host"
        )
        hosts = _hosts(self._db.execute(called_off, (name, name)))
        self._db.execute("DELETE FROM revisit WHERE list = ?", (name,))
        return hosts

    def _put_off(self, host: str) -> set[str]:
        """Have all revisits of a host wait for a later run once it has had enough; return it then."""
        if self._idle[host] < MAX_IDLE_OF_HOST:
            return set()
        put_off = (
            "UPDATE address SET run = ? WHERE state = 'waiting' AND host = ? AND run < ?"
            " AND key IN (SELECT report FROM revisit) RETURNING host"
        )
        return _hosts(self._db.execute(put_off, (self._run, host, self._run)))


def _hosts(rows: Iterable[tuple[str]]) -> set[str]:
    return {host for (host,) in rows}


def _modified(meta: Mapping[str, Any]) -> str:
    """Return when a list says that a page was changed, '' if it does not."""
    return str(meta.get("listed", {}).get("modified", ""))


def _change(before: str | None, outcome: Outcome, stamp: str | None) -> str | None:
    """Return what a revisit found; an answer that is no report archived anew brings nothing either."""
    after = Stamp.read(stamp)
    if outcome.reason is not None or after is None:
        return SAME_TEXT
    return after.change_since(Stamp.read(before))


def _wait(credit: int) -> timedelta:
    """Return how long a list of such a credit may bring no revisit; it sinks below 0 by those in vain."""
    return min(FIRST_WAIT * 2 ** min(-credit, 30), MAX_WAIT) if credit <= 0 else timedelta(0)
