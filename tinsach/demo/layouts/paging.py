"""Cutting a long list of stories into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinsach.demo.content import Story


@dataclass(frozen=True, slots=True)
class Slice:
    """Page ``number`` (from 1) of ``count`` of a list of stories."""

    number: int
    count: int
    stories: tuple[Story, ...]


def slices(stories: Sequence[Story], size: int) -> list[Slice]:
    """Return ``stories`` in pages of ``size``; an empty list has one empty page."""
    count = max(1, -(-len(stories) // size))
    return [Slice(at + 1, count, tuple(stories[at * size : (at + 1) * size])) for at in range(count)]


def others(story: Story, stories: Sequence[Story], *, count: int, start: int = 0) -> tuple[Story, ...]:
    """Return ``count`` other stories of the list, beginning ``start`` places after ``story``, in a ring."""
    here = stories.index(story)
    ring = [*stories[here + 1 :], *stories[:here]]
    turned = ring[start % len(ring) :] + ring[: start % len(ring)]
    return tuple(turned[:count])
