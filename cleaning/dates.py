"""Dates as news sites write them: day before month, a year always, the words of ``cues/dates.toml``.

The functions here look at lines: what is a date and nothing else, what is set off from other words. General
date libraries were measured and left out: without hints dateparser swaps day and month in a sixth of the
Vietnamese forms and takes a thousand times as long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Final

from cleaning.date_reading import (
    GLUE,
    MAX_YEAR,
    MIN_YEAR,
    VIETNAM,
    Local,
    Stamp,
    Token,
    midnight,
    read_tokens,
    stamp_of,
)
from cleaning.remembered import Remembered

__all__ = [
    "MAX_DATE_LINE",
    "MAX_YEAR",
    "MIN_YEAR",
    "VIETNAM",
    "Local",
    "Stamp",
    "before_date",
    "date_in_address",
    "date_label",
    "date_line",
    "has_year",
    "joined_date",
    "parse_date",
    "short_date",
    "signed_date",
    "stated_date",
]

VIETNAMESE: Final = Local()
"""How dates are meant where nobody says: in Vietnam's time, the day first."""

MAX_DATE_LINE = 120
"""Characters; two labelled dates with weekday, time and zone stay below, sentences mostly do not."""

MAX_PARTICULARS = 16
"""Words beside the date of a line: a name, a section, two counters; more is a sentence."""


def parse_date(text: str, *, zone: tzinfo = VIETNAM) -> Stamp | None:
    """Return the first complete date in ``text`` with the time written next to it, if there is one.

    For texts that are known to hold a date (a meta tag, a ``time`` element). A date without a year,
    an impossible one or one outside 1990-2100 is no date. ``zone`` is meant where none is written.
    """
    tokens, local = read_tokens(text), Local(zone)
    found = (stamp_of(tokens, i, local) for i, token in enumerate(tokens) if token.kind == "date")
    return next((stamp for stamp in found if stamp), None)


def date_line(line: str, *, local: Local = VIETNAMESE) -> Stamp | None:
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
    return stamp_of(tokens, dates[0], local) if len(dates) == 1 else None


def stated_date(line: str, *, local: Local = VIETNAMESE) -> Stamp | None:
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
    return stamp_of(tokens, published[0], local) if len(published) == 1 else None


def signed_date(line: str, *, local: Local = VIETNAMESE) -> Stamp | None:
    """Return the day and time that end a line after names: ``Lan Anh, Theo Báo Cửa Biển 20:05 15/11/2023``.

    Names begin with capitals, two at least, or one and a comma: the town where the report was written. A
    day without a time after a town is the head of an official letter, and a sentence has small letters.
    """
    plain = " ".join(line.split())
    names = before_date(plain)
    if not names:
        return None
    rest = plain[len(names) :].strip()
    shape = _TOWN if rest.startswith(",") else _NAMES
    return _minute(date_line(rest, local=local)) if shape.fullmatch(names) else None


def joined_date(line: str, following: str, *, local: Local = VIETNAMESE) -> Stamp | None:
    """Return the stamp of two lines of which one is a day and the other nothing but its time."""
    alone = "time" in {token.kind for token in _tokens(following)} and len(following) <= MAX_DATE_LINE
    return _minute(date_line(f"{line} {following}", local=local)) if alone else None


def date_label(line: str) -> str | None:
    """Return what the first date of ``line`` is labelled as: ``published``, ``updated`` or nothing known."""
    tokens = _tokens(line) if len(line) <= MAX_DATE_LINE else []
    first = next((i for i, token in enumerate(tokens) if token.kind == "date"), None)
    return None if first is None else _label(tokens, first)


def short_date(line: str, *, local: Local = VIETNAMESE) -> Stamp | None:
    """Return the day of a line that is nothing but a date with two digits of its year: ``18/3/24``.

    Forums date their threads so. Only where the day is known to come first: elsewhere the year can.
    """
    match = _SHORT_DATE.fullmatch(line.strip())
    if not match or not local.day_first:
        return None
    return date_line(f"{match['day']}/{match['month']}/20{match['year']}", local=local)


