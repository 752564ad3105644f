"""Which lines of a dump are the report: the lines laid along the ground truth, each part of it used once.

A line that repeats words of the report elsewhere on the page (a teaser, a pull quote, a menu entry that is
also a heading) is no part of it. Method: lines that share shingles with the truth are placed in it; the chain
of places that covers most of the truth in the order of the page is the report (weighted longest increasing
subsequence); what stands out of order is taken where the chain left the truth uncovered.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SHINGLE_TOKENS: Final = 4

MIN_CONTAINMENT: Final = 0.5
"""Share of a line's shingles in the truth from which it may be of the report: less is a chance likeness."""

MIN_STRAY_CONTAINMENT: Final = 0.8
MIN_STRAY_TOKENS: Final = 8
MIN_UNCOVERED: Final = 0.5
"""A line out of order must be nearly all in the truth, of some length, and say what no other line says."""

MAX_OVERLAP: Final = 0.3
"""Share of the shorter of two neighbours by which their places may overlap: words that a page adds or leaves
out inside a line move its estimated end."""

MAX_PLACES: Final = 4
"""Places tried for a line that the truth repeats, such as a refrain."""

MAX_POSITIONS: Final = 50
"""Occurrences in the truth that are remembered of one shingle; more tell nothing about a place."""

NEAR_LINES: Final = 6
NEAR_BONUS: Final = 1.5
"""What a place near the line before it is worth, in tokens: of two equal lines, the one among the report."""

MAX_GAP_TOKENS: Final = 60
"""Tokens of the truth between two placed lines among which a short line is looked for."""

_CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN: Final = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """A line laid on the tokens ``start`` to ``end`` of the truth; ``weight`` tokens or shingles agree."""

    line: int
    start: int
    end: int
    weight: float
    containment: float

    @property
    def tokens(self) -> int:
        return self.end - self.start


def report_lines(lines: Sequence[str], truth: str) -> list[bool]:
    """Tell for each of ``lines`` whether it is a part of ``truth`` at this place of the page."""
    placed = _Truth(truth)
    tokens = [_tokens(line) for line in lines]
    places = [place for at, held in enumerate(tokens) for place in placed.places(at, held)]
    chain = _best_chain(places)
    chosen = {place.line for place in chain}
    covered = {at for place in chain for at in range(place.start, place.end)}
    for place in sorted(places, key=lambda p: -p.weight):
        if place.line not in chosen and _is_stray_part(place, covered):
            chosen.add(place.line)
            covered.update(range(place.start, place.end))
    chosen.update(_between(chain, tokens, placed.tokens))
    return [at in chosen for at in range(len(lines))]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text).casefold())


class _Truth:
    """The tokens of the truth, where each shingle stands in it, and where its own short lines stand."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self._short_lines: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for line in text.split("\n"):
            held = _tokens(line)
            if 0 < len(held) < SHINGLE_TOKENS:
                self._short_lines[tuple(held)].append(len(self.tokens))
            self.tokens += held
        self._positions: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for start, shingle in enumerate(_shingles(self.tokens)):
            self._positions[shingle].append(start)

    def places(self, line: int, tokens: Sequence[str]) -> Iterator[_Place]:
        """Yield the places where a line may stand: by the offset most of its shingles agree on."""
        count = len(tokens)
        if count < SHINGLE_TOKENS:
            for start in self._short_lines.get(tuple(tokens), [])[:MAX_POSITIONS]:
                yield _Place(line, start, start + count, count, 1.0)
            return
        found = [self._positions.get(shingle, [])[:MAX_POSITIONS] for shingle in _shingles(tokens)]
        containment = sum(map(bool, found)) / len(found)
        if containment < MIN_CONTAINMENT:
            return
        votes = Counter(position - at for at, positions in enumerate(found) for position in positions)
        for offset, agreed in votes.most_common(MAX_PLACES):
            start = max(0, offset)
            yield _Place(line, start, max(offset + count, start + 1), agreed, containment)


def _shingles(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(tokens[at : at + SHINGLE_TOKENS]) for at in range(len(tokens) - SHINGLE_TOKENS + 1))


def _best_chain(places: Sequence[_Place]) -> list[_Place]:
    """Return the heaviest chain of places in the order of the page and of the truth."""
    best: list[float] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        score, previous = max(
            ((best[i] + _link(places[i], place), i) for i in range(at) if _follows(places[i], place)),
            default=(0.0, None),
        )
        best.append(score + place.weight)
        before.append(previous)
    chain: list[_Place] = []
    step = max(range(len(best)), key=best.__getitem__, default=None)
    while step is not None:
        chain.append(places[step])
        step = before[step]
    return chain[::-1]


def _follows(first: _Place, second: _Place) -> bool:
    if first.line >= second.line or first.start >= second.start:
        return False
    return first.end - second.start <= MAX_OVERLAP * min(first.tokens, second.tokens) + 1


def _link(first: _Place, second: _Place) -> float:
    return NEAR_BONUS if second.line - first.line <= NEAR_LINES else 0.0


def _is_stray_part(place: _Place, covered: set[int]) -> bool:
    if place.containment < MIN_STRAY_CONTAINMENT or place.tokens < MIN_STRAY_TOKENS:
        return False
    uncovered = sum(at not in covered for at in range(place.start, place.end))
    return uncovered >= MIN_UNCOVERED * place.tokens


def _between(chain: Sequence[_Place], tokens: Sequence[Sequence[str]], truth: Sequence[str]) -> Iterator[int]:
    """Yield the short lines between two placed ones that the truth has there, cut at other places."""
    for first, second in pairwise(chain):
        gap = truth[first.end : second.start]
        if not 0 < len(gap) <= MAX_GAP_TOKENS:
            continue
        for line in range(first.line + 1, second.line):
            held = tokens[line]
            if held and len(held) <= len(gap) and _holds(gap, held):
                yield line


def _holds(tokens: Sequence[str], part: Sequence[str]) -> bool:
    return any(tokens[at : at + len(part)] == part for at in range(len(tokens) - len(part) + 1))
