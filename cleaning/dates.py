"""Dates as news sites write them: day before month, a year always, the words of ``cues/dates.toml``.

One pass splits a text into tokens (date, time, zone, weekday, label, separator, anything else); the
functions below only look at the order of tokens. Every pattern has bounded repetition, so the time is
linear in the length of the text. General date libraries were measured and left out: without hints
dateparser swaps day and month in a sixth of the Vietnamese forms and takes a thousand times as long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final, Literal

from cleaning.date_grammar import grammar
from cleaning.remembered import Remembered

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam keeps one offset and no summer time, so no time zone database is needed for it."""

MIN_YEAR, MAX_YEAR = 1990, 2100
"""Years a news page can carry: the first online papers are of the nineties; larger numbers are ids."""

MAX_DATE_LINE = 120
"""Characters; two labelled dates with weekday, time and zone stay below, sentences mostly do not."""

MAX_PARTICULARS = 16
"""Words beside the date of a line: a name, a section, two counters; more is a sentence."""

_MAX_OFFSET = 14 * 60  # minutes; no zone lies further from Greenwich


@dataclass(frozen=True, slots=True)
class Stamp:
    """A point in time as a source states it; ``at`` is aware, midnight when only the day is known."""

    at: datetime
    precision: Literal["minute", "day"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    match: re.Match[str]


def parse_date(text: str, *, zone: tzinfo = VIETNAM) -> Stamp | None:
    """Return the first complete date in ``text`` with the time written next to it, if there is one.

    For texts that are known to hold a date (a meta tag, a ``time`` element). A date without a year,
    an impossible one or one outside 1990-2100 is no date. ``zone`` is meant where none is written.
    """
    tokens = _read_tokens(text)
    found = (_stamp(tokens, i, zone) for i, token in enumerate(tokens) if token.kind == "date")
    return next((stamp for stamp in found if stamp), None)


def date_line(line: str, *, zone: tzinfo = VIETNAM) -> Stamp | None:
    """Return the date of a line that holds nothing but a date: weekday, time, zone, labels allowed.

    Of two dates the one that is not labelled as an update counts; two dates without such a label are
    a period, not the date of a report.
    """
    if len(line) > MAX_DATE_LINE or not has_year(line):
        return None
    tokens = _tokens(line)
    dates = [i for i, token in enumerate(tokens) if token.kind == "date"]
    if not dates or any(token.kind == "other" for token in tokens):
        return None
    if len(dates) > 1:
        dates = [i for i in dates if _label(tokens, i) != "updated"]
    return _stamp(tokens, dates[0], zone) if len(dates) == 1 else None


def stated_date(line: str, *, zone: tzinfo = VIETNAM) -> Stamp | None:
    """Return the date that a line states among other short particulars, set off by bars, dots or brackets.

    ``Ngày đăng: 12/03/2025 | Lượt xem: 431``, ``Lan Anh | 10:12 19/11/2022``. A word that touches the
    date makes it part of a sentence, or of a label nobody here knows (``Hôm nay: ...``): no date then.
    """
    tokens = _tokens(line) if len(line) <= MAX_DATE_LINE and has_year(line) else []
    if sum(token.kind == "other" for token in tokens) > MAX_PARTICULARS:
        return None
    dates = [i for i, token in enumerate(tokens) if token.kind == "date" and _is_set_off(tokens, i)]
    if len(dates) > 1:
        dates = [i for i in dates if _label(tokens, i) != "updated"]
    published = [i for i in dates if _label(tokens, i) == "published"] or dates
    return _stamp(tokens, published[0], zone) if len(published) == 1 else None


def has_year(text: str) -> bool:
    """Tell whether four digits stand in a row, as in every date that is whole."""
    return _YEAR.search(text) is not None


def before_date(line: str) -> str | None:
    """Return what stands before the date of ``line`` and its time, ``None`` where there is no date."""
    if len(line) > MAX_DATE_LINE or not has_year(line):
        return None
    plain = " ".join(unicodedata.normalize("NFC", line).split())
    tokens = _tokens(plain)
    date = next((i for i, token in enumerate(tokens) if token.kind == "date"), None)
    if date is None or len(plain) != len(plain.lower()):  # else the tokens stand elsewhere
        return None
    first = date
    while first and tokens[first - 1].kind not in {"other", "date"}:
        first -= 1
    return plain[: tokens[first].match.start()]


def date_in_address(url: str, *, zone: tzinfo = VIETNAM) -> Stamp | None:
    """Return the day that an address carries in its path (``/2024/06/05/``) or its article number.

    Article numbers of several systems are the time of creation, fourteen digits and three more, or a
    channel number of three digits and fifteen. The day is all they are good for: drafts wait for hours.
    """
    for pattern in _ADDRESS_DATES:
        for match in pattern.finditer(url):
            year, month, day = (int(part) for part in match.groups())
            at = _midnight(year + 2000 if year < 100 else year, month, day, zone)
            if at:
                return Stamp(at, "day")
    return None


_YEAR = re.compile(r"[0-9]{4}")
_CLOCK_DIGITS = r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9][0-9]{3}(?![0-9])"
_ADDRESS_DATES = (
    re.compile(r"/((?:19|20)[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?=[/_-]|$)"),
    re.compile(r"(?<![0-9])(20[0-9]{2})([0-9]{2})([0-9]{2})" + _CLOCK_DIGITS),
    re.compile(r"(?<![0-9])[1-9][0-9]{2}([0-9]{2})([0-9]{2})([0-9]{2})" + _CLOCK_DIGITS),
)


_MARK = re.compile(r"[|•·]|\s[-–—/]+\s")
"""What stands between particulars: bars, dots, and dashes with room around them."""

