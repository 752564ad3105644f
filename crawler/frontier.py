"""What is known and what to fetch next: one SQLite file that survives SIGKILL at any moment.

States: ``waiting`` → ``in_flight`` → ``done`` or ``failed``. What was in flight when the process died
waits again at the next opening. Every change before a commit is lost together or kept together, and a
page is finished only after its links are in: nothing found is ever lost. Best first: the waiting address
with the highest priority among the hosts that are free; of equals what waits longest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from crawler import clock
from crawler.mirrors import MIRROR, UNREAD, is_read
from crawler.polling import FETCHED_ONCE, KnownLists
from crawler.revisits import DatedRevisits
from crawler.robots_kept import RobotsKept
from crawler.schema import UNJUDGED, explained, opened
from crawler.target import COLUMNS, Outcome, State, Target, target_of, told_of, values_of
from crawler.waiting import WaitingHosts

MAX_INTERRUPTIONS: Final = 20
"""Crawls that died over a page before it is taken for the cause: of 20 kills chance hit one four times."""
MAX_ATTEMPTS: Final = 4
"""Runs in which an address may fail until it is given up; retries and outages of its host don't count, but
where only the address is out they do: a page that always breaks off would be asked for in every run."""
FINAL_REASONS: Final = frozenset({"http_404", "http_410", "not_a_page", "refused_address"})
"""Failures that another run would only meet again."""

MAX_WEIGHED: Final = 20_000
"""Addresses weighed anew at a time: one or two seconds' work, and more than a run fetches in hours."""

ALWAYS_ASKED: Final = "poll"
"""The kind of seeds, feeds and sitemaps. An address stays of it whatever its page looks like."""


