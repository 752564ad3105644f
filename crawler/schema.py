"""The tables of the frontier, and the way to them from older ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

VERSION: Final = 5
"""Version of the tables below, kept in ``user_version``; an unknown one is refused."""

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
CREATE INDEX in_flight ON address (state) WHERE state = 'in_flight';
CREATE TABLE run (number INTEGER PRIMARY KEY, started_at TEXT NOT NULL);
"""
"""The tables of version 1; a new file is made of them and of what came later."""

ADDED: Final[Mapping[str, str]] = {
    "stamp": "TEXT",  # JSON: validators and digest of the last answer with a body
    "band": "TEXT",  # of a report: on_topic, uncertain, off_topic
    "terms": "TEXT",  # the strongest terms it shares with the samples
    "news_at": "TEXT",  # when a list last showed a new report; NULL: unknown
    "due_at": "TEXT",  # when a list is worth asking again; NULL: always
}
"""The columns of ``address`` that came later."""

SINCE: Final = "max(COALESCE(due_at, found_at), COALESCE(fetched_at, found_at))"
"""Since when an address waits, ISO 8601: when it was due, asked in vain or found, whichever came last."""

_LATER = f"""
DROP INDEX IF EXISTS waiting;
CREATE INDEX IF NOT EXISTS ready
    ON address (host, kind, priority DESC, {SINCE}, run, seq) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS robots (  -- the rules of sites, for a day (see crawler.robots_kept)
    netloc TEXT PRIMARY KEY, asked_at TEXT NOT NULL, rules BLOB NOT NULL  -- the rules packed by zlib
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS leads_to (  -- which lists a list links to: what an unchanged one would say again
    parent TEXT NOT NULL, list TEXT NOT NULL, PRIMARY KEY (parent, list)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revisit (  -- reports that wait again, for the dates of which lists
    list TEXT NOT NULL, report TEXT NOT NULL, PRIMARY KEY (list, report)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS revisit_of ON revisit (report);
CREATE TABLE IF NOT EXISTS trust (  -- how far the dates of lists are believed (see crawler.revisits)
    list TEXT PRIMARY KEY, credit INTEGER NOT NULL, again_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memo (name TEXT PRIMARY KEY, value TEXT NOT NULL);  -- what the crawl learned
"""

UNJUDGED: Final = "unjudged"
"""Memo of a file whose reports were scored before their ``band`` was kept (see ``Frontier.judge``)."""

_FILLED = f"""
UPDATE address SET stamp = json_object('fetched_at', fetched_at)
    WHERE stamp IS NULL AND kind = 'article' AND score IS NOT NULL;
INSERT OR REPLACE INTO memo VALUES ('{UNJUDGED}', '');
"""  # noqa: S608 - constant
"""What is said of reports known from before: without a time none would ever count as changed since."""


class FrontierError(RuntimeError):
    """The frontier's file can't be used; the message names it."""


class FrontierLockedError(FrontierError):
    """Another crawl works on this archive."""


def opened(path: Path) -> sqlite3.Connection:
    """Open or create the file at ``path`` for this process alone, its tables those of ``VERSION``.

    Raises ``FrontierError`` for an unknown version, ``sqlite3.DatabaseError`` or ``OSError`` for what is no
    usable file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=0)
    _lock(db)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if not 0 <= version <= VERSION:
        raise FrontierError(f"{path}: is of version {version}, this program knows {VERSION}")
    if version != VERSION:
        db.executescript(f"BEGIN; {_steps(db, version)} PRAGMA user_version = {VERSION}; COMMIT;")
    return db


def _steps(db: sqlite3.Connection, version: int) -> str:
    """Return what makes a file of ``version`` one of ``VERSION``; version 0 is a new file.

    What a file lacks is seen from the file: not all of one version have the same columns.
    """
    if version == 0:
        return _TABLES + _with_columns(ADDED) + _LATER
    known = {column for _, column, *_ in db.execute("PRAGMA table_info(address)")}
    missing = [column for column in ADDED if column not in known]
    return _with_columns(missing) + _LATER + _FILLED


def _with_columns(columns: Iterable[str]) -> str:
    return "".join(f"ALTER TABLE address ADD COLUMN {column} {ADDED[column]};" for column in columns)


def _lock(db: sqlite3.Connection) -> None:
    """Take the file for this process: the lock goes with it, however it ends."""
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")  # SIGKILL loses nothing, a power cut the last moments
    db.execute("BEGIN EXCLUSIVE")
    db.commit()


def explained(path: Path, error: sqlite3.DatabaseError | OSError) -> FrontierError:
    """Return what to tell of a file that can't be opened."""
    if "locked" in str(error):
        return FrontierLockedError(f"{path}: another crawl works on this archive")
    said = getattr(error, "strerror", error)
    return FrontierError(f"{path}: can't be used as a frontier: {said}")
