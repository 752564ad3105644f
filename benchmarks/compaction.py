"""``python -m benchmarks.compaction``: what `tinsach compact` costs and gives after many nights.

A made-up corpus: so many nights, each a run with so many reports of random words on twelve sites. Measured
before and after are data files, bytes, and the seconds of two questions in DuckDB (reports a month and site;
the reports of one site in one month with their texts), the best of five; and what compacting itself takes,
in a process of its own. ``--every-night`` works out how often a row is written when it is done every night.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from benchmarks.tables import table
from cleaning.document import Document, Metadata, Removal, Role
from output.corpus import Corpus
from output.maintenance import Work, compact, packed
from output.schema import TABLES

NIGHTS: Final = 100
REPORTS: Final = 250
SITES: Final = 12
WORDS: Final = 400
REMOVED: Final = 12
"""Pieces taken out of a report, about what a page has."""

EVERY_NIGHTS: Final = 1_000
SHARES: Final = (0.0004, 0.004, 0.01, 0.04)
"""Shares of a file of 25,000 reports: 10, 100, 250 and 1,000 reports a night."""

FIRST: Final = datetime(2026, 1, 1, 6, tzinfo=UTC)

COUNTED: Final = "select date_trunc('month', published_at), site, count(*) from '{}' group by all"
ONE_MONTH: Final = (
    "select sum(length(text)) from '{}' where site = 'bao3.example' "
    "and published_at between timestamptz '2026-02-01' and timestamptz '2026-03-01'"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; with ``--compact`` only compact, as the process that is measured does."""
    arguments = _parser().parse_args(argv)
    if arguments.every_night:
        rows = [_row_of(share, written_again(share, EVERY_NIGHTS)) for share in SHARES]
        print(table(("share of a file a night", "times at most", "times on average", "files left"), rows))
        return 0
    if arguments.compact:
        print(*_compacted(arguments.compact))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "corpus"
        _fill(root, arguments.nights, arguments.reports)
        before = _measured(root)
        command = [sys.executable, "-m", "benchmarks.compaction", "--compact", str(root)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        after = _measured(root)
    header = ("corpus", "files", "MB", "count s", "one month s")
    print(table(header, [("before", *before), ("after", *after)]))
    seconds, peak = done.stdout.split()
    print(
        f"\n{arguments.nights} runs of {arguments.reports} reports, merged in {seconds} CPU s, peak {peak} MB"
    )
    return 0


@dataclass(frozen=True, slots=True)
class Written:
    """How often rows were written again by compacting, and the parts that are left, as shares of a file."""

    most: int
    mean: float
    parts: tuple[float, ...]


def written_again(share: float, nights: int) -> Written:
    """Return what compacting after each of ``nights`` comes to, each of which fills ``share`` of a file."""
    parts: list[tuple[float, list[int]]] = []
    for _ in range(nights):
        parts.append((share, [0]))
        groups = packed([held for held, _ in parts])
        merged = {at for group in groups for at in group}
        new = [(sum(parts[at][0] for at in g), [n + 1 for at in g for n in parts[at][1]]) for g in groups]
        parts = [part for at, part in enumerate(parts) if at not in merged] + new
    times = [n for _, nights_in in parts for n in nights_in]
    return Written(max(times), sum(times) / len(times), tuple(held for held, _ in parts))


def _row_of(share: float, found: Written) -> list[str]:
    return [f"{share:.2%}", str(found.most), f"{found.mean:.1f}", str(len(found.parts))]


def _compacted(root: Path) -> tuple[str, str]:
    before = time.process_time()
    compact(Corpus(root), Work("compact"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{time.process_time() - before:.1f}", f"{peak:.0f}"


def _measured(root: Path) -> list[str]:
    files = [path for name in TABLES for path in (root / name).iterdir()]
    size = sum(path.stat().st_size for path in files) / 1e6
    times = (
        f"{_best(question.format(root / 'documents/*.parquet')):.3f}" for question in (COUNTED, ONE_MONTH)
    )
    return [str(len(files)), f"{size:.1f}", *times]


def _best(question: str) -> float:
    taken = []
    connection = duckdb.connect()
    for _ in range(5):
        started = time.perf_counter()
        connection.execute(question).fetchall()
        taken.append(time.perf_counter() - started)
    return min(taken)


def _fill(root: Path, nights: int, reports: int) -> None:
    chance = random.Random(11)
    words = [
        "".join(chance.choices("aăâbcdđeêghiklmnoôơpqrstuưvxy", k=chance.randint(2, 5))) for _ in range(6_000)
    ]
    for night in range(nights):
        with Corpus(root).run(f"night-{night:04d}", now=lambda: FIRST) as run:
            for number in range(reports):
                run.stage(_report(night, number, chance.choices(words, k=WORDS)))
            run.commit()


def _report(night: int, number: int, words: Sequence[str]) -> Document:
    """Return a report of that night, published within the two days before it."""
    site = f"bao{number % SITES}.example"
    removals = tuple(
        Removal(n, Role.UI, "share_bar", "names of networks", " ".join(words[n : n + 4]), 0, 9)
        for n in range(1, REMOVED + 1)
    )
    published = FIRST + timedelta(days=night, minutes=-(number * 11) % 2_880)
    made = Document(
        id=f"{night:016x}{number:016x}",
        url=f"https://{site}/{night}/{number}",
        site=site,
        source_path=f"archive/{night}.warc.gz",
        source_record=number,
        title=" ".join(words[:9]),
        text="\n\n".join(" ".join(words[at : at + 50]) for at in range(0, WORDS, 50)),
        metadata=Metadata(published_at=published, published_precision="minute"),
        removals=removals,
    )
    return replace(made, language="vi", words=WORDS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compaction", description=__doc__)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--reports", type=int, default=REPORTS, help="reports a night")
    parser.add_argument("--every-night", action="store_true")
    parser.add_argument("--compact", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
