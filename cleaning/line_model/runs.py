"""Runs of lines, and how far away from a line others are: of all lines at once, and of one at least."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

FAR: Final = 99

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.intp]
Value = TypeVar("Value", np.bool_, np.intp)


def run_lengths(flags: Flags) -> Counts:
    """Return for each flag how many that are set stand in a row with it; 0 where it isn't set."""
    run = np.cumsum(flags != above(flags, first=0))
    lengths: Counts = np.bincount(run)[run] * flags
    return lengths


def card_lengths(title: Flags, paragraph: Flags) -> Counts:
    """Return for each line in how long a row of cards it stands, 0 for none.

    A card is a line that is ``title`` and, right below it, one that is ``paragraph``; no line is both.
    """
    opens = title & np.append(paragraph[1:], [False])[: len(title)]
    length = np.zeros(len(title), np.intp)
    for first in (0, 1):
        length[first::2] = run_lengths(opens[first::2])
    return length + above(length, first=0)


def since(flags: Flags) -> Counts:
    """Return how many lines further up the last set flag is: 0 for its own line, ``FAR`` or more for none."""
    at = np.arange(len(flags))
    return at - np.maximum.accumulate(np.where(flags, at, -FAR))


def above(values: npt.NDArray[Value], *, first: int) -> npt.NDArray[Value]:
    """Return for each line the value of the line above it, and ``first`` for the first."""
    found = np.roll(values, 1)
    found[:1] = first
    return found


def distances(paragraph: Flags) -> Flags:
    """Return how many lines away the last and the next paragraph are (n × 10), in steps."""
    return np.column_stack([*_steps(paragraph), *(step[::-1] for step in _steps(paragraph[::-1]))])


def _steps(paragraph: Flags) -> tuple[Flags, ...]:
    away = above(since(paragraph), first=FAR) + 1
    return (away == 1, away == 2, (away >= 3) & (away <= 5), (away >= 6) & (away < FAR), away >= FAR)
