"""Rules against what a page asks of its reader: to go back, to follow it elsewhere, to write to it.

Each acts on a closed form alone, every part of it accounted for by ``cues/calls.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.names import is_house, is_known_agency
from cleaning.rules.base import Rule, inside, runs_of
from cleaning.shape import is_paragraph, words
from cleaning.stages import Needs
from cleaning.text import comparison_key, line_key

MAX_BACK_WORDS: Final = 5
MAX_BACK: Final = 60
"""Characters of a link back: a line of arrows has no word, and the pattern tries each of them with each."""

MAX_FOLLOW_WORDS: Final = 14
"""Words of a call to follow a paper; a sentence on what can be seen where is longer."""

MAX_APPEAL_WORDS: Final = 60
"""Words of a call to write, with its addresses and numbers."""

MIN_INSIDE: Final = 5
"""Letters of a word that names a letter box also inside another: shorter ones occur in names by chance."""

_Table = Mapping[str, Sequence[str]]

_BACK: Final = re.compile(r"\[\s*[«<←‹]*\s*([^\[\]]+?)\s*[»>→›^↑]*\s*\]|(?:[«‹←]|<+)\s*([^\[\]<>«»]+)")
"""A text in square brackets, or behind arrows."""

_WORD: Final = re.compile(r"\w+")
_MAIL: Final = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class BackLink(Rule):
    """Removes a link back in square brackets or behind an arrow: ``[Trở về]``, ``« Quay lại``.

    Why: old portals end each report with it, in the characters that draw a button.
    Keeps: the same words without brackets, which can be a heading or a verse; brackets with more in them.
    """

    needs = Needs(lines=1, max_words=MAX_BACK_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines that are such a link and nothing else."""
        for index in inside(draft):
            text = draft.text(index)
            short = len(text) <= MAX_BACK and words(text) <= MAX_BACK_WORDS
            drawn = _BACK.fullmatch(text) if short else None
            label = line_key(drawn[1] or drawn[2]) if drawn else ""
            if label in _calls().back:
                yield self.line(index, Role.UI, f"the button «{label}»")


@dataclass(frozen=True, slots=True)
class FollowLine(Rule):
    """Removes a call to follow the paper elsewhere: ``Theo dõi Báo Ven Sông trên Google News``.

    Why: it speaks for the paper and not of the report, also between two paragraphs.
    Keeps: a sentence that goes on behind the network, one on somebody else who is followed there, and a
    heading on what is read or seen there.
    """

    needs = Needs(lines=1, max_words=MAX_FOLLOW_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines of the form: a call, the paper, a network, and nothing behind it."""
        for index in inside(draft):
            text = draft.text(index)
            if words(text) <= MAX_FOLLOW_WORDS and (network := _followed(text)):
                yield self.line(index, Role.UI, f"a call to follow on «{network}»")


def _followed(text: str) -> str | None:
    """Return the network on which a line calls to follow the paper, ``None`` when it does not."""
    key = line_key(text)
    if not key.endswith(_calls().networks):  # as of nearly all lines
        return None
    return next(filter(None, (_followed_in(key, text, one) for one in _calls().following)), None)


def _followed_in(key: str, text: str, words_of: _Following) -> str | None:
    """Read a line and its key by the words of one language: those of two make no call."""
    network = next((name for name in words_of.network if key.endswith(f" {name}")), None)
    called = next((word for word in words_of.follow if key.startswith(f"{word} ")), None)
    if network is None or called is None:
        return None
    tokens = key[len(called) : -len(network)].split()
    if not tokens or tokens.pop() not in words_of.on:
        return None
    whom = " ".join(tokens)
    ours = network in words_of.reader or whom in words_of.us or is_known_agency(whom)
    return network if ours or _is_house(text, len(called.split()), len(tokens)) else None


def _is_house(text: str, begin: int, size: int) -> bool:
    """Tell whether ``size`` words from ``begin`` on are the name of a paper, and no word for papers alone."""
    printed = _WORD.findall(text)[begin : begin + size]
    if not printed or not printed[-1][0].isupper():
        return False
    return is_house(" ".join((printed[0].capitalize(), *printed[1:])))


@dataclass(frozen=True, slots=True)
class ReaderAppeal(Rule):
    """Removes a call to write to the paper: ``Mời bạn đọc gửi ý kiến về bandoc@vensong.example``.

    Why: it stands under or between the paragraphs of any report and speaks of the paper's letter box.
    Keeps: a call to write to anybody else, the police or a family in need; one in a report that speaks of its
    readers, a contest or that address itself, where it is what the report says.
    """

    needs = Needs(lines=1, max_words=MAX_APPEAL_WORDS, below=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines below the first paragraph that call to write to an editorial office."""
        boxes = {at: box for at, i in enumerate(inside(draft)) if (box := _letter_box(draft.text(i)))}
        if not boxes:
            return
        runs = runs_of(draft)
        calling = {runs.indexes[at]: box for at, box in boxes.items() if runs.prose_before(at)}
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
    return next((mail[0] for mail in mails if _is_editorial(mail[1].casefold())), None)


def _is_editorial(box: str) -> bool:
    """Tell whether a letter box is an editorial one; short words count only where they stand apart."""
    parts = _WORD.findall(box.replace("_", " "))
    return any(word in parts or (len(word) >= MIN_INSIDE and word in box) for word in _calls().box)


@dataclass(frozen=True, slots=True)
class _Following:
    """Comparison keys of the words of one language that make a call to follow.

    ``network`` holds those of all languages, and the readers.
    """

    follow: tuple[str, ...]
    us: frozenset[str]
    on: frozenset[str]
    reader: frozenset[str]
    network: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Calls:
    """Comparison keys of ``cues/calls.toml``, all languages together but for ``following``.

    ``networks`` are those of ``following``, each as it ends a longer key.
    """

    following: tuple[_Following, ...]
    networks: tuple[str, ...]
    back: frozenset[str]
    appeal: tuple[str, ...]
    readers: frozenset[str]
    box: frozenset[str]


@cache
def _calls() -> _Calls:
    tables = tomllib.loads(files("cleaning").joinpath("cues", "calls.toml").read_text("utf-8"))
    every = tables.values()
    following = tuple(_following(table, tables["any"]) for table in every)
    return _Calls(
        following,
        tuple(sorted({f" {name}" for one in following for name in one.network})),
        _keys("back", *every),
        _longest_first(_keys("appeal", *every)),
        _keys("readers", *every),
        _keys("box", *every),
    )


def _following(table: _Table, common: _Table) -> _Following:
    return _Following(
        _longest_first(_keys("follow", table)),
        _keys("us", table),
        _keys("on", table),
        _keys("reader", table, common),
        _longest_first(_keys("reader", table, common) | _keys("network", table, common)),
    )


def _keys(name: str, *tables: _Table) -> frozenset[str]:
    return frozenset(comparison_key(word) for table in tables for word in table[name])


def _longest_first(keys: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda key: (-len(key), key)))
