"""Dates as feeds and servers write them."""

from __future__ import annotations

from datetime import date, datetime
from email.utils import parsedate_to_datetime


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