_FULL_WIDTH = str.maketrans("：（）／｜【】，", ":()/|[],")
_EAST_ASIAN_DAY = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
"""Year, month and day as Chinese and Japanese pages write them."""


def _tokens(text: str) -> Sequence[_Token]:
    return _TOKENS[text]


def _read_tokens(text: str) -> Sequence[_Token]:
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_FULL_WIDTH).lower().split())
    plain = _EAST_ASIAN_DAY.sub(r"\1-\2-\3 ", plain).strip()
    return [_Token(match.lastgroup or "other", match) for match in grammar().pattern.finditer(plain)]


def _stamp(tokens: Sequence[_Token], index: int, zone: tzinfo) -> Stamp | None:
    """Build the stamp of the date token at ``index`` from its neighbours."""
    day = _day(tokens[index].match, zone)
    if day is None:
        return None
    beside = _time_beside(tokens, index)
    if beside is None:
        return Stamp(day, "day")
    clock = tokens[beside].match
    offset = _offset(tokens, min(beside, index), max(beside, index))
    if offset is not None:
        day = day.replace(tzinfo=timezone(timedelta(minutes=offset)))
    return Stamp(day.replace(hour=_hour(clock), minute=int(clock["minute"] or 0)), "minute")


def _day(match: re.Match[str], zone: tzinfo) -> datetime | None:
    """Read the date of a date token, whichever of its four forms matched."""
    for form in ("iso", "num", "dmw", "mdw"):
        if match[f"{form}_y"]:
            month = match[f"{form}_m"]
            number = int(month) if month.isdigit() else grammar().months[month]
            return _midnight(int(match[f"{form}_y"]), number, int(match[f"{form}_d"]), zone)
    return None


def _midnight(year: int, month: int, day: int, zone: tzinfo) -> datetime | None:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    try:
        return datetime(year, month, day, tzinfo=zone)
    except ValueError:
        return None


def _hour(clock: re.Match[str]) -> int:
    """Return the hour on a 24-hour clock; some systems print AM and PM beside such hours."""
    hour = int(clock["hour"])
    if clock["pm"] and hour < 12:
        return hour + 12
    return 0 if clock["am"] and hour == 12 else hour


_GLUE = frozenset({"sep", "weekday", "zone", "joiner"})


def _time_beside(tokens: Sequence[_Token], index: int) -> int | None:
    """Return the index of the nearest time with nothing but glue between it and the date."""
    after = _first(tokens, range(index + 1, len(tokens)))
    before = _first(tokens, range(index - 1, -1, -1))
    times = [i for i in (after, before) if i is not None and tokens[i].kind == "time"]
    return min(times, key=lambda i: _gap(tokens, i, index), default=None)


def _first(tokens: Sequence[_Token], indexes: Iterable[int]) -> int | None:
    """Return the first of ``indexes`` whose token is not glue."""
    return next((i for i in indexes if tokens[i].kind not in _GLUE), None)


def _gap(tokens: Sequence[_Token], a: int, b: int) -> int:
    first, second = sorted((tokens[a].match, tokens[b].match), key=re.Match.start)
    return second.start() - first.end()


def _offset(tokens: Sequence[_Token], first: int, last: int) -> int | None:
    """Return the minutes east of Greenwich stated in, between or right after time and date."""
    end = _first(tokens, range(last + 1, len(tokens)))
    for token in tokens[first:end]:
        if (offset := _offset_of(token.match)) is not None:
            return offset
    return None


def _offset_of(match: re.Match[str]) -> int | None:
    if match["zone_name"]:
        return grammar().zones[match["zone_name"]]
    if match["utc"] or match["zulu"]:
        sign, hours, minutes = match["utc_sign"], match["utc_h"], match["utc_m"]
    else:
        sign, hours, minutes = match["off_sign"], match["off_h"], match["off_m"]
        if not sign:
            return None
    offset = int(hours or 0) * 60 + int(minutes or 0)
    return None if offset > _MAX_OFFSET else -offset if sign in {"-", "−"} else offset


def _is_set_off(tokens: Sequence[_Token], index: int) -> bool:
    """Tell whether a mark or a known label stands between the date at ``index`` and the words around it."""
    end = _next_other(tokens, range(index + 1, len(tokens)))
    start = _next_other(tokens, range(index - 1, -1, -1))
    before = tokens[start + 1 : index] if start is not None else []
    after = tokens[index + 1 : end] if end is not None else []
    left = start is None or any(map(_sets_off, before))
    return left and (end is None or any(map(_sets_off, after)) or _opens_label(tokens, end))


def _next_other(tokens: Sequence[_Token], indexes: Iterable[int]) -> int | None:
    return next((i for i in indexes if tokens[i].kind == "other"), None)


def _sets_off(token: _Token) -> bool:
    return token.kind in {"published", "updated"} or bool(
        token.kind == "sep" and _MARK.search(f" {token.match[0]} ")
    )


def _opens_label(tokens: Sequence[_Token], index: int) -> bool:
    """Tell whether the word at ``index`` is a label of its own: ``来源：``."""
    following = tokens[index + 1 : index + 2]
    return bool(following) and following[0].match[0].startswith(":")


def _label(tokens: Sequence[_Token], index: int) -> str | None:
    """Return the kind of label in front of the date at ``index``."""
    before = next((t.kind for t in reversed(tokens[:index]) if t.kind not in _GLUE | {"time"}), None)
    return before if before in {"published", "updated"} else None


_TOKENS: Final[Remembered[Sequence[_Token]]] = Remembered(_read_tokens, octets=100, per_character=400)
