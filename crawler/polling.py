"""Lists that are asked again, and when: the longer one has shown nothing new, the later."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Final

from crawler import clock

FETCHED_ONCE: Final = "article"
"""The kind of page that is done once it is fetched; the others are lists, asked again in later runs."""

SHARE: Final = 0.5
"""Share of the time without news that a list is left alone: a feed that brings one report a day is asked
eight times a day instead of twenty-four by a job that runs every hour, and its news waits half as long as it
took to come."""

MIN_WAIT: Final = timedelta(minutes=20)
"""Waits below are none: jobs run every hour."""

MAX_WAIT: Final = timedelta(days=1)
"""A list is asked at least so often, however quiet it is."""

_BEHIND: Final = "key IN (SELECT list FROM leads_to WHERE parent = ?)"
_NOT_DUE: Final = "state = 'done' AND run < ? AND due_at > ?"


class KnownLists:
    """The lists of a frontier that earlier runs read; nothing here commits."""

    def __init__(self, db: sqlite3.Connection, run: int) -> None:
        self._db = db
        self._run = run
        self.passed_over = 0

    def connect(self, parent: str, child: str) -> None:
        """Remember that the list ``parent`` leads to the list ``child``."""
        self._db.execute("INSERT OR IGNORE INTO leads_to VALUES (?, ?)", (parent, child))

    def revisit_behind(self, parent: str) -> set[str]:
        """Make the lists that ``parent`` leads to wait again; of those not due, the lists behind them.

        Returns the hosts on which lists wait again.
        """
        woken: set[str] = set()
        parents = [parent]
        while parents:  # no recursion: every "next day" of a calendar may be one list further
            behind = parents.pop()
            parents += self._left_out(f"kind <> ? AND {_BEHIND} AND {_NOT_DUE}", (FETCHED_ONCE, behind))
            woken.update(self._woken(behind))
        return woken

    def forget_stamps(self) -> None:
        """Have all lists answered in full at the next run."""
        self._db.execute("UPDATE address SET stamp = NULL, due_at = NULL WHERE kind <> ?", (FETCHED_ONCE,))

    def pass_over(self, key: str) -> set[str]:
        """Leave out ``key`` in this run if it is not due, and return what waits behind it instead.

        That is as ``revisit_behind`` tells it; nothing where ``key`` is due.
        """
        return self.revisit_behind(key) if self._left_out(f"key = ? AND {_NOT_DUE}", (key,)) else set()

    def _left_out(self, which: str, values: tuple[str, ...]) -> list[str]:
        """Leave out of this run the lists for which ``which`` holds; return their keys."""
        update = f"UPDATE address SET run = ? WHERE {which} RETURNING key"  # noqa: S608 - constants
        keys = [key for (key,) in self._db.execute(update, (self._run, *values, self._run, clock.second()))]
        self.passed_over += len(keys)
        return keys

    def _woken(self, parent: str) -> list[str]:
        """Make the lists behind ``parent`` that are due wait; return their hosts."""
        update = (
            "UPDATE address SET state = 'waiting', attempts = 0"  # noqa: S608 - constants
            f" WHERE state = 'done' AND run < ? AND kind <> ? AND {_BEHIND} RETURNING host"
        )
        return [host for (host,) in self._db.execute(update, (self._run, FETCHED_ONCE, parent))]

    def note_news(self, key: str, *, brought: bool, tells: bool = True) -> None:
        """Set when the list ``key`` is worth asking again, after a visit that did or did not bring news.

        Its quiet is counted from the first visit that ``tells``: that shows which reports the list has. What
        never did is asked in every run: a sitemap index shows none itself, however many new sitemaps; and a
        list known from before visits were noted may have had news an hour ago.
        """
        known = "SELECT news_at FROM address WHERE key = ? AND kind <> ?"
        for (since,) in self._db.execute(known, (key, FETCHED_ONCE)).fetchall():
            news = clock.second() if brought or (tells and since is None) else since
            due = due_at(news, clock.now()) if news else None
            self._db.execute("UPDATE address SET due_at = ?, news_at = ? WHERE key = ?", (due, news, key))


def due_at(quiet_since: str, now: datetime) -> str | None:
    """Return when to ask again (ISO 8601) what has shown nothing new since; ``None`` for every run."""
    wait = min(SHARE * (now - datetime.fromisoformat(quiet_since)), MAX_WAIT)
    return None if wait < MIN_WAIT else (now + wait).isoformat(timespec="seconds")
