"""The words of a text, their number, and its key for comparing; decoding and normalising are re-exported."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse
from math import ceil
from typing import Final, NamedTuple

from cleaning.characters import DJE
from cleaning.encodings import Decoded, UndecodableError, decode
from cleaning.lines_together import LineRead
from cleaning.normal_form import WORD, any_of, is_usual, normalise, uniform
from cleaning.remembered import MAX_WORD_LENGTH, Remembered, RememberedWords
from cleaning.syllables import EDGES, SYLLABLES, kinds_in, old_tone_placement, word_kinds

__all__ = [
    "Decoded",
    "UndecodableError",
    "comparison_key",
    "decode",
    "line_key",
    "line_kinds",
    "line_words",
    "normalise",
    "phrase_key",
    "syllables",
    "word_count",
]

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3"
_UNSPACED_LETTER = re.compile(f"[{_HAN}{_SOUTH_EAST_ASIAN}]")
_UNSPACED = re.compile(f"(?P<han>[{_HAN}]+)|[{_SOUTH_EAST_ASIAN}]+")
_ASCII_WORD = re.compile("[a-z0-9]+")
_FOLDED_LETTERS = DJE | {ord("_"): " "} | dict.fromkeys(map(ord, "\u200d"))
_FOLDED_LETTER = any_of("".join(map(chr, _FOLDED_LETTERS)))


def comparison_key(text: str) -> str:
    """Return ``text`` as it is compared: equal for spellings, encodings and layouts of the same words.

    NFC, case-folded, tones in the old place, every đ alike, words separated by single spaces,
    punctuation and line breaks gone.
    """
    if "\n" not in text:
        return _known_key(text)
    return " ".join(filter(None, map(_known_key, filter(None, text.split("\n")))))


def line_key(text: str) -> str:
    """Return ``comparison_key`` of one line; the lines of the record at work are remembered.

    A dozen rules compare the same lines, which made folding half of their cost.
    """
    return _KEYS[text].key


def line_words(text: str) -> Sequence[str]:
    """Return the words of ``line_key(text)``, remembered with it."""
    known = _KEYS[text]
    return known.key.split() if known.words is None else known.words


def words_sought(text: str) -> Iterable[str]:
    """Return words of ``line_key(text)``: all that stand in phrases sought (``word_numbers.seek``).

    Perhaps others, too: of a line that was not read ahead every word.
    """
    known = _KEYS[text]
    return known.ahead.sought if known.ahead else known.words or ()


def line_mixed_words(text: str) -> Sequence[str]:
    """Return the words of ``line_key(text)`` that are neither all letters nor all digits."""
    known = _KEYS[text]
    if known.ahead:
        return known.ahead.mixed
    return tuple(filterfalse(str.isdecimal, filterfalse(str.isalpha, known.words or ())))


def phrase_key(text: str) -> str:
    """Return ``comparison_key`` of a word or a few; they are remembered from record to record.

    Longer text is remembered as a line.
    """
    return _PHRASE_KEYS[text] if len(text) <= MAX_WORD_LENGTH else _KEYS[text].key


def line_kinds(text: str) -> str:
    """Return ``word_kinds`` of one line in NFC, which is known where its key is."""
    known = _known(text)
    return known.kinds if known and known.is_usual else word_kinds(text)


def is_usual_line(text: str) -> bool:
    """Tell whether nothing in a line is replaced, marked apart or in a script without spaces; remembered."""
    return _KEYS[text].is_usual


def runs_of_letters(text: str) -> int | None:
    r"""Return how many matches of ``\w+`` a line holds, where its key is known and tells: as many as words.

    It does but for what joins or parts words in the key alone: low lines, joiners and combining marks. None
    also for a line not read yet: its words are counted faster than folded.
    """
    known = _known(text)
    if not known or not known.is_usual or "_" in text or "\u200d" in text:
        return None
    return len(known.words) if known.words is not None else known.key.count(" ") + bool(known.key)


class _Key(NamedTuple):
    """The comparison key of a line and its words, most of them strings that other lines share.

    ``tokens``: how many pieces of the line between spaces hold a word; ``kinds``: their ``word_kinds``. Of a
    line read ahead no words are kept but what is told of them in ``ahead``.
    """

    key: str
    words: Sequence[str] | None
    tokens: int
    is_usual: bool
    kinds: str
    ahead: LineRead | None = None


_ahead: Final[dict[str, _Key]] = {}


def read_ahead(lines: Mapping[str, LineRead]) -> None:
    """Take ``lines`` as read, instead of those taken last: they need not be read when they are asked for."""
    _ahead.clear()
    for text, read in lines.items():
        _ahead[text] = _Key(read.key, None, read.pieces, is_usual=True, kinds=read.kinds, ahead=read)


def is_latin_line(text: str) -> bool:
    """Tell whether a line is known to hold no letter of a script beyond Latin."""
    known = _known(text)
    return known.ahead is not None and known.ahead.is_latin if known else not text


def _read_line(text: str) -> _Key:
    if known := _ahead.get(text):
        return known
    usual = is_usual(text)
    stored = unicodedata.normalize("NFC", text) if usual else uniform(text)
    pieces = list(map(_PIECES.__getitem__, stored.split()))
    folded = [key for key, _ in pieces if key]
    key = " ".join(folded)
    words = folded if key.count(" ") + 1 == len(folded) else key.split()
    return _Key(key, words, len(folded), usual, "".join([kinds for _, kinds in pieces]))


def _known_key(line: str) -> str:
    return (_KEYS.get(line) or _read_line(line)).key


def _known(line: str) -> _Key | None:
    """Return what is known of a line that was asked for or read ahead."""
    return _KEYS.get(line) or _ahead.get(line)


MAX_PHRASES: Final = 1 << 15
"""Beginnings and ends of lines, looked up among labels (some 7 MB): many more, and less alike, than words."""

MAX_KEY_OCTETS: Final = 96_000_000
"""Bytes of keys: those of 100,000 paragraphs fit, which every rule asks for."""

_KEYS: Remembered[_Key] = Remembered(_read_line, octets=260, per_character=5, max_octets=MAX_KEY_OCTETS)
_PHRASE_KEYS: RememberedWords[str] = RememberedWords(
    lambda phrase: _read_line(phrase).key, max_words=MAX_PHRASES
)


def syllables(text: str) -> list[str]:
    """Return the words of ``comparison_key(text)``: in Vietnamese, its syllables.

    A word is a run of letters, digits and combining marks; scripts without spaces give long words.
    """
    return comparison_key(text).split()


def _read_piece(piece: str) -> tuple[str, str]:
    """Return the key of what stands between two spaces (no word, one, or several), and its ``word_kinds``."""
    bare = piece.strip(EDGES)
    if bare != piece:  # most that is met for the first time is a known word with a sign
        return _PIECES[bare]
    return _fold(piece), kinds_in(piece)


_PIECES: RememberedWords[tuple[str, str]] = RememberedWords(_read_piece)
"""What is asked of each word of a corpus: folding was 89 % of finding copies. One table for both, because
most of a look-up is waiting for memory."""


def _fold(token: str) -> str:
    folded = token.casefold()
    if token.isascii():  # so there are no tones to place
        key = " ".join(_ASCII_WORD.findall(folded))
    elif folded in SYLLABLES:
        key = old_tone_placement(folded)
    else:
        key = _respelled(folded)
    return token if key == token else key  # one string for both


def _respelled(folded: str) -> str:
    if _FOLDED_LETTER.search(folded):
        folded = folded.translate(_FOLDED_LETTERS)
    folded = unicodedata.normalize("NFC", folded)
    words = [folded] if folded.isalpha() else WORD.findall(folded)
    return " ".join(map(old_tone_placement, words))


def word_count(text: str) -> int:
    """Return the number of words: tokens between spaces that hold a letter or digit.

    In Vietnamese these are syllables. Scripts without spaces are counted by letters: two of Han or
    kana, five of Thai, Lao, Khmer or Burmese make a word (about their mean word lengths).
    """
    return sum(map(_words_of_line, text.split("\n")))


def _words_of_line(line: str) -> int:
    known = _known(line)
    if known and known.is_usual:
        return known.tokens
    if _UNSPACED_LETTER.search(line) is None:
        return _spaced_words(line)
    runs = (len(run.group()) / (2 if run.lastgroup == "han" else 5) for run in _UNSPACED.finditer(line))
    return _spaced_words(_UNSPACED.sub(" ", line)) + sum(map(ceil, runs))


def _spaced_words(text: str) -> int:
    tokens = text.split()
    others = list(filterfalse(str.isalnum, tokens))
    return len(tokens) - len(others) + sum(map(bool, map(_LETTER_OR_DIGIT.search, others)))
