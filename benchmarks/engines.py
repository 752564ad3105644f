"""``python -m benchmarks.engines``: the same rows through both engines, what they cost.

Cleans rows of the big dump by the processes of this machine and by Spark, compares the four tables row by
row (all but ``run``), and prints seconds, CPU seconds and memory of the whole tree of processes, what Spark
shuffled and spilled by its own event log, and the disk its executors took at most. Exit code 1 when a row
differs. Needs the extra ``tinsach[spark]`` and Java.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.pages import DATA, lay_out_rows
from benchmarks.speed import MEGABYTE, SOME_FAILED
from benchmarks.supervise import Usage, measured
from benchmarks.tables import table
from output.schema import TABLES

_SETTINGS: Final = """spark.eventLog.enabled true
spark.eventLog.rolling.enabled false
spark.eventLog.compress false
spark.eventLog.dir file://{log}
spark.local.dir {disk}
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What Spark says of its tasks: how many, and the bytes they moved."""

    tasks: int
    failed: int
    shuffled: int
    spilled: int
    results: int


@dataclass(slots=True)
class Disk:
    """The most bytes that a folder held while it was watched."""

    folder: Path
    peak: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at the folder every second."""
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            sizes = (_size(path) for path in self.folder.rglob("*"))
            self.peak = max(self.peak, sum(sizes))


def main(argv: Sequence[str] | None = None) -> int:
    """Run both engines, print what they took, and return 1 when their tables differ."""
    arguments = _parser().parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.engines: needs the shared data at {DATA}\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        source = scratch / "rows.jsonl"
        rows = lay_out_rows(arguments.rows, source)
        ours = measured(_command(source, scratch / "processes"), allowed=SOME_FAILED)
        disk = _settle(scratch)
        with disk.watched():
            options = ("--engine", "spark", "--master", arguments.master)
            theirs = measured(_command(source, scratch / "spark", *options), allowed=SOME_FAILED)
        spent = read_log(next((scratch / "log").iterdir()))
        print(_table(rows, source.stat().st_size, {"processes": ours, arguments.master: theirs}))
        print(_told(rows, spent, disk))
        different = [
            name
            for name in TABLES
            if not _rows(scratch / "processes", name).equals(_rows(scratch / "spark", name))
        ]
        counts = {name: _rows(scratch / "spark", name).num_rows for name in TABLES}
    said = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    print(f"{said}: {'DIFFERENT in ' + ', '.join(different) if different else 'the same, row by row'}")
    return 1 if different else 0


def read_log(path: Path) -> Spent:
    """Sum up the tasks of an event log of Spark."""
    found: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["Event"] == "SparkListenerTaskEnd":
            found["tasks"] += 1
            found["failed"] += event["Task End Reason"]["Reason"] != "Success"
            found.update(_moved(event.get("Task Metrics") or {}))
    return Spent(**{name: found[name] for name in Spent.__slots__})


def _moved(metrics: dict[str, Any]) -> dict[str, int]:
    return {
        "shuffled": metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0),
        "spilled": metrics.get("Disk Bytes Spilled", 0),
        "results": metrics.get("Result Size", 0),
    }


def _settle(scratch: Path) -> Disk:
    """Give Spark a folder for its log and its blocks, by way of its configuration folder."""
    for name in ("conf", "log", "disk"):
        (scratch / name).mkdir()
    settings = _SETTINGS.format(log=scratch / "log", disk=scratch / "disk")
    (scratch / "conf" / "spark-defaults.conf").write_text(settings, encoding="utf-8")
    os.environ["SPARK_CONF_DIR"] = str(scratch / "conf")
    return Disk(scratch / "disk")


def _command(source: Path, corpus: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tinsach", "clean", str(source), "--out", str(corpus), *options]


def _rows(corpus: Path, name: str) -> pa.Table:
    return pq.read_table(corpus / name, partitioning=None).drop_columns(["run"])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone meanwhile
        return 0


def _table(rows: int, size: int, runs: dict[str, Usage]) -> str:
    header = (f"{rows:,} rows, {size / MEGABYTE:.0f} MB", "s", "CPU s", "CPU ms a row", "peak PSS MB")
    return table(header, [_line(name, rows, usage) for name, usage in runs.items()])


def _line(name: str, rows: int, usage: Usage) -> tuple[str, ...]:
    spent = (usage.wall, usage.cpu)
    return (
        name,
        *(f"{n:.0f}" for n in spent),
        f"{1000 * usage.cpu / rows:.2f}",
        f"{usage.peak_pss / MEGABYTE:.0f}",
    )


def _told(rows: int, spent: Spent, disk: Disk) -> str:
    shown = {
        "shuffled": spent.shuffled,
        "spilled": spent.spilled,
        "brought to the driver": spent.results,
        "disk at most": disk.peak,
    }
    said = (f"{name} {n / MEGABYTE:.0f} MB ({n / rows:,.0f} bytes a row)" for name, n in shown.items())
    return f"Spark: {spent.tasks} tasks, {spent.failed} failed; {', '.join(said)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the dump (%(default)s)")
    parser.add_argument("--master", default="local-cluster[2,1,1024]", help="of Spark (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
