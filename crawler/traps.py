"""Budgets against traps: an address pattern that brings nothing new is followed no further.

Calendars, session ids, filters that multiply, links that grow with every step: each yields endless
addresses of one pattern and no reports. Every pattern of lists may be tried so many times beyond what it
has earned with new reports; what earns goes on for ever, what does not ends soon, whatever its trick.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Final
from urllib.parse import parse_qsl, urlsplit

BUDGET: Final = 30
"""Lists of one pattern that may be followed without a new report: more than a paper's sections of one
depth that happen to be quiet, and half a minute of a crawl."""

EARNED: Final = 5
"""Lists that one new report allows beyond the budget."""

HOST_BUDGET: Final = 500
"""The same for all lists of a host together, where every address has a form of its own."""

POLL_BUDGET: Final = 100
"""Feeds and sitemaps of a host, found on its pages and in its indexes, that may be asked in one run without a
new report: an index that leads to indexes would take all of a run, for they are asked first."""

MAX_PATTERNS: Final = 10_000
"""Patterns remembered; the one not seen for longest is forgotten."""


class NoveltyBudget:
    """Counts, pattern by pattern, what lists cost and bring. Memory is bounded by ``MAX_PATTERNS``."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, int] = OrderedDict()

    def spend(self, url: str, *, is_poll: bool = False) -> bool:
        """Return whether a list, or a feed or sitemap, at ``url`` may be followed, and count it."""
        allowed = True
        for pattern, budget in _budgets_of_polls(url) if is_poll else _budgets(url):
            left = self._left.pop(pattern, budget)
            self._left[pattern] = max(0, left - 1)
            allowed = allowed and left > 0
        while len(self._left) > MAX_PATTERNS:
            self._left.popitem(last=False)
        return allowed

    def earn(self, url: str, reports: int) -> None:
        """Credit the pattern of the list at ``url`` with the new reports it brought."""
        for pattern, budget in (*_budgets(url), *_budgets_of_polls(url)):
            if pattern in self._left:
                self._left[pattern] = min(budget, self._left[pattern] + EARNED * reports)


def _budgets(url: str) -> tuple[tuple[str, int], ...]:
    return (pattern_of(url), BUDGET), (f"{urlsplit(url).hostname} *", HOST_BUDGET)


def _budgets_of_polls(url: str) -> tuple[tuple[str, int], ...]:
    return ((f"{urlsplit(url).hostname} polls", POLL_BUDGET),)


def pattern_of(url: str) -> str:
    """Return the form of an address: its host, the shape of its path, the names of its parameters.

    The first two steps stay when they are letters, the rest becomes signs: ``/lich/2026/3`` and
    ``/lich/2031/12`` are one pattern, ``/the-thao`` and ``/van-hoa`` two. Below the fourth step all are one.
    """
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step]
    kept = [step for step in steps[:2] if not re.search(r"\d", step)]
    shapes = [*kept, *map(_shape, steps[len(kept) : 4])]
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{parts.hostname} /{'/'.join(shapes)} {len(steps) > 4} {'&'.join(names)}"


def _shape(step: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", step))[:20]
