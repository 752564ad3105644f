"""Whom the credit of a report names: houses, and before a slash or a bracket the one who wrote it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cleaning.byline_brackets import PARTS
from cleaning.bylines import Byline, read_byline
from cleaning.correspondents import house_alone
from cleaning.credits import closing_credit, credited, houses_of
from cleaning.names import byline_words, is_named_house, is_press, without_honorific
from cleaning.signs import is_known_sign
from cleaning.syllables import is_syllable
from cleaning.text import line_key

MIN_NAME: Final = 2
"""Words of a name before a slash; one may be anything."""

MAX_INITIAL: Final = 2

_ADDRESS: Final = "://"
"""Behind the label of a credit it names the house: ``Nguồn: https://ven-song.example/1.html``."""

_NAME_PARTS: Final = re.compile(r"[\W_]+")


def credited_byline(credit: str) -> Byline:
    """Return whom a credit names: its houses, in ``Lan Anh (Báo Ven Sông)`` and with a slash its author.

    What stands before a slash may be a paper as well as a name: if so, it is neither author nor house.
    """
    read = read_byline(credit)
    if read is None or not (read.author and read.agencies):
        return Byline(agencies=tuple(houses_of(credit)))
    sure = credit.endswith(")") or all(map(_is_surely_person, PARTS.split(read.author)))
    return read if sure else Byline(agencies=read.agencies)


def credited_house(text: str) -> str | None:
    """Return the house that a line credits; its name may go on in small letters: ``Theo Báo Tin tức``."""
    if (house := credited(text)) is not None:
        return house
    credit = closing_credit(text)
    return credit if credit and (_ADDRESS in text or any(map(_is_named, _houses(credit)))) else None


def _houses(credit: str) -> Iterator[str]:
    """Yield what a credit may name: itself, and the houses behind an author."""
    yield credit
    yield from credited_byline(credit).agencies


def _is_named(house: str) -> bool:
    return is_named_house(house) or house_alone(house) is not None


def _is_surely_person(name: str) -> bool:
    """Tell whether ``name`` is a Vietnamese one, and that of no paper or town; of others who knows?"""
    bare = " ".join(without_honorific(name.split()))
    parts = [part for part in _NAME_PARTS.split(bare) if part]
    legal = all(len(part) <= MAX_INITIAL or is_syllable(part) for part in parts)
    other = is_press(bare) or is_known_sign(bare) or line_key(bare) in byline_words().place
    return len(parts) >= MIN_NAME and legal and not other
