"""The words of the betting trade, read from ``cues/betting.toml``: their kinds, languages and first words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from cleaning.text import comparison_key


class Kind(StrEnum):
    """What a word does in a text on betting; ``cues/betting.toml`` says what belongs to each."""

    OFFER = "offer"
    GAME = "game"
    LOTTERY = "lottery"
    ADVICE = "advice"
    MONEY = "money"
    CALL = "call"
    PRAISE = "praise"
    READER = "reader"
    REPORTING = "reporting"
    VICE = "vice"
    MATCH = "match"
    FILLER = "filler"
    WARES = "wares"
    HOUSE = "house"


_NAMED: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.WARES})
"""The kinds that make a line worth reading word by word."""

UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
"""Thai, Kana, Han and Hangul: words stand beside their particles without a space."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Words that stand in a row, and their kind."""

    words: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Good:
    """What is sold: its words, and all of it with a space on either side, as it stands in a padded key."""

    words: frozenset[str]
    padded: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The entries by their first word, those of scripts without spaces as one pattern.

    ``goods`` are the offers and games by their longest word, the rarest; ``goods_words`` all of their words.
    """

    spaced: Mapping[str, tuple[Entry, ...]]
    unspaced: re.Pattern[str]
    kinds: Mapping[str, Kind]
    goods: Mapping[str, tuple[Good, ...]]
    goods_words: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return all words, read once."""
    kinds = {comparison_key(listed.word): listed.kind for listed in listed_words()}
    entries = sorted((Entry(tuple(key.split()), kind) for key, kind in kinds.items()), key=_longest_first)
    spaced: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        spaced[entry.words[0]] = (*spaced.get(entry.words[0], ()), entry)
    joined = [" ".join(entry.words) for entry in entries if UNSPACED.search(entry.words[0])]
    goods: dict[str, tuple[Good, ...]] = {}
    for entry in entries:
        if entry.kind in _NAMED:
            word = max(reversed(entry.words), key=len)
            good = Good(frozenset(entry.words), f" {' '.join(entry.words)} ")
            goods[word] = (*goods.get(word, ()), good)
    goods_words = frozenset().union(*(good.words for listed in goods.values() for good in listed))
    return Vocabulary(spaced, re.compile("|".join(map(re.escape, joined))), kinds, goods, goods_words)


def _longest_first(entry: Entry) -> tuple[int, tuple[str, ...]]:
    return -len("".join(entry.words)), entry.words


class Listed(NamedTuple):
    """A word of the vocabulary as it is written there, with its kind and language."""

    kind: Kind
    word: str
    language: str


def listed_words() -> Iterator[Listed]:
    """Yield every word of the vocabulary."""
    text = (resources.files("cleaning.cues") / "betting.toml").read_text(encoding="utf-8")
    for language, kinds in tomllib.loads(text).items():
        for name, words in kinds.items():
            yield from (Listed(Kind(name), word, language) for word in words)


def languages_of(phrase: str) -> frozenset[str]:
    """Return the languages in whose lists ``phrase``, a comparison key, stands: none for a house's name."""
    return _languages().get(phrase, frozenset())


@cache
def _languages() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for listed in listed_words():
        key = comparison_key(listed.word)
        found[key] = found.get(key, frozenset()) | {listed.language}
    return found
