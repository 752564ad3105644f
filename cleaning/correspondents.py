"""Reporters who sign by their house alone: ``PV TTXVN tại Lào``, ``Reuters Staff``, ``VOV-Washington``.

Such a line names a house and nobody. It is read strictly: the word for a reporter, the house, where it has
them, and nothing else. The words come from ``cues/bylines.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cleaning.cues import cues
from cleaning.names import ACRONYM, byline_words, is_agency, is_domain, is_house, is_known_agency, is_office
from cleaning.text import line_key, phrase_key

MAX_POST: Final = 80
"""Characters; the longest name of a paper with its reporters' town stays below."""

MAX_REPORTER_TOKENS: Final = 4
"""``Phóng viên thường trú``, ``Nhóm cộng tác viên``."""

MAX_PLACE_TOKENS: Final = 5

_EDGES: Final = " .,;:-–—/()"
_BUREAU: Final = re.compile(r"([^\s/()–-]{2,9})(\s*[-–]\s*|\s)(\S.*)")
_DESK: Final = re.compile(r"(\S.*\S)/[a-z]{2,3}")
_PLACE_TOKEN: Final = re.compile(r"[^\W\d_][\w.'’-]*")


def house_alone(text: str) -> str | None:
    """Return the house whose reporters sign as ``text`` without a name; ``None`` unless all of it says so.

    A house alone is not enough: a reporter, a town, an office of it or an editor's initials stand beside it.
    """
    if len(text) > MAX_POST:
        return None
    bare = text.strip(_EDGES)
    if "(" in bare or ")" in bare:
        return None
    return _of_bureau(bare) or without_desk(bare) or _of_reporters(bare.split())


def house_with_town(text: str) -> str | None:
    """Return the house of ``VOV - Bản Sậy`` in a bracket behind a name, where no second person stands."""
    return _of_bureau(text.strip(_EDGES), named=True)


def is_sent_from(text: str) -> bool:
    """Tell whether ``text`` says where a reporter wrote, ``từ Bản Sậy, Lào``, and not what it was made of."""
    first, _, towns = text.partition(" ")
    if phrase_key(first) in cues().credits or phrase_key(first) not in byline_words().taken_from:
        return False
    return all(_is_place(town.split()) and not is_agency(town) for town in towns.split(", "))


def without_desk(text: str) -> str | None:
    """Return a wire without the desk or the editor's initials behind it: ``dpa/lno``, ``Reuters/hd``."""
    match = _DESK.fullmatch(text)
    return match[1] if match and is_known_agency(match[1]) and not is_known_agency(text) else None


def _of_bureau(text: str, *, named: bool = False) -> str | None:
    """Read ``VOV-Washington``, ``VTV Cần Thơ`` and ``VOV - Trung tâm Tin``.

    A name behind a space is a person's, unless a town or region has it or the person is ``named`` already.
    """
    match = _BUREAU.fullmatch(text)
    if not match or not is_known_agency(match[1]) or ACRONYM.fullmatch(match[1]) is None:
        return None
    spaced = match[2].endswith(" ") and not (named and match[2].strip())
    placed = _is_known_place(match[3]) or (not spaced and _is_place(match[3].split()))
    office = match[2].strip() and is_office(match[3])
    return match[1] if (office or placed) and not is_agency(match[3]) else None


def _of_reporters(tokens: Sequence[str]) -> str | None:
    """Read ``Phóng viên TTXVN tại Lào``, ``Reuters Staff`` and, behind a wire's initials, a town alone."""
    known = byline_words()
    by_reporter = _reporters_before(tokens)
    rest = tokens[by_reporter:]
    at = next((i for i, token in enumerate(rest) if i and phrase_key(token) in known.posted), len(rest))
    house, post = rest[:at], rest[at:]
    behind = _reporters_behind(house)
    name = " ".join(house[: len(house) - behind])
    if not name or (post and not _is_place(post[1:])):
        return None
    if by_reporter or behind:
        return name if _has_reporters(name, posted=bool(post)) else None
    seated = bool(post) and phrase_key(post[0]) in known.seated
    return name if seated and _is_sure(name) else None


def _reporters_before(tokens: Sequence[str]) -> int:
    sizes = range(min(MAX_REPORTER_TOKENS, len(tokens)), 0, -1)
    return next((n for n in sizes if phrase_key(" ".join(tokens[:n])) in byline_words().reporter), 0)


def _reporters_behind(tokens: Sequence[str]) -> int:
    sizes = range(min(MAX_REPORTER_TOKENS, len(tokens)), 0, -1)
    return next((n for n in sizes if phrase_key(" ".join(tokens[-n:])) in byline_words().reporter), 0)


def _has_reporters(house: str, *, posted: bool) -> bool:
    """Tell whether the reporters of ``house`` sign: a known one, a paper's name, with a town an acronym."""
    if is_house(house) and is_known_agency(house.partition(" ")[2]):  # "Báo Nhân dân", in small letters
        return True
    named = is_known_agency(house) and not house[0].islower()
    return named or (is_agency(house) and (posted or is_house(house) or is_domain(house)))


def _is_sure(house: str) -> bool:
    """Tell whether ``house`` is no ordinary word: a known acronym or an address."""
    return is_domain(house) or (is_known_agency(house) and ACRONYM.fullmatch(house) is not None)


def _is_place(tokens: Sequence[str]) -> bool:
    """Tell whether ``tokens`` have the shape of a place's name: capitals, or one that is known."""
    if not 0 < len(tokens) <= MAX_PLACE_TOKENS:
        return False
    shaped = all(not t[0].islower() and _PLACE_TOKEN.fullmatch(t) for t in tokens)
    return shaped or _is_known_place(" ".join(tokens))


def _is_known_place(text: str) -> bool:
    return line_key(text) in byline_words().place | byline_words().region
