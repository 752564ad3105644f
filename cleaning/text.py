"""Text made uniform: normalisation for storing, keys for comparing, and (re-exported) decoding.

Stored text stays as published but for what no reader sees: NFC, no invisible characters, one kind of
space and line break, Vietnamese letters where a look-alike stood. Comparison keys go further.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import filterfalse
from math import ceil
from typing import NamedTuple

from cleaning.characters import (
    CLEAN_UP,
    DJE,
    HOMOGLYPHS,
    IMITATIONS,
    INVISIBLE,
    LATIN,
    MARKS,
    NEWLINES,
    SPACES,
)
from cleaning.encodings import Decoded, UndecodableError, decode
from cleaning.remembered import Remembered
from cleaning.syllables import is_syllable, old_tone_placement, shares

MAX_PILED_MARKS = 30
"""Combining marks on one letter; no script piles up more (Unicode, UAX 15, stream-safe text), and putting a
pile in order takes time by the square of its height."""

__all__ = [
    "Decoded",
    "UndecodableError",
    "comparison_key",
    "decode",
    "line_key",
    "line_words",
    "normalise",
    "syllables",
    "word_count",
    "words_of_token",
]

MIN_VALID_IN_LINE = 0.5
"""Share of legal syllables from which a line is Vietnamese (measured: shared facts, Language)."""
MIN_MARKED_IN_LINE = 0.3
"""Share of syllables with a tone or vowel mark from which a line is Vietnamese (same source)."""


def _any_of(characters: frozenset[str] | str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(characters)))}]")


_HIGH_MARKS = "\U000101fd-\U0001e94a"
"""Holds the combining marks beyond the basic plane, among much else."""

_UNCLEAN = _any_of(INVISIBLE | SPACES | set(NEWLINES))
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE_RUN = re.compile(" {2,}")
_IMITATION = _any_of("".join(map(chr, IMITATIONS)))
_IMITATING_WORD = re.compile(rf"\w*[{''.join(map(chr, IMITATIONS))}]\w*")
_HOMOGLYPH = _any_of("".join(map(chr, HOMOGLYPHS)))
_WORD = re.compile(rf"[\w{MARKS}]+")
_SPECIAL = re.compile(
    "|".join((_UNCLEAN.pattern, "[\r\ud800-\udfff]", _IMITATION.pattern, _HOMOGLYPH.pattern))
)
_LATIN_LETTER = re.compile(f"[{LATIN}]")
_PILE = re.compile(f"[{MARKS}{_HIGH_MARKS}][{MARKS}{_HIGH_MARKS}]{{{MAX_PILED_MARKS},}}")
_UNUSUAL = re.compile(f"{_SPECIAL.pattern}|[{MARKS}{_HIGH_MARKS}\u2adc]")
"""One look settles that there is little to do to most lines. (NFC takes U+2ADC apart, a sign and a mark.)"""
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3"
_UNSPACED_LETTER = re.compile(f"[{_HAN}{_SOUTH_EAST_ASIAN}]")
_UNSPACED = re.compile(f"(?P<han>[{_HAN}]+)|[{_SOUTH_EAST_ASIAN}]+")
_FOLDED_LETTERS = DJE | {ord("_"): " "} | dict.fromkeys(map(ord, "\u200d"))
_FOLDED_LETTER = _any_of("".join(map(chr, _FOLDED_LETTERS)))
_MAX_REMEMBERED_LENGTH = 24
"""Characters of the longest token whose key is remembered; longer ones hardly come twice."""
_MAX_REMEMBERED = 1 << 17
"""Tokens remembered (some 20 MB): 35,000 reports hold fewer, so the common ones are never recomputed."""
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u03ff\u0400-\u052f]")


def normalise(text: str, *, vietnamese: bool = True) -> str:
    """Return ``text`` in the one form that is stored: its lines and words unchanged, their bytes uniform.

    NFC; invisible characters deleted; every line break LF; spaces and tabs collapsed to one space and
    stripped from the ends of lines. Empty lines stay, also at the start: line numbers and the number
    of blank lines mean something. With ``vietnamese``, foreign look-alikes of Vietnamese letters are
    replaced where the text is Vietnamese. Of marks piled on one letter thirty stay. Idempotent; linear in
    the length of the text.
    """
    return _tidy_spaces(_uniform(text, vietnamese=vietnamese))


def _uniform(text: str, *, vietnamese: bool = True) -> str:
    """Return ``text`` normalised but for its spaces."""
    if _is_usual(text):
        return unicodedata.normalize("NFC", text)
    if _PILE.search(text):
        text = _PILE.sub(_lowered, text)
    text = unicodedata.normalize("NFC", text)
    return _uniform_characters(text, vietnamese=vietnamese) if _SPECIAL.search(text) else text


def _is_usual(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or not _UNUSUAL.search(text)


def _lowered(pile: re.Match[str]) -> str:
    """Return a run of marks without those beyond the thirtieth on one letter."""
    kept: list[str] = []
    height = 0
    for mark in pile.group():
        height = height + 1 if unicodedata.combining(mark) else 0
        if height <= MAX_PILED_MARKS:
            kept.append(mark)
    return "".join(kept)


def _uniform_characters(text: str, *, vietnamese: bool) -> str:
    """Return ``text`` with nothing left that ``_SPECIAL`` looks for, but where it is meant."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNCLEAN.sub(lambda found: CLEAN_UP[ord(found.group())] or "", text)
    # Again: a deleted character may have stood between two that compose.
    text = unicodedata.normalize("NFC", text)
    if _HOMOGLYPH.search(text):
        text = unicodedata.normalize("NFC", _WORD.sub(_without_homoglyphs, text))
    if vietnamese and _IMITATION.search(text):
        text = unicodedata.normalize("NFC", "\n".join(map(_without_imitations, text.split("\n"))))
    return text


