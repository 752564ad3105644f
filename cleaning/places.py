"""Where a page was written, as far as its language and its words tell: its time, and which number is the day.

A time of day without a zone is an instant only there. German and Japanese papers share one time; English
ones do not, and only what the page itself says (its money, its offices) tells London from Lagos. Where signs
disagree nothing is told: a missing time is better than one that is hours wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from cleaning.dates import VIETNAM, Local

MIN_SIGNS: Final = 2
"""Different signs of a place that are needed: one alone stands in reports from abroad too."""

_UNSPACED_SIGN: Final = re.compile("[\u0e00-\u0eff\u3040-\ud7af]")
"""Signs in scripts without spaces, or with endings on their words, are found within words."""


_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Signs:
    """Words that tell a place; ``first`` are the words that some begin with, ``inside`` those found anywhere.

    A page holds few of them, and to look for all words of all places took a twentieth of its time.
    """

    pattern: re.Pattern[str]
    first: frozenset[str]
    inside: tuple[str, ...]

    @classmethod
    def of(cls, signs: Collection[str]) -> Signs:
        """Return ``signs`` as they are looked for."""
        inside = tuple(sign for sign in signs if _UNSPACED_SIGN.search(sign) or not _WORD.match(sign))
        first = frozenset(_WORD.findall(sign)[0] for sign in signs if sign not in inside)
        return cls(_any_of(signs), first, inside)

    def found(self, text: str, words: Set[str]) -> set[str]:
        """Return the different signs in ``text``, in lower case, whose words are ``words``."""
        likely = not self.first.isdisjoint(words) or any(sign in text for sign in self.inside)
        return set(self.pattern.findall(text)) if likely else set()


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or part of one: what tells it, and what it tells (``None``: nothing)."""

    languages: frozenset[str]
    own: Signs
    signs: Signs
    prices: re.Pattern[str]
    currencies: tuple[str, ...]
    paid: bool
    zone: tzinfo | None
    day_first: bool | None

    def is_told(self, text: str, words: Set[str]) -> bool:
        """Tell whether enough different signs of the place stand in ``text``, which holds ``words``."""
        lacking = MIN_SIGNS - len(self.signs.found(text, words))
        if lacking <= 0 and not self.paid:
            return True
        return lacking <= 1 and self._prices(text)

    def _prices(self, text: str) -> bool:
        """Tell whether a price of the place stands in ``text``; the pattern tries every word of a page."""
        return any(map(text.__contains__, self.currencies)) and self.prices.search(text) is not None


def local_of(language: str, text: str) -> Local:
    """Return what dates mean on a page in ``language`` whose lines are ``text``."""
    if language == "vi":
        return Local(VIETNAM, day_first=True)
    low = text.lower()
    places = [place for place in _gazetteer().places if not place.languages or language in place.languages]
    words = frozenset(_WORD.findall(low))
    own = [place for place in places if place.own.found(low, words)]
    told = own or [place for place in places if place.is_told(low, words)]
    zones = [place.zone for place in told]
    if not own and (zone := _gazetteer().languages.get(language)):
        zones.append(zone)
    shared = _DAY_FIRST.get(language)
    return Local(_agreed_zone(zones), _agreed({place.day_first for place in told} or {shared}))


_DAY_FIRST: Final[Mapping[str, bool]] = dict.fromkeys(
    (
        *("fr", "es", "pt", "it", "de", "nl", "pl", "cs", "sk", "ru", "uk", "bg", "ro", "el", "tr"),
        *("id", "th", "lo", "km", "ar", "he", "fi", "no", "da", "hi"),
    ),
    True,
)
"""Languages whose papers all write the day before the month; English and Chinese ones do not agree."""


def _agreed(answers: Iterable[bool | None]) -> bool | None:
    one = set(answers)
    return one.pop() if len(one) == 1 else None


def _agreed_zone(zones: Iterable[tzinfo | None]) -> tzinfo | None:
    """Return the zone all mean, or ``None``: zones of other names count as one when they keep one time."""
    found = list(zones)
    if not found or None in found:
        return None
    return found[0] if len({_hours(zone) for zone in found if zone}) == 1 else None


def _hours(zone: tzinfo) -> tuple[str, ...]:
    """Return the offsets of a zone on the days of ``_DAYS``, as a key: zones that agree keep one time."""
    return tuple(day.replace(tzinfo=zone).strftime("%z") for day in _DAYS)


_DAYS: Final = tuple(datetime(2024, month, 15, tzinfo=UTC) for month in (1, 7))
"""A day of winter and one of summer; changes of the clock apart, zones differ on one of them."""


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    languages: Mapping[str, tzinfo]
    places: tuple[Place, ...]


@cache
def _gazetteer() -> _Gazetteer:
    table = tomllib.loads(files("cleaning").joinpath("cues", "places.toml").read_text("utf-8"))
    zones = {language: ZoneInfo(zone) for language, zone in table["languages"].items()}
    return _Gazetteer(zones, tuple(map(_place, table["place"])))


def _place(row: Mapping[str, Any]) -> Place:
    prices = "|".join(map(re.escape, row["prices"])) or "(?!)"
    return Place(
        frozenset(row["languages"]),
        Signs.of(row["own"]),
        Signs.of(row["signs"]),
        re.compile(rf"(?<!\w)(?:{prices}) ?[0-9]|[0-9] ?(?:{prices})(?!\w)"),
        tuple(row["prices"]),
        row.get("paid", False),
        ZoneInfo(row["zone"]) if "zone" in row else None,
        row.get("day_first"),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    inside = [re.escape(word) for word in words if _UNSPACED_SIGN.search(word)]
    whole = [re.escape(word) for word in words if not _UNSPACED_SIGN.search(word)]
    parts = [*inside, rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)"] if whole else inside
    return re.compile("|".join(parts) or "(?!)")
