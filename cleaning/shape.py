"""The shape of a line: is it a sentence, a paragraph, a headline; language-neutral, no word lists."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cleaning.remembered import Remembered
from cleaning.text import runs_of_letters

MIN_PARAGRAPH_WORDS: Final = 12
"""Fewer words than this, even with a full stop, may be a caption, a crumb or a slogan."""

MIN_TITLE_WORDS: Final = 4
MAX_TITLE_WORDS: Final = 45
"""Headlines in the samples run from 10 to 34 words; wire headlines naming an office run longest."""

_CLOSERS: Final = "\"'”’»)】]"
_TERMINALS: Final = ".!?…。！？"
_STOPS: Final = ".…。"
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’)]*\s+(?=[^\W\d_a-z])|[。！？]")
_WORD: Final = re.compile(r"\w+")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")

CJK_PER_WORD: Final = 2
"""Scripts without spaces: about two characters make a word."""


def words(text: str) -> int:
    """Return the number of words of a line; characters of scripts without spaces count half a word."""
    return _WORDS[text]


def _words(text: str) -> int:
    if (known := runs_of_letters(text)) is not None:
        return known
    if text.isascii() or not _CJK.search(text):
        return len(_WORD.findall(text))
    spaced = len(_WORD.findall(_CJK.sub(" ", text)))
    return spaced + len(_CJK.findall(text)) // CJK_PER_WORD


_WORDS: Final[Remembered[int]] = Remembered(_words, octets=32)


def ends_sentence(text: str) -> bool:
    """Tell whether ``text`` ends as a sentence does, quotes and brackets aside."""
    return text.rstrip(_CLOSERS + " ")[-1:] in _TERMINALS and bool(text)


def ends_with_stop(text: str) -> bool:
    """Tell whether ``text`` ends in a full stop or ellipsis, which a headline does not."""
    return text.rstrip(_CLOSERS + " ")[-1:] in _STOPS and bool(text)


def sentences(text: str) -> int:
    """Return the number of sentences of ``text``, at least one."""
    return 1 + len(_SENTENCE_END.findall(text.rstrip(_CLOSERS + _TERMINALS + " ")))


def is_paragraph(text: str) -> bool:
    """Tell whether ``text`` reads as running prose: long enough, and ended as a sentence."""
    return _PARAGRAPHS[text]


def _is_paragraph(text: str) -> bool:
    return ends_sentence(text) and words(text) >= MIN_PARAGRAPH_WORDS


_PARAGRAPHS: Final[Remembered[bool]] = Remembered(_is_paragraph, octets=0)


def is_title_like(text: str) -> bool:
    """Tell whether ``text`` could be a headline: one clause of some words, no full stop at its end."""
    if not MIN_TITLE_WORDS <= words(text) <= MAX_TITLE_WORDS:
        return False
    return not ends_with_stop(text) and text[-1] not in ":;," and sentences(text) <= 2


def starts_upper(text: str) -> bool:
    """Tell whether the first letter of ``text`` is a capital, or has no case."""
    first = next((c for c in text if c.isalpha()), "")
    return bool(first) and not first.islower()


def is_name_like(text: str) -> bool:
    """Tell whether every word of ``text`` begins with a capital, as in a person's name."""
    tokens = _WORD.findall(text)
    return bool(tokens) and all(t[0].isupper() for t in tokens) and not any(c.isdigit() for c in text)


def squash(text: str) -> str:
    """Return the letters and digits of ``text``, casefolded, with nothing between them."""
    return "".join(_WORD.findall(text)).casefold()


def bare(text: str) -> str:
    """Return the letters and digits of ``text`` without accents, as they stand in a host name."""
    decomposed = unicodedata.normalize("NFD", squash(text).replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def han_share(text: str) -> float:
    """Return the share of Han characters among the letters of ``text``."""
    if not _HAN.search(text):
        return 0.0
    letters = sum(c.isalpha() for c in text)
    return len(_HAN.findall(text)) / letters if letters else 0.0


def half_of_doubled(text: str, *, min_words: int = MIN_TITLE_WORDS) -> str | None:
    """Return X when ``text`` is X twice with a space between, and X has ``min_words`` words."""
    middle = len(text) // 2
    if len(text) % 2 == 0 or text[middle] != " " or text[:middle] != text[middle + 1 :]:
        return None
    return text[:middle] if words(text[:middle]) >= min_words else None