def _minute(stamp: Stamp | None) -> Stamp | None:
    return stamp if stamp and stamp.precision == "minute" else None


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
            at = midnight(year + 2000 if year < 100 else year, month, day, zone=zone)
            if at:
                return Stamp(at, "day")
    return None


_SHORT_DATE = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<sep>[/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{2})\.?"
)
_YEAR = re.compile(r"[0-9]{4}")
_CLOCK_DIGITS = r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9][0-9]{3}(?![0-9])"
_ADDRESS_DATES = (
    re.compile(r"/((?:19|20)[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?=[/_-]|$)"),
    re.compile(r"(?<![0-9])(20[0-9]{2})([0-9]{2})([0-9]{2})" + _CLOCK_DIGITS),
    re.compile(r"(?<![0-9])[1-9][0-9]{2}([0-9]{2})([0-9]{2})([0-9]{2})" + _CLOCK_DIGITS),
)


_NAME = r"[^\W\d_a-zà-öø-ÿ][\w.'’-]*"
_AND_NAME = rf"(?:[\s,|/-]+(?:{_NAME}|de|del|do|da))"
_TOWN = re.compile(rf"{_NAME}{_AND_NAME}{{0,7}}")
_NAMES = re.compile(rf"{_NAME}{_AND_NAME}{{1,7}}")
"""One to eight words with capitals, two to eight."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3040-\ud7af]")
"""Letters of scripts that put no space between words, or, as the Korean one, none before endings."""

_OPENING, _CLOSING = frozenset("(["), frozenset(")]")

_MARK = re.compile(r"[|•·]|\s[-–—/]+\s")
"""What stands between particulars: bars, dots, and dashes with room around them."""


def _tokens(text: str) -> Sequence[Token]:
    return _TOKENS[text]


def _is_set_off(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a mark or a known label stands between the date at ``index`` and the words around it."""
    end = _next_other(tokens, range(index + 1, len(tokens)))
    start = _next_other(tokens, range(index - 1, -1, -1))
    before = tokens[start + 1 : index] if start is not None else []
    after = tokens[index + 1 : end] if end is not None else []
    left = (
        start is None
        or any(map(_sets_off, before))
        or _is_glued(tokens, start)
        or _is_bracketed(tokens, start)
    )
    right = (
        end is None or any(map(_sets_off, after)) or _opens_label(tokens, end) or _is_glued(tokens, end - 1)
    )
    return left and (right or (start is None and any(_OPENING & set(token.match[0]) for token in after)))


def _is_glued(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word and a date or time stand together without a space: two boxes of the page.

    Not in scripts that write all words so.
    """
    pair = tokens[index : index + 2]
    kinds = {token.kind for token in pair}
    return (
        "other" in kinds
        and bool(kinds & {"date", "time"})
        and not any(_UNSPACED.search(t.match[0]) for t in pair)
    )


def _is_bracketed(tokens: Sequence[Token], last: int) -> bool:
    """Tell whether the words up to ``last`` are one pair of brackets that opens the line: a desk."""
    between = [token.match[0].strip() for token in tokens[: last + 2]]
    return (
        between[0] in _OPENING
        and between[-1] in _CLOSING
        and not any(part in _CLOSING for part in between[1:-1])
    )


def _next_other(tokens: Sequence[Token], indexes: Iterable[int]) -> int | None:
    return next((i for i in indexes if tokens[i].kind == "other"), None)


def _sets_off(token: Token) -> bool:
    return token.kind in {"published", "updated"} or bool(
        token.kind == "sep" and _MARK.search(f" {token.match[0]} ")
    )


def _opens_label(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the word at ``index`` is a label of its own: ``来源：``."""
    following = tokens[index + 1 : index + 2]
    return bool(following) and following[0].match[0].startswith(":")


def _label(tokens: Sequence[Token], index: int) -> str | None:
    """Return the kind of label in front of the date at ``index``."""
    before = next((t.kind for t in reversed(tokens[:index]) if t.kind not in GLUE | {"time"}), None)
    return before if before in {"published", "updated"} else None


_TOKENS: Final[Remembered[Sequence[Token]]] = Remembered(read_tokens, octets=100, per_character=400)
