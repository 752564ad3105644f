"""The pages of a run, and what lists may take of them while reports wait.

Feeds, sitemaps and sections come before the reports they show. Where a job has more of them that are due than
``max_pages``, asking them all in every run leaves nothing for what they found.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection
from typing import Final

from crawler.sites import PageKind

PARTS: Final = 3
"""A run's pages are for feeds and sitemaps, for sections and their next pages, and for reports: a third
each where all three have more to ask than that. A list that is asked less often shows more at a time."""

LISTS: Final = {
    PageKind.POLL.value: PageKind.POLL,
    PageKind.LIST.value: PageKind.LIST,
    PageKind.PAGING.value: PageKind.LIST,
}
"""The kinds of lists, and the part of a run's pages that each takes from."""


Waiting = Callable[[str, int], int]
"""Counts the addresses of a kind that wait for this run, up to a number."""


def lists_in(waiting: Waiting) -> int:
    """Return how many lists wait for this run."""
    return sum(waiting(kind, sys.maxsize) for kind in LISTS)


class PageBudget:
    """Counts the pages of a run down from ``max_pages``."""

    def __init__(self, max_pages: int) -> None:
        self.left = max_pages
        self._part = max_pages // PARTS
        self._taken: Counter[PageKind] = Counter()

    def spend(self, kind: str) -> None:
        """Count a page of ``kind``."""
        self.left -= 1
        if kind in LISTS:
            self._taken[LISTS[kind]] += 1

    def put_off(self, waiting: Waiting) -> Collection[str]:
        """Return the kinds of lists that had their part while what waits besides takes all that is left.

        Of less than three pages all are for reports as long as any wait.
        """
        spent = [kind for kind, part in LISTS.items() if self._taken[part] >= self._part]
        if not spent:
            return ()
        others = [kind for kind in (PageKind.ARTICLE.value, *LISTS) if kind not in spent]
        return spent if sum(waiting(kind, self.left) for kind in others) >= self.left else ()
