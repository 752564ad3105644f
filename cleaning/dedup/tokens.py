"""The words of a text as hashes: what every comparison of texts begins with, and most of its cost.

No word is ever made a string: the letters of the whole text are looked up in a table, and each word's hash is
the sum of its letters' values times a power that tells their places (Rabin and Karp 1987), read off one
running sum. Faster than looking each word up, and nothing has to be remembered.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.characters import HOMOGLYPHS, IMITATIONS, INVISIBLE
from cleaning.dedup import compiled
from cleaning.dedup.shingles import Hashes, mix
from cleaning.normal_form import WORD, uniform
from cleaning.text import comparison_key

_KNOWN: Final = 0x2E80
"""Code points in the table: beyond are scripts without spaces, signs and surrogates."""

_WORD: Final = 1
_DIGIT: Final = 2
_ZERO: Final = 4
_LETTER_OR_DIGIT: Final = np.uint8(_WORD | _DIGIT)
_DIGIT_OR_ZERO: Final = np.uint8(_DIGIT | _ZERO)
_UNUSUAL: Final = 8
"""A text that holds one, in its uniform spelling too, is folded by ``comparison_key`` first."""

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NUMBER: Final = np.uint64(1)
_STEP: Final = 0x9E3779B97F4A7C15
"""Odd multiplier (2^64 / golden ratio): its powers tell the places in a word apart."""

_BATCH: Final = 1 << 14
"""Characters of short texts read at once, some eight reports; more at once is no faster."""

_LARGE_BATCH: Final = 1 << 17
"""As many for compiled loops, which need no tables beside: a call of one costs as much as a short text."""

_PIECE: Final = 1 << 16
"""Characters read at a time: their tables fit into the cache, and a text of 10 MB costs no more memory."""


class Letters(NamedTuple):
    """By code point: the value of the letter without its tone, the value of the tone, and what it is."""

    values: Hashes
    tones: Hashes
    kinds: npt.NDArray[np.uint8]


def text_hashes(text: str) -> Hashes:
    """Return one hash for each word of ``comparison_key(text)``, in order; numbers are words of their own.

    So ``15km`` is the same as ``15 km``, and ``22h30`` is three words. Wherever a tone stands in its word,
    the hash is the same. ``are_numbers`` tells numbers; their leading zeros don't count: the 5th is the 05th.
    """
    if len(text) <= _PIECE:
        return _piece_hashes(text)
    return np.concatenate([_piece_hashes(text[start:end]) for start, end in _pieces(text)])


def are_numbers(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Return which of the words are numbers."""
    found: npt.NDArray[np.bool_] = (hashes & _NUMBER) == _NUMBER
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    """Return where pieces of ``text`` start and end; they are cut at line breaks or spaces."""
    starts = [0]
    while len(text) - starts[-1] > _PIECE:
        at = starts[-1] + _PIECE
        cuts = (text.rfind("\n", starts[-1] + 1, at), text.rfind(" ", starts[-1] + 1, at), text.find(" ", at))
        cut = next((cut for cut in cuts if cut > 0), len(text))
        if cut == len(text):
            break
        starts.append(cut)
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def hashes_of(texts: Sequence[str]) -> Iterator[Hashes]:
    """Yield ``text_hashes`` of each of ``texts``; many short ones are read at once, in half the time.

    Compiled loops do it in a tenth, where they can be had and there is enough to read.
    """
    many = compiled.pays(len(texts))
    read, most = (_compiled, _LARGE_BATCH) if many else (_read, _BATCH)
    for first, end in _together(texts, most):
        yield from read(texts[first:end])


def _compiled(texts: Sequence[str]) -> Iterator[Hashes]:
    """Yield the hashes of ``texts``, spellings made uniform where there is something unusual."""
    from cleaning.dedup.compiled.words import words_of  # noqa: PLC0415 - numba is optional

    if len(texts) == 1 and len(texts[0]) > _PIECE:
        yield text_hashes(texts[0])
        return
    found = words_of(texts)
    unusual = [at for at, words in enumerate(found) if words is None]
    spelled = words_of([uniform(texts[at]) for at in unusual]) if unusual else []
    again = dict(zip(unusual, spelled, strict=True))
    for at, words in enumerate(found):
        given = again[at] if words is None else words
        yield text_hashes(texts[at]) if given is None else given


def _read(texts: Sequence[str]) -> Iterator[Hashes]:
    joined = "\n".join(texts)
    codes = _codes(joined)
    kinds = letters().kinds.take(codes, mode="clip")
    if len(texts) == 1 or (kinds >= _UNUSUAL).any():
        yield from map(text_hashes, texts)
        return
    found = _hashed(codes, kinds)
    ends = np.cumsum([0, *(len(text) + 1 for text in texts)])
    words = np.searchsorted(found.starts, ends).tolist()
    yield from (found.hashes[start:end] for start, end in pairwise(words))


