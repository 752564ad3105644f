"""Bylines read strictly: who wrote a report, and for which house, or nothing.

A line counts only when every part of it is accounted for: a label, a name that has the shape of a name, a
task, an office, a house. What one cannot read whole may be a headline, a caption or a button. The words
come from ``cues/bylines.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cleaning.byline_brackets import PARTS, houses_in_brackets, is_said, without_credit_label
from cleaning.byline_labels import EDGES, Segment, labelled_segments
from cleaning.correspondents import house_alone
from cleaning.credits import closing_credit, houses_of
from cleaning.cues import cues
from cleaning.names import (
    ACRONYM,
    byline_words,
    is_agency,
    is_crew,
    is_department,
    is_known_agency,
    is_named_house,
    is_office,
    is_organisation,
    is_person,
    is_task,
    without_honorific,
)
from cleaning.remembered import Remembered
from cleaning.shape import ends_with_stop, words
from cleaning.signs import is_paper, stands_bare
from cleaning.text import phrase_key

MAX_BYLINE: Final = 140
"""Characters; four names with their tasks stay below."""

OCTETS: Final = 200
"""Bytes of a byline as it is remembered; most lines are none and take next to nothing."""

MAX_INITIALS: Final = 3

MIN_SENTENCE: Final = 3
"""Words from which a full stop ends a sentence and not initials."""


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline read: ``author`` as printed (``None`` where only a house or a helper signs), the houses.

    ``labelled`` tells that a label said so; ``helper`` is the translator (``is_translated``), the
    photographer or the editor; ``has_task`` that a task stands behind a name (``Ann Lee, Staff Writer``).
    """

    author: str | None = None
    agencies: tuple[str, ...] = ()
    labelled: bool = False
    helper: str | None = None
    is_translated: bool = False
    has_task: bool = False


def read_byline(text: str) -> Byline | None:
    """Return what the line ``text`` says of its author and house, ``None`` unless all of it is a byline."""
    return _READ[text] if len(text) <= MAX_BYLINE else None


def _read_line(text: str) -> Byline | None:
    bare = _unbracketed(" ".join(text.translate(_FULL_WIDTH).split()).strip(EDGES))
    head, _, rest = bare.partition(" ")
    if not bare:
        return None
    if house := house_alone(bare):
        return Byline(agencies=(house,))
    if rest and phrase_key(head) in cues().credits:  # "Theo Reuters" credits, and has rules of its own
        return None
    return _read(bare)


def closing_byline(text: str) -> Byline | None:
    """Read a line that may sign a report at its end, where a department or an office may stand alone."""
    return _CLOSING[text] if len(text) <= MAX_BYLINE else None


def _read_closing(text: str) -> Byline | None:
    if house := house_alone(text):
        return Byline(agencies=(house,))
    if words(text) > MIN_SENTENCE and ends_with_stop(text):
        return None
    bare = text.strip(EDGES)
    if is_department(bare):
        return Byline(author=bare)
    if is_organisation(bare):
        return Byline(agencies=(bare,))
    if is_paper(bare) and stands_bare(bare):
        return Byline(agencies=(bare,))
    glued = _GLUED.fullmatch(bare)
    return _with_house(glued) if glued else _side_by_side(bare, read_byline(text))


def _side_by_side(text: str, read: Byline | None) -> Byline | None:
    """Return ``read`` unless it makes one name of a person and a known house: ``Lan Anh Theo VOV``."""
    credited = _with_credit(text) if read is None or " " in (read.author or "") else None
    known = credited is not None and any(map(is_known_agency, credited.agencies))
    several = credited is not None and read is not None and len(credited.agencies) > len(read.agencies) > 0
    return credited if read is None or known or several else read


def _with_credit(text: str) -> Byline | None:
    """Read ``Lan Anh (t/h) Theo Báo Ven Sông``: a byline and a credit that stand side by side.

    A line of capitals may be a slogan (``LÀM THEO LỜI BÁC``), and what two labels begin is a credit.
    """
    tokens = text.split()
    labels = [i for i, t in enumerate(tokens) if t[0].isupper() and phrase_key(t) in cues().credits]
    at = next(iter(labels), 0)
    if not at or tokens[at].isupper():
        return None
    credit = closing_credit(" ".join(tokens[at:]))
    signed = read_byline(" ".join(tokens[:at]).strip(EDGES)) if credit else None
    return replace(signed, agencies=(*signed.agencies, *houses_of(credit))) if signed and credit else None


def _with_house(glued: re.Match[str]) -> Byline | None:
    """Read ``Lan AnhTheo Reuters``: two lines that some archives ran together."""
    signed = read_byline(glued[1]) if phrase_key(glued[2]) in cues().credits else None
    return replace(signed, agencies=(*signed.agencies, glued[3])) if signed else None


_FULL_WIDTH: Final = str.maketrans("：（）／｜【】，；•·◆●▪■✍✎", ":()/|[],;||||||  ")
_SLASH: Final = re.compile(r"\s*/\s*")
_GLUED: Final = re.compile(r"(.{2,60}?[^\W\d_])(?<=\w)([A-ZĐ][a-z]{2,6}) (\S.{0,40})")
_BRACKETED: Final = re.compile(r"(.*?)\s*\(([^()]{1,60})\)")
_DASHED: Final = re.compile(r"\s+[-–—]\s+")


def _unbracketed(text: str) -> str:
    """Return ``text`` without the brackets round all of it."""
    while len(text) > 1 and text[0] + text[-1] in {"()", "[]"} and text[0] not in text[1:]:
        text = text[1:-1].strip(EDGES)
    return text


