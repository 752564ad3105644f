"""Rules for who wrote it and whose it is: bylines, signatures, the agency or paper credited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cleaning.cues import cues
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, Runs, inside
from cleaning.shape import ends_sentence, ends_with_stop, is_name_like, starts_upper, words
from cleaning.text import line_key

MAX_CREDIT_WORDS: Final = 9
MAX_NAME_WORDS: Final = 8
MAX_INITIALS: Final = 2
MAX_HOUSE_WORDS: Final = 5
MAX_COLON_CREDIT_WORDS: Final = 14
"""A label with a colon leaves no doubt, so that names of offices may follow."""
MAX_LABELLED_WORDS: Final = 12
MIN_LISTED: Final = 3
MIN_LISTED_WORDS: Final = 5
"""Three headlines and nothing else after a name: a list of other reports, not the entries of this one."""

_BRACKETS: Final = re.compile(r"\s*\(([^()]{2,40})\)\s*$")
_WHOLE_BRACKETS: Final = re.compile(r"^\(([^()]{2,40})\)$")
_DOMAIN: Final = re.compile(r"^[\w-]+(\.[\w-]+)+$")


@dataclass(frozen=True, slots=True)
class LabelledByline(Rule):
    """Takes ``Bài và ảnh: Lan Anh``, ``Lan Anh thực hiện`` or ``By Ann Lee`` as the byline.

    Why: the label says so.
    Keeps: a sentence that begins with the same word, which ends with a full stop or goes on in lower
    case.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines that are a byline label and names."""
        for index in inside(draft):
            text = draft.text(index)
            titles_a_list = line_key(text) in cues().related  # "Cùng tác giả"
            if words(text) <= MAX_LABELLED_WORDS and not ends_with_stop(text) and not titles_a_list:
                label, name = byline(text)
                if label and is_name_like(name):
                    yield self.line(index, Role.BYLINE, f"label «{label}»")


@dataclass(frozen=True, slots=True)
class SourceCredit(Rule):
    """Takes ``Theo TTXVN``, ``Nguồn: example.vn`` or ``(TTXVN)`` after the text as the source.

    Why: it credits another house and ends the report.
    Keeps: ``Theo ông An, ...``, a sentence; a credit in the middle, after which prose goes on.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the credit lines after which no running prose begins again."""
        runs = Runs.of(draft)
        for position, index in enumerate(runs.indexes):
            text = draft.text(index)
            most = MAX_COLON_CREDIT_WORDS if ":" in text else MAX_CREDIT_WORDS
            if words(text) > most or ends_with_stop(text.rstrip("./")) or not credited(text):
                continue
            if not runs.prose_before(position) and _is_labelled(text):
                yield self.line(index, Role.SOURCE, f"credits «{credited(text)}» above the text")
            elif runs.prose_before(position) and not runs.resumes(position + 1):
                yield self.line(index, Role.SOURCE, f"credits «{credited(text)}»")
                if self._goes_on(draft, runs, position + 1):
                    below = runs.indexes[position + 1]
                    yield self.line(below, Role.SOURCE, "goes on with the credit above")

    def _goes_on(self, draft: Draft, runs: Runs, position: int) -> bool:
        """Tell whether the last line is the name of the paper that the line above credits a writer of."""
        if position + 1 != len(runs.indexes):
            return False
        text = draft.text(runs.indexes[position])
        return words(text) <= MAX_HOUSE_WORDS and starts_upper(text) and not ends_with_stop(text)


@dataclass(frozen=True, slots=True)
class Signature(Rule):
    """Takes a name alone, or a name and an agency in brackets, after the last paragraph as the byline.

    Why: papers sign at the end: ``Lan Anh (TTXVN)``.
    Keeps: a heading in capitals and an entry of a list, after which the report goes on: a name signs
    only as the last line, or before a credit or a list of other reports, or with its agency.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the first name-like line after the prose and before any list of other reports."""
        runs = Runs.of(draft)
        listed_from = _listed_from(draft, runs)
        for position, index in enumerate(runs.indexes):
            text = draft.text(index)
            if runs.resumes(position) or not runs.prose_before(position):
                continue
            if line_key(text) in cues().related:
                return
            list_follows = listed_from <= position + 1 <= len(runs.indexes) - MIN_LISTED
            if _signs(text) and (signed(text)[1] or list_follows or self._ends(draft, runs, position)):
                yield self.line(index, Role.BYLINE, "a name after the last paragraph")
                return

    def _ends(self, draft: Draft, runs: Runs, position: int) -> bool:
        following = runs.indexes[position] + 1
        if position + 1 == len(runs.indexes):
            return True
        closes = following < len(draft.lines) and draft.role(following) in {
            Role.SOURCE,
            Role.RELATED,
            Role.UI,
        }
        return closes or line_key(draft.text(runs.indexes[position + 1])) in cues().related


def _listed_from(draft: Draft, runs: Runs) -> int:
    """Return the first position from which on every line could be a headline of a list, and none is prose."""
    position = len(runs.indexes)
    while position and not runs.paragraph[position - 1]:
        if words(draft.text(runs.indexes[position - 1])) < MIN_LISTED_WORDS:
            break
        position -= 1
    return position


def split_label(text: str, labels: tuple[str, ...]) -> tuple[str, str]:
    """Split ``text`` into one of ``labels`` at its beginning and the rest; ("", text) when none fits."""
    bare = text.replace("：", ":").strip("()（） ")
    head, colon, rest = bare.partition(":")
    if colon and line_key(head) in labels:
        return line_key(head), rest.strip()
    tokens = bare.split()
    for size in (2, 1):
        key = line_key(" ".join(tokens[:size]))
        if len(tokens) > size and key in labels:
            return key, " ".join(tokens[size:])
    return "", text


def credited(text: str) -> str | None:
    """Return the house that a credit line names, or None when the line is no credit."""
    if match := _WHOLE_BRACKETS.match(text):
        label, name = split_label(match[1], cues().credits)
        return name if label or (":" not in match[1] and is_name_like(match[1].split("/")[0])) else None
    label, name = split_label(text, cues().credits)
    labelled = _is_labelled(text) and starts_upper(name)
    if label and (labelled or is_name_like(name.split(",")[0]) or _DOMAIN.match(name) or _is_house(name)):
        return name
    return None


def _is_labelled(text: str) -> bool:
    """Tell whether a credit's label has a colon behind it."""
    head, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and line_key(head.lstrip("(（")) in cues().credits


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
        key = line_key(" ".join(tokens[-size:]))
        if len(tokens) > size and key in cues().bylines and tokens[-size][0].islower():
            return key, " ".join(tokens[:-size])
    return "", text


def uncredited(text: str) -> str:
    """Return a name without the word for "according to" that some pages put before their authors."""
    return split_label(text, cues().credits)[1]


def signed(text: str) -> tuple[str, str | None]:
    """Split a signature into the author and the agency in brackets behind it."""
    match = _BRACKETS.search(text)
    if match is None:
        return text, None
    label = line_key(match[1]) in cues().bylines  # "Lan Chi (thực hiện)"
    return text[: match.start()], None if label else match[1]


def _signs(text: str) -> bool:
    name, _ = signed(text)
    if ":" in name or text[-1:] in ";," or line_key(name) in cues().credits:
        return False
    initials = name.endswith(".") and words(name) <= MAX_INITIALS
    return words(name) <= MAX_NAME_WORDS and (initials or not ends_sentence(text)) and is_name_like(name)