def _together(texts: Sequence[str], most: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of texts that together make a piece, or of one that makes more."""
    first, size = 0, 0
    for at, text in enumerate(texts):
        if at > first and size + len(text) > most:
            yield first, at
            first, size = at, 0
        size += len(text) + 1
    if texts:
        yield first, len(texts)


def _piece_hashes(text: str) -> Hashes:
    codes = _codes(text)
    kinds = letters().kinds.take(codes, mode="clip")
    if (kinds >= _UNUSUAL).any():
        codes = _codes(uniform(text))
        kinds = letters().kinds.take(codes, mode="clip")
    if (kinds >= _UNUSUAL).any():
        codes = _codes(comparison_key(text))
        kinds = letters().kinds.take(codes, mode="clip") & _DIGIT_OR_ZERO
        kinds[codes != ord(" ")] |= _WORD
        if codes.max(initial=0) >= _KNOWN:
            kinds[np.isin(codes, _far_digits())] |= _DIGIT
    return _hashed(codes, kinds).hashes


@cache
def _far_digits() -> npt.NDArray[np.intp]:
    """Return the digits of scripts beyond the table, as those of Sora Sompeng."""
    return np.array(
        [code for code in range(_KNOWN, sys.maxunicode + 1) if chr(code).isdigit()], dtype=np.intp
    )


def _codes(text: str) -> npt.NDArray[np.intp]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.intp)


class _Words(NamedTuple):
    """The hash of each word, and where it starts."""

    hashes: Hashes
    starts: npt.NDArray[np.intp]


def _hashed(codes: npt.NDArray[np.intp], kinds: npt.NDArray[np.uint8]) -> _Words:
    """Return the words that the letters among ``codes`` make.

    A word's sum is the difference of two sums from the beginning of the text, brought back to the power that
    its first letter would have in a text of its own: all modulo 2^64, where odd numbers have inverses.
    """
    parts = np.zeros(len(kinds) + 2, dtype=np.uint8)
    parts[1:-1] = kinds & _LETTER_OR_DIGIT
    bounds = np.flatnonzero(parts[1:] != parts[:-1])
    parts = parts[1:][bounds[:-1]]
    held = np.flatnonzero(parts)
    starts, ends, numbers = bounds[held], bounds[held + 1], (parts[held] & _DIGIT) != 0
    begins = _after_zeros(starts, ends, kinds, numbers)
    powers = _powers(len(codes) + 1)
    values = _sums(_values(codes) * powers.forth[: len(codes)])
    tones = _sums(letters().tones.take(codes, mode="clip"))
    found = (values[ends] - values[begins]) * powers.back[begins] + tones[ends] - tones[begins]
    return _Words(mix(found) & ~_NUMBER | numbers, starts)


def _sums(values: Hashes) -> Hashes:
    """Return the sum of all values before each place, and of all."""
    found = np.empty(len(values) + 1, dtype=np.uint64)
    found[0] = 0
    np.cumsum(values, out=found[1:])
    return found


def _values(codes: npt.NDArray[np.intp]) -> Hashes:
    found = letters().values.take(codes, mode="clip")
    if len(codes) and codes.max() >= _KNOWN:
        rare = codes >= _KNOWN
        found[rare] = mix(codes[rare].astype(np.uint64))
    return found


def _after_zeros(
    starts: npt.NDArray[np.intp],
    ends: npt.NDArray[np.intp],
    kinds: npt.NDArray[np.uint8],
    numbers: npt.NDArray[np.bool_],
) -> npt.NDArray[np.intp]:
    """Return where words begin when the zeros before a number don't count; its last letter always does."""
    padded = np.flatnonzero(numbers & (kinds[starts] & _ZERO != 0))
    if not len(padded):
        return starts
    begins = starts.copy()
    for word in padded.tolist():
        while begins[word] + 1 < ends[word] and kinds[begins[word]] & _ZERO:
            begins[word] += 1
    return begins


class _Powers(NamedTuple):
    """Powers of ``_STEP`` from 1 on, and of its inverse modulo 2^64."""

    forth: Hashes
    back: Hashes


def _powers(count: int) -> _Powers:
    """Return at least ``count`` powers: those of a piece, or of a longer word or key."""
    return _powers_to(max(_PIECE + 1, 1 << count.bit_length()) if count > _PIECE + 1 else _PIECE + 1)


@lru_cache(maxsize=1)
def _powers_to(count: int) -> _Powers:
    steps = np.full((2, count), [[_STEP], [pow(_STEP, -1, 1 << 64)]], dtype=np.uint64)
    steps[:, 0] = 1
    return _Powers(*np.cumprod(steps, axis=1))


@cache
def letters() -> Letters:
    """Return the table of ``_KNOWN`` code points, and one unusual for all others."""
    rows = [_letter(chr(code)) for code in range(_KNOWN)]
    values, tones, kinds = zip(*rows, (0, 0, _UNUSUAL), strict=True)
    codes = np.array(values, dtype=np.uint64)
    return Letters(mix(codes), np.array(tones, dtype=np.uint64), np.array(kinds, dtype=np.uint8))


def _letter(character: str) -> tuple[int, int, int]:
    """Return the code point of a folded letter without tone, the value of its tone, and its kind."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", character).casefold())
    pieces = unicodedata.normalize("NFD", folded)
    marks = [mark for mark in pieces if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in _TONES))
    kind = _kind(character, folded)
    if len(folded) != 1 or len(bare) != 1 or len(marks) > 1 or kind & _UNUSUAL:
        return ord(character), 0, kind
    return ord(bare), sum(map(_tone, marks)), kind


def _kind(character: str, folded: str) -> int:
    if character == "_":
        return 0
    if not _is_usual(character) or len(folded) != 1:
        return _UNUSUAL
    digit = _DIGIT * character.isdigit() | _ZERO * (character == "0")
    return (_WORD | digit) if WORD.match(folded) else 0


def _tone(mark: str) -> int:
    return int(mix(np.array([ord(mark)], dtype=np.uint64))[0])


def _is_usual(character: str) -> bool:
    """Return whether nothing is to be replaced or deleted in it, and it joins no other."""
    combining = unicodedata.category(character).startswith("M")
    special = character in INVISIBLE or ord(character) in IMITATIONS or ord(character) in HOMOGLYPHS
    return not combining and not special and not 0x0E00 <= ord(character) < 0x1E00 and character != "\u200d"
