"""Datelines: which wire or paper signs a report before its first words, ``LONDON (AP) —``, ``TTO -``.

A dateline is read strictly: every piece before its dash or bracket is a house, a place or a date. What one
cannot read whole is the beginning of a sentence. The names come from ``cues/datelines.toml`` and
``cues/bylines.toml``; the text itself is left as it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from cleaning.bylines import read_byline
from cleaning.credits import uncredited
from cleaning.dedup.origin import Origin, origin
from cleaning.names import ACRONYM, byline_words, is_agency, is_house, is_known_agency, is_office
from cleaning.shape import bare, words
from cleaning.text import comparison_key, line_key

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

MIN_OWN_SIGN: Final = 3
"""Letters by which a sign is known again in the name of a site; two occur there by chance."""

_DASH: Final = r"--|[–—―]|(?<=[)）\]】.\s])-"
_BREAK: Final = re.compile(rf"\s*(?:{_DASH})\s*|[)）\]】］]\.?\s*(?!\s|{_DASH})|(?<=[^\W\d_])\.\s+|/[.:]\s+")
"""Where a dateline can end: a dash, a bracket with no dash behind it, the stop behind a house."""

_PIECE: Final = re.compile(
    r"[(（\[【［]|(?:(?!\s-|--|\.\s)[^,，、;()（）\[\]【】［］/=|–—―]|(?<=\d)/(?=\d))+"
)
_DATE: Final = re.compile(
    r"(?:[^\W\d_]{1,10}\.? ?)?\d{1,4}(?:[/.-]\d{1,2}){0,2}(?:[/.-]\d{4})?(?: ?[^\W\d_]{1,10}){0,2}(?: \d{4})?"
)
_DATE_BEHIND: Final = re.compile(r"\s+\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$")
_TOKEN: Final = re.compile(r"[^\W\d_][\w.'’&-]*")
_PARTICLES: Final = frozenset({"de", "la", "el", "del", "da", "do", "of", "and", "am", "an", "der", "the"})
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_DOMAIN_END: Final = re.compile(r"(?:\.[a-z]{2,4}){1,2}$", re.IGNORECASE)
_EDGES: Final = " .:-"
_BRACKETS: Final = "(（[【［"
_CLOSING: Final = frozenset(")）]】］")
_SHORTENED: Final = re.compile(r"\. ?(?=[^\W\d_])")
_MARK: Final = re.compile(rf"{_DASH}|/")
_INITIALS: Final = re.compile(r"[A-ZĐ&]{2,7}[Oo]?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_REPORTER: Final = re.compile(r"\s*[（(]([^（）()]{2,40})[）)]")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Who signs a report before its first words: the houses as printed, the reporter named with them."""

    houses: tuple[str, ...]
    author: str | None = None


def read_dateline(text: str) -> Dateline | None:
    """Return the houses of the dateline that ``text`` begins with, ``None`` when it begins with none."""
    if dispatch := _dispatch().match(text):
        reporter = _REPORTER.match(text, dispatch.end())
        byline = read_byline(reporter[1]) if reporter else None
        return Dateline((dispatch[1],), byline.author if byline else None)
    for end in _BREAK.finditer(text, 0, MAX_DATELINE):
        report = text[end.end() : end.end() + MAX_LOOK]
        if words(report) < MIN_REPORT or _goes_on(report):
            continue
        head = _Head.of(text[: end.end()], with_dash=_MARK.search(end[0]) is not None)
        if head and head.stands(report):
            return Dateline(head.houses)
    return None


def located_houses(text: str) -> tuple[str, ...]:
    """Return the houses of a line that is nothing but houses and their place: ``AFP, MANILA``."""
    head = _Head.of(text, with_dash=False) if 0 < len(text) <= MAX_DATELINE else None
    return head.houses if head and head.places and not head.has_bracket else ()


def is_wire(house: str) -> bool:
    """Tell whether ``house`` is one whose reports others carry, and no paper that signs what it carries."""
    return line_key(house) not in _signs().all_own


