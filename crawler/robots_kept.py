"""The rules of sites, kept for a day in the frontier's file: an hourly job asks for them once a day."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crawler import clock

MAX_AGE: Final = 24 * 3600.0
"""Seconds for which rules may be used (RFC 9309, section 2.4)."""

MAX_KEPT: Final = 64 * 1024
"""Bytes of rules, packed, above which they are asked for in every run: those of papers have 1 to 5 kB."""

MAX_HOSTS: Final = 1_000
"""Hosts whose rules are kept, those asked last: 64 MB at worst, where any name below a site answers."""


@dataclass(frozen=True, slots=True)
class KeptRules:
    """A robots.txt asked for ``age`` seconds ago."""

    text: bytes
    age: float


class RobotsKept:
    """The rules kept in a frontier's file; nothing here commits."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def get(self, netloc: str) -> KeptRules | None:
        """Return the rules of ``netloc``; ``None`` when none are kept that may still be used."""
        known = "SELECT asked_at, rules FROM robots WHERE netloc = ?"
        for asked_at, packed in self._db.execute(known, (netloc,)).fetchall():
            age = (clock.now() - datetime.fromisoformat(asked_at)).total_seconds()
            if 0 <= age < MAX_AGE:  # below 0 the clock was set back: nobody knows how old they are
                with suppress(zlib.error):
                    return KeptRules(zlib.decompress(packed), age)
        return None

    def keep(self, netloc: str, text: bytes) -> None:
        """Keep the rules that ``netloc`` has just given, in place of those kept before."""
        self._db.execute("DELETE FROM robots WHERE netloc = ?", (netloc,))
        packed = zlib.compress(text)
        if len(packed) > MAX_KEPT:
            return
        self._db.execute("INSERT INTO robots VALUES (?, ?, ?)", (netloc, clock.second(), packed))
        last = "SELECT netloc FROM robots ORDER BY asked_at DESC LIMIT ?"
        self._db.execute(f"DELETE FROM robots WHERE netloc NOT IN ({last})", (MAX_HOSTS,))  # noqa: S608
