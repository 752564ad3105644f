"""The vocabulary of betting: which words of a text sell, praise, advise or report, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, count
from typing import Final

from cleaning.betting_words import UNSPACED, Kind, vocabulary
from cleaning.remembered import Remembered
from cleaning.text import is_usual_line, line_key, line_mixed_words, line_words, word_count, words_sought
from cleaning.word_numbers import seek

SELLING: Final = frozenset(
    {Kind.OFFER, Kind.GAME, Kind.HOUSE, Kind.ADVICE, Kind.MONEY, Kind.CALL, Kind.PRAISE, Kind.READER}
)
"""The kinds that make up a pitch."""

MIN_HOUSE_MENTIONS: Final = 3
"""A house names itself again and again; a flight or a model stands once or twice."""

MIN_WORDS: Final = 100
"""Densities of shorter texts are taken as if they had so many words: one word of 60 proves little."""

PARTS: Final = 10
"""A text is cut into so many equal parts to see whether the pitch runs through it."""

_MIXED: Final = re.compile(r"\d(?:(?<=[a-z]\d)|(?=[a-z]))")
_HOUSE_SHAPE: Final = re.compile(
    r"[a-z]{2,8}(?:88|(\d)\1\1|789)|[a-z]{3,8}(?:(\d)\2|68|86|79|123|247|365)"
    r"|\d{1,3}(?:bet|win|club|king|vip|play|lottery|casino|slots?)|\d{1,2}[a-z](?:bet|win)"
    r"|[a-z]{1,4}\d{1,3}(?:bet|win|club|vip)"
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
    lines = list(filter(None, text.splitlines()))
    if not (_hold_goods(lines) or any(map(_is_unspaced, lines))):
        return None
    tokens = list(chain.from_iterable(map(line_words, lines)))
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
    """Tell whether a line may name goods or a house; cheaper than to look for all words, and remembered."""
    return _SOLD_IN[line]


def mixed_words(line: str) -> Sequence[str]:
    """Return the words of a line's key that are neither all letters nor all digits, as no house's name is.

    Most lines have none, so that what is looked for in names is looked for in these alone.
    """
    return _MIXED_WORDS[line]


def _sells(line: str) -> bool:
    if _hold_goods([line]) or _is_unspaced(line):
        return True
    return any(map(is_house_shaped, mixed_words(line)))


_MIXED_WORDS: Final[Remembered[Sequence[str]]] = Remembered(line_mixed_words, octets=80, per_character=1)
_GOODS_WORDS: Final[Remembered[frozenset[str]]] = Remembered(
    lambda line: vocabulary().goods_words.intersection(words_sought(line)), octets=700
)
"""The words of a line that stand in the names of goods as well."""
seek(lambda: (good.padded.strip() for goods in vocabulary().goods.values() for good in goods))
_SOLD_IN: Final[Remembered[bool]] = Remembered(_sells, octets=0)
MIXES_DIGITS: Final[Remembered[bool]] = Remembered(
    lambda line: any(map(_MIXED.search, mixed_words(line))), octets=0
)
"""Whether a digit stands beside a plain letter in a line, as in every house's name."""


def _hold_goods(lines: Sequence[str]) -> bool:
    """Tell whether one of the goods stands in ``lines``, of which two may share it."""
    named = frozenset().union(*map(_GOODS_WORDS.__getitem__, lines))
    goods = vocabulary().goods
    likely = [good for word in named & goods.keys() for good in goods[word] if good.words <= named]
    if not likely:  # as of most lines: each of them holds a score of these words, and hardly two of one
        return False
    key = f" {' '.join(filter(None, map(line_key, lines)))} "
    return any(good.padded in key for good in likely)


def _is_unspaced(line: str) -> bool:
    return not is_usual_line(line) and UNSPACED.search(line_key(line)) is not None


def hits_of(line: str) -> Iterator[Hit]:
    """Yield the words of the vocabulary in one line, and every name that only houses have."""
    tokens = line_words(line)
    yield from scan(tokens)
    if not any(map(is_house_shaped, mixed_words(line))):
        return
    for index, token in enumerate(tokens):
        if not token.isalpha() and is_house_shaped(token):
            yield Hit(token, Kind.HOUSE, index, index + 1)


def scan(tokens: Sequence[str]) -> Iterator[Hit]:
    """Yield the words of the vocabulary among ``tokens`` of a comparison key, the longest that fits first."""
    spaced = vocabulary().spaced
    unspaced = UNSPACED.search(" ".join(tokens)) is not None  # at once: most tokens open no entry
    opening = count() if unspaced else compress(count(), map(spaced.__contains__, tokens))
    end = 0
    for index in opening:
        if index >= len(tokens):
            return
        if index < end:
            continue
        token = tokens[index]
        for entry in spaced.get(token, ()):
            if tuple(tokens[index : index + len(entry.words)]) == entry.words:
                end = index + len(entry.words)
                yield Hit(" ".join(entry.words), entry.kind, index, end)
                break
        else:
            if unspaced and UNSPACED.search(token):
                yield from _inside(token, index)


def unspaced_hits(text: str) -> Iterator[tuple[range, Kind]]:
    """Yield where in ``text``, as it is written, words of scripts without spaces stand, and their kinds."""
    known = vocabulary()
    for match in known.unspaced.finditer(text):
        yield range(*match.span()), known.kinds[match[0]]


def is_unspaced(token: str) -> bool:
    """Tell whether ``token`` is written in a script without spaces."""
    return UNSPACED.search(token) is not None


def _inside(token: str, index: int) -> Iterator[Hit]:
    known = vocabulary()
    for match in known.unspaced.finditer(token):
        yield Hit(match[0], known.kinds[match[0]], index, index + 1)


def is_house_shaped(token: str) -> bool:
    """Tell whether ``token`` of a comparison key is made as only betting houses make their names."""
    return _HOUSE_SHAPE.fullmatch(token) is not None


def opens_as_house(line: str) -> bool:
    """Tell whether any word of ``line`` begins as only betting houses are named: ``kubo88Sáng``."""
    return any(map(_HOUSE_SHAPE.match, mixed_words(line)))


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
