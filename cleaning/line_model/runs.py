"""Runs of lines, and how far away from a line others are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

FAR: Final = 99


def blocks(gaps: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield where each run of lines without an empty one between begins and ends."""
    start = 0
    for index in range(1, len(gaps)):
        if gaps[index]:
            yield start, index
            start = index
    if gaps:
        yield start, len(gaps)


def run_lengths(flags: Sequence[bool]) -> list[int]:
    """Return for each flag how many that are set stand in a row with it; 0 where it isn't set."""
    lengths = [0] * len(flags)
    start = 0
    for index in range(len(flags) + 1):
        if index == len(flags) or not flags[index]:
            lengths[start:index] = [index - start] * (index - start)
            start = index + 1
    return lengths


def distances(paragraph: Sequence[bool]) -> Iterable[list[bool]]:
    """Yield how many lines away the last and the next paragraph are, in steps."""
    nearest = [FAR] * len(paragraph)
    ahead = FAR
    for index in range(len(paragraph) - 1, -1, -1):
        ahead = min(ahead + 1, FAR)
        nearest[index] = ahead
        ahead = 0 if paragraph[index] else ahead
    behind = FAR
    for index, is_prose in enumerate(paragraph):
        behind = min(behind + 1, FAR)
        yield [*_steps(behind), *_steps(nearest[index])]
        behind = 0 if is_prose else behind


def _steps(distance: int) -> list[bool]:
    return [distance == 1, distance == 2, 3 <= distance <= 5, 6 <= distance < FAR, distance == FAR]
