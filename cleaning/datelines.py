"""Datelines: which wire or paper signs a report before its first words, ``LONDON (AP) —``, ``TTO -``.

A dateline is read strictly: every piece before its dash or bracket is a house, a place or a date. What one
cannot read whole is the beginning of a sentence. The names come from ``cues/datelines.toml`` and
``cues/bylines.toml``; the text itself is left as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaning.bylines import read_byline
from cleaning.credits import uncredited
from cleaning.names import ACRONYM, is_agency, is_house, is_known_agency, is_named_house, is_office
from cleaning.shape import words
from cleaning.signs import (
    HAS_UNSPACED,
    UNSPACED,
    in_script_without_spaces,
    is_known_sign,
    is_paper,
    is_short_for_else,
    is_spoken_of,
    is_wire,
    signs,
    stands_bare,
    table,
    unspaced,
)
from cleaning.text import line_key, phrase_key

MAX_DATELINE: Final = 80
"""Characters; two towns, a date and two wires stay below."""

MIN_REPORT: Final = 6
"""Words behind a dateline: fewer are a credit, a label or an entry of a list."""

MAX_LOOK: Final = 200
"""Characters behind a dateline among which these words are counted, and what explains a sign is looked for:
a line can be long, and each dash at its beginning is tried."""

MAX_PLACE_TOKENS: Final = 5

MAX_OPENING: Final = 8
"""Characters of the report among which its first letter stands, quotes and brackets before it."""

MAX_PIECE_TOKENS: Final = 8
"""Words of a piece: the longest name of a house with a label before it and a date behind stays below."""

MAX_KIND: Final = 4
"""Words of what a wire, station or paper is called: ``Tiếng nói Việt Nam``."""

MIN_SPELLED: Final = 3
"""Letters of a sign that the first words of the report spell out; those of two do so by chance."""

_DASH: Final = r"--|[–—―]|(?<=[)）\]】.\s])-|(?:(?<=\w{3})|(?<=\.\w\w)|(?<=\d))-(?=\s)"
"""A dash glued to two letters joins the short word for a town to its name: ``TP- HCM``, ``TT- Huế``; the end
of an address is none."""

_BREAK: Final = re.compile(rf"(?:{_DASH})\s*|[)）\]】］]\.?\s*(?!\s|{_DASH})|(?<=[^\W\d_])\.\s+|/[.:]\s+")
"""Where a dateline can end: a dash, a bracket with no dash behind it, the stop behind a house."""

_MARK_OF_END: Final = re.compile(rf"[-–—―)）\]】］./{UNSPACED}]")
"""A character without which there is neither such an end nor a dispatch of a script without spaces: most
paragraphs begin with none, and are looked at no further."""

_PIECE: Final = re.compile(
    r"[(（\[【［]|(?:(?!\s-|--|\.\s)[^,，、;()（）\[\]【】［］/=|–—―]|(?<=\d)/(?=\d))+"
)
_DATE: Final = re.compile(
    r"(?:[^\W\d_]{1,10}\.? ?)?\d{1,4}(?:[/.-]\d{1,2}){0,2}(?:[/.-]\d{4})?(?: ?[^\W\d_]{1,10}){0,2}(?: \d{4})?"
)
_DATE_BEHIND: Final = re.compile(r"\s+\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$")
_TOKEN: Final = re.compile(r"[^\W\d_][\w.'’&-]*")
_PARTICLES: Final = frozenset({"de", "la", "el", "del", "da", "do", "of", "and", "am", "an", "der", "the"})
_EDGES: Final = " .:-"
_BRACKETS: Final = "(（[【［"
_CLOSING: Final = frozenset(")）]】］")
_SHORTENED: Final = re.compile(r"\. ?(?=[^\W\d_])")
_BETWEEN: Final = re.compile(_DASH)
_MARK: Final = re.compile(rf"{_DASH}|/")
_DESK: Final = re.compile(r"(?<=\w)/[a-z]{2,3}(?=[)）\]】］/])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_REPORTER: Final = re.compile(r"\s*[（(]([^（）()]{2,40})[）)]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Who signs a report before its first words: the houses as printed, the reporter named with them."""

    houses: tuple[str, ...]
    author: str | None = None


