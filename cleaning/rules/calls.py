"""Rules against what a page asks of its reader: to go back, to follow it elsewhere, to write to it.

Each acts on a closed form alone, every part of it accounted for by ``cues/calls.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Final

from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.names import byline_words, is_known_agency
from cleaning.rules.base import Rule, Runs, inside
from cleaning.shape import is_paragraph, words
from cleaning.text import comparison_key, line_key

MAX_BACK_WORDS: Final = 5
MAX_FOLLOW_WORDS: Final = 14
"""Words of a call to follow a paper; a sentence on what can be seen where is longer."""

MAX_APPEAL_WORDS: Final = 60
"""Words of a call to write, with its addresses and numbers."""

_BACK: Final = re.compile(r"\[\s*[«<←‹]*\s*([^\[\]]+?)\s*[»>→›^↑]*\s*\]|(?:[«‹←]|<+)\s*([^\[\]<>«»]+)")
"""A text in square brackets, or behind arrows."""

_MAIL: Final = re.compile(r"([\w.+-]{1,64})@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class BackLink(Rule):
    """Removes a link back in square brackets or behind an arrow: ``[Trở về]``, ``« Quay lại``.

    Why: old portals end each report with it, in the characters that draw a button.
    Keeps: the same words without brackets, which can be a heading or a verse; brackets with more in them.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines that are such a link and nothing else."""
        for index in inside(draft):
            text = draft.text(index)
            drawn = _BACK.fullmatch(text) if words(text) <= MAX_BACK_WORDS else None
            label = line_key(drawn[1] or drawn[2]) if drawn else ""
            if label in _calls().back:
                yield self.line(index, Role.UI, f"the button «{label}»")


@dataclass(frozen=True, slots=True)
class FollowLine(Rule):
    """Removes a call to follow the paper elsewhere: ``Theo dõi Báo Ven Sông trên Google News``.

    Why: it speaks for the paper and not of the report, also between two paragraphs.
    Keeps: a sentence that goes on behind the network, and one on somebody else who is followed there.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines of the form: a call, the paper, a network, and nothing behind it."""
        for index in inside(draft):
            text = draft.text(index)
            if words(text) <= MAX_FOLLOW_WORDS and (network := _followed(line_key(text))):
                yield self.line(index, Role.UI, f"a call to follow on «{network}»")


def _followed(key: str) -> str | None:
    """Return the network on which a line (its key) calls to follow the paper, ``None`` when it does not."""
    calls = _calls()
    networks = sorted(calls.reader | calls.network)
    network = next((name for name in networks if key.endswith(f" {name}")), None)
    called = next((word for word in calls.follow if key.startswith(f"{word} ")), None)
    if network is None or called is None:
        return None
    tokens = key[len(called) : -len(network)].split()
    on = tokens.pop() if tokens and tokens[-1] in calls.on else None
    whom = " ".join(tokens)
    ours = network in calls.reader or whom in calls.us or is_known_agency(whom) or _begins_house(tokens)
    return network if on is not None and ours else None


def _begins_house(tokens: Sequence[str]) -> bool:
    return any(" ".join(tokens[:size]) in byline_words().house for size in (1, 2, 3))


@dataclass(frozen=True, slots=True)
class ReaderAppeal(Rule):
    """Removes a call to write to the paper: ``Mời bạn đọc gửi ý kiến về bandoc@vensong.example``.

    Why: it stands under or between the paragraphs of any report and speaks of the paper's letter box.
    Keeps: a call to write to anybody else, the police or a family in need; one in a report that speaks of its
    readers, a contest or that address itself, where it is what the report says.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines below the first paragraph that call to write to an editorial office."""
        runs = Runs.of(draft)
        calling = {
            index: box
            for position, index in enumerate(runs.indexes)
            if runs.prose_before(position) and (box := _letter_box(draft.text(index)))
        }
        if not calling:
            return
        title = draft.index_of(Role.TITLE)
        told = [i for i in runs.indexes if i not in calling and is_paragraph(draft.text(i))]
        report = " ".join(line_key(draft.text(i)) for i in ([] if title is None else [title]) + told)
        if any(f" {word} " in f" {report} " for word in _calls().readers):
            return
        for index, box in calling.items():
            if line_key(box) not in report:
                yield self.line(index, Role.UI, f"a call to write to «{box}»")


def _letter_box(text: str) -> str | None:
    """Return the address of the editorial office that ``text`` calls to write to, else ``None``."""
    if "@" not in text or words(text) > MAX_APPEAL_WORDS or not line_key(text).startswith(_calls().appeal):
        return None
    mails = _MAIL.finditer(text)
    return next((mail[0] for mail in mails if any(box in mail[1].casefold() for box in _calls().box)), None)


@dataclass(frozen=True, slots=True)
class _Calls:
    """Comparison keys of ``cues/calls.toml``, all languages together."""

    back: frozenset[str]
    follow: tuple[str, ...]
    us: frozenset[str]
    on: frozenset[str]
    reader: frozenset[str]
    network: frozenset[str]
    appeal: tuple[str, ...]
    readers: frozenset[str]
    box: frozenset[str]


@cache
def _calls() -> _Calls:
    tables = tomllib.loads(files("cleaning").joinpath("cues", "calls.toml").read_text("utf-8")).values()
    keys = {
        field.name: sorted({comparison_key(word) for table in tables for word in table[field.name]})
        for field in fields(_Calls)
    }
    ordered = {name: tuple(sorted(keys[name], key=len, reverse=True)) for name in ("follow", "appeal")}
    return _Calls(**{name: frozenset(found) for name, found in keys.items()} | ordered)  # type: ignore[arg-type]
