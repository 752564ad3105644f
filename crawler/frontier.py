"""What is known and what to fetch next: one SQLite file that survives SIGKILL at any moment.

States: ``waiting`` → ``in_flight`` → ``done`` or ``failed``. What was in flight when the process died
waits again at the next opening. Every change before a commit is lost together or kept together, and a
page is finished only after its links are in: nothing found is ever lost. Best first: the waiting address
with the highest priority among the hosts that are free; of equals the one found first.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

VERSION: Final = 1
"""Version of the tables below, kept in ``user_version``; another one is refused."""

MAX_ATTEMPTS: Final = 4
"""Times an address is fetched in all without success: a page that ends the process, or always fails, is
given up. Retries within a run count."""

FINAL_REASONS: Final = frozenset({"http_404", "http_410", "not_a_page", "refused_address"})
"""Failures that another run would only meet again."""

FETCHED_ONCE: Final = "article"
"""The kind of page that is done once it is fetched; lists and feeds are asked again in every run."""

_TABLES = """
CREATE TABLE address (
    seq INTEGER PRIMARY KEY,           -- order of discovery
    key TEXT NOT NULL UNIQUE,          -- canonical address: one page, one row
    url TEXT NOT NULL,                 -- as found: what is fetched
    host TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    callback TEXT NOT NULL,
    priority INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    referrer TEXT,                     -- where it was found
    meta TEXT NOT NULL,                -- JSON
    attempts INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL DEFAULT 0,    -- the last run that fetched it
    status INTEGER,                    -- HTTP status of the last answer
    reason TEXT,                       -- why it failed
    score REAL,
    found_at TEXT NOT NULL,
    fetched_at TEXT
);
CREATE INDEX waiting ON address (host, priority DESC, seq) WHERE state = 'waiting';
CREATE INDEX in_flight ON address (state) WHERE state = 'in_flight';
CREATE TABLE run (number INTEGER PRIMARY KEY, started_at TEXT NOT NULL);
"""
_COLUMNS = "key, url, host, kind, callback, priority, depth, referrer, meta"


class FrontierError(RuntimeError):
    """The frontier's file can't be used; the message names it."""


class FrontierLockedError(FrontierError):
    """Another crawl works on this archive."""


class State(StrEnum):
    """Where an address stands."""

    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Target:
    """An address to fetch. ``meta`` must be plain JSON data; ``revisit`` asks again in every run."""

    key: str
    url: str
    kind: str
    callback: str
    priority: int = 0
    depth: int = 0
    referrer: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host that is asked, the unit of politeness."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How fetching one address ended."""

    state: State
    status: int | None = None
    reason: str | None = None
    score: float | None = None


