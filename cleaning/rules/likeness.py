"""How much the lines of a list share with the report: those of other reports speak of something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cleaning.draft import Draft
from cleaning.text import syllables


def shared_pairs(draft: Draft, report: Sequence[int], run: Sequence[int]) -> float:
    """Return the share of the word pairs of the lines ``run`` that the lines ``report`` have too."""
    told = {pair for index in report for pair in pairwise(syllables(draft.text(index)))}
    listed = [pair for index in run for pair in pairwise(syllables(draft.text(index)))]
    return sum(pair in told for pair in listed) / len(listed) if listed else 1.0


class Likeness:
    """What each list shares with the report above it: ``shared_pairs``, for lists one below the other.

    They begin and end further and further down, so each line enters and leaves the list at work once:
    counting anew for each label took time by the square of the number of lines.
    """

    def __init__(self, draft: Draft, indexes: Sequence[int]) -> None:
        self._draft, self._indexes = draft, indexes
        self._told: set[tuple[str, str]] = set()
        self._listed: Counter[tuple[str, str]] = Counter()
        self._start = self._end = self._pairs = self._shared = 0

    def shared(self, start: int, end: int) -> float:
        """Return the share of the pairs of the lines at ``start`` to ``end`` that lines before have too."""
        for position in range(self._start, start):
            self._tell(self._pairs_at(position), listed=position < self._end)
        for position in range(max(self._end, start), end):
            self._list(self._pairs_at(position), 1)
        self._start, self._end = start, max(self._end, end)
        return self._shared / self._pairs if self._pairs else 1.0

    def _tell(self, pairs: list[tuple[str, str]], *, listed: bool) -> None:
        if listed:
            self._list(pairs, -1)
        fresh = set(pairs) - self._told
        self._told |= fresh
        self._shared += sum(self._listed[pair] for pair in fresh)

    def _list(self, pairs: list[tuple[str, str]], times: int) -> None:
        self._pairs += times * len(pairs)
        for pair in pairs:
            self._listed[pair] += times
            self._shared += times * (pair in self._told)

    def _pairs_at(self, position: int) -> list[tuple[str, str]]:
        return list(pairwise(syllables(self._draft.text(self._indexes[position]))))