def read_dateline(text: str) -> Dateline | None:
    """Return the houses of the dateline that ``text`` begins with, ``None`` when it begins with none."""
    marks = [mark.start() for mark in _MARK_OF_END.finditer(text, 0, MAX_DATELINE)]
    if not marks:
        return None
    if dispatch := _dispatch().match(text):
        reporter = _REPORTER.match(text, dispatch.end())
        byline = read_byline(reporter[1]) if reporter else None
        return Dateline((dispatch[1],), byline.author if byline else None)
    for at in marks:
        end = _BREAK.match(text, at, MAX_DATELINE)
        if end is None or _goes_on(text[end.end() : end.end() + MAX_OPENING]):
            continue
        head = _Head.of(text[: end.end()], with_dash=_MARK.search(text, end.start(), end.end()) is not None)
        if head is None:  # most breaks are within a sentence, and what follows need not be counted
            continue
        report = text[end.end() : end.end() + MAX_LOOK]
        if words(report) >= MIN_REPORT and head.stands(report):
            return Dateline(head.houses)
    return None


def located_houses(text: str) -> tuple[str, ...]:
    """Return the houses of a line that is nothing but houses and their place: ``AFP, MANILA``."""
    head = _Head.of(text, with_dash=False) if 0 < len(text) <= MAX_DATELINE else None
    return head.houses if head and head.places and not head.has_bracket else ()


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a break: houses, places, and how the brackets and the dash stand."""

    houses: tuple[str, ...]
    places: tuple[str, ...]
    is_dated: bool
    opens: bool
    has_bracket: bool
    with_dash: bool

    @classmethod
    def of(cls, text: str, *, with_dash: bool) -> _Head | None:
        """Read ``text``; ``None`` unless each of its pieces is a house, a place or a date."""
        opens = text[0] in _BRACKETS
        if opens and _CLOSING.isdisjoint(text):
            return None
        houses: list[str] = []
        places: list[str] = []
        is_dated = has_bracket = False
        for piece in _pieces(_DESK.sub("", text)):
            has_bracket = has_bracket or piece.in_bracket
            if house := _house(piece, is_sure=opens and with_dash):
                houses.append(house)
            elif _DATE.fullmatch(piece.text):
                is_dated = True
            elif _is_place(piece.text):
                places.append(piece.text)
            else:
                return None
        if not houses:
            return None
        dashed = with_dash or _MARK.search(text) is not None
        return cls(tuple(houses), tuple(places), is_dated, opens, has_bracket, dashed)

    def stands(self, report: str) -> bool:
        """Tell whether the pieces are a dateline of ``report`` and no name explained or abbreviated."""
        if self.opens:
            return True
        if self.has_bracket:
            wired = all(house in signs().wires for house in map(line_key, self.houses))
            sure = self.with_dash or self.is_dated or wired or all(map(str.isupper, self.places))
            return sure and bool(self.places or self.is_dated) and not self._abbreviates()
        if not self.with_dash or self.places or self.is_dated:
            return self.with_dash
        return not (all(map(is_short_for_else, self.houses)) or _explains(report, self.houses))

    def _abbreviates(self) -> bool:
        """Tell whether a house is the short form of the name before it: ``Associated Press (AP)``."""
        named = [_WORD.findall(place) for place in self.places]
        named += [[word for word in name if word not in _PARTICLES] for name in named]
        initials = {"".join(word[0] for word in name).casefold() for name in named}
        return any(house.casefold() in initials for house in self.houses)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the text before a break, and whether a bracket opened before it.

    ``shortens``: a stop and more stand behind it, as in ``TP. Hồ Chí Minh``.
    """

    text: str
    in_bracket: bool
    shortens: bool

    @property
    def is_prose(self) -> bool:
        """Tell whether the piece has too many words for a name, which scripts without spaces don't part."""
        return len(self.text.split()) > MAX_PIECE_TOKENS and HAS_UNSPACED.search(self.text) is None


