"""What a piece of text names: a person, an agency, a newsroom, an office, a task; nothing otherwise.

Told by shape (capitals, number of words, surnames of scripts without capitals) and by the words of
``cues/bylines.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Final

from cleaning.cues import cues
from cleaning.syllables import is_syllable
from cleaning.text import comparison_key, line_key, line_words, phrase_key

MAX_NAME_TOKENS: Final = 5
"""Vietnamese names have two to four syllables, those of minorities and with a second family name five."""

_LISTED: Final = re.compile(r"\s*[,;&]\s*")

MAX_PEN_NAME: Final = 2
MAX_OFFICE_TOKENS: Final = 9
MAX_CREW_TOKENS: Final = 6

_DOMAIN: Final = re.compile(
    r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org|info|edu|gov|news|tv|asia|cn|example)",
    re.IGNORECASE,
)
"""An address of a paper; with any ending, the logins of writers (``first.last``) would be addresses too."""
ACRONYM: Final = re.compile(r"[A-ZĐ]{2,6}\+?")
HAN_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,4} [\u3400-\u9fff\u3040-\u30ff]{1,4}")
HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LETTER: Final = r"A-Za-z\u00C0-\u024F\u1E00-\u1EFF\u0400-\u04FF\u0370-\u03FF"
_NAME_TOKEN: Final = re.compile(
    rf"[{_LETTER}]+(?:['’.-][{_LETTER}]*)*|[\u0e00-\u0e7f]{2, 14}|[\uac00-\ud7a3]{{2,4}}"
)
_PARTICLES: Final = frozenset(
    {"de", "da", "do", "dos", "van", "von", "der", "den", "bin", "al", "du", "la", "le", "y"}
)


@dataclass(frozen=True, slots=True)
class BylineWords:
    """Comparison keys of the cue words of all languages."""

    author: frozenset[str]
    leading: frozenset[str]
    behind: frozenset[str]
    helper: frozenset[str]
    translator: frozenset[str]
    taken_from: frozenset[str]
    compiled: frozenset[str]
    crew: frozenset[str]
    reporter: frozenset[str]
    posted: frozenset[str]
    seated: frozenset[str]
    honorific: frozenset[str]
    address: frozenset[str]
    opening: frozenset[str]
    post: frozenset[str]
    office: frozenset[str]
    account: frozenset[str]
    agency: frozenset[str]
    house: frozenset[str]
    house_end: frozenset[str]
    press: frozenset[str]
    surname: frozenset[str]
    department: frozenset[str]
    bureau: frozenset[str]
    place: frozenset[str]
    region: frozenset[str]
    law: frozenset[str]
    conjunction: re.Pattern[str]


@cache
def byline_words() -> BylineWords:
    """Return the words of ``cues/bylines.toml``, all languages together."""
    tables = tomllib.loads(files("cleaning").joinpath("cues", "bylines.toml").read_text("utf-8")).values()

    def keys(kind: str) -> frozenset[str]:
        return frozenset(comparison_key(word) for table in tables for word in table[kind])

    between = "|".join(re.escape(word) for table in tables for word in table["and"])
    kinds = {field.name: keys(field.name) for field in fields(BylineWords) if field.name != "conjunction"}
    return BylineWords(**kinds, conjunction=re.compile(rf"\s+(?:{between})\s+|、", re.IGNORECASE))


def is_agency(text: str) -> bool:
    """Tell whether ``text`` names a wire or a paper: a known one, an acronym, an address, "báo ..."."""
    key = line_key(text)
    if not key or key in byline_words().place or _is_cue(text):
        return False
    if is_known_agency(text) or is_domain(text):
        return True
    if ACRONYM.fullmatch(text):
        return key not in byline_words().crew
    tokens = text.split()
    named = _begins(tokens, byline_words().house) or phrase_key(tokens[-1]) in byline_words().house_end
    return len(tokens) > 1 and named and tokens[0][0].isupper() and tokens[-1][0].isupper()


def is_house(text: str) -> bool:
    """Tell whether ``text`` has the form of a paper's name: the word for one and a name, ``Báo Ven Sông``."""
    tokens = text.split()
    sizes = (n for n in (1, 2, 3) if line_key(" ".join(tokens[:n])) in byline_words().house)
    if (size := next(sizes, 0)) == 0 or len(tokens) == size or len(tokens) > MAX_OFFICE_TOKENS:
        return False
    named = size > 1 or tokens[size][0].isupper()  # "Báo động" is no paper
    return named and tokens[0][0].isupper() and line_key(text) not in byline_words().place


def is_named_house(text: str) -> bool:
    """Tell whether ``text`` is surely a house: a known one, or one with the word for a paper in its name."""
    return is_known_agency(text) or is_house(text)


def is_press(text: str) -> bool:
    """Tell whether ``text`` begins as papers' names do that hold no word for one: ``Tri Thức Trẻ``."""
    return _begins(text.split(), byline_words().press)


