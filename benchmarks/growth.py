"""How the cost of ``tinsach clean`` grows with the number of records: the big dump, repeated with changes."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.pages import DUMP
from benchmarks.supervise import Usage, measured
from benchmarks.tables import table

SIZES: Final = (10_000, 100_000, 1_000_000)
KEPT: Final = 0.4
"""Share of its own sentences that a changed report keeps: a follow-up at most, hardly ever a copy."""

_END: Final = re.compile(r"(?<=[.!?…])\s+")
_MEGABYTE: Final = 1e6


def growth(sizes: Sequence[int], scratch: Path, workers: int) -> str:
    """Clean dumps of ``sizes`` and return the table of speed and memory, and what they are of the first's."""
    source, runs = scratch / "rows.jsonl", []
    for size in sizes:
        lay_out_changed(size, source)
        runs.append(measured(_command(source, scratch / f"corpus-{size}", workers), allowed=(0, 1)))
    header = ("records", "records/s", "CPU ms a record", "of the first", "peak PSS MB", "of the first")
    pairs = list(zip(sizes, runs, strict=True))
    return table(header, [_row(size, run, pairs[0]) for size, run in pairs])


def _row(size: int, usage: Usage, first: tuple[int, Usage]) -> tuple[str, ...]:
    each, before = usage.cpu / size, first[1].cpu / first[0]
    return (
        f"{size:,}",
        f"{size / usage.wall:.0f}",
        f"{1000 * each:.2f}",
        f"{each / before:.2f}",
        f"{usage.peak_pss / _MEGABYTE:.0f}",
        f"{usage.peak_pss / first[1].peak_pss:.2f}",
    )


def lay_out_changed(count: int, path: Path) -> None:
    """Write ``count`` rows to ``path``: the big dump's, then the same with most sentences exchanged."""
    with gzip.open(DUMP, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    with path.open("w", encoding="utf-8") as out:
        for row in itertools.islice(_changed(rows), count):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _changed(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    yield from rows
    for turn in itertools.count(1):
        chance = random.Random(turn)
        for at, row in enumerate(rows):
            others = _END.split(rows[chance.randrange(len(rows))]["body"])
            own = _END.split(row["body"])
            body = [one if chance.random() < KEPT else chance.choice(others) for one in own]
            yield row | {"id": f"{row['id']}-{turn}-{at}", "body": " ".join(body)}


def _command(source: Path, corpus: Path, workers: int) -> list[str]:
    options = ["--language", "any", "--workers", str(workers)]
    return [sys.executable, "-m", "tinsach", "clean", str(source), "--out", str(corpus), *options]
