"""The token pattern of dates, built from the words of ``cues/dates.toml``.

Every pattern has bounded repetition, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Grammar:
    """The token pattern, and what its names of months (1 to 12) and zones stand for."""

    pattern: re.Pattern[str]
    months: Mapping[str, int]
    zones: Mapping[str, tzinfo]


@cache
def grammar() -> Grammar:
    """Build the token pattern from the words of all languages: dates do not wait for a language."""
    languages = tomllib.loads(files("cleaning").joinpath("cues", "dates.toml").read_text("utf-8")).values()

    def words(kind: str) -> list[str]:
        return [word for language in languages for word in language.get(kind, ())]

    months = {
        name: number
        for language in languages
        for number, names in enumerate(language["months"], start=1)
        for name in names
    }
    anywhere, after_time = (_zones(languages, kind) for kind in ("zones", "clock_zones"))
    alternatives = {kind: _either(words(kind)) for kind in _WORD_KINDS}
    pattern = _TOKENS.format(
        month=_either(months), zone_name=_either(anywhere), clock_zone=_either(after_time), **alternatives
    )
    return Grammar(re.compile(pattern, re.VERBOSE), months, anywhere | after_time)


def _zones(languages: Iterable[Mapping[str, Any]], kind: str) -> dict[str, tzinfo]:
    """Return the named zones: minutes east of Greenwich, or the name of the zone that keeps summer time."""
    named = (item for language in languages for item in language.get(kind, {}).items())
    return {
        name: ZoneInfo(zone) if isinstance(zone, str) else timezone(timedelta(minutes=zone))
        for name, zone in named
    }


def _either(words: Iterable[str]) -> str:
    """Return an alternation with the longest word first, so that no word hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


_WORD_KINDS = (
    "year",
    "ordinals",
    "day",
    "weekdays",
    "published",
    "updated",
    "joiners",
    "hour",
    "minute",
    "am",
    "pm",
    "am_first",
    "pm_first",
)

# One space of the folded text is written [ ]; double braces are literal ones, single ones are word lists.
_TOKENS = r"""
  (?P<date>
    (?<![0-9])(?<![0-9][./-])
    (?:
      (?P<iso_y>[0-9]{{4}}) (?P<iso_sep>[-/.])[ ]? (?P<iso_m>[0-9]{{1,2}}) (?P=iso_sep)[ ]?
        (?P<iso_d>[0-9]{{1,2}})
        (?: t(?=[0-9]) | (?![0-9]|[./][0-9]) )
    | (?P<num_d>[0-9]{{1,2}}) [ ]?(?P<num_sep>[-/.])[ ]? (?P<num_m>[0-9]{{1,2}})
        [ ]?(?P=num_sep)[ ]? (?P<num_y>[0-9]{{4}}) (?! [0-9] | [./][0-9] )
    | (?P<dmw_d>[0-9]{{1,2}}) (?:{ordinals})? [ ]?(?:(?:{day})[ ])?[-]? (?P<dmw_m>{month})\.?(?!\w)
        [ ]?[,/.-]?[ ]?(?:(?:{year})[ ])? (?P<dmw_y>[0-9]{{4}}) (?![0-9])
    | (?<!\w)(?P<mdw_m>{month})\.?,?[ ] (?P<mdw_d>[0-9]{{1,2}}) (?:{ordinals})?
        (?:,?[ ]|/) (?P<mdw_y>[0-9]{{4}}) (?![0-9])
    )
  )
| (?P<time>
    (?<![0-9])(?<![0-9][:.]) (?: (?:(?P<am_first>{am_first})|(?P<pm_first>{pm_first}))[ ]? )?
    (?P<hour>[01]?[0-9]|2[0-3])
    (?: [ ]?(?: : | {hour} | \.(?=[0-5][0-9][ ]?(?:gmt|utc|{zone_name}|{am}|{pm}|{minute})) )
        [ ]? (?P<minute>[0-5][0-9]) (?![0-9])
      | [ ]?(?:{hour})(?![\w:]) )
    (?: :[0-5][0-9] (?:[.,][0-9]{{1,9}})? (?![0-9]) )?
    (?: [ ]?(?:{minute}|['’′])(?!\w) )?
    (?: [ ]?(?:(?P<am>{am})|(?P<pm>{pm}))(?!\w) )?
    (?: [ ]?(?:
        (?P<zulu>z)(?!\w)
      | (?P<clock_zone>{clock_zone})(?!\w)
      | (?P<off_sign>[-+−])(?P<off_h>[0-9]{{2}})
        (?: :?(?P<off_m>[0-9]{{2}})(?![0-9]) | (?<=\+[0-9]{{2}})(?![0-9:]) )
    ) )?
  )
| (?P<zone> (?<!\w)(?:
      (?P<zone_name>{zone_name})
    | (?P<utc>gmt|utc)
      (?: [ ]?(?P<utc_sign>[-+−])[ ]?(?P<utc_h>[0-9]{{1,2}}) (?: :?(?P<utc_m>[0-9]{{2}}) )? )?
  )(?!\w) )
| (?P<weekday> (?<!\w)(?:{weekdays})(?!\w) )
| (?P<updated> (?<![^\W\d])(?:{updated})(?![^\W\d]) )
| (?P<published> (?<![^\W\d])(?:{published})(?![^\W\d]) )
| (?P<joiner> (?<![^\W\d])(?:{joiners}|{day})(?![^\W\d]) )
| (?P<sep> [\s,.;:|/\-–—−•·()\[\]'"’′*@]+ )
| (?P<other> [^\W\d]+ | \d+ | . )
"""
