"""The words of texts by a compiled loop over their letters: ``tokens.text_hashes``, many times faster."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.characters import INVISIBLE
from cleaning.dedup.compiled.compiling import compiled, mixed, part
from cleaning.dedup.shingles import Hashes
from cleaning.dedup.tokens import (
    _DIGIT,
    _KNOWN,
    _LETTER_OR_DIGIT,
    _STEP,
    _TONES,
    _UNUSUAL,
    _ZERO,
    _tone,
    letters,
)

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

_DELETED: Final = 16
_TONE: Final = 32
_VOWEL_MARK: Final = 64
"""What ``_UNUSUAL`` characters are that the loop can deal with itself."""

_BELOW: Final = ord("\u0323")
"""The tone that comes before a vowel's mark when letters are taken apart."""

_VOWEL_MARKS: Final = "\u0302\u0306\u031b"

_PARTS = np.uint64(_LETTER_OR_DIGIT)
_STEPS = np.uint64(_STEP)


class Alphabet(NamedTuple):
    """By code point: as ``tokens.Letters``, and what the loop itself deals with.

    ``takes_tone`` says which vowels have a composed form with every tone; ``composed`` gives for each of
    ``marks`` the vowel with it, 0 where there is none.
    """

    values: Hashes
    tones: Hashes
    kinds: npt.NDArray[np.uint8]
    takes_tone: npt.NDArray[np.bool_]
    marks: npt.NDArray[np.int64]
    composed: npt.NDArray[np.int64]


def words_of(texts: Sequence[str]) -> list[Hashes | None]:
    """Return ``tokens.text_hashes`` of each of ``texts``, None where the loop can't deal with them."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    hashes, counts = np.empty(len(codes), dtype=np.uint64), np.empty(len(texts), dtype=np.int64)
    _texts(codes, ends, _alphabet(), hashes, counts)
    last = np.cumsum(np.maximum(counts, 0)).tolist()
    hashes = hashes[: last[-1]].copy()
    return [
        hashes[end - count : end] if count >= 0 else None
        for end, count in zip(last, counts.tolist(), strict=True)
    ]


@compiled
def _texts(codes: Codes, ends: Places, alphabet: Alphabet, hashes: Hashes, counts: Places) -> None:
    """Write the hashes of the words of several texts, and how many each has, -1 where it can't be told.

    ``codes`` are the code points of all texts, each followed by one that is skipped; ``ends`` says where.
    """
    start = at = 0
    for text in range(len(ends)):
        last = _words(codes[start : ends[text]], alphabet, hashes, at)
        counts[text] = last - at if last >= 0 else -1
        at = max(at, last)
        start = ends[text] + 1


@part
def _words(codes: Codes, alphabet: Alphabet, hashes: Hashes, at: int) -> int:
    """Write the words from ``at`` on and return where they end, -1 at what can't be dealt with.

    A word is a run of letters or one of digits; zeros that lead a number don't count. ``base`` is the last
    letter if marks may follow, ``tone`` its tone if that stands apart.
    """
    run, zeros, base, tone = np.uint64(0), False, np.uint64(0), np.uint64(0)
    total, power, before = np.uint64(0), np.uint64(1), np.uint64(1)
    unknown = np.uint64(len(alphabet.kinds) - 1)
    for at_code in range(len(codes)):
        code = np.uint64(codes[at_code])
        kind = np.uint64(alphabet.kinds[min(code, unknown)])
        if kind >= _UNUSUAL:
            if kind & _DELETED:
                continue
            change = _change(alphabet, code, base, tone)
            if change < 0:
                return -1
            if change:
                total += (alphabet.values[change] - alphabet.values[base]) * before
                base = np.uint64(change)
            else:
                total += alphabet.tones[code]
                tone = code
            continue
        part = kind & _PARTS
        if part != run or zeros:
            if run and part != run:
                hashes[at] = _word(total, run)
                at += 1
            zeros = (part != run or zeros) and kind & _ZERO != 0
            total, power, run = np.uint64(0), np.uint64(1), part
        base, tone = code, np.uint64(0)
        if part:
            total += alphabet.values[code] * power + alphabet.tones[code]
            before = power
            power *= _STEPS
    if run:
        hashes[at] = _word(total, run)
        at += 1
    return at


@part
def _change(alphabet: Alphabet, mark: np.uint64, base: np.uint64, tone: np.uint64) -> int:
    """Return which letter the ``base`` becomes by a mark behind it: 0 the same with a tone, -1 none known."""
    kind = np.uint64(alphabet.kinds[min(mark, np.uint64(len(alphabet.kinds) - 1))])
    if kind & _TONE and tone == 0 and alphabet.takes_tone[base]:
        return 0
    if kind & _VOWEL_MARK and tone in (0, _BELOW):
        for one in range(len(alphabet.composed)):
            found = alphabet.composed[one, base]
            if found and mark == alphabet.marks[one]:
                return int(found)
    return -1


@part
def _word(total: np.uint64, run: np.uint64) -> np.uint64:
    number = (run & np.uint64(_DIGIT)) >> np.uint64(1)
    return mixed(total) & ~np.uint64(1) | number


@cache
def _alphabet() -> Alphabet:
    known = letters()
    kinds = known.kinds.copy()
    for characters, kind in ((INVISIBLE, _DELETED), (_TONES, _TONE), (_VOWEL_MARKS, _VOWEL_MARK)):
        kinds[[ord(character) for character in characters if ord(character) < _KNOWN]] |= kind
    composed = np.zeros((len(_VOWEL_MARKS), len(kinds)), dtype=np.int64)
    takes_tone = np.zeros(len(kinds), dtype=bool)
    for vowel in "aeiouyAEIOUY":
        takes_tone[ord(vowel)] = True
        for at, mark in enumerate(_VOWEL_MARKS):
            whole = unicodedata.normalize("NFC", vowel + mark)
            if len(whole) == 1 and _takes_all_tones(whole):
                composed[at, ord(vowel)] = ord(whole)
                takes_tone[ord(whole)] = True
    tones = known.tones.copy()
    tones[list(map(ord, _TONES))] = list(map(_tone, _TONES))
    marks = np.array(list(map(ord, _VOWEL_MARKS)))
    return Alphabet(known.values, tones, kinds, takes_tone, marks, composed)


def _takes_all_tones(vowel: str) -> bool:
    return all(len(unicodedata.normalize("NFC", vowel + tone)) == 1 for tone in _TONES)
