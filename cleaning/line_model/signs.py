"""What can be seen of one line by itself, as numbers from 0 to about 1: length, end, marks, cues.

Language-neutral but for the cue words, which are data. Nothing here depends on other lines, so the signs of
a line are remembered while its record is at work.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log1p
from operator import itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.cues import cues
from cleaning.remembered import Remembered
from cleaning.shape import is_paragraph, is_title_like, sentences, words
from cleaning.text import line_words

MAX_LABEL_WORDS: Final = 12
MAX_NOTICE_WORDS: Final = 80
MAX_CREDITED_WORDS: Final = 70
MIN_TELLING_LABEL: Final = 5
"""Letters of the shortest label that means the page wherever it stands in a short line."""
CREDIT_WORDS: Final = 8
MAX_NAME_WORDS: Final = 6
SEEN: Final = 240
"""Marks are looked for in so many characters at either end of a line: there labels and dates stand, and
a huge line costs no more than a paragraph."""

_CLOSERS: Final = "\"'”’»)】] "
_QUOTES: Final = "\"“'«「『‘"
_WORD: Final = re.compile(r"\w+")
_DIGIT: Final = re.compile(r"\d")
_DIGITS: Final = re.compile(r"\d+")
_BULLET: Final = re.compile(r"[-–—+*•●·▪■◆✓✗☑]|[a-zđ][.)]\s")
_NUMBERED: Final = re.compile(r"(?:\d{1,3}|[IVX]{1,5})[.)、/]\s?|\d{1,2}\s")
_CLOCK: Final = re.compile(r"\d{1,2}[:hg]\d{2}")
_DATE: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}/\d{1,2}|(?:19|20)\d\d\s?[年/-]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ADDRESS: Final = re.compile(r"https?:|www\.|@\w|\.(?:com|vn|net|org|cn)\b")
_ADDRESS_PARTS: Final = ("http", "www.", "@", ".com", ".vn", ".net", ".org", ".cn")
"""One of them stands in every address: most lines need no pattern."""
_SEPARATOR: Final = re.compile(r"[|›»/•·]")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

MANY: Final = 999_999

SIZES: Final = ((0, 1), (2, 2), (3, 5), (6, 11), (12, 19), (20, 34), (35, 69), (70, MANY))

_SIZE_SIGNS: Final = [tuple(low <= size <= high for low, high in SIZES) for size in range(SIZES[-1][0] + 1)]

NAMES: Final = (
    "log_words",
    *(f"words_{low}_to_{high}" for low, high in SIZES),
    "ends_in_stop",
    "ends_in_question_or_call",
    "ends_in_ellipsis",
    "ends_in_colon",
    "ends_in_comma",
    "ends_in_no_mark",
    "ends_in_closing_mark",
    "ends_in_bracket",
    "several_sentences",
    "many_sentences",
    "paragraph",
    "headline_like",
    "begins_in_lower_case",
    "begins_with_digit",
    "begins_with_bullet",
    "begins_with_number",
    "begins_with_quote",
    "begins_with_mark",
    "share_of_capitals",
    "all_capitals",
    "names_only",
    "share_of_digits",
    "clock",
    "date",
    "short_with_date",
    "date_at_end",
    "year",
    "address",
    "separator",
    "colon",
    "copyright",
    "arrow",
    "no_word",
    "unspaced_script",
    "ui_label",
    "ui_opening",
    "ui_word",
    "related_label",
    "related_opening",
    "time_ago",
    "comments_label",
    "imprint",
    "imprint_label",
    "credit_opening",
    "byline_opening",
    "photo_credit",
)


def signs(text: str) -> npt.NDArray[np.float32]:
    """Return the signs of a line, in the order of ``NAMES``."""
    return np.frombuffer(_SIGNS[text], np.float32)


def packed_signs(text: str) -> bytes:
    """Return the same as the bytes of 32-bit floats: joined, those of all lines are a matrix."""
    return _SIGNS[text]


def _signs(text: str) -> bytes:
    size = words(text)
    head = text[:SEEN]
    seen = head if len(text) <= SEEN else head + " " + text[-SEEN:]
    found = (
        log1p(size) / 4,
        *_SIZE_SIGNS[min(size, len(_SIZE_SIGNS) - 1)],
        *_end(text),
        *_prose(text, size),
        *_opening(head),
        *_letters(head),
        *_marks(seen, text, size),
        *_cues(text, size),
    )
    return array("f", found).tobytes()


def _end(text: str) -> list[bool]:
    core = text[-SEEN:].rstrip(_CLOSERS)
    last = core[-1:]
    ellipsis = last == "…" or core.endswith("...")
    stop = last in ".。" and bool(last) and not ellipsis
    call = last in "?!？！" and bool(last)
    colon = last in ":：" and bool(last)
    comma = last in ",;，；、" and bool(last)
    return [
        stop,
        call,
        ellipsis,
        colon,
        comma,
        not (stop or call or ellipsis or colon or comma),
        len(core) < len(text[-SEEN:]),
        text[-1:] in ")]】）" and bool(text),
    ]


def _prose(text: str, size: int) -> list[bool]:
    count = sentences(text) if size > 2 else 1
    return [count >= 2, count >= 4, is_paragraph(text), is_title_like(text)]


def _opening(head: str) -> list[bool]:
    first = head[:1]
    letter = next((c for c in head if c.isalpha()), "")
    bullet = bool(_BULLET.match(head))
    return [
        letter.islower(),
        first.isdigit(),
        bullet,
        bool(_NUMBERED.match(head)),
        first in _QUOTES,
        not (bullet or first.isalnum() or first in _QUOTES or first in "([（【"),
    ]


def _letters(head: str) -> list[float]:
    tokens = _WORD.findall(head)
    lettered = list(filter(str.isalpha, map(itemgetter(0), tokens)))
    capitals = sum(map(str.isupper, lettered))
    share = capitals / len(lettered) if lettered else 0.0
    names = len(tokens) <= MAX_NAME_WORDS and share == 1.0 and len(lettered) == len(tokens)
    digits = sum(map(len, _DIGITS.findall(head))) / len(head) if head else 0.0
    return [share, bool(lettered) and head.isupper(), names, digits]


def _marks(seen: str, text: str, size: int) -> list[bool]:
    digits = bool(_DIGIT.search(seen))
    dated = digits and bool(_DATE.search(seen))
    return [
        digits and bool(_CLOCK.search(seen)),
        dated,
        dated and size <= MAX_LABEL_WORDS,
        digits and bool(_DATE.search(text[-14:])),
        digits and bool(_YEAR.search(seen)),
        any(map(seen.__contains__, _ADDRESS_PARTS)) and bool(_ADDRESS.search(seen)),
        bool(_SEPARATOR.search(seen)),
        ":" in seen or "：" in seen,
        "©" in seen or "(c)" in seen or "®" in seen,
        seen[:2] in (">>", "=>") or seen[:1] in "›▶►☞»",
        size == 0 and not _WORD.search(seen),
        not seen.isascii() and bool(_UNSPACED.search(seen[:40])),
    ]


def _cues(text: str, size: int) -> list[bool]:
    known = cues()
    tokens = line_words(text) if size <= MAX_NOTICE_WORDS else ()
    short = bool(tokens) and size <= MAX_LABEL_WORDS
    label = " ".join(tokens) if short else ""
    lower = text[:SEEN].casefold()
    return [
        short and label in known.ui,
        short and label.startswith(known.ui_prefixes),
        short and _phrases("ui").within(tokens),
        short and label in known.related,
        lower.startswith(known.related_prefixes),
        short and _phrases("ago").within(tokens),
        short and label in known.comments,
        _phrases("imprint").within(tokens),
        ":" in lower and bool(tokens) and any(map(lower.__contains__, _imprint_labels())),
        short and label.startswith(known.credits),
        short and label.startswith(known.bylines),
        size <= MAX_CREDITED_WORDS and _phrases("photo_credits").within(tokens[-CREDIT_WORDS:]),
    ]


@cache
def _imprint_labels() -> tuple[str, ...]:
    return tuple(f"{word}:" for word in cues().imprint_labels)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases by their first word, so that a line is read once however many phrases there are."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> _Phrases:
        found: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(phrases):
            first, *rest = phrase.split()
            found.setdefault(first, []).append(tuple(rest))
        return cls({first: tuple(rests) for first, rests in found.items()})

    def within(self, tokens: Sequence[str]) -> bool:
        """Tell whether one of the phrases stands in ``tokens``."""
        if self.by_first.keys().isdisjoint(tokens):
            return False
        return any(
            tuple(tokens[at + 1 : at + 1 + len(rest)]) == rest
            for at, token in enumerate(tokens)
            for rest in self.by_first.get(token, ())
        )


@cache
def _phrases(part: str) -> _Phrases:
    words_of_part: Iterable[str] = getattr(cues(), part)
    return _Phrases.of(w for w in words_of_part if part != "ui" or len(w) >= MIN_TELLING_LABEL)


_SIGNS: Final[Remembered[bytes]] = Remembered(_signs, octets=40 + 4 * len(NAMES))
