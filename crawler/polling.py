"""Lists that are asked again, and when: the longer one has shown nothing new, the later."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Final

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

_BEHIND: Final = (
    "state = 'done' AND run < ? AND kind <> ? AND key IN (SELECT list FROM leads_to WHERE parent = ?)"
)


class KnownLists:
    """The lists of a frontier that earlier runs read; nothing here commits."""

    def __init__(self, db: sqlite3.Connection, run: int) -> None:
        self._db = db
        self._run = run
        self.passed_over = 0

    def connect(self, parent: str, child: str) -> None:
        """Remember that the list ``parent`` leads to the list ``child``."""
        self._db.execute("INSERT OR IGNORE INTO leads_to VALUES (?, ?)", (parent, child))

    def revisit_behind(self, parent: str) -> None:
        """Make the lists that ``parent`` leads to wait again; of those not due, the lists behind them."""
        behind, now = (self._run, FETCHED_ONCE, parent), _now()
        later = f"SELECT key FROM address WHERE {_BEHIND} AND due_at > ?"  # noqa: S608 - constant
        keys = [key for (key,) in self._db.execute(later, (*behind, now))]
        self._db.execute(
            "UPDATE address SET state = 'waiting', attempts = 0"  # noqa: S608 - constant
            f" WHERE {_BEHIND} AND COALESCE(due_at, '') <= ?",
            (*behind, now),
        )
        for key in keys:
            self.pass_over(key)

    def forget_stamps(self) -> None:
        """Have all lists answered in full at the next run."""
        self._db.execute("UPDATE address SET stamp = NULL, due_at = NULL WHERE kind <> ?", (FETCHED_ONCE,))

    def pass_over(self, key: str) -> bool:
        """Leave out ``key`` in this run if it is not due; return whether it is left out now."""
        left_out = self._db.execute(
            "UPDATE address SET run = ? WHERE key = ? AND state = 'done' AND run < ? AND due_at > ?",
            (self._run, key, self._run, _now()),
        )
        if left_out.rowcount:
            self.passed_over += 1
            self.revisit_behind(key)
        return bool(left_out.rowcount)

    def note_news(self, key: str, *, brought: bool) -> None:
        """Set when the list ``key`` is worth asking again, after a visit that did or did not bring news."""
        known = "SELECT COALESCE(news_at, found_at) FROM address WHERE key = ? AND kind <> ?"
        for (since,) in self._db.execute(known, (key, FETCHED_ONCE)).fetchall():
            due = None if brought else due_at(since, datetime.now(UTC))
            news = _now() if brought else None
            self._db.execute(
                "UPDATE address SET due_at = ?, news_at = COALESCE(?, news_at) WHERE key = ?",
                (due, news, key),
            )


def due_at(quiet_since: str, now: datetime) -> str | None:
    """Return when to ask again (ISO 8601) what has shown nothing new since; ``None`` for every run."""
    wait = min(SHARE * (now - datetime.fromisoformat(quiet_since)), MAX_WAIT)
    return None if wait < MIN_WAIT else (now + wait).isoformat(timespec="seconds")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
