"""The first stage on a cluster: files dealt out to tasks, each of which yields the records of its own.

A file that is more than its share is read by one task and its records are dealt to all: a dump in one
piece, compressed or not, keeps every core busy. Others are cleaned where they are read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cleaning.document import Failure, Record
from cleaning.inputs import InputOptions, parsed
from cleaning.inputs.item import Item
from cleaning.inputs.paths import Found
from cleaning.inputs.reader import read_file, read_item
from cleaning.inputs.streams import Budget, Peekable
from tinsach.pool import batches
from tinsach.spark.left_aside import Content, brought, left_aside
from tinsach.spark.units import Unit

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext
    from pyspark.sql import SparkSession

MAX_SHARE: Final = 32 << 20
"""Bytes of files that a task reads and cleans: what it leaves goes to the driver in one piece later."""

MIN_SHARE: Final = 1 << 20
MAX_SHARE_FILES: Final = 1_000

TASKS_A_CORE: Final = 3
"""Tasks for each core, so that no core waits long for the slowest."""

_GLOB: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\*?[]{}"})


class Batch(NamedTuple):
    """Records of one file that are cleaned together: ``number`` counts the batches of ``unit``."""

    unit: int
    number: int
    items: list[Record | Failure]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the files of a list on any machine."""

    options: InputOptions

    def files(self, units: Iterable[Unit]) -> Iterator[Batch]:
        """Yield the records of files that this machine can open."""
        for unit in units:
            found = read_file(Found(unit.path, unit.shown, unit.named), self.options, _unseen)
            yield from _numbered(unit.number, parsed(found))

    def contents(self, units: dict[str, Unit], rows: Iterable[Any]) -> Iterator[Batch]:
        """Yield the records of ``units``, by path, from rows that Spark or the driver has read."""
        for row in rows:
            budget = Budget(self.options.max_unpacked_bytes, self.options.max_ratio)
            budget.packed = len(row.content)
            unit, stream = units[row.path], Peekable(io.BytesIO(row.content))
            item = Item(row.path, stream, self.options, budget, named=unit.named)
            yield from _numbered(unit.number, parsed(read_item(item)))


def dealt(spark: SparkSession, units: Sequence[Unit], options: InputOptions) -> RDD[Batch]:
    """Return the records of ``units`` in batches, spread over as many tasks as there is work for."""
    context, reader = spark.sparkContext, Reader(options)
    cores = context.defaultParallelism
    share = max(MIN_SHARE, min(MAX_SHARE, sum(unit.size for unit in units) // (TASKS_A_CORE * cores)))
    small = [unit for unit in units if unit.size <= share]
    large = [unit for unit in units if unit.size > share]
    found = _read(spark, reader, small, share)
    if large:
        tasks = max(TASKS_A_CORE * cores, sum(unit.size for unit in large) // share)
        whole = _read(spark, reader, large, share).map(_keyed)
        found = found.union(whole.partitionBy(tasks, _place).values())
    return found


def _read(spark: SparkSession, reader: Reader, units: Sequence[Unit], share: int) -> RDD[Batch]:
    local = list(_slices([unit for unit in units if not unit.remote], share))
    context: SparkContext = spark.sparkContext
    found = context.parallelize(local, len(local) or 1).flatMap(reader.files)
    remote = [unit for unit in units if unit.remote]
    return found.union(_read_by_spark(spark, reader, remote, share)) if remote else found


def _read_by_spark(spark: SparkSession, reader: Reader, units: Sequence[Unit], share: int) -> RDD[Batch]:
    """Let Spark read files on Hadoop paths, and the driver what Spark leaves aside."""
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(share))
    by_path = {unit.path: unit for unit in units}
    files = spark.read.format("binaryFile").load([path.translate(_GLOB) for path in by_path])
    rows = files.select("path", "content").rdd
    found = rows.mapPartitions(lambda several: reader.contents(by_path, several))
    aside = list(brought(spark, left_aside(files, units)))
    failures = [Batch(unit.number, 0, [one]) for unit, one in aside if isinstance(one, Failure)]
    contents = [one for _, one in aside if isinstance(one, Content)]
    context: SparkContext = spark.sparkContext
    if failures:
        found = found.union(context.parallelize(failures, 1))
    if contents:
        others = context.parallelize(contents, len(contents))
        found = found.union(others.mapPartitions(lambda several: reader.contents(by_path, several)))
    return found


def _slices(units: Sequence[Unit], share: int) -> Iterator[list[Unit]]:
    """Yield ``units`` in lists of about ``share`` bytes."""
    held: list[Unit] = []
    size = 0
    for unit in units:
        held.append(unit)
        size += unit.size
        if size >= share or len(held) >= MAX_SHARE_FILES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _unseen(_position: int) -> None:
    """Nobody watches a task read."""


def _numbered(unit: int, outcomes: Iterable[Record | Failure]) -> Iterator[Batch]:
    for number, items in enumerate(batches(outcomes)):
        yield Batch(unit, number, items)


def _keyed(batch: Batch) -> tuple[tuple[int, int], Batch]:
    return (batch.unit, batch.number), batch


def _place(key: tuple[int, int]) -> int:
    """Deal the batches of a file round: always the same task for the same batch, whatever was lost."""
    return key[0] + key[1]
