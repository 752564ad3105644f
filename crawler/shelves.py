"""What reading one more list would bring: the promise of the new links that lists like it have shown.

A list costs a request and brings no report, but links to choose from. Its worth beside that of a report at
hand is a rate: of its k best links, what they promise together over k + 1 requests, for the best k (an
index after Gittins 1979; optimal here, as links don't get better by waiting). The next page of a list is
expected to show what the pages before it showed, however many of those links have been followed meanwhile.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

MAX_ON_SHELF: Final = 60
"""Links remembered of a list: its last three pages."""

ON_A_PAGE: Final = 20
"""New links expected on a page, the usual number."""

MAX_SHELVES: Final = 2_000
"""Lists remembered, some 60 MB when all are full; the one not read for longest is forgotten."""


class Shown(NamedTuple):
    """A link a list showed, as the frontier stores it."""

    url: str
    meta: Mapping[str, Any]


class Shelves:
    """The newest links of each list; ``promise`` says what a link is worth now."""

    def __init__(self, promise: Callable[[Shown], float]) -> None:
        self._promise = promise
        self._shelves: OrderedDict[str, deque[Shown]] = OrderedDict()
        self._rates: dict[str, float] = {}

    def add(self, name: str, links: Iterable[Shown]) -> None:
        """Put the new links of a page on the shelf of its list."""
        shelf = self._shelves.pop(name, None) or deque(maxlen=MAX_ON_SHELF)
        shelf.extend(links)
        self._shelves[name] = shelf
        self._rates.pop(name, None)
        if len(self._shelves) > MAX_SHELVES:
            self._rates.pop(self._shelves.popitem(last=False)[0], None)

    def rate(self, name: str) -> float | None:
        """Return the rate expected of the next page of a list; ``None`` when it has shown nothing."""
        if not self._shelves.get(name):
            return None
        if name not in self._rates:
            promises = sorted(map(self._promise, self._shelves[name]), reverse=True)
            self._rates[name] = rate_of(promises[:: max(1, len(promises) // ON_A_PAGE)])
        return self._rates[name]

    def forget_rates(self) -> None:
        """Have the rates reckoned anew: promises have changed."""
        self._rates.clear()


def rate_of(promises: Sequence[float]) -> float:
    """Return the best mean promise of a page and its k best links, over all k; 0 without links."""
    best = np.sort(np.maximum(0.0, promises))[::-1]
    return float(np.max(np.cumsum(best) / (np.arange(len(best)) + 2.0), initial=0.0))
