"""Lines that credit a house: "Theo ...", "Nguồn: ...", an agency in brackets; and labels round names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cleaning.byline_labels import unwrapped
from cleaning.correspondents import house_alone
from cleaning.cues import cues
from cleaning.dates import stated_date
from cleaning.names import is_agency
from cleaning.shape import ends_sentence, is_name_like, is_paragraph, starts_upper, words
from cleaning.text import line_key, phrase_key

MAX_CREDIT: Final = 8
"""Words of the name of a house or office."""

MAX_CREDIT_LINE: Final = 240
"""Characters; a credit with a long address in it stays below."""

MAX_BRACKET: Final = 40
"""Characters of an agency, or a task, in brackets behind a name."""

_BRACKETS: Final = re.compile(rf"\(([^()]{{2,{MAX_BRACKET}}})\)\s*$")
_WHOLE_BRACKETS: Final = re.compile(r"^\(([^()]{2,40})\)$")
_BETWEEN_HOUSES: Final = re.compile(r"\s*[,;/|]\s*|\s+(?:-|–|&|và|and)\s+")
_DOMAIN: Final = re.compile(r"^[\w-]+(\.[\w-]+)+$")
_LINKED_SOURCE: Final = re.compile(r"(\w+)\s*(.*?)\s*:\s*(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/\S*$")


def stated_credit(text: str) -> str | None:
    """Return the house that a line credits with a label: alone, before a link, or behind a date."""
    if len(text) > MAX_CREDIT_LINE or is_paragraph(text):
        return None
    if match := _LINKED_SOURCE.match(text):
        if phrase_key(f"{match[1]} {match[2]}") in cues().credits:  # "Link nguồn: https://..."
            return match[3]
        return (match[2] or match[3]).strip() if phrase_key(match[1]) in cues().credits else None
    return (credited(text) or _credit_beside_date(text)) if words(text) <= 2 * MAX_CREDIT else None


def closing_credit(text: str) -> str | None:
    """Return the house that a line at the end of a report credits, where "theo" leaves less doubt."""
    return stated_credit(text) or _proper_credit(text) if len(text) <= MAX_CREDIT_LINE else None


def houses_of(credit: str) -> Sequence[str]:
    """Return the houses of a credit one by one where all of it are such: ``Reuters, KPL``.

    Of ``phóng viên TTXVN tại Lào`` it is the house alone.
    """
    if house := house_alone(credit):
        return (house,)
    houses = [part for part in _BETWEEN_HOUSES.split(credit) if part]
    return houses if all(map(is_agency, houses)) else (credit,)


def split_label(text: str, labels: tuple[str, ...]) -> tuple[str, str]:
    """Split ``text`` into one of ``labels`` at its beginning and the rest; ("", text) when none fits."""
    bare = unwrapped(text.replace("：", ":"), " ")
    head, colon, rest = bare.partition(":")
    if colon and phrase_key(head) in labels:
        return phrase_key(head), rest.strip()
    tokens = bare.split()
    for size in (2, 1):
        key = phrase_key(" ".join(tokens[:size]))
        if len(tokens) > size and key in labels:
            name = " ".join(tokens[size:])
            return (key, name) if name.count("(") == name.count(")") else ("", text)  # "(Theo X) Y"
    return "", text


def credited(text: str) -> str | None:
    """Return the house that a credit line names, or None when the line is no credit."""
    if match := _WHOLE_BRACKETS.match(text):
        label, name = split_label(match[1], cues().credits)
        return name if label or (":" not in match[1] and is_name_like(match[1].split("/")[0])) else None
    label, name = split_label(text, cues().credits)
    labelled = is_labelled(text) and starts_upper(name)
    if label and (labelled or is_name_like(name.split(",")[0]) or _DOMAIN.match(name) or _is_house(name)):
        return name
    return None


def is_labelled(text: str) -> bool:
    """Tell whether a credit's label has a colon behind it."""
    head, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and phrase_key(head.lstrip("(（")) in cues().credits


def _is_house(name: str) -> bool:
    """Tell whether ``name`` begins as the name of a paper does, and ends with a capital."""
    begins = line_key(name).startswith(tuple(f"{house} " for house in cues().houses))
    return begins and starts_upper(name) and starts_upper(name.rsplit(maxsplit=1)[-1])


def byline(text: str) -> tuple[str, str]:
    """Split a byline into its label, before or behind the names, and the names; ("", text) without one."""
    label, name = split_label(text, cues().bylines)
    if label:
        return label, name
    tokens = text.split()
    for size in (2, 1):
        key = phrase_key(" ".join(tokens[-size:]))
        if len(tokens) > size and key in cues().bylines and tokens[-size][0].islower():
            return key, " ".join(tokens[:-size])
    return "", text


def uncredited(text: str) -> str:
    """Return a name without the word for "according to" that some pages put before their authors."""
    return split_label(text, cues().credits)[1]


def signed(text: str) -> tuple[str, str | None]:
    """Split a signature into the author and the agency in brackets behind it."""
    opens = text.rfind("(")  # only the last bracket may end the line: a search would begin at each space
    match = _BRACKETS.match(text, opens) if opens >= 0 else None
    if match is None:
        return text, None
    label = phrase_key(match[1]) in cues().bylines  # "Lan Chi (thực hiện)"
    return text[:opens].rstrip(), None if label else match[1]


def _credit_beside_date(text: str) -> str | None:
    """Return the house of a date line that goes on: ``2021-07-20 19:31 来源：...``."""
    head, colon, house = text.replace("：", ":").rpartition(":")
    label = phrase_key(head.rsplit(maxsplit=1)[-1]) if head.split() else ""
    return (
        house.strip() if colon and house.strip() and label in cues().credits and stated_date(text) else None
    )


def _proper_credit(text: str) -> str | None:
    """Return what "theo" credits at the end, when it begins as a proper name does and is no sentence."""
    bare = unwrapped(text, " ")
    label, _, name = bare.partition(" ")
    begins = name[:1].isupper() or house_alone(name) is not None
    whole = "," not in name and name.count("(") == name.count(")")
    proper = begins and words(name) <= MAX_CREDIT and not ends_sentence(name) and whole
    return name if phrase_key(label) in cues().credits and proper else None
