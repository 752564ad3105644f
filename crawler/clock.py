"""The crawl's clock: the one place that says what time it is, so that days of runs can be played through.

How long something takes (timeouts, delays, pauses) is measured elsewhere, by ``time.monotonic``.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def second() -> str:
    """Return the time as the frontier stores it: ISO 8601 in UTC to the second, text that sorts by time."""
    return now().isoformat(timespec="seconds")
