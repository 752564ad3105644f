"""The tables of the frontier, and the way to them from older ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VERSION: Final = 2
"""Version of the tables below, kept in ``user_version``; an unknown one is refused."""

_LATER = """
CREATE TABLE leads_to (            -- which lists a list links to: what an unchanged one would say again
    parent TEXT NOT NULL, list TEXT NOT NULL, PRIMARY KEY (parent, list)
) WITHOUT ROWID;
CREATE TABLE memo (name TEXT PRIMARY KEY, value TEXT NOT NULL);  -- what the crawl learned
"""
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
    stamp TEXT,                        -- JSON: validators and digest of the last answer with a body
    found_at TEXT NOT NULL,
    fetched_at TEXT
);
CREATE INDEX waiting ON address (host, priority DESC, seq) WHERE state = 'waiting';
CREATE INDEX in_flight ON address (state) WHERE state = 'in_flight';
CREATE TABLE run (number INTEGER PRIMARY KEY, started_at TEXT NOT NULL);
"""

STEPS: Final[Mapping[int, str]] = {
    0: _TABLES + _LATER,
    1: "ALTER TABLE address ADD COLUMN stamp TEXT;" + _LATER,
    VERSION: "",
}
"""What turns a file of each version known into one of this version; 0 is a new file."""


class FrontierError(RuntimeError):
    """The frontier's file can't be used; the message names it."""


class FrontierLockedError(FrontierError):
    """Another crawl works on this archive."""
