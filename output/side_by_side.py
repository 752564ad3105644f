"""A copy beside the document that was kept instead: what both say, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from cleaning.text import comparison_key

MAX_WORDS: Final = 3_000
"""Words up to which texts are laid side by side word by word, which takes time by their product; longer ones
are compared paragraph by paragraph."""

MIN_AGREEING: Final = 3
"""Words both must have in a row to count as agreeing: single ones between two changes only tear them up."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a copy and of the kept text; empty where one has nothing, ``same`` where they agree."""

    copy: str
    kept: str
    same: bool


def side_by_side(copy: str, kept: str) -> tuple[Passage, ...]:
    """Return both texts in reading order, cut where they begin or cease to agree.

    Case, punctuation and the spelling of tones don't count as differences.
    """
    first, second = _pieces(copy), _pieces(kept)
    if max(len(first.words), len(second.words)) > MAX_WORDS:
        first, second = _pieces(copy, "\n\n"), _pieces(kept, "\n\n")
    return tuple(_joined(_passages(first, second)))


@dataclass(frozen=True, slots=True)
class _Pieces:
    words: Sequence[str]
    keys: Sequence[str]
    between: str


def _pieces(text: str, between: str | None = None) -> _Pieces:
    words = text.split(between)
    return _Pieces(words, [comparison_key(word) for word in words], between or " ")


def _passages(first: _Pieces, second: _Pieces) -> Iterator[Passage]:
    fewest = MIN_AGREEING if first.between == " " else 1
    matcher = SequenceMatcher(None, first.keys, second.keys, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        same = tag == "equal" and end - start >= fewest
        said = first.between.join(first.words[start:end])
        yield Passage(said, second.between.join(second.words[other_start:other_end]), same)


def _joined(passages: Iterator[Passage]) -> Iterator[Passage]:
    """Yield the passages with neighbours that differ made one."""
    held: Passage | None = None
    for passage in passages:
        if held and not held.same and not passage.same:
            held = Passage(_and(held.copy, passage.copy), _and(held.kept, passage.kept), same=False)
            continue
        if held:
            yield held
        held = passage
    if held:
        yield held


def _and(first: str, second: str) -> str:
    return f"{first} {second}".strip()
