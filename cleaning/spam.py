"""Spam as a property of a whole record: pages of betting portals, and reports on a hacked page."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from cleaning.cues import LANGUAGES
from cleaning.document import Document, Role
from cleaning.draft import Draft
from cleaning.text import comparison_key, line_key

HACKED_PAGE: Final = "hacked_page"

MIN_KINDS: Final = 2
"""A portal sells several games, or one under its own brand; a report that names a single one is about it."""

MIN_BRAND_MENTIONS: Final = 3
"""A house names itself again and again, a list of houses many; a flight or a model stands once or twice."""

PARTS: Final = 10
"""A text is cut into so many equal parts to see whether the pitch runs through it."""

SHOWN_WORDS: Final = 6
"""So many of the most frequent words are shown as evidence."""

_BRAND: Final = re.compile(r"(?<= )(?:[a-z]{2,8}\d{2,3}|\d{1,3}[a-z]{3,8}|[a-z]\d[a-z]{3})(?= )")
"""How houses name themselves: letters with a lucky number, or a number with ``bet`` or ``win``."""


def is_hacked(draft: Draft) -> bool:
    """Tell whether anything in ``draft`` was injected by a link seller."""
    decided = any(decision and decision.role is Role.SPAM for decision in draft.decided)
    return decided or any(cut.role is Role.SPAM for cuts in draft.spans.values() for cut in cuts)


@dataclass(frozen=True, slots=True)
class BettingPage:
    """Objects to texts that sell betting; densities are words (or phrases) in 100 words of the text.

    A portal names what it sells (``offers``: games, odds, its own brand with a number), makes promises
    and speaks to the player (``appeal``), all of it densely. News on betting, lotteries and odds names
    the games without the appeal; news on their crimes may quote the appeal, but then police, courts and
    speakers are in it as well: it stays unless the pitch is ``min_pitch_to_reporting`` times as frequent.

    A report re-hosted among advertisements is judged as a report: only what the line rules left counts,
    and the pitch must be in ``min_spread`` of the ten parts of the text, as it is where the text is the
    advertisement. The limits lie between the portals and the news of ``benchmarks/spam.py``.
    """

    min_offers: float = 0.5
    min_appeal: float = 2.0
    min_pitch: float = 4.0
    min_pitch_to_reporting: float = 8.0
    min_spread: float = 0.5
    reason: str = "betting_page"

    def objection(self, document: Document) -> str | None:
        """Return the most frequent words of the pitch and how dense they are."""
        pitch = measure(f"{document.title}\n{document.text}")
        if pitch is None or not self._sells(pitch):
            return None
        both = pitch.offers + pitch.appeal
        share, told = pitch.per_hundred(both), pitch.reporting.total()
        return f"{_shown(both)}; {share:.1f} such words in 100, {told} of reporting in all"

    def _sells(self, pitch: Pitch) -> bool:
        both = pitch.offers + pitch.appeal
        return (
            len(pitch.offers) >= MIN_KINDS
            and pitch.per_hundred(pitch.offers) >= self.min_offers
            and pitch.per_hundred(pitch.appeal) >= self.min_appeal
            and pitch.per_hundred(both) >= self.min_pitch
            and pitch.spread >= self.min_spread
            and both.total() >= self.min_pitch_to_reporting * pitch.reporting.total()
        )


@dataclass(frozen=True, slots=True)
class Pitch:
    """How often the words of selling and of reporting occur in a text of ``words`` words.

    ``spread`` is the share (0 to 1) of the text's ten equal parts in which words of selling begin.
    """

    words: int
    spread: float
    offers: Counter[str]
    appeal: Counter[str]
    reporting: Counter[str]

    def per_hundred(self, found: Counter[str]) -> float:
        """Return the density of ``found`` in 100 words."""
        return 100 * found.total() / self.words


def measure(text: str) -> Pitch | None:
    """Return the pitch of ``text``, or None when it names nothing that betting houses sell.

    Linear in the length of the text; most texts cost one look for each of a few dozen words.
    """
    key = f" {' '.join(filter(None, map(line_key, text.splitlines())))} "
    patterns = _patterns()
    if not any(offer in key for offer in patterns.named):
        return None
    offers, brands, promises, readers, reporting = (list(one.finditer(key)) for one in patterns.all)
    if len(brands) >= MIN_BRAND_MENTIONS:
        offers += brands
    appeal = promises + readers
    parts = {PARTS * found.start() // len(key) for found in offers + appeal}
    return Pitch(len(key.split()), len(parts) / PARTS, _said(offers), _said(appeal), _said(reporting))


@dataclass(frozen=True, slots=True)
class _Patterns:
    named: tuple[str, ...]
    all: tuple[re.Pattern[str], ...]


@cache
def _patterns() -> _Patterns:
    folder = resources.files("cleaning.cues")
    files = [(folder / f"{language}.toml").read_text(encoding="utf-8") for language in LANGUAGES]
    tables = [tomllib.loads(file)["betting"] for file in files]
    offers = _keys(tables, "offer", "game")
    others = [_keys(tables, *kinds) for kinds in (("lure", "promise"), ("reader",), ("reporting",))]
    named = tuple(f" {offer} " for offer in offers)
    return _Patterns(named, (_any_of(offers), _BRAND, *map(_any_of, others)))


def _keys(tables: Iterable[Mapping[str, Sequence[str]]], *kinds: str) -> list[str]:
    return sorted({comparison_key(word) for table in tables for kind in kinds for word in table[kind]})


def _any_of(cues: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of any of ``cues`` as whole words, the longest that fits first."""
    longest = sorted(cues, key=lambda cue: (-len(cue), cue))
    return re.compile(f" (?:{'|'.join(map(re.escape, longest))})(?= )")


def _said(found: Iterable[re.Match[str]]) -> Counter[str]:
    return Counter(match[0].strip() for match in found)


def _shown(found: Counter[str]) -> str:
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"«{word}» {times}×" for word, times in ranked[:SHOWN_WORDS])
