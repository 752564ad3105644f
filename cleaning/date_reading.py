"""From the words of a date to a point in time: a text split into tokens, and those beside each other joined.

One pass splits a text into tokens (date, time, zone, weekday, label, separator, anything else); the rest
only looks at their order. Every pattern has bounded repetition, so the time is linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, Literal

from cleaning.date_grammar import grammar

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam keeps one offset and no summer time, so no time zone database is needed for it."""

MIN_YEAR, MAX_YEAR = 1990, 2100
"""Years a news page can carry: the first online papers are of the nineties; larger numbers are ids."""

_BUDDHIST_ERA: Final = 543
"""Years by which the Thai calendar is ahead; its years lie beyond ``MAX_YEAR``, so they tell themselves."""

_MAX_OFFSET: Final = 14 * 60  # minutes; no zone lies further from Greenwich


@dataclass(frozen=True, slots=True)
class Stamp:
    """A point in time as a source states it; ``at`` is aware, midnight when only the day is known."""

    at: datetime
    precision: Literal["minute", "day"]


@dataclass(frozen=True, slots=True)
class Local:
    """What a date means where its page was written.

    ``zone`` holds where none is written; ``None``: the time of day is then unknown. ``day_first`` tells
    5 June from 6 May in ``05/06/2024``; ``None``: a date that can be both is none.
    """

    zone: tzinfo | None = VIETNAM
    day_first: bool | None = True


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: its kind, and the match with the groups of that kind."""

    kind: str
    match: re.Match[str]


def read_tokens(text: str) -> Sequence[Token]:
    """Split ``text`` into its tokens, which cover it whole."""
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_FULL_WIDTH).split())
    if year := _YEAR.search(plain):  # nothing moves before it: callers cut the line there
        plain = plain[: year.end()] + _GLUED_LABEL.sub(" ", plain[year.end() :])
    plain = _EAST_ASIAN_DAY.sub(r"\1-\2-\3 ", plain.lower()).strip()
    plain = _GLUED_CLOCK.sub(" ", plain)
    return [Token(match.lastgroup or "other", match) for match in grammar().pattern.finditer(plain)]


def stamp_of(tokens: Sequence[Token], index: int, local: Local) -> Stamp | None:
    """Build the stamp of the date token at ``index`` from its neighbours; ``None``: no possible date."""
    day = _day(tokens[index].match, local)
    if day is None:
        return None
    beside = _time_beside(tokens, index)
    if beside is not None:
        at = datetime.combine(day, _clock(tokens[beside].match))
        zone = _printed_zone(tokens, sorted((beside, index)), at, local.zone) or local.zone
        if zone is not None:
            return Stamp(_fixed(at, zone), "minute")
    return Stamp(datetime.combine(day, time(), local.zone or VIETNAM), "day")


_FULL_WIDTH: Final = str.maketrans("：（）／｜【】，［］", ":()/|[],[]")
_EAST_ASIAN_DAY: Final = re.compile(r"([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
"""Year, month and day as Chinese, Japanese and Korean pages write them."""

_GLUED_CLOCK: Final = re.compile(r"(?<=[ /.,-](?:19|20)[0-9]{2})(?=(?:[01]?[0-9]|2[0-3]):[0-5][0-9])")
"""Where a page's date and time stood in two boxes and the dump has nothing between them."""

_YEAR: Final = re.compile(r"[0-9]{4}")
_GLUED_LABEL: Final = re.compile(r"(?<=[A-Z]{2})(?=[A-Z][a-z])")
"""The same between a zone or half of the day and a label: ``12:02 PM UTCUpdated``."""

GLUE: Final = frozenset({"sep", "weekday", "zone", "joiner"})
"""Kinds of tokens that may stand between a date and its time."""


def midnight(year: int, month: int, day: int, *, zone: tzinfo) -> datetime | None:
    """Return the first minute of a day in ``zone``; ``None`` where there is no such day or news of it."""
    found = _date(year, month, day)
    return datetime.combine(found, time(), zone) if found else None


