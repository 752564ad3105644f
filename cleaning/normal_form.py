"""The one form in which text is stored: NFC, no invisible characters, one kind of space and line break.

Vietnamese letters stand where a look-alike stood. Nothing else that a reader sees is changed.
"""

from __future__ import annotations

import re
import unicodedata

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
from cleaning.syllables import is_syllable, shares

MAX_PILED_MARKS = 30
"""Combining marks on one letter; no script piles up more (Unicode, UAX 15, stream-safe text), and putting a
pile in order takes time by the square of its height."""

MIN_VALID_IN_LINE = 0.5
"""Share of legal syllables from which a line is Vietnamese (measured: shared facts, Language)."""
MIN_MARKED_IN_LINE = 0.3
"""Share of syllables with a tone or vowel mark from which a line is Vietnamese (same source)."""


def any_of(characters: frozenset[str] | str) -> re.Pattern[str]:
    """Return the pattern of one of ``characters``."""
    return re.compile(f"[{re.escape(''.join(sorted(characters)))}]")


WORD = re.compile(rf"[\w{MARKS}]+")
"""A run of letters, digits, low lines and combining marks."""

_HIGH_MARKS = "\U000101fd-\U0001e94a"
"""Holds the combining marks beyond the basic plane, among much else."""

_UNCLEAN = any_of(INVISIBLE | SPACES | set(NEWLINES))
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE_RUN = re.compile(" {2,}")
_IMITATION = any_of("".join(map(chr, IMITATIONS)))
_IMITATING_WORD = re.compile(rf"\b\w*[{''.join(map(chr, IMITATIONS))}]\w*")
_HOMOGLYPH = any_of("".join(map(chr, HOMOGLYPHS)))
_SPECIAL = re.compile(
    "|".join((_UNCLEAN.pattern, "[\r\ud800-\udfff]", _IMITATION.pattern, _HOMOGLYPH.pattern))
)
_LATIN_LETTER = re.compile(f"[{LATIN}]")
_PILE = re.compile(f"[{MARKS}{_HIGH_MARKS}][{MARKS}{_HIGH_MARKS}]{{{MAX_PILED_MARKS},}}")
_UNUSUAL = re.compile(f"{_SPECIAL.pattern}|[{MARKS}{_HIGH_MARKS}\u0e00-\u1dff\u2adc\u2e80-\U0010ffff]")
"""One look settles that there is little to do to most lines. (NFC takes U+2ADC apart, a sign and a mark.)"""
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u03ff\u0400-\u052f]")


def normalise(text: str, *, vietnamese: bool = True) -> str:
    """Return ``text`` in the one form that is stored: its lines and words unchanged, their bytes uniform.

    NFC; invisible characters deleted; every line break LF; spaces and tabs collapsed to one space and
    stripped from the ends of lines. Empty lines stay, also at the start: line numbers and the number
    of blank lines mean something. With ``vietnamese``, foreign look-alikes of Vietnamese letters are
    replaced where the text is Vietnamese. Of marks piled on one letter thirty stay. Idempotent; linear in
    the length of the text.
    """
    return tidied(uniform(text, vietnamese=vietnamese))


def uniform(text: str, *, vietnamese: bool = True) -> str:
    """Return ``text`` normalised but for its spaces."""
    if is_usual(text):
        return unicodedata.normalize("NFC", text)
    if _PILE.search(text):
        text = _PILE.sub(_lowered, text)
    text = unicodedata.normalize("NFC", text)
    return _uniform_characters(text, vietnamese=vietnamese) if _SPECIAL.search(text) else text


def is_usual(text: str) -> bool:
    """Tell whether ``text`` is as most are: only composed forms are to be put in, no mark stands apart.

    Nor is any of it in a script without spaces: beyond U+0E00 it holds Latin, Greek and signs only.
    """
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
    for character in set(_UNCLEAN.findall(text)):
        text = text.replace(character, CLEAN_UP[ord(character)] or "")
    # Again: a deleted character may have stood between two that compose.
    text = unicodedata.normalize("NFC", text)
    if _HOMOGLYPH.search(text):
        text = unicodedata.normalize("NFC", WORD.sub(_without_homoglyphs, text))
    if vietnamese and _IMITATION.search(text):
        text = unicodedata.normalize("NFC", "\n".join(map(_without_imitations, text.split("\n"))))
    return text


def tidied(text: str) -> str:
    """Return ``text`` with single spaces inside lines and none at their ends."""
    if "  " in text:
        text = _SPACE_RUN.sub(" ", text)
    if "\n" in text and (" \n" in text or "\n " in text):  # one character is found eight times as fast
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
