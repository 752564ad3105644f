"""The vocabulary of betting: which words of a text sell, praise, advise or report, and where they stand."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import chain
from typing import Final, NamedTuple

from cleaning.remembered import Remembered
from cleaning.text import comparison_key, is_usual_line, line_key, line_words, word_count


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


SELLING: Final = frozenset(
    {Kind.OFFER, Kind.GAME, Kind.HOUSE, Kind.ADVICE, Kind.MONEY, Kind.CALL, Kind.PRAISE, Kind.READER}
)
"""The kinds that make up a pitch."""

_NAMED: Final = frozenset({Kind.OFFER, Kind.GAME, Kind.WARES})
"""The kinds that make a line worth reading word by word."""

MIN_HOUSE_MENTIONS: Final = 3
"""A house names itself again and again; a flight or a model stands once or twice."""

MIN_WORDS: Final = 100
"""Densities of shorter texts are taken as if they had so many words: one word of 60 proves little."""

PARTS: Final = 10
"""A text is cut into so many equal parts to see whether the pitch runs through it."""

_MIXED: Final = re.compile(r"\d(?:(?<=[a-z]\d)|(?=[a-z]))")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
"""Thai, Kana, Han and Hangul: words stand beside their particles without a space."""
_HOUSE_SHAPE: Final = re.compile(
    r"[a-z]{2,8}(?:88|(\d)\1\1|789)|[a-z]{3,8}(?:(\d)\2|68|86|79|123|247|365)"
    r"|\d{1,3}(?:bet|win|club|king|vip|play|lottery|casino|slots?)|[a-z]{1,4}\d{1,3}(?:bet|win|club|vip)"
    r"|(?:bet|win|club|vip)\d{3}[a-z]"
)
"""Letters with a lucky number, or a number with what is done there. Two letters and two digits name roads."""
_PRODUCT: Final = re.compile(r"[a-z]{2}\d+|[a-z]+(?:(?!88)(\d)\1+|247|365)")
"""Windows11, Boeing777, Office365, QL88, VN789."""
_TRADE: Final = re.compile(r"bet|win|club|casino|vip|slot|lottery")
_HOUSE_LIKE: Final = re.compile(
    r"[a-z]{1,8}\d{1,3}[a-z]{0,4}|\d{1,3}[a-z]{2,8}|[a-z]{2,8}(?:bet|win|club|casino|toto|slot|vip)"
)
"""Also teams (``u22``), models and names (``darwin``): a house only if it stands beside what it sells."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One word of the vocabulary in a text: tokens ``start`` to ``end`` of its comparison key."""

    phrase: str
    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pitch:
    """How often each kind of word occurs in a text of ``words`` words.

    ``spread`` is the share (0 to 1) of the text's ten equal parts in which words of selling begin.
    """

    words: int
    spread: float
    found: Mapping[Kind, Counter[str]]

    def said(self, *kinds: Kind) -> Counter[str]:
        """Return the words of ``kinds`` with their numbers."""
        return sum((self.found[kind] for kind in kinds if kind in self.found), Counter[str]())

    def per_hundred(self, *kinds: Kind) -> float:
        """Return the density of ``kinds`` in 100 words."""
        return 100 * self.said(*kinds).total() / max(self.words, MIN_WORDS)


