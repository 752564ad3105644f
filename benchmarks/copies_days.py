"""Families found day by day, where what is settled stays, beside those of all documents at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from cleaning.dedup import KeyTable, copy_keys, relate
from cleaning.document import Document

_UNKNOWN: Final = datetime.max.replace(tzinfo=UTC)


def day_by_day(documents: Sequence[Document], days: int) -> list[int]:
    """Return the family of each document when they come in ``days`` parts, in the order of publication."""
    order = sorted(range(len(documents)), key=lambda at: documents[at].metadata.published_at or _UNKNOWN)
    family = list(range(len(documents)))
    settled: list[int] = []
    for day in range(days):
        new = order[day * len(order) // days : (day + 1) * len(order) // days]
        both = [*settled, *new]
        keys = KeyTable(copy_keys((documents[at] for at in settled), settled=True))
        for key in copy_keys(documents[at] for at in new):
            keys.append(key)
        found = relate(keys, partial(_texts, documents, both))
        for place in range(len(settled), len(both)):
            family[both[place]] = family[both[found.families.get(place, place)]]
        settled += [both[place] for place in range(len(settled), len(both)) if place not in found.copies]
    return family


def _texts(
    documents: Sequence[Document], places: Sequence[int], wanted: Collection[int]
) -> Iterator[tuple[int, str]]:
    return ((at, documents[places[at]].text) for at in wanted)