class Frontier:
    """The open frontier; at most one process has it open."""

    def __init__(self, path: Path) -> None:
        """Open or create the file at ``path``; raises ``FrontierError``."""
        try:
            self._db = opened(path)
            self.run = self._begun()
        except (sqlite3.DatabaseError, OSError) as error:
            raise explained(path, error) from error
        self.lists = KnownLists(self._db, self.run)
        self._dated = DatedRevisits(self._db, self.run)
        self.robots = RobotsKept(self._db)
        (self._known,) = self._db.execute("SELECT COALESCE(MAX(seq), 0) FROM address").fetchone()
        self.waiting = WaitingHosts(self._db, self.run)

    def _begun(self) -> int:
        """Let what was in flight wait again; return the number of this run."""
        self._db.execute(
            "UPDATE address SET state = CASE WHEN attempts < ? THEN 'waiting' ELSE 'failed' END,"
            " reason = 'interrupted' WHERE state = 'in_flight'",
            (MAX_INTERRUPTIONS,),
        )
        number = self._db.execute("INSERT INTO run (started_at) VALUES (?)", (clock.second(),)).lastrowid
        self._db.commit()
        return int(number or 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __bool__(self) -> bool:
        return bool(self.waiting.hosts())

    def add(self, target: Target, *, revisit: bool = False) -> bool:
        """Make ``target`` wait unless it is known; return whether it waits anew.

        Of one that waits already the higher priority counts. ``revisit`` makes a fetched one wait again,
        once a run, a report only when a believed list dates it later; one that failed a few times, later.
        """
        known = self._db.execute(
            "SELECT state, priority, run, attempts, reason, kind, meta, due_at, host FROM address"
            " WHERE key = ?",
            (target.key,),
        ).fetchone()
        if known is None:
            self._insert(target)
            return True
        state, priority, run, attempts, reason, kind, meta, due, host = known
        revisit = revisit and (due is None or due <= clock.second())
        target = replace(target, kind=ALWAYS_ASKED) if kind == ALWAYS_ASKED else target
        if target.kind == ALWAYS_ASKED != kind:
            self._db.execute("UPDATE address SET kind = ? WHERE key = ?", (ALWAYS_ASKED, target.key))
            self.waiting.look_at(host)
        elif kind == FETCHED_ONCE and (state == State.WAITING or (state == State.DONE and run < self.run)):
            revisit = self._dated.bring(target)
        if state == State.WAITING:
            if target.priority > priority:
                self._outbid(target, meta)
                self.waiting.look_at(host)
            return False
        failed = state == State.FAILED and attempts < MAX_ATTEMPTS and reason not in FINAL_REASONS
        if state == State.IN_FLIGHT or run >= self.run or not (revisit or failed):
            return False
        if revisit:
            self._db.execute("UPDATE address SET attempts = 0 WHERE key = ?", (target.key,))
        self._restore(target)
        return True

    def is_new(self, key: str) -> bool:
        """Return whether ``key`` was found in this run."""
        found = self._db.execute("SELECT seq FROM address WHERE key = ?", (key,)).fetchone()
        return found is not None and found[0] > self._known

    def has_read(self, key: str, by: str) -> bool:
        """Return whether the report of ``key`` was read, there or at a mirror other than ``by``."""
        done = self._db.execute(
            "SELECT reason, band, referrer FROM address WHERE key = ? AND state = 'done'", (key,)
        )
        return any(is_read(reason, band) and (reason, at) != (MIRROR, by) for reason, band, at in done)

    def settle(self, target: Target) -> None:
        """End an address whose page was fetched at its referrer, a mirror; one in flight or read stays."""
        if self._db.execute("SELECT 1 FROM address WHERE key = ?", (target.key,)).fetchone() is None:
            self._insert(target)
        ended = self._db.execute(
            "UPDATE address SET state = 'done', reason = ?, referrer = ?"
            " WHERE key = ? AND (state = 'waiting' OR (state = 'done' AND reason IN (?, ?))) RETURNING host",
            (MIRROR, target.referrer, target.key, *UNREAD),
        )
        self.waiting.look_at(*(host for (host,) in ended.fetchall()))

    def revisit_lists_of(self, parent: str) -> None:
        """Make the lists that ``parent`` leads to wait again, as if it had been read; commits."""
        self.waiting.look_at(*self.lists.revisit_behind(parent))
        self._db.commit()

    def pass_over(self, key: str) -> None:
        """Leave out a list that is not due yet; the lists behind it may be; commits."""
        self.waiting.look_at(*self.lists.pass_over(key))
        self._db.commit()

    def requeue(self, target: Target) -> None:
        """Make an address in flight wait again as ``target`` says: a retry, or another spelling of it."""
        self._uncount(target.key, last_run=self.run - 1)
        self._restore(target)

    def put_back(self, key: str, outcome: Outcome, *, again: bool = False, counts: bool = False) -> None:
        """Make ``key`` wait for a later run or (``again``) for this one; commits.

        An attempt that ``counts``, for its host answers others, may be the last one; else none is counted.
        """
        back = self._db.execute(
            "UPDATE address SET state = ?, status = ?, reason = ?, score = COALESCE(?, score) WHERE key = ?"
            " RETURNING host",
            (*told_of(outcome), key),
        ).fetchall()
        if counts:
            given_up = "UPDATE address SET state = 'failed' WHERE key = ? AND attempts >= ?"
            self._db.execute(given_up, (key, MAX_ATTEMPTS))
        else:
            self._uncount(key, last_run=self.run - 1 if again else self.run)
        self.waiting.look_at(*(host for (host,) in back))
        self._db.commit()

    def _uncount(self, key: str, *, last_run: int) -> None:
        self._db.execute(
            "UPDATE address SET attempts = MAX(attempts - 1, 0), run = ? WHERE key = ?", (last_run, key)
        )

    def _restore(self, target: Target) -> None:
        self._db.execute(
            "UPDATE address SET state = 'waiting', url = ?, host = ?, kind = ?, callback = ?, priority = ?,"
            " depth = ?, referrer = ?, meta = ? WHERE key = ?",
            (*values_of(target)[1:], target.key),
        )
        self.waiting.look_at(target.host)

    def pop(self, busy: Collection[str] = (), put_off: Collection[str] = ()) -> Target | None:
        """Return the best waiting address, now in flight; commits.

        None on a host that is ``busy``, none of a kind that is ``put_off``.
        """
        best = self.waiting.best(busy, put_off)
        if best is None:
            return None
        of_best = f"SELECT {COLUMNS}, stamp FROM address WHERE seq = ?"  # noqa: S608 - constant
        row = self._db.execute(of_best, (best.rank.seq,)).fetchone()
        self._db.execute(
            "UPDATE address SET state = 'in_flight', attempts = attempts + 1, run = ?, fetched_at = ?"
            " WHERE key = ?",
            (self.run, clock.second(), row[0]),
        )
        self.waiting.look_at(best.host, kinds=[best.kind])
        self._db.commit()
        return target_of(row)

    def finish(
        self, key: str, outcome: Outcome, *, kind: str | None = None, stamp: str | None = None
    ) -> None:
        """Record how fetching ``key`` ended; commits, with all that was added since the last commit.

        ``kind`` is what the page turned out to be: a report found by its content is not asked for
        again, whatever its address was taken for, unless it is one to be always asked. ``stamp`` replaces
        the one there is.
        """
        self.waiting.look_at(*self._dated.ended(key, outcome, stamp))
        self._db.execute(
            "UPDATE address SET state=?, status=?, reason=?, score=COALESCE(?,score),stamp=COALESCE(?,stamp),"
            " band = COALESCE(?, band), terms = COALESCE(?, terms),"
            " kind = CASE kind WHEN ? THEN kind ELSE COALESCE(?, kind) END WHERE key = ?",
            (*told_of(outcome), stamp, outcome.band, outcome.terms, ALWAYS_ASKED, kind and str(kind), key),
        )
        self._db.commit()

    def abandon(self, settled: Collection[str], reason: str) -> None:
        """End an orderly run: of what is still in flight ``settled`` is done, the rest waits again."""
        self._db.executemany(
            "UPDATE address SET state = 'done', reason = ? WHERE state = 'in_flight' AND key = ?",
            ((reason, key) for key in settled),
        )
        self._db.execute(
            "UPDATE address SET state = 'waiting', attempts = MAX(attempts - 1, 0) WHERE state = 'in_flight'"
        )
        self._db.commit()

    def weigh(self, priority: Callable[[Target], int]) -> None:
        """Give the waiting addresses, the best ``MAX_WEIGHED`` of them, new priorities; commits."""
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM address WHERE state = 'waiting' AND kind <> ? AND run < ?"  # noqa: S608
            " ORDER BY priority DESC LIMIT ?",
            (ALWAYS_ASKED, self.run, MAX_WEIGHED),
        ).fetchall()
        changed = [(priority(target), target.key) for target in map(target_of, rows)]
        self._db.executemany("UPDATE address SET priority = ? WHERE key = ?", changed)
        self._db.commit()
        self.waiting.look_at_all()

    def judge(self, band: Callable[[float], str]) -> None:
        """Give reports that a file of an older version scored the ``band`` of their score; commits, once."""
        if self.memo(UNJUDGED) is None:
            return
        self._db.create_function("band_of", 1, band, deterministic=True)
        self._db.execute(
            "UPDATE address SET band = band_of(score) WHERE band IS NULL AND score IS NOT NULL AND kind = ?",
            (FETCHED_ONCE,),
        )
        self._db.execute("DELETE FROM memo WHERE name = ?", (UNJUDGED,))
        self._db.commit()

    def remember(self, name: str, value: str) -> None:
        """Keep ``value`` under ``name``; commits."""
        self._db.execute("INSERT OR REPLACE INTO memo VALUES (?, ?)", (name, value))
        self._db.commit()

    def memo(self, name: str) -> str | None:
        """Return what is kept under ``name``."""
        row = self._db.execute("SELECT value FROM memo WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def counts(self) -> dict[str, int]:
        """Return the number of addresses in each state."""
        return dict(self._db.execute("SELECT state, COUNT(*) FROM address GROUP BY state"))

    def close(self) -> None:
        """Commit and release the file."""
        self._db.commit()
        self._db.close()

    def discard(self) -> None:
        """Release a file that can't be written: what is not committed is lost together, and found again."""
        with suppress(sqlite3.Error):
            self._db.rollback()
        with suppress(sqlite3.Error):
            self._db.close()

    def _insert(self, target: Target) -> None:
        self._db.execute(
            f"INSERT INTO address ({COLUMNS}, state, found_at)"  # noqa: S608 - constant
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
            (*values_of(target), clock.second()),
        )
        self.waiting.look_at(target.host, kinds=[target.kind])

    def _outbid(self, target: Target, meta: str) -> None:
        """Keep the better reason to fetch what waits, with all that was known of it."""
        merged = json.dumps({**json.loads(meta), **target.meta}, ensure_ascii=False)
        update = "UPDATE address SET priority = ?, meta = ?, referrer = COALESCE(?, referrer) WHERE key = ?"
        self._db.execute(update, (target.priority, merged, target.referrer, target.key))


def frontier_path(archive: Path) -> Path:
    """Return where the frontier of an archive lies: beside the pages, not among them."""
    return archive / "state" / "frontier.sqlite"