def measure(text: str) -> Pitch | None:
    """Return the pitch of ``text``, or None when it names nothing that betting houses sell.

    Linear in the length of the text; most texts cost one look at their set of words.
    """
    lines = text.splitlines()
    tokens = list(chain.from_iterable(map(line_words, lines)))
    key = " ".join(filter(None, map(line_key, lines)))
    if not (_names_goods(key, tokens) or any(map(_is_unspaced, lines))):
        return None
    hits = list(scan(tokens))
    if not any(hit.kind is Kind.OFFER or hit.kind is Kind.GAME for hit in hits):
        return None
    hits += _houses(tokens, hits)
    selling = {PARTS * hit.start // len(tokens) for hit in hits if hit.kind in SELLING}
    found: dict[Kind, Counter[str]] = {}
    for hit in hits:
        found.setdefault(hit.kind, Counter())[hit.phrase] += 1
    return Pitch(word_count(text), len(selling) / PARTS, found)


def sold_in(line: str) -> bool:
    """Tell whether a line may name goods or a house; cheaper than to look for all words."""
    tokens = line_words(line)
    if _names_goods(line_key(line), tokens) or _is_unspaced(line):
        return True
    return MIXES_DIGITS[line] and any(map(is_house_shaped, tokens))


MIXES_DIGITS: Final[Remembered[bool]] = Remembered(lambda line: bool(_MIXED.search(line_key(line))), octets=0)
"""Whether a digit stands beside a plain letter in a line, as in every house's name."""


def _names_goods(key: str, tokens: Sequence[str]) -> bool:
    goods = _vocabulary().goods
    if goods.keys().isdisjoint(tokens):
        return False
    padded = f" {key} "
    return any(phrase in padded for word in goods.keys() & tokens for phrase in goods[word])


def _is_unspaced(line: str) -> bool:
    return not is_usual_line(line) and _UNSPACED.search(line_key(line)) is not None


def hits_of(line: str) -> Iterator[Hit]:
    """Yield the words of the vocabulary in one line, and every name that only houses have."""
    tokens = line_words(line)
    yield from scan(tokens)
    for index, token in enumerate(tokens):
        if not token.isalpha() and is_house_shaped(token):
            yield Hit(token, Kind.HOUSE, index, index + 1)


def scan(tokens: Sequence[str]) -> Iterator[Hit]:
    """Yield the words of the vocabulary among ``tokens`` of a comparison key, the longest that fits first."""
    vocabulary = _vocabulary()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = index + 1
        for entry in vocabulary.spaced.get(token, ()):
            if tuple(tokens[index : index + len(entry.words)]) == entry.words:
                end = index + len(entry.words)
                yield Hit(" ".join(entry.words), entry.kind, index, end)
                break
        else:
            if _UNSPACED.search(token):
                yield from _inside(token, index)
        index = end


def unspaced_hits(text: str) -> Iterator[tuple[range, Kind]]:
    """Yield where in ``text``, as it is written, words of scripts without spaces stand, and their kinds."""
    vocabulary = _vocabulary()
    for match in vocabulary.unspaced.finditer(text):
        yield range(*match.span()), vocabulary.kinds[match[0]]


def is_unspaced(token: str) -> bool:
    """Tell whether ``token`` is written in a script without spaces."""
    return _UNSPACED.search(token) is not None


def _inside(token: str, index: int) -> Iterator[Hit]:
    vocabulary = _vocabulary()
    for match in vocabulary.unspaced.finditer(token):
        yield Hit(match[0], vocabulary.kinds[match[0]], index, index + 1)


def is_house_shaped(token: str) -> bool:
    """Tell whether ``token`` of a comparison key is made as only betting houses make their names."""
    return _HOUSE_SHAPE.fullmatch(token) is not None


def may_be_product(name: str) -> bool:
    """Tell whether products, flights and roads are named as ``name``, casefolded, is."""
    return _PRODUCT.fullmatch(name) is not None


def reads_as_house(name: str) -> bool:
    """Tell whether ``name``, as written, is a house's and no firm's: ``kubo88``, not ``Studio68``.

    Firms bear lucky numbers as well, and write their names large; a house is written as it is typed, or
    says what it sells.
    """
    key = name.casefold()
    typed = name.islower() or _TRADE.search(key) is not None
    return typed and is_house_shaped(key) and not may_be_product(key)


def _houses(tokens: Sequence[str], hits: Iterable[Hit]) -> list[Hit]:
    """Return a hit for each mention of a name that houses go by, and that this text repeats."""
    beside = set()
    for hit in hits:
        if hit.kind is Kind.OFFER or hit.kind is Kind.GAME:
            beside |= {hit.start - 1, hit.end}
    places: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if _HOUSE_LIKE.fullmatch(token):
            places.setdefault(token, []).append(index)
    return [
        Hit(token, Kind.HOUSE, index, index + 1)
        for token, found in places.items()
        if len(found) >= MIN_HOUSE_MENTIONS and (is_house_shaped(token) or not beside.isdisjoint(found))
        for index in found
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The entries by their first word, those of scripts without spaces as one pattern.

    ``goods`` are the offers and games, with a space on either side, by their longest word, the rarest.
    """

    spaced: Mapping[str, tuple[_Entry, ...]]
    unspaced: re.Pattern[str]
    kinds: Mapping[str, Kind]
    goods: Mapping[str, tuple[str, ...]]


@cache
def _vocabulary() -> _Vocabulary:
    kinds = {comparison_key(listed.word): listed.kind for listed in listed_words()}
    entries = sorted((_Entry(tuple(key.split()), kind) for key, kind in kinds.items()), key=_longest_first)
    spaced: dict[str, tuple[_Entry, ...]] = {}
    for entry in entries:
        spaced[entry.words[0]] = (*spaced.get(entry.words[0], ()), entry)
    joined = [" ".join(entry.words) for entry in entries if _UNSPACED.search(entry.words[0])]
    goods: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.kind in _NAMED:
            word = max(reversed(entry.words), key=len)
            goods[word] = (*goods.get(word, ()), f" {' '.join(entry.words)} ")
    return _Vocabulary(spaced, re.compile("|".join(map(re.escape, joined))), kinds, goods)


def _longest_first(entry: _Entry) -> tuple[int, tuple[str, ...]]:
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