def _tidy_spaces(text: str) -> str:
    """Return ``text`` with single spaces inside lines and none at their ends."""
    if "  " in text:
        text = _SPACE_RUN.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = text.replace(" \n", "\n").replace("\n ", "\n")
    return text.strip(" ")


def _without_homoglyphs(word: re.Match[str]) -> str:
    """Return a word with its Greek and Cyrillic letters made Latin, if it mixes them with Latin ones.

    A word with one such letter that is not in the table is meant as it is (``Windowsом``).
    """
    token = word.group()
    if token.isascii() or not _LATIN_LETTER.search(token):
        return token
    replaced = token.translate(HOMOGLYPHS)
    return token if _GREEK_OR_CYRILLIC.search(replaced) else replaced


def _without_imitations(line: str) -> str:
    """Return ``line`` with look-alikes of Vietnamese letters replaced, if it is a Vietnamese line."""
    replaced = unicodedata.normalize("NFC", line.translate(IMITATIONS))
    found = shares(replaced)
    if found.valid < MIN_VALID_IN_LINE or found.marked < MIN_MARKED_IN_LINE:
        return line
    return _IMITATING_WORD.sub(_without_imitation, line)


def _without_imitation(word: re.Match[str]) -> str:
    """Return a word of a Vietnamese line respelled when that makes a syllable or an abbreviation.

    Names keep their letters: ``Sigurðsson``, ``Hǎo``.
    """
    token = word.group()
    replaced = unicodedata.normalize("NFC", token.translate(IMITATIONS))
    if is_syllable(replaced):
        return replaced
    return token.translate(DJE) if token.isupper() else token


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
    return _KEYS[text].words


def runs_of_letters(text: str) -> int | None:
    r"""Return how many matches of ``\w+`` a line holds, where its key tells: it has as many words.

    It does but for what joins or parts words in the key alone: low lines, joiners and combining marks.
    """
    same = _KEYS[text].is_usual and "_" not in text and "\u200d" not in text
    return len(_KEYS[text].words) if same else None


class _Key(NamedTuple):
    """The comparison key of a line and its words, most of them strings that other lines share.

    ``is_usual``: nothing in the line was replaced, and no mark stands apart from its letter.
    """

    key: str
    words: Sequence[str]
    is_usual: bool


def _read_line(text: str) -> _Key:
    usual = _is_usual(text)
    uniform = unicodedata.normalize("NFC", text) if usual else _uniform(text)
    words = list(filter(None, map(_FOLDED.__getitem__, uniform.split())))
    key = " ".join(words)
    return _Key(key, words if key.count(" ") + 1 == len(words) else key.split(), usual)


def _known_key(line: str) -> str:
    return (_KEYS.get(line) or _read_line(line)).key


_KEYS: Remembered[_Key] = Remembered(_read_line, octets=200, per_character=5)


def syllables(text: str) -> list[str]:
    """Return the words of ``comparison_key(text)``: in Vietnamese, its syllables.

    A word is a run of letters, digits and combining marks; scripts without spaces give long words.
    """
    return comparison_key(text).split()


def words_of_token(token: str) -> list[str]:
    """Return the words, as in ``comparison_key``, of what stands between two spaces of a normalised text."""
    return _FOLDED[token].split()


def _fold(token: str) -> str:
    folded = token.casefold()
    if _FOLDED_LETTER.search(folded):
        folded = folded.translate(_FOLDED_LETTERS)
    folded = unicodedata.normalize("NFC", folded)
    words = [folded] if folded.isalpha() else _WORD.findall(folded)
    return " ".join(map(old_tone_placement, words))


class _FoldedTokens(dict[str, str]):
    """What stands between two spaces → its key: no word, one, or several.

    Remembered, because a corpus has few distinct tokens and folding them was 89 % of finding copies;
    a dict, because its look-up is twice as fast as that of ``lru_cache``.
    """

    def __missing__(self, token: str) -> str:
        folded = _fold(token)
        folded = token if folded == token else folded  # one string for both
        if len(token) <= _MAX_REMEMBERED_LENGTH:
            if len(self) >= _MAX_REMEMBERED:
                self.clear()
            self[token] = folded
        return folded


_FOLDED = _FoldedTokens()


def word_count(text: str) -> int:
    """Return the number of words: tokens between spaces that hold a letter or digit.

    In Vietnamese these are syllables. Scripts without spaces are counted by letters: two of Han or
    kana, five of Thai, Lao, Khmer or Burmese make a word (about their mean word lengths).
    """
    if _UNSPACED_LETTER.search(text) is None:
        return _spaced_words(text)
    runs = (len(run.group()) / (2 if run.lastgroup == "han" else 5) for run in _UNSPACED.finditer(text))
    return _spaced_words(_UNSPACED.sub(" ", text)) + sum(map(ceil, runs))


def _spaced_words(text: str) -> int:
    tokens = text.split()
    others = list(filterfalse(str.isalnum, tokens))
    return len(tokens) - len(others) + sum(map(bool, map(_LETTER_OR_DIGIT.search, others)))
