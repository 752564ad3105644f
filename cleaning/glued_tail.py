"""What stands behind the last sentence of a paragraph, read as a signature: all of it, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from cleaning.byline_brackets import PARTS, houses_in_brackets, is_said
from cleaning.byline_labels import parted
from cleaning.bylines import Byline, closing_byline, read_byline
from cleaning.credits import closing_credit
from cleaning.cues import cues
from cleaning.names import (
    HAN,
    byline_words,
    is_crew,
    is_department,
    is_known_agency,
    is_named_house,
    is_office,
    is_organisation,
    without_honorific,
)
from cleaning.shape import words
from cleaning.signatures import MIN_LONE_NAME, reads_vietnamese
from cleaning.text import line_key, phrase_key

MAX_SIGNATURES: Final = 1 << 13
"""Signatures that are remembered, some 5 MB."""

MAX_HOUSE: Final = 12
"""Words of the reporters of a house with their town."""

MAX_LISTED: Final = 4
"""Names with commas between them; more are a line-up."""

MAX_LETTERS: Final = 2
"""Of a word for work on a report that may mean anything elsewhere: ``TH``, ``ST``."""

BRACKET: Final = re.compile(r"\(([^()]{2,40})\)\s+(?=[^\s\d.,;!?…a-z])")
"""A bracket between the last sentence and the name: ``(còn tiếp) Lan Anh``."""

_CREDIT_LABEL: Final = re.compile(r"\((\w+):\s*")
_LAST_BRACKET: Final = re.compile(r"\(([^()]{2,40})\)$")


class Signed(NamedTuple):
    """What a signature says: a byline, or the house it credits."""

    byline: Byline | None
    credit: str | None


@lru_cache(maxsize=MAX_SIGNATURES)
def read_tail(tail: str) -> Signed | None:
    """Read what stands behind a sentence; the same people sign many reports of a dump."""
    shorter = once(tail)
    read = _with_bracket(shorter) or _read(shorter, shorter)
    return read or (_read(tail, tail) if shorter != tail else None)  # "Lan Anh - Thu Vân Ảnh: Lan Anh"


def _with_bracket(tail: str) -> Signed | None:
    """Read ``(Tổng hợp) Lan Anh`` as if the bracket stood where most papers have it, behind the name."""
    match = BRACKET.match(tail)
    if match is None or not (is_said(match[1]) or _credits_picture(match[1])):
        return None
    read = _read(tail[match.end() :], tail[match.end() :])
    if read is None or read.byline is None or not is_said(match[1]):
        return read
    houses = houses_in_brackets(match[1]) or ()
    return Signed(replace(read.byline, agencies=(*read.byline.agencies, *houses)), None)


def _without_colon(label: re.Match[str]) -> str:
    """Return ``(Nguồn: `` without its colon: below a picture it credits that, behind a report the report."""
    return f"({label[1]} " if phrase_key(label[1]) in cues().credits else label[0]


def _credits_picture(inner: str) -> bool:
    """Tell whether the label in a bracket begins or ends as a photographer's: ``Nguồn ảnh: Reuters``."""
    label, colon, _ = inner.partition(":")
    ends = label.split()[:1] + label.split()[-1:]
    return bool(colon) and any(phrase_key(word) in byline_words().helper for word in ends)


def _read(text: str, tail: str) -> Signed | None:
    """Read ``text``, all or most of ``tail``, if that signs."""
    said = parted(_CREDIT_LABEL.sub(_without_colon, text)) if ":" in text else text
    byline = closing_byline(said) or _listed(text)
    if byline is not None:
        return Signed(byline, None) if _signs(byline, tail) else None
    credit = closing_credit(text)
    return None if credit is None or _is_cited(credit, tail) else Signed(None, credit)


def is_alone(byline: Byline) -> bool:
    """Tell whether nothing but a name stands there."""
    return byline.author is not None and not (byline.labelled or byline.agencies)


def once(text: str) -> str:
    """Return a signature printed twice, round a credit or not, as it stands once; ``Lan Lan`` stays."""
    tokens = text.split()
    sizes = range(len(tokens) // 2, 1, -1)
    size = next((n for n in sizes if tokens[:n] == tokens[-n:]), 0)
    return " ".join(tokens[:-size]) if size else text


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
    housed = any(map(is_named_house, byline.agencies))
    return housed or _is_said(tail, byline.author) or _signs_alone(byline.author)


def _is_said(tail: str, author: str) -> bool:
    """Tell whether a bracket at the end says how the report was made: ``PT (t/h)``.

    Two letters say so behind a Vietnamese name; behind ``Peter Müller (TH)`` they are a state or a party.
    """
    match = _LAST_BRACKET.search(tail)
    if match is None or not is_said(match[1]):
        return False
    return len(match[1]) > MAX_LETTERS or reads_vietnamese(author)


def _listed(tail: str) -> Byline | None:
    """Read some names with commas between them, the house of all behind the last: ``Lan Anh, Hải Yến/VOV``.

    Below a text tags are listed so; right behind the last sentence nobody lists them.
    """
    names = tail.split(", ")
    if not 1 < len(names) <= MAX_LISTED:
        return None
    read = [byline for name in names if (byline := read_byline(name)) and byline.author]
    if len(read) < len(names):
        return None
    authors = [byline.author or "" for byline in read]
    bare = all(is_alone(byline) for byline in read[:-1])
    sure = bare and not read[-1].labelled and all(map(_signs_alone, authors))
    return replace(read[-1], author=", ".join(authors)) if sure else None


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
    """Tell whether a credit cites a law, an office or a place, or credits a picture, or holds a number."""
    of_picture = ":" in credit and phrase_key(credit.partition(":")[0]) in byline_words().helper
    if of_picture or "|" in credit or any(token[0].isdigit() for token in credit.split()):
        return True
    tokens, known = credit.split(), byline_words()
    if line_key(credit) in known.place or any(phrase_key(" ".join(tokens[:n])) in known.law for n in (1, 2)):
        return True
    goes_on = any(part[:1].islower() for part in credit.split(", ")[1:])  # "Theo Reuters, hai bên"
    titled = phrase_key(tokens[0]) in known.honorific and "(" not in tail and "/" not in tail
    marked = is_known_agency(credit) or ":" in tail or tail.startswith("(")
    return not marked and (goes_on or titled or is_office(credit))
