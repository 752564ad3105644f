"""Dates as feeds and servers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

MAX_AHEAD: Final = timedelta(hours=14)
"""How far a date may lie ahead of the clock: where the day begins first it does so 14 hours before UTC, and
local times are written without a zone, or as if they were UTC. Clocks that are wrong are so by less."""


def mail_time(text: str) -> datetime | None:
    """Return the moment an RFC 822 date names (feeds, HTTP headers), ``None`` for anything else."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the latter: a year or hour with more digits than a number holds
        return None


def day_of(text: str) -> date | None:
    """Return the day of an ISO 8601 or RFC 822 date, ``None`` for anything else."""
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        at = mail_time(text.strip())
        return at.date() if at else None


def is_later(listed: str, known: str, *, fetched_at: str, now: datetime, by_same: bool = True) -> bool:
    """Return whether a list dates a page later than it did, or than the page was fetched.

    ``known`` is the date it, or (not ``by_same``) another list gave before. A date further ahead of ``now``,
    or of ``fetched_at``, than ``MAX_AHEAD`` tells nothing; of another list's none that is ahead at all does,
    as one that writes local times would hide for hours what a right one says. Dates that are no ISO 8601
    (those of RSS, mostly) say nothing: a feed's date is that of publication.
    """
    at, said, fetched = _time(listed), _time(known), _time(fetched_at)
    if at is None or fetched is None or at > now + MAX_AHEAD:
        return False
    latest = fetched + (MAX_AHEAD if by_same else timedelta(0))
    return at > (said if said and said <= latest else fetched)


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