def _read(text: str) -> Byline | None:
    segments = labelled_segments(text)
    if not segments:
        return None
    authors: list[str] = []
    helpers: list[str] = []
    agencies: list[str] = []
    has_task = False
    for segment in segments:
        signed = _as_initials(segment) or _names(segment.text, alone=not segment.label and len(segments) == 1)
        if signed is None:
            return None
        (helpers if segment.is_helper else authors).extend([signed.names] if signed.names else [])
        has_task = has_task or signed.has_task
        agencies += () if segment.is_helper else signed.agencies
    if not (authors or helpers or agencies):
        return None
    return Byline(
        author="; ".join(authors) or None,
        agencies=tuple(agencies),
        labelled=any(segment.label and not segment.is_helper for segment in segments),
        helper="; ".join(helpers) or None,
        is_translated=any(segment.label in byline_words().translator for segment in segments),
        has_task=has_task,
    )


@dataclass(frozen=True, slots=True)
class _Signed:
    """The names of one segment as printed, the houses beside them, and whether a task follows a name."""

    names: str
    agencies: tuple[str, ...] = ()
    has_task: bool = False


def _names(text: str, *, alone: bool) -> _Signed | None:
    """Read names with their houses, tasks and offices; ``None`` when a part is none of these.

    Names ``alone``, without a label, have no comma between them: that is how tags are listed.
    """
    agencies: list[str] = []
    if match := _BRACKETED.fullmatch(text):
        text, inner = match[1], match[2].strip()
        credited = houses_in_brackets(inner)
        if credited is None:
            return None
        agencies += credited
        if (credited or is_said(inner)) and _are_initials(text):
            return _Signed(text, tuple(agencies))
    name, *house = _SLASH.split(text)
    if len(house) == 1 and len(name) > 1:
        behind = without_credit_label(house[0])
        housed = is_named_house(behind)
        if behind[:1].isupper() and (_signs(name) or (housed and _are_initials(name))):
            return _Signed(_spelled(name), (house_alone(behind) or behind, *agencies))
    return _parts(text, agencies, alone=alone)


def _as_initials(segment: Segment) -> _Signed | None:
    """Read the initials of a photographer, or of whoever puts reports together: ``PT (t/h)``."""
    label = segment.label if segment.is_helper or segment.label in byline_words().behind else ""
    return _Signed(segment.text) if label and ACRONYM.fullmatch(segment.text) else None


def _are_initials(name: str) -> bool:
    """Tell whether an editor's initials may stand before a house: ``PT/ Báo Ven Sông``, ``PT (Reuters)``."""
    return len(name) <= MAX_INITIALS and ACRONYM.fullmatch(name) is not None and not is_known_agency(name)


def _parts(text: str, agencies: list[str], *, alone: bool) -> _Signed | None:
    people: list[str] = []
    in_office = has_task = False
    parts = [part for part in PARTS.split(text) if part]
    for place, part in enumerate(parts):
        several = [name for name in byline_words().conjunction.split(part) if name]
        if posted := house_alone(part):
            agencies.append(posted)
            has_task = has_task or place > 0
            continue
        in_office = in_office or (place > 0 and is_office(part))
        has_task = has_task or (place > 0 and is_task(part))
        if in_office or (place and is_task(part)):
            continue
        if all(map(_signs, several)) or (place == 0 and "," not in text and _stand_for_a_person(parts)):
            people += several
        elif is_agency(part):
            agencies.append(part)
        else:
            return None
    if alone and len(people) + len(agencies) > 1 and ("," in text or "|" in text) and not has_task:
        return None
    if not people and agencies and all(ACRONYM.fullmatch(a) and not is_known_agency(a) for a in agencies):
        return None  # initials of people, or of anything
    return _Signed(_printed(text, people), tuple(agencies), has_task) if people or agencies else None


def _stand_for_a_person(parts: Sequence[str]) -> bool:
    """Tell whether the first of ``parts`` are initials beside a known house, ``PT - TTXVN``."""
    return _are_initials(parts[0]) and any(map(is_named_house, parts[1:]))


def _signs(part: str) -> bool:
    return is_crew(part) or is_department(part) or (is_person(part) and not is_agency(part))


def _printed(text: str, people: Sequence[str]) -> str:
    """Return the names in the form of the page where only dashes or commas part them, else one by one."""
    spelled = [_spelled(name) for name in people]
    if len(people) > 1 and _DASHED.sub(", ", text) == ", ".join(people):
        return text if spelled == [*people] else _same_marks(text, spelled)
    return "; ".join(spelled)


def _same_marks(text: str, names: Sequence[str]) -> str:
    marks = [*PARTS.findall(text), ""]
    return "".join(name + mark for name, mark in zip(names, marks, strict=True))


def _spelled(name: str) -> str:
    """Return a name printed in capitals as names are written, so that one author has one spelling."""
    tokens = without_honorific(name.split())
    shouted = len(tokens) > 1 and all(len(t) > 1 and t.isupper() and "." not in t for t in tokens)
    if not shouted or is_crew(name):
        return name
    titles = name.split()[: -len(tokens)]
    return " ".join((*titles, *(token.title() for token in tokens)))


_READ: Final[Remembered[Byline | None]] = Remembered(_read_line, octets=OCTETS)
_CLOSING: Final[Remembered[Byline | None]] = Remembered(_read_closing, octets=OCTETS)
