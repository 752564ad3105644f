"""Signatures glued to a last paragraph: ``... về bến. Lan Anh (TTXVN)``, where line breaks were lost.

What stands behind the last sentence counts only when all of it reads as a byline or a credit, more
strictly than on a line of its own: a name has several words there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cleaning.bylines import Byline
from cleaning.document import Role
from cleaning.draft import Draft
from cleaning.end_mark import without_end_mark
from cleaning.glued_tail import BRACKET, Signed, is_alone, read_tail
from cleaning.names import byline_words, is_known_agency
from cleaning.shape import MIN_PARAGRAPH_WORDS, ends_sentence, is_paragraph
from cleaning.syllables import TONES
from cleaning.text import line_key, phrase_key

MAX_GLUED: Final = 90
"""Characters; two names with their tasks and a house stay below."""

MAX_WORD: Final = 12
"""Characters of a word and its space, more or less: where so many words are looked for."""

MAX_LOOKED_AT: Final = 1 << 10
"""Characters before a signature in which words are counted, where there are few spaces."""

MAX_SHORTENED: Final = 4
"""Letters of a word that a stop shortens: ``TP.``, ``PGS.``, ``Ths.``, ``Prof.``"""

MAX_TITLE: Final = 8
"""Letters of a title before a name: ``BSCKII.``"""

MAX_INITIALS: Final = 2

MAX_QUOTED: Final = 3
"""Characters of a question mark with the quotation marks and brackets behind it."""

_SIGNING: Final = frozenset({Role.BYLINE, Role.SOURCE})
_AFTER_STOP: Final = re.compile(
    r"[.!?…][\"'”’»)\]]*(?:\s+(?=[^\s\d.,;!?…a-z])|(?=[^\W\d_a-z]|\(\w))|[。！？][」』”]?\s*(?=\S)"
)
_SENTENCE: Final = re.compile(r"(?:[^\W\d_]{3}|[\"”’»])[.!?…]\s")
"""The end of a sentence, or of a word too long for an initial: no signature has one in it."""

_ENDS: Final = re.compile(r"(?:(?:^|[^\w.])[^\W\d_A-Z]{2,}[.!?…][\"'”’»)\]]*|/\.|[。！？][」』”]?)$")
"""What ends a sentence without a space behind it: a stop behind a word in small letters."""

_VOWEL: Final = re.compile(r"[aeiouy]", re.IGNORECASE)
_LAST_WORD: Final = re.compile(r"([^\W\d_]\w*)\.\s*$")


class Glued(NamedTuple):
    """Where a signature begins, and what it says: a byline, or the house it credits."""

    start: int
    byline: Byline | None
    credit: str | None


_found: Final[dict[str, Glued | None]] = {}


def without_signatures(paragraphs: Iterable[str]) -> Iterator[str]:
    """Yield those of ``paragraphs`` that end in a signature or a mark, without it, and remember all."""
    _found.clear()
    for text in paragraphs:
        found = _found.setdefault(text, _read(text))
        left = without_end_mark(text[: found.start].rstrip(" ") if found else text)
        if left != text:
            yield left


def glued_signature(text: str) -> Glued | None:
    """Return the signature at the end of the paragraph ``text``, ``None`` unless it ends in one."""
    return _found[text] if text in _found else _read(text)


def _read(text: str) -> Glued | None:
    for start in _starts(text):
        if signed := read_tail(text[start:]):
            goes_on = _is_shortened(text[:start]) or _is_answered(text[:start], signed)
            alone = signed.byline is not None and is_alone(signed.byline)
            return None if alone and goes_on else Glued(start, *signed)
    return None


def _is_answered(before: str, signed: Signed) -> bool:
    """Tell whether several names stand behind a question: they may answer it."""
    names = signed.byline.author if signed.byline else None
    return names is not None and "," in names and "?" in before.rstrip()[-MAX_QUOTED:]


def cut_signatures(draft: Draft) -> list[Glued]:
    """Return the signatures that were cut from the ends of paragraphs."""
    cut = ((index, span) for index, spans in draft.spans.items() for span in spans if span.role in _SIGNING)
    return [found for index, span in cut if (found := glued_signature(draft.lines[index].text[: span.end]))]


def until_cut(draft: Draft, index: int) -> str:
    """Return a line up to what other rules cut off its end: the credit of a picture behind a signature."""
    text = draft.lines[index].text
    end = len(text)
    for span in reversed(draft.spans.get(index, ())):
        if span.end != end:
            break
        end = span.start or 0
    return text[:end]


def _starts(text: str) -> Iterator[int]:
    """Yield where a signature may begin, behind a sentence: the longest first."""
    if ends_sentence(text) or text.endswith((",", ";", ":")):
        return
    for match in _AFTER_STOP.finditer(text, max(0, len(text) - MAX_GLUED)):
        if not (match[0][-1].isspace() or _ENDS.search(text, max(0, match.start() - MAX_WORD), match.end())):
            continue  # "TP.Huế", "Đ.Thu"
        if _SENTENCE.search(text, match.end()) is None and _is_long(text, match.end()):
            yield match.end()
            if (bracket := BRACKET.match(text, match.end())) and _is_remark(bracket[0].rstrip()):
                yield bracket.end()


def _is_remark(bracket: str) -> bool:
    """Tell whether a bracket before a name belongs to the text, ``(còn tiếp)``, and not to a picture."""
    return ":" not in bracket and read_tail(bracket) is None


def _is_long(text: str, end: int) -> bool:
    """Tell whether what ends there with a sentence is a paragraph, counted without reading it."""
    spaces = text.count(" ", max(0, end - MIN_PARAGRAPH_WORDS * MAX_WORD), end)
    return spaces > MIN_PARAGRAPH_WORDS or is_paragraph(text[max(0, end - MAX_LOOKED_AT) : end].rstrip())


def _is_whole(word: str) -> bool:
    """Tell whether no stop shortens ``word``: a house (``CNN``), a town (``HCM``), a toned vowel (``Á``)."""
    named = is_known_agency(word) or line_key(word) in byline_words().place
    toned = len(word) == 1 and any(mark in TONES for mark in unicodedata.normalize("NFD", word))
    return toned or (named and word.isupper())


def _is_shortened(before: str) -> bool:
    """Tell whether the stop at the end of ``before`` may shorten a word (``TP.``): the text goes on."""
    match = _LAST_WORD.search(before, max(0, len(before) - 2 * MAX_TITLE))
    if match is None or (match[1].islower() and before[-1].isspace()):  # "5 kg. Thu", but "ts.Thu"
        return False
    if phrase_key(match[1]) in byline_words().honorific:
        return True
    if len(match[1]) > MAX_SHORTENED or not match[1].isalpha() or _is_whole(match[1]):
        return False
    initials = len(match[1]) <= MAX_INITIALS and match[1].isupper()
    has_vowel = _VOWEL.search(unicodedata.normalize("NFD", match[1])) is not None
    return initials or not has_vowel