def is_own(house: str, site: str | None) -> bool:
    """Tell whether ``house`` is the sign of the paper whose site (registrable domain) is ``site``.

    A wire's sign tells whose report it is on its own site as well.
    """
    if not site or origin(site, None) is Origin.AGENCY:
        return False
    name, label = bare(_DOMAIN_END.sub("", house)), bare(site.partition(".")[0])
    alike = label.startswith(name) or label.endswith(name) or name.startswith(label) or name.endswith(label)
    known = alike and min(len(name), len(label)) >= MIN_OWN_SIGN
    return known or line_key(house) in _signs().own.get(site, ())


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
        pieces = list(_pieces(text))
        houses = [house for piece in pieces if (house := _house(piece, is_sure=opens and with_dash))]
        others = [piece.text for piece in pieces if not _house(piece, is_sure=opens and with_dash)]
        places = [text for text in others if not _DATE.fullmatch(text)]
        closes = not opens or not _CLOSING.isdisjoint(text)
        if not houses or not closes or not all(map(_is_place, places)):
            return None
        bracketed = any(piece.in_bracket for piece in pieces)
        return cls(
            tuple(houses),
            tuple(places),
            len(places) < len(others),
            opens,
            bracketed,
            with_dash or _MARK.search(text) is not None,
        )

    def stands(self, report: str) -> bool:
        """Tell whether the pieces are a dateline of ``report`` and no name explained or abbreviated."""
        if self.opens:
            return True
        if self.has_bracket:
            sure = self.with_dash or self.is_dated or all(map(str.isupper, self.places))
            return sure and bool(self.places or self.is_dated) and not self._abbreviates()
        return self.with_dash and (bool(self.places) or self.is_dated or not _explains(report))

    def _abbreviates(self) -> bool:
        """Tell whether a house is the short form of the name before it: ``Associated Press (AP)``."""
        initials = {"".join(word[0] for word in _WORD.findall(place)).casefold() for place in self.places}
        return any(house.casefold() in initials for house in self.houses)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the text before a break, and whether a bracket opened before it.

    ``shortens``: a stop and more stand behind it, as in ``TP. Hồ Chí Minh``.
    """

    text: str
    in_bracket: bool
    shortens: bool


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
    if ":" in piece.text or (piece.shortens and line_key(piece.text) in _signs().all_own):
        return None
    name = _DATE_BEHIND.sub("", uncredited(piece.text)).strip(_EDGES)
    key = line_key(name)
    if key in _signs().bare or (key in _signs().all_own and _INITIALS.fullmatch(name)):
        return name
    if unspaced := _UNSPACED.search(name) and next(filter(name.endswith, _unspaced()), None):
        return unspaced
    if not piece.in_bracket:
        return name if _DOMAIN_END.search(name) and is_agency(name) else None
    known = is_known_agency(name) or (key in _signs().all_own and not name[:1].islower())
    named = is_agency(name) and (is_sure or ACRONYM.fullmatch(name) is None)
    return name if known or named else None


def _is_place(text: str) -> bool:
    """Tell whether ``text`` has the shape of a place's name: capitals, and no house or office."""
    tokens = text.split()
    named = [token for token in tokens if token not in _PARTICLES]
    shaped = 0 < len(tokens) <= MAX_PLACE_TOKENS and all(map(_is_capital, named)) and bool(named)
    return shaped and not (is_known_agency(text) or is_office(text) or is_house(text))


def _is_capital(token: str) -> bool:
    return not token[0].islower() and _TOKEN.fullmatch(token) is not None


def _goes_on(report: str) -> bool:
    """Tell whether the text behind a break continues a sentence: its first letter is a small one."""
    first = next((c for c in report[:MAX_OPENING] if c.isalnum()), "")
    return first.islower()


def _explains(report: str) -> bool:
    """Tell whether what follows a bare sign says what it is: ``VTV - Đài Truyền hình Việt Nam - ...``."""
    said = _MARK.split(report, maxsplit=1)[0].strip()
    return said != report.strip() and (is_office(said) or is_house(said))


@dataclass(frozen=True, slots=True)
class _Signs:
    """Comparison keys of ``cues/datelines.toml``; ``own`` by site."""

    bare: frozenset[str]
    own: Mapping[str, frozenset[str]]
    all_own: frozenset[str]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("cleaning").joinpath("cues", "datelines.toml").read_text("utf-8"))


@cache
def _signs() -> _Signs:
    table = _table()
    own = {site: frozenset(map(comparison_key, signs)) for site, signs in table["own"].items()}
    bare_signs = frozenset(map(comparison_key, table["bare"]))
    return _Signs(bare_signs, own, frozenset().union(*own.values()))


@cache
def _unspaced() -> tuple[str, ...]:
    """Return the houses of scripts without spaces, long ones first: places are glued to them."""
    names = (name for name in {*_signs().bare, *byline_words().agency} if _UNSPACED.search(name))
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def _dispatch() -> re.Pattern[str]:
    """Return what opens a dispatch in Chinese: house, town, reporters, day, the word for a telegram."""
    table = _table()
    quoted, ends = "|".join(table["quoted"]), "|".join(table["dispatch"])
    houses = "|".join(map(re.escape, _unspaced()))
    day = r"\d{1,2}(?:月\d{1,2})?日"
    return re.compile(
        rf"[{_BRACKETS}]?(?:{quoted})?({houses})[^，。；\d]{{0,20}}{day}[^，。\d]{{0,6}}?(?:{ends})"
    )
