"""``python -m benchmarks.copy_index``: what it costs to compare a day's reports with a growing corpus.

Made-up keys stand for the corpus, as many runs of 100,000 documents as it takes: random bands and passages
as of unrelated reports, with every tenth document of the batch a copy of a settled one. Measured are the
bytes of the files, the seconds and the peak memory to find what is worth comparing with a batch, and
whether all copies are found. Each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.tables import table
from cleaning.dedup import CopyKey, KeyTable
from cleaning.dedup.minhash import BANDS
from output.copy_index import SCHEMA, CopyIndex
from output.layout import Layout, keys_name

SIZES: Final = (100_000, 300_000, 1_000_000)
RUN: Final = 100_000
BATCH: Final = 10_000
SAMPLE: Final = 27
"""Sampled passages of a usual report."""

COMMON: Final = 0.3
"""Share of a report's passages that stand in others too, by chance or phrase: drawn from ``PHRASES``."""
PHRASES: Final = 300_000


@dataclass(frozen=True, slots=True)
class Run:
    """A made-up run, as much of it as the index asks for."""

    run: str


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a made-up corpus."""

    layout: Layout
    records: tuple[Run, ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure each size in a process of its own and print the curve."""
    arguments = _parser().parse_args(argv)
    if arguments.one:
        print(" ".join(one_size(arguments.one)))
        return 0
    rows = []
    for size in arguments.sizes:
        command = [sys.executable, "-m", "benchmarks.copy_index", "--one", str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append([f"{size:,}", *done.stdout.split()])
    print(
        table(
            ["settled documents", "MB", "s a batch", "CPU s", "peak MB", "candidates", "copies found"], rows
        )
    )
    return 0


def one_size(size: int) -> list[str]:
    """Return the figures for a corpus of ``size`` documents."""
    chance = np.random.default_rng(size)
    with tempfile.TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        layout.keys.mkdir()
        runs = Runs(layout, tuple(Run(f"r{number:05}") for number in range(-(-size // RUN))))
        for number, run in enumerate(runs.records):
            _write(Path(folder) / keys_name(run.run), min(RUN, size - number * RUN), chance)
        disk = sum(path.stat().st_size for path in layout.keys.iterdir())
        index = CopyIndex(runs, Path(folder) / "work")  # type: ignore[arg-type]  # only layout and run names are used
        copied = np.sort(chance.choice(size, BATCH // 10, replace=False))
        batch = KeyTable(_batch(index, copied, chance))
        started, before = time.monotonic(), time.process_time()
        found = index.matches(batch).positions
        loaded = sum(1 for _ in index.keys(found))
        seconds, cpu = time.monotonic() - started, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    share = np.isin(copied, found).mean()
    return [f"{disk / 1e6:.0f}", f"{seconds:.1f}", f"{cpu:.1f}", f"{peak:.0f}", str(loaded), f"{share:.3f}"]


def _write(path: Path, rows: int, chance: np.random.Generator) -> None:
    """Write the keys of one run."""
    digests = chance.bytes(40 * rows)
    columns = {
        "document": np.arange(rows),
        "fingerprint": pa.array([digests[40 * at : 40 * at + 16] for at in range(rows)], pa.binary(16)),
        "bands": _lists(chance.integers(0, 1 << 32, (rows, BANDS), dtype=np.uint32)),
        "sample": _lists(_passages(rows, chance)),
        "address": pa.array([digests[40 * at + 16 : 40 * at + 24] for at in range(rows)], pa.binary()),
        "site": pa.array([b"sitesite"] * rows, pa.binary()),
        "title": pa.array([digests[40 * at + 24 : 40 * at + 32] for at in range(rows)], pa.binary()),
        "edition": pa.array([b""] * rows, pa.binary()),
        "origin": np.ones(rows, dtype=np.int64),
        "published": chance.integers(0, 1 << 50, rows),
        "fetched": chance.integers(0, 1 << 50, rows),
        "length": chance.integers(50, 900, rows),
        "suspect": np.zeros(rows, dtype=bool),
        "id": [digests[40 * at : 40 * at + 16].hex() for at in range(rows)],
        "source_path": ["dump.jsonl"] * rows,
        "source_record": np.arange(rows),
    }
    pq.write_table(pa.table(columns, schema=SCHEMA), path, compression="zstd", use_dictionary=["source_path"])


def _passages(rows: int, chance: np.random.Generator) -> np.ndarray:
    own = chance.integers(0, 1 << 32, (rows, SAMPLE), dtype=np.uint32)
    # Squared, so that phrases are as unequally common as in a language.
    phrases = (chance.random((rows, SAMPLE)) ** 2 * PHRASES).astype(np.uint32) * np.uint32(2654435761)
    return np.sort(np.where(chance.random((rows, SAMPLE)) < COMMON, phrases, own), axis=1)


def _lists(rows: np.ndarray) -> pa.Array:
    offsets = np.arange(0, rows.size + 1, rows.shape[1], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(rows.ravel()))


def _batch(index: CopyIndex, copied: np.ndarray, chance: np.random.Generator) -> Iterator[CopyKey]:
    """Yield keys of new documents, the first of which share half of their passages with ``copied`` ones."""
    passages = _passages(BATCH, chance)
    settled = [*index.keys(copied)]
    for at in range(BATCH):
        new = replace(
            settled[at % len(settled)], settled=False, fingerprint=chance.bytes(16), address=chance.bytes(8)
        )
        sample = passages[at]
        if at < len(settled):
            sample = np.concatenate(
                [sample[: SAMPLE // 2], np.frombuffer(new.sample, dtype="<u4")[: SAMPLE // 2]]
            )
        bands = chance.integers(0, 1 << 32, BANDS, dtype=np.uint32).astype("<u4").tobytes()
        yield replace(new, bands=bands, sample=np.sort(sample).astype("<u4").tobytes())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copy_index", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
