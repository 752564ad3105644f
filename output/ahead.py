"""Making the next item while the last one is worked on, for work that leaves Python's lock alone: Arrow's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield ``items``, each made in a thread while the one before it is in use: two are held at a time.

    What goes wrong in making one is raised in its place.
    """
    end = object()
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(next, items, end)
        while (item := made.result()) is not end:
            made = thread.submit(next, items, end)
            yield item  # type: ignore[misc]  # the end is told apart above