def _pieces(head: str) -> Iterator[_Piece]:
    in_bracket = False
    for found in _PIECE.finditer(head):
        in_bracket = in_bracket or found[0] in _BRACKETS
        if text := found[0].strip(_EDGES + _BRACKETS):
            yield _Piece(text, in_bracket, _SHORTENED.match(head, found.end()) is not None)


def _house(piece: _Piece, *, is_sure: bool) -> str | None:
    """Return the house a piece names, without the date behind it.

    In a bracket any known house counts; one that opens the report and has a dash behind it (``is_sure``) may
    hold an acronym that is not known; elsewhere only the signs that stand bare. A label with a colon
    credits a picture, and what is shortened is the kind of a place.
    """
    if not piece.in_bracket and piece.is_prose:
        return None
    if ":" in piece.text or (piece.shortens and is_paper(piece.text)):
        return None
    name = _DATE_BEHIND.sub("", uncredited(piece.text)).strip(_EDGES)
    if stands_bare(name):
        return name
    if (unspaced_house := in_script_without_spaces(name)) or not piece.in_bracket:
        return unspaced_house
    named = is_agency(name) and (is_sure or ACRONYM.fullmatch(name) is None)
    return name if is_known_sign(name) or named else None


def _is_place(text: str) -> bool:
    """Tell whether ``text`` has the shape of a place's name: capitals, and no house or office."""
    tokens = text.split()
    named = [token for token in tokens if token not in _PARTICLES]
    shaped = 0 < len(tokens) <= MAX_PLACE_TOKENS and all(map(_is_capital, named)) and bool(named)
    return shaped and not (is_named_house(text) or is_office(text))


def _is_capital(token: str) -> bool:
    return not token[0].islower() and _TOKEN.fullmatch(token) is not None


def _goes_on(opening: str) -> bool:
    """Tell whether the text behind a break continues a sentence: its first letter is a small one."""
    return next(filter(str.isalnum, opening), "").islower()


def _explains(report: str, houses: Sequence[str]) -> bool:
    """Tell whether what follows a bare sign says what it is: ``VTV - Đài Truyền hình Việt Nam - ...``.

    Without a second dash it does so when it spells the sign out, or opens with the word for a house and
    describes it: ``VOV - Tiếng nói của ...``.
    """
    said = _BETWEEN.split(report, maxsplit=1)[0].strip()
    if said != report.strip() and (is_office(said) or is_house(said)):
        return True
    return any(_spells(report, house) or _describes(report, house) for house in houses)


def _spells(report: str, house: str) -> bool:
    """Tell whether the first words of ``report`` begin with the letters of ``house``."""
    initials = "".join(word[0] for word in _WORD.findall(report, 0, MAX_LOOK)[: len(house)])
    return len(house) >= MIN_SPELLED and initials.casefold() == house.casefold()


def _describes(report: str, house: str) -> bool:
    """Tell whether ``report`` opens with the word for a house, and goes on about it.

    Only of a house that is spoken of by its sign. A name behind the word is that of another house, which a
    paper cites: ``VOV - Hãng tin Ven Sông``; wires cite only those that are known.
    """
    if not is_spoken_of(house):
        return False
    tokens = report.split(maxsplit=2 * MAX_KIND)
    size = next((n for n in range(MAX_KIND, 0, -1) if phrase_key(" ".join(tokens[:n])) in signs().kind), 0)
    rest = tokens[size:]
    if not size or not rest or not rest[0][0].isupper():
        return size > 0
    return is_wire(house) and not any(is_known_agency(" ".join(rest[:n])) for n in (1, 2, 3))


@cache
def _dispatch() -> re.Pattern[str]:
    """Return what opens a dispatch in Chinese: house, town, reporters, day, the word for a telegram."""
    quoted, ends = "|".join(table()["quoted"]), "|".join(table()["dispatch"])
    houses = "|".join(map(re.escape, unspaced()))
    day = r"\d{1,2}(?:月\d{1,2})?日"
    return re.compile(
        rf"[{_BRACKETS}]?(?:{quoted})?({houses})[^，。；\d]{{0,20}}{day}[^，。\d]{{0,6}}?(?:{ends})"
    )
