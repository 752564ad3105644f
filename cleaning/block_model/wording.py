"""What the text of a block says of it by itself: length, end, marks, cue words; numbers from 0 to about 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log1p
from typing import Final

from cleaning.cues import cues
from cleaning.shape import is_paragraph, is_title_like, sentences, words
from cleaning.text import line_key

SIZES: Final = ((0, 1), (2, 2), (3, 5), (6, 11), (12, 19), (20, 34), (35, 69), (70, 999_999))
MAX_LABEL_WORDS: Final = 12
MAX_CREDIT_WORDS: Final = 70
SEEN: Final = 240
"""Marks are looked for in so many characters at either end: there labels and dates stand, and a huge block
costs no more than a paragraph."""

MAX_REPEATED: Final = 60
"""Characters of a text that may come again: labels and menus make up most of a page, and the pages of a site
share theirs."""

MAX_REMEMBERED: Final = 1 << 13
"""Such texts whose values are remembered, 6 MB."""

_CLOSERS: Final = "\"'”’»)】] "
_QUOTES: Final = "\"“'«「『‘"
_ENDS: Final = (
    ("stop", ".。"),
    ("call", "?!？！"),
    ("ellipsis", "…"),
    ("colon", ":："),
    ("comma", ",;，；、"),
)
_BULLET: Final = re.compile(r"[-–—+*•●·▪■◆✓✗☑»>▶►]|\d{1,3}[.)]\s")
_MARKS: Final = {
    "clock": re.compile(r"\d{1,2}[:hg]\d{2}"),
    "date": re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d\s?[年/-]"),
    "year": re.compile(r"(?:19|20)\d\d"),
    "address": re.compile(r"https?:|www\.|@\w|\.(?:com|vn|net|org|cn)\b"),
    "separator": re.compile(r"[|›»/•·]"),
    "colon_inside": re.compile(r"[:：]\s*\S"),
    "copyright": re.compile(r"©|\(c\)\s"),
    "arrow": re.compile(r">>|[»›▶►☞→]"),
    "hash": re.compile(r"#\w"),
    "unspaced": re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"),
    "bracketed": re.compile(r"^[(\[（【].*[)\]）】]$"),
}
_ANY_MARK: Final = re.compile(
    r"[\d:：.@|›»/•·©()\[（【>▶►☞→#\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
"""A sign that each of the marks above holds: most labels have none of them."""

_UNMARKED: Final = (False,) * len(_MARKS)
_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"\w")

NAMES: Final = (
    "log_words",
    *(f"words_{low}_to_{high}" for low, high in SIZES),
    *(f"ends_in_{name}" for name, _ in _ENDS),
    "ends_in_no_mark",
    "ends_in_closing_mark",
    "several_sentences",
    "many_sentences",
    "paragraph",
    "headline_like",
    "begins_in_lower_case",
    "begins_with_digit",
    "begins_with_bullet",
    "begins_with_quote",
    "begins_with_mark",
    "share_of_capitals",
    "all_capitals",
    "share_of_digits",
    "no_word",
    *_MARKS,
    "ui_label",
    "ui_opening",
    "related_label",
    "related_opening",
    "time_ago",
    "comments_label",
    "imprint",
    "credit_opening",
    "byline_opening",
    "photo_credit",
)


def columns(text: str) -> Sequence[float]:
    """Return the values of ``NAMES`` for a block's text."""
    return _columns(text) if len(text) > MAX_REPEATED else _known_columns(text)


def _columns(text: str) -> Sequence[float]:
    size = words(text)
    head = text[:SEEN]
    seen = head if len(text) <= SEEN else head + " " + text[-SEEN:]
    return [
        log1p(size) / 4,
        *(low <= size <= high for low, high in SIZES),
        *_end(text),
        *_prose(text, size),
        *_opening(head),
        *_letters(head),
        *(_marked(seen) if _ANY_MARK.search(seen) else _UNMARKED),
        *_cues(text, size),
    ]


_known_columns: Final = lru_cache(MAX_REMEMBERED)(_columns)


def _marked(seen: str) -> Iterator[bool]:
    return (mark.search(seen) is not None for mark in _MARKS.values())


def _end(text: str) -> Iterator[bool]:
    core = text[-SEEN:].rstrip(_CLOSERS)
    last = "…" if core.endswith("...") else core[-1:]
    found = [bool(last) and last in marks for _, marks in _ENDS]
    yield from found
    yield not any(found)
    yield len(core) < len(text[-SEEN:])


def _prose(text: str, size: int) -> Iterator[bool]:
    count = sentences(text) if size > 2 else 1
    yield from (count >= 2, count >= 4, is_paragraph(text), is_title_like(text))


def _opening(head: str) -> Iterator[bool]:
    first = head[0]
    yield from (first.islower(), first.isdigit(), bool(_BULLET.match(head)), first in _QUOTES)
    yield not first.isalnum() and first not in _QUOTES


def _letters(head: str) -> Iterator[float]:
    letters = list(filter(str.isalpha, head))
    capitals = sum(map(str.isupper, letters)) / (len(letters) or 1)
    yield from (capitals, capitals > 0.9 and len(letters) > 3)
    yield len(_DIGIT.findall(head)) / (len(head) or 1)
    yield not _WORD.search(head)


def _cues(text: str, size: int) -> Iterator[bool]:
    known = cues()
    start = text[:SEEN].lstrip("*• ").casefold()
    key = line_key(text) if size <= MAX_LABEL_WORDS else ""
    short = size <= MAX_CREDIT_WORDS
    yield bool(key) and (key in known.ui or key in known.home)
    yield start.startswith(known.ui_prefixes)
    yield bool(key) and key in known.related
    yield start.startswith(known.related_prefixes)
    yield bool(key) and key.endswith(known.ago)
    yield bool(key) and key in known.comments
    yield short and any(mark in start for mark in known.imprint)
    yield from (short and start.startswith(openings) for openings in (known.credits, known.bylines))
    yield short and any(mark in start for mark in known.photo_credits)