def is_domain(text: str) -> bool:
    """Tell whether ``text`` is the address of a site and nothing else: ``www.example.com``."""
    return _DOMAIN.fullmatch(text) is not None


def is_known_agency(text: str) -> bool:
    """Tell whether ``text`` is one of the wires and papers that are credited by their bare names."""
    return line_key(text) in byline_words().agency


def is_account(text: str) -> bool:
    """Tell whether ``text`` is what a content system prints where nobody signed."""
    return line_key(text) in byline_words().account


def is_person(text: str) -> bool:
    """Tell whether ``text`` has the shape of one person's name, initials and pen names among them."""
    if is_account(text) or _is_cue(text):
        return False
    if HAN_NAME.fullmatch(text):
        return text[0] in byline_words().surname or text[:2] in byline_words().surname
    tokens = without_honorific(text.split())
    named = [token for token in tokens if token not in _PARTICLES]
    shaped = 0 < len(tokens) <= MAX_NAME_TOKENS and all(map(_is_name_token, named))
    known = byline_words()
    other = shaped and (_begins(tokens, known.house) or _begins(tokens, known.bureau))
    return shaped and bool(named) and not other and not is_task(text) and not _is_shouted_phrase(tokens)


def _is_shouted_phrase(tokens: Sequence[str]) -> bool:
    """Tell whether a Vietnamese line of capitals is a section or a heading, and no name.

    Every line has the shape of a name there. Of three words and more one begins with a family name; pen
    names have two.
    """
    if len(tokens) <= MAX_PEN_NAME or not all(map(str.isupper, tokens)) or not all(map(is_syllable, tokens)):
        return False
    return line_key(tokens[0]) not in byline_words().surname


def _is_name_token(token: str) -> bool:
    return not token[0].islower() and _NAME_TOKEN.fullmatch(token) is not None


def is_crew(text: str) -> bool:
    """Tell whether a newsroom signs as a whole: ``Nhóm phóng viên``, ``Ban biên tập``."""
    tokens = text.split()
    return 0 < len(tokens) <= MAX_CREW_TOKENS and text[:1].isupper() and _begins(tokens, byline_words().crew)


def is_department(text: str) -> bool:
    """Tell whether a part of the publishing house signs: ``Phòng Chương trình``, ``Ban Văn hóa - Xã hội``.

    The name after the word for it begins with a capital, which a sentence about one does not; a line of
    capitals tells nothing (``PHÒNG CHỐNG THIÊN TAI``).
    """
    tokens = () if text.isupper() else text.split()
    sizes = (n for n in (2, 1) if phrase_key(" ".join(tokens[:n])) in byline_words().department)
    after = tokens[next(sizes, len(tokens)) :]
    return bool(after) and after[0][0].isupper() and text[0].isupper() and len(tokens) <= MAX_OFFICE_TOKENS


def is_organisation(text: str) -> bool:
    """Tell whether ``text`` is the whole name of an office: ``Điện lực ...``, ending in a proper name."""
    tokens = text.split()
    proper = len(tokens) > 1 and tokens[0][:1].isupper() and tokens[-1][:1].isupper()
    if not proper or not is_office(text):
        return False
    people = all(map(is_person, _LISTED.split(text)))  # a family name can be the word for an office, "Đoàn"
    return not any(c in ":/()" or c.isdigit() for c in text) and not people


def is_task(part: str) -> bool:
    """Tell whether ``part`` says what somebody does: it holds the word for a task."""
    tokens = line_words(part)
    if len(tokens) > MAX_OFFICE_TOKENS:
        return False
    grams = (" ".join(tokens[i : i + n]) for n in (1, 2, 3) for i in range(len(tokens)))
    return not byline_words().post.isdisjoint(grams)


def is_office(part: str) -> bool:
    """Tell whether ``part`` begins as the name of an office does."""
    tokens = part.split()
    return 0 < len(tokens) <= MAX_OFFICE_TOKENS and _begins(tokens, byline_words().office)


def _begins(tokens: Sequence[str], keys: frozenset[str]) -> bool:
    return any(phrase_key(" ".join(tokens[:n])) in keys for n in (1, 2, 3))


def without_honorific(tokens: Sequence[str]) -> Sequence[str]:
    """Return the tokens of a name without the titles before it; titles alone stay."""
    for size in (2, 1, 2, 1):
        if len(tokens) > size and phrase_key(" ".join(tokens[:size])) in byline_words().honorific:
            tokens = tokens[size:]
    return tokens


def _is_cue(text: str) -> bool:
    """Tell whether ``text`` is a label of pages, or the end of one: ``(Có thể) bạn quan tâm``."""
    key = line_key(text)
    if key in cues().ui or key in cues().home or key in cues().comments or set(key) <= {"a", " ", "+"}:
        return True
    return key in _related_ends()


@cache
def _related_ends() -> frozenset[str]:
    """Return the labels of other reports, and their last words where at least two remain."""
    ends = {" ".join(tokens[i:]) for tokens in map(str.split, cues().related) for i in range(len(tokens) - 1)}
    return frozenset({*cues().related, *ends})
