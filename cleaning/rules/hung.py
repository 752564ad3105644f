"""Phrases hung on a headline, before it or behind it: in brackets, behind a dash, or in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaning.rules.house_names import is_house_pitch
from cleaning.rules.kit import BRACKETED, MAX_TITLE_CHARACTERS, OPENING
from cleaning.shape import words

_CLOSING: Final = re.compile(
    r"\s*(?:\[([^\[\]]{1,80})\]|\(([^()]{1,80})\)|「([^「」]{1,80})」|【([^【】]{1,80})】)\s*$"
)
_HANGER: Final = re.compile(r"[\[\]()「」『』【】|_:–-]")
"""One of these parts what hangs on a headline from it."""
_CLOSERS: Final = frozenset("])」】")
_PREPENDED: Final = re.compile(r"^\s*([^-–:|_\n]{3,80})[-–:|_]\s*(?=\w)")
_APPENDED: Final = re.compile(r"\s+[-–|]\s+|_+")

MIN_APPENDED_TO: Final = 6
"""What stands before a dash is a headline, and no label of a menu."""

MAX_APPENDED: Final = 2
"""More separators than this make a menu of the line."""

MAX_KEYWORD_CHARACTERS: Final = 80
"""Sold keywords are search phrases; the longest is a question."""


@dataclass(frozen=True, slots=True)
class Hung:
    """A phrase hung on a headline: where it stands, with its brackets or dash, and why it counts as sold."""

    start: int
    end: int
    keyword: str
    why: str = ""


def hung_on(title: str) -> list[Hung]:
    """Return the phrases that hang on a headline, in order: before it and behind it."""
    if len(title) > MAX_TITLE_CHARACTERS or not _HANGER.search(title):
        return []
    opening = BRACKETED.match(title) or OPENING.match(title) or _prepended(title)
    start = opening.end() if opening else 0
    return [*([_part(opening, 0)] if opening else []), *_behind(title, start)]


def without(title: str, parts: Sequence[Hung]) -> str:
    """Return ``title`` without ``parts`` of it, which are in order."""
    for part in reversed(parts):
        title = title[: part.start] + title[part.end :]
    return title


def _behind(title: str, start: int) -> Iterator[Hung]:
    closes = title.rstrip()[-1:] in _CLOSERS  # the pattern would begin anew at every character
    if closes and (match := _CLOSING.search(title, max(start, len(title) - MAX_KEYWORD_CHARACTERS))):
        yield _part(match, match.start())
    elif (match := _APPENDED.search(title, start)) and _is_appended(title, start, match):
        yield Hung(match.start(), len(title), _APPENDED.split(title[match.end() :])[0])


def _is_appended(title: str, start: int, dash: re.Match[str]) -> bool:
    headline = words(title[start : dash.start()]) >= MIN_APPENDED_TO
    return headline and len(_APPENDED.findall(title)) <= MAX_APPENDED


def _prepended(title: str) -> re.Match[str] | None:
    """Return the match of a phrase in small letters, or a house's, before the capital of a headline."""
    match = _PREPENDED.match(title)
    if not match or not title[match.end()].isupper():
        return None
    return match if match[1][:1].islower() or is_house_pitch(match[1]) else None


def _part(match: re.Match[str], start: int) -> Hung:
    return Hung(start, match.end(), next(filter(None, match.groups())))
