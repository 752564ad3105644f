"""Names of betting houses that stand alone beside a headline, also those that are written without a digit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from cleaning.betting import reads_as_house, sold_in
from cleaning.betting_words import Kind
from cleaning.rules.trade import Word, trade, words_of
from cleaning.shape import is_paragraph, words

_LETTERED: Final = re.compile(r"[a-z]{2,6}bet")
"""``Alphabet`` and ``Tibet`` have the same form: what else is so written stands in ``cues/lettered.toml``."""
_SHORT: Final = re.compile(r"[a-z]{2}88")
_WORD: Final = re.compile(r"\w+")

MAX_PITCH_WORDS: Final = 6
"""A name with a call or goods before it, ``Link vào kubo88``; a longer phrase is a headline's own."""

_PITCHED: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.CALL, Kind.MONEY, Kind.HOUSE})
_BAIT: Final = frozenset({Kind.CALL, Kind.MONEY})


def lettered_house(phrase: str) -> str:
    """Return the name, casefolded, when ``phrase`` is a house without a digit and what sells it."""
    listed = list(words_of(phrase, 0)) if words(phrase) <= MAX_PITCH_WORDS else []
    names = [word.key for word in listed if _is_lettered(word.key)]
    return names[0] if len(names) == 1 and (len(listed) == 1 or _is_pitch(listed)) else ""


def is_house_pitch(phrase: str) -> bool:
    """Tell whether ``phrase`` is nothing but a house and what sells it: ``Link vào kubo88``."""
    if words(phrase) > MAX_PITCH_WORDS:
        return False
    return bool(lettered_house(phrase)) or _is_pitch(list(words_of(phrase, 0)))


def _is_pitch(listed: Sequence[Word]) -> bool:
    hits = [hit for hit in trade(listed) if hit.kind in _PITCHED]
    named = any(hit.kind is Kind.HOUSE for hit in hits)
    return named and sum(hit.end - hit.start for hit in hits) == len(listed)


def _is_lettered(key: str) -> bool:
    return _LETTERED.fullmatch(key) is not None and key not in _no_houses()


def is_bait(text: str) -> bool:
    """Tell whether a short line names a house and calls or pays: ``kubo88 tải game nhận code``."""
    if is_paragraph(text) or not sold_in(text) or not any(map(_is_typed, _WORD.findall(text))):
        return False
    return any(hit.kind in _BAIT for hit in trade(list(words_of(text, 0))))


def _is_typed(name: str) -> bool:
    """Tell whether ``name`` is a house's as it is typed; beside a call one of two letters is no road."""
    return reads_as_house(name) or _SHORT.fullmatch(name) is not None


@cache
def _no_houses() -> frozenset[str]:
    text = (resources.files("cleaning.cues") / "lettered.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["words"])