def _day(match: re.Match[str], local: Local) -> date | None:
    """Read the date of a date token, whichever of its four forms matched."""
    for form in ("iso", "num", "dmw", "mdw"):
        if match[f"{form}_y"]:
            month = match[f"{form}_m"]
            number = int(month) if month.isdigit() else grammar().months[month]
            year, day = int(match[f"{form}_y"]), int(match[f"{form}_d"])
            day_first = True if match["num_sep"] == "." else local.day_first  # dots are no American form
            year -= _BUDDHIST_ERA if year > MAX_YEAR else 0
            return (
                _in_digits(year, number, day, day_first=day_first)
                if form == "num"
                else _date(year, number, day)
            )
    return None


def _in_digits(year: int, second: int, first: int, *, day_first: bool | None) -> date | None:
    """Return the day of two numbers and a year; in ``12/16/2024`` the numbers themselves tell the order."""
    readings = (_date(year, second, first), _date(year, first, second))
    if None in readings or first == second:
        return readings[0] or readings[1]
    return None if day_first is None else readings[0 if day_first else 1]


def _date(year: int, month: int, day: int) -> date | None:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> time:
    """Return the time on a 24-hour clock; some systems print AM and PM beside such hours."""
    hour = int(match["hour"])
    if (match["pm"] or match["pm_first"]) and hour < 12:
        hour += 12
    elif (match["am"] or match["am_first"]) and hour == 12:
        hour = 0
    return time(hour, int(match["minute"] or 0))


def _time_beside(tokens: Sequence[Token], index: int) -> int | None:
    """Return the index of the nearest time with nothing but glue between it and the date."""
    after = _first(tokens, range(index + 1, len(tokens)))
    before = _first(tokens, range(index - 1, -1, -1))
    times = [i for i in (after, before) if i is not None and tokens[i].kind == "time"]
    return min(times, key=lambda i: _gap(tokens, i, index), default=None)


def _first(tokens: Sequence[Token], indexes: Iterable[int]) -> int | None:
    """Return the first of ``indexes`` whose token is not glue."""
    return next((i for i in indexes if tokens[i].kind not in GLUE), None)


def _gap(tokens: Sequence[Token], a: int, b: int) -> int:
    first, second = sorted((tokens[a].match, tokens[b].match), key=re.Match.start)
    return second.start() - first.end()


def _printed_zone(
    tokens: Sequence[Token], ends: Sequence[int], at: datetime, local: tzinfo | None
) -> tzinfo | None:
    """Return the zone written in, between or right after the time and the date at ``ends``."""
    stop = _first(tokens, range(ends[-1] + 1, len(tokens)))
    for token in tokens[ends[0] : stop]:
        if (zone := _zone_of(token.match, at, local)) is not None:
            return zone
    return None


def _zone_of(match: re.Match[str], at: datetime, local: tzinfo | None) -> tzinfo | None:
    """Return the zone of a token; a name that the local zone bears too is meant so: ``CST``, ``IST``."""
    if name := match["zone_name"] or match["clock_zone"]:
        same = local is not None and (local.tzname(at) or "").lower() == name
        return local if same else grammar().zones[name]
    if match["utc"] or match["zulu"]:
        sign, hours, minutes = match["utc_sign"], match["utc_h"], match["utc_m"]
    else:
        sign, hours, minutes = match["off_sign"], match["off_h"], match["off_m"]
        if not sign:
            return None
    offset = int(hours or 0) * 60 + int(minutes or 0)
    if offset > _MAX_OFFSET:
        return None
    return timezone(timedelta(minutes=-offset if sign in {"-", "−"} else offset))


def _fixed(at: datetime, zone: tzinfo) -> datetime:
    """Return ``at`` with the offset ``zone`` has then: a stamp needs no time zone database to be compared."""
    aware = at.replace(tzinfo=zone)
    return (
        aware if isinstance(zone, timezone) else at.replace(tzinfo=timezone(aware.utcoffset() or timedelta()))
    )
