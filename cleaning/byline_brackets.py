"""What stands in brackets behind a name in a byline: the houses it credits, or how the report was made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cleaning.byline_labels import EDGES
from cleaning.correspondents import house_alone, house_with_town, is_sent_from
from cleaning.cues import cues
from cleaning.names import ACRONYM, byline_words, is_agency, is_house, is_office, is_task
from cleaning.shape import is_name_like, words
from cleaning.text import phrase_key

MAX_CREDITED: Final = 9
"""Words of the houses that a bracket credits."""

PARTS: Final = re.compile(r"\s*[,;|]\s*|\s+[-–—]\s+|\s*/\s*")
"""What parts names, houses and tasks."""


def houses_in_brackets(inner: str) -> Sequence[str] | None:
    """Return the houses that a bracket behind a name credits; ``None`` when it can't be told what it says."""
    if _is_made(inner):  # "(TH)": put together, no house
        return ()
    credit = without_credit_label(inner)
    if posted := house_alone(credit) or house_with_town(credit):
        return (posted,)
    if is_sent_from(credit):
        return ()
    parts = PARTS.split(_without_from(credit))
    if all(is_agency(part) or is_house(part) for part in parts) or _is_proper(credit):
        return parts
    if credit != inner and words(credit) <= MAX_CREDITED and credit[-1:] not in EDGES:
        several = [house for part in parts for house in _listed(part)]
        if all(map(_may_be_house, several)):
            return several
    return () if _is_aside(inner) else None


def _without_from(credit: str) -> str:
    """Return ``Reuters`` of ``từ Reuters``, where a town would be no house."""
    first, _, rest = credit.partition(" ")
    return rest if rest and phrase_key(first) in byline_words().taken_from else credit


def _may_be_house(text: str) -> bool:
    """Tell whether what a label credits can be a house: a capital begins it, or the word for one does."""
    return text[:1].isupper() or phrase_key(text.partition(" ")[0]) in byline_words().house


def _is_proper(text: str) -> bool:
    """Tell whether a bracket behind a name holds the name of a paper: some words, each with a capital."""
    return words(text) > 1 and is_name_like(text) and not _is_aside(text)


def _is_aside(text: str) -> bool:
    """Tell whether a bracket behind a name only says where somebody works or lives."""
    first = text.partition(" ")[0]
    done = byline_words().behind | byline_words().translator
    known = all(phrase_key(part) in done for part in PARTS.split(text)) or ACRONYM.fullmatch(first)
    return bool(known) or is_office(text) or is_task(text) or phrase_key(text) in byline_words().place


def without_credit_label(text: str) -> str:
    """Return what a label credits, behind the word for how it was made: ``tổng hợp từ Reuters``."""
    known = byline_words()
    tokens = text.split()
    for size in (2, 1, 0):
        label = phrase_key(tokens[size]) if len(tokens) > size + 1 else ""
        made = phrase_key(" ".join(tokens[:size])) in known.behind | known.translator
        if label in cues().credits and (made or not size) and ":" not in " ".join(tokens[size + 1 :]):
            return " ".join(tokens[size + 1 :]).strip(": ")
        if label in known.taken_from and made:
            return " ".join(tokens[size + 1 :])
    return _compiled(tokens) or text


def _compiled(tokens: Sequence[str]) -> str | None:
    """Return what a report was put together from where no word says "from": ``tổng hợp Reuters, AFP``."""
    sizes = (n for n in (2, 1) if phrase_key(" ".join(tokens[:n])) in byline_words().compiled)
    rest = tokens[next(sizes, len(tokens)) :]
    return " ".join(rest) if rest and rest[0][0].isupper() else None


def is_said(inner: str) -> bool:
    """Tell whether a bracket has a word for how the report was made, or for the house it is of."""
    return _is_made(inner) or without_credit_label(inner) != inner


def _is_made(inner: str) -> bool:
    return phrase_key(inner) in byline_words().behind | byline_words().compiled


def _listed(part: str) -> Sequence[str]:
    """Return the houses of ``part``; an ampersand is of a name, more often than between two."""
    return (part,) if "&" in part else byline_words().conjunction.split(part)
