"""``python -m benchmarks.frontier``: what a frontier of a million addresses costs in memory and time.

Exit code 1 when memory grows with the number of addresses: the second half may add no more than
``MAX_GROWTH`` to the peak.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.tables import table
from crawler.frontier import Frontier
from crawler.target import Outcome, State, Target

HOSTS: Final = 200
BATCH: Final = 50
"""Addresses a page brings: so many are added between two commits."""

POPS: Final = 500
MAX_GROWTH: Final = 8.0
"""MB that the peak may grow while the second half is added; SQLite's cache holds 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a frontier in quarters and print what each cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frontier", description=__doc__)
    parser.add_argument("--addresses", type=int, default=1_000_000, metavar="N")
    total = parser.parse_args(arguments).addresses
    rows: list[list[str]] = []
    peaks: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Frontier(Path(folder) / "f.sqlite") as frontier:
        for quarter in range(4):
            added = _timed_fill(frontier, quarter * total // 4, (quarter + 1) * total // 4)
            popped = _timed_pops(frontier)
            peaks.append(_peak())
            size = (Path(folder) / "f.sqlite").stat().st_size / 1e6
            known = (quarter + 1) * total // 4
            rows.append(
                [f"{known:,}", f"{peaks[-1]:.0f}", f"{added:.0f}", f"{popped * 1e3:.2f}", f"{size:.0f}"]
            )
    print(table(["addresses", "peak MB", "added / s", "ms a page", "file MB"], rows))
    return int(peaks[3] - peaks[1] > MAX_GROWTH)


def _timed_fill(frontier: Frontier, start: int, end: int) -> float:
    """Add addresses as pages bring them; return how many a second."""
    began = time.perf_counter()
    for number in range(start, end):
        frontier.add(_target(number))
        if number % BATCH == BATCH - 1:
            frontier.remember("at", str(number))
    return (end - start) / (time.perf_counter() - began)


def _timed_pops(frontier: Frontier) -> float:
    """Fetch and finish pages; return the seconds one takes of the frontier."""
    began = time.perf_counter()
    for _ in range(POPS):
        if target := frontier.pop():
            frontier.finish(target.key, Outcome(State.DONE, 200, score=0.1))
    return (time.perf_counter() - began) / POPS


def _target(number: int) -> Target:
    url = f"https://bao{number % HOSTS}.example/muc-{number % 37}/mot-tieu-de-dai-vua-phai-{number}.html"
    meta = {"text": "Một tiêu đề dài vừa phải của một bản tin", "place": "list div.box", "section": "muc"}
    return Target(
        url, url, "article", "parse", number * 7919 % 1000, 2, f"https://bao{number % HOSTS}.example/", meta
    )


def _peak() -> float:
    """Return the peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    sys.exit(main())