class Frontier:
    """The open frontier; at most one process has it open.

    Memory: one number a host with waiting addresses, whatever the number of addresses.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file at ``path``; raises ``FrontierError``."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._db = sqlite3.connect(path, timeout=0)
            self._lock()
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error
        self._best: dict[str, int] = dict(
            self._db.execute("SELECT host, MAX(priority) FROM address WHERE state = 'waiting' GROUP BY host")
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __bool__(self) -> bool:
        """Whether any address waits."""
        return bool(self._best)

    def add(self, target: Target, *, revisit: bool = False) -> bool:
        """Make ``target`` wait unless it is known; return whether it waits anew.

        Of an address that waits already the higher priority counts. ``revisit`` makes a fetched
        address wait again, once a run; one that failed waits again in a later run, a few times.
        """
        known = self._db.execute(
            "SELECT state, priority, run, attempts, reason, kind FROM address WHERE key = ?", (target.key,)
        ).fetchone()
        if known is None:
            self._insert(target)
            return True
        state, priority, run, attempts, reason, kind = known
        revisit = revisit and not (state == State.DONE and kind == FETCHED_ONCE)
        if state == State.WAITING:
            if target.priority > priority:
                self._set_priority(target)
            return False
        failed = state == State.FAILED and attempts < MAX_ATTEMPTS and reason not in FINAL_REASONS
        if state == State.IN_FLIGHT or run >= self.run or not (revisit or failed):
            return False
        if revisit:
            self._db.execute("UPDATE address SET attempts = 0 WHERE key = ?", (target.key,))
        self.requeue(target)
        return True

    def requeue(self, target: Target) -> None:
        """Make a known address wait again as ``target`` says: a retry, or another spelling of it."""
        self._db.execute(
            "UPDATE address SET state = 'waiting', url = ?, host = ?, kind = ?, callback = ?, priority = ?,"
            " depth = ?, referrer = ?, meta = ? WHERE key = ?",
            (*_values(target)[1:], target.key),
        )
        self._raise_best(target)

    def pop(self, busy: Collection[str] = ()) -> Target | None:
        """Return the best waiting address on a host that is not ``busy``, now in flight; commits."""
        free = [host for host in self._best if host not in busy]
        if not free:
            return None
        host = max(free, key=self._best.__getitem__)
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM address WHERE host = ? AND state = 'waiting'"  # noqa: S608 - constant
            " ORDER BY priority DESC, seq LIMIT 1",
            (host,),
        ).fetchone()
        self._db.execute(
            "UPDATE address SET state = 'in_flight', attempts = attempts + 1, run = ?, fetched_at = ?"
            " WHERE key = ?",
            (self.run, _now(), row[0]),
        )
        self._lower_best(host)
        self._db.commit()
        return _target(row)

    def finish(self, key: str, outcome: Outcome, *, kind: str | None = None) -> None:
        """Record how fetching ``key`` ended; commits, with all that was added since the last commit.

        ``kind`` is what the page turned out to be: a report found by its content is not asked for
        again, whatever its address was taken for.
        """
        self._db.execute(
            "UPDATE address SET state = ?, status = ?, reason = ?, score = ?, kind = COALESCE(?, kind)"
            " WHERE key = ?",
            (outcome.state.value, outcome.status, outcome.reason, outcome.score, kind and str(kind), key),
        )
        self._db.commit()

    def abandon(self, reason: str) -> int:
        """Mark what is still in flight as done; return how many. For the end of an orderly run."""
        changed = self._db.execute(
            "UPDATE address SET state = 'done', reason = ? WHERE state = 'in_flight'", (reason,)
        ).rowcount
        self._db.commit()
        return changed

    def counts(self) -> dict[str, int]:
        """Return the number of addresses in each state."""
        return dict(self._db.execute("SELECT state, COUNT(*) FROM address GROUP BY state"))

    def close(self) -> None:
        """Commit and release the file."""
        self._db.commit()
        self._db.close()

    def _lock(self) -> None:
        """Take the file for this process: the lock goes with it, however it ends."""
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # SIGKILL loses nothing, a power cut the last moments
        self._db.execute("BEGIN EXCLUSIVE")
        self._db.commit()

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            raise FrontierError(f"{self._path}: is of version {version}, this program knows {VERSION}")
        self._db.execute(
            "UPDATE address SET state = CASE WHEN attempts < ? THEN 'waiting' ELSE 'failed' END,"
            " reason = 'interrupted' WHERE state = 'in_flight'",
            (MAX_ATTEMPTS,),
        )
        self.run = int(self._db.execute("INSERT INTO run (started_at) VALUES (?)", (_now(),)).lastrowid or 0)
        self._db.commit()

    def _explained(self, error: sqlite3.DatabaseError) -> FrontierError:
        if "locked" in str(error):
            return FrontierLockedError(f"{self._path}: another crawl works on this archive")
        return FrontierError(f"{self._path}: can't be used as a frontier: {error}")

    def _insert(self, target: Target) -> None:
        self._db.execute(
            f"INSERT INTO address ({_COLUMNS}, state, found_at)"  # noqa: S608 - constant
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
            (*_values(target), _now()),
        )
        self._raise_best(target)

    def _set_priority(self, target: Target) -> None:
        self._db.execute("UPDATE address SET priority = ? WHERE key = ?", (target.priority, target.key))
        (host,) = self._db.execute("SELECT host FROM address WHERE key = ?", (target.key,)).fetchone()
        self._best[host] = max(self._best[host], target.priority)

    def _raise_best(self, target: Target) -> None:
        best = self._best.get(target.host)
        self._best[target.host] = target.priority if best is None else max(best, target.priority)

    def _lower_best(self, host: str) -> None:
        best = self._db.execute(
            "SELECT MAX(priority) FROM address WHERE host = ? AND state = 'waiting'", (host,)
        ).fetchone()
        if best[0] is None:
            del self._best[host]
        else:
            self._best[host] = best[0]


def frontier_path(archive: Path) -> Path:
    """Return where the frontier of an archive lies: beside the pages, not among them."""
    return archive / "state" / "frontier.sqlite"


def _values(target: Target) -> tuple[Any, ...]:
    """Return the values of ``_COLUMNS``."""
    meta = json.dumps(dict(target.meta), ensure_ascii=False)
    place = (target.key, target.url, target.host, str(target.kind), target.callback)
    return (*place, target.priority, target.depth, target.referrer, meta)


def _target(row: tuple[Any, ...]) -> Target:
    key, url, _host, kind, callback, priority, depth, referrer, meta = row
    return Target(key, url, kind, callback, priority, depth, referrer, json.loads(meta))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
