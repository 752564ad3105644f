"""Signatures glued to a last paragraph: ``... về bến. Lan Anh (TTXVN)``, where line breaks were lost.

What stands behind the last sentence counts only when all of it reads as a byline or a credit, more
strictly than on a line of its own: a name has several words there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cleaning.byline_brackets import PARTS
from cleaning.bylines import Byline, closing_byline
from cleaning.credits import closing_credit
from cleaning.document import Role
from cleaning.draft import Draft
from cleaning.end_mark import without_end_mark
from cleaning.names import (
    HAN,
    byline_words,
    is_crew,
    is_department,
    is_house,
    is_known_agency,
    is_office,
    is_organisation,
    without_honorific,
)
from cleaning.shape import MIN_PARAGRAPH_WORDS, ends_sentence, is_paragraph, words
from cleaning.signatures import MIN_LONE_NAME, reads_vietnamese
from cleaning.text import line_key, phrase_key

MAX_GLUED: Final = 90
"""Characters; two names with their tasks and a house stay below."""

MAX_SIGNATURES: Final = 1 << 13
"""Signatures that are remembered, some 5 MB."""

MAX_WORD: Final = 12
"""Characters of a word and its space, more or less: where so many words are looked for."""

MAX_LOOKED_AT: Final = 1 << 10
"""Characters before a signature in which words are counted, where there are few spaces."""

MAX_SHORTENED: Final = 4
"""Letters of a word that a stop shortens: ``TP.``, ``PGS.``, ``Ths.``, ``Prof.``"""

MAX_HOUSE: Final = 12
"""Words of the reporters of a house with their town."""

MAX_TITLE: Final = 8
"""Letters of a title before a name: ``BSCKII.``"""

MAX_INITIALS: Final = 2

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
        if signed := _signed(text[start:]):
            alone = signed.byline is not None and _is_alone(signed.byline)
            return None if alone and _is_shortened(text[:start]) else Glued(start, *signed)
    return None


class _Signed(NamedTuple):
    byline: Byline | None
    credit: str | None


@lru_cache(maxsize=MAX_SIGNATURES)
def _signed(tail: str) -> _Signed | None:
    """Read what stands behind a sentence; the same people sign many reports of a dump."""
    tail = once(tail)
    byline = closing_byline(tail)
    if byline is not None:
        return _Signed(byline, None) if _signs(byline, tail) else None
    credit = closing_credit(tail)
    return None if credit is None or _is_cited(credit, tail) else _Signed(None, credit)


def _is_alone(byline: Byline) -> bool:
    return byline.author is not None and not (byline.labelled or byline.agencies)


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


def once(text: str) -> str:
    """Return a signature printed twice, one behind the other, as it stands once; ``Lan Lan`` stays."""
    tokens = text.split()
    half = len(tokens) // 2
    return " ".join(tokens[:half]) if half > 1 and tokens[:half] == tokens[half:] else text


def _starts(text: str) -> Iterator[int]:
    """Yield where a signature may begin, behind a sentence: the longest first."""
    if ends_sentence(text) or text.endswith((",", ";", ":")):
        return
    for match in _AFTER_STOP.finditer(text, max(0, len(text) - MAX_GLUED)):
        if not (match[0][-1].isspace() or _ENDS.search(text, max(0, match.start() - MAX_WORD), match.end())):
            continue  # "TP.Huế", "Đ.Thu"
        if _SENTENCE.search(text, match.end()) is None and _is_long(text, match.end()):
            yield match.end()


def _is_long(text: str, end: int) -> bool:
    """Tell whether what ends there with a sentence is a paragraph, counted without reading it."""
    spaces = text.count(" ", max(0, end - MIN_PARAGRAPH_WORDS * MAX_WORD), end)
    return spaces > MIN_PARAGRAPH_WORDS or is_paragraph(text[max(0, end - MAX_LOOKED_AT) : end].rstrip())


def _signs(byline: Byline, tail: str) -> bool:
    """Tell whether what was read signs a report with no line of its own: no helper, office or lone word."""
    if byline.author is None:
        return bool(byline.agencies) and words(tail) <= MAX_HOUSE and not is_organisation(tail)
    first = phrase_key(byline.author.partition(" ")[0])
    if first in byline_words().helper or (first in byline_words().opening and ":" not in tail):
        return False  # "Ảnh Thu Vân"
    if byline.labelled:
        one_word = words(byline.author) < MIN_LONE_NAME  # "By Tuesday" and "Để thực hiện" go on
        return not one_word or ":" in tail or "(" in tail or HAN.search(tail) is not None
    housed = any(is_known_agency(house) or is_house(house) for house in byline.agencies)
    return housed or _signs_alone(byline.author)


def _signs_alone(author: str) -> bool:
    """Tell whether a name signs with nothing beside it; Chinese ones don't: any few characters may be one."""
    if is_crew(author):
        return _is_whole_crew(author.split())
    tokens = author.split()
    spoken_of = phrase_key(tokens[0]) in byline_words().address or is_department(author)
    if spoken_of or _is_place(author) or HAN.search(author):
        return False
    return words(" ".join(without_honorific(tokens))) >= MIN_LONE_NAME and reads_vietnamese(author)


def _is_whole_crew(tokens: Sequence[str]) -> bool:
    """Tell whether nothing but names follow the words for a newsroom: ``Nhóm rau củ`` is none."""
    known = byline_words()
    sizes = (n for n in (3, 2, 1) if phrase_key(" ".join(tokens[:n])) in known.crew)
    rest = tokens[next(sizes, 0) :]
    if not rest:
        return len(tokens) > 1 or tokens[0].isupper()
    return phrase_key(" ".join(rest)) in known.reporter or not any(token[0].islower() for token in rest)


def _is_place(author: str) -> bool:
    """Tell whether nothing but places stands there: one, or both sides of a match."""
    return all(line_key(part) in byline_words().place for part in PARTS.split(author))


def _is_cited(credit: str, tail: str) -> bool:
    """Tell whether a credit cites a law, an office or a place, or says more than a house: a number."""
    if "|" in credit or any(token[0].isdigit() for token in credit.split()):
        return True
    tokens, known = credit.split(), byline_words()
    if line_key(credit) in known.place or any(phrase_key(" ".join(tokens[:n])) in known.law for n in (1, 2)):
        return True
    goes_on = any(part[:1].islower() for part in credit.split(", ")[1:])  # "Theo Reuters, hai bên"
    titled = phrase_key(tokens[0]) in known.honorific and "(" not in tail and "/" not in tail
    marked = is_known_agency(credit) or ":" in tail or tail.startswith("(")
    return not marked and (goes_on or titled or is_office(credit))


def _is_shortened(before: str) -> bool:
    """Tell whether the stop at the end of ``before`` may shorten a word (``TP.``): the text goes on."""
    match = _LAST_WORD.search(before, max(0, len(before) - 2 * MAX_TITLE))
    if match is None or (match[1].islower() and before[-1].isspace()):  # "5 kg. Thu", but "ts.Thu"
        return False
    if phrase_key(match[1]) in byline_words().honorific:
        return True
    if len(match[1]) > MAX_SHORTENED or not match[1].isalpha():
        return False
    initials = len(match[1]) <= MAX_INITIALS and match[1].isupper()
    has_vowel = _VOWEL.search(unicodedata.normalize("NFD", match[1])) is not None
    return initials or not has_vowel
