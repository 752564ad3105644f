"""The comparison of a run whose documents lie on a cluster: what grows with them is done there."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from cleaning.dedup.joins import Joining, Joins
from cleaning.dedup.key_table import Ranked
from cleaning.dedup.verify import Texts
from cleaning.document import Document
from cleaning.line_counts import KeyRange, LineCounts, counted_keys
from output.run import Run
from tinsach.comparison import Change, Changes, Comparison, Found
from tinsach.own_text import Revision
from tinsach.parcel import Parcel
from tinsach.spark import queries
from tinsach.spark.corpus import Done, Stage
from tinsach.spark.joins import State

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

_SIGN = np.uint64(1 << 63)
"""Turns the order of unsigned numbers into that of signed ones, which are all that Spark has."""


@dataclass(slots=True)
class Batches:
    """The cleaned batches, and where each begins among all records that came to the driver."""

    done: RDD[Done] | None = None
    first: dict[tuple[int, int], int] = field(default_factory=dict)
    records: int = 0

    def add(self, batch: Done, size: int) -> None:
        """Note the next batch."""
        self.first[batch.unit, batch.number] = self.records
        self.records += size


class SparkComparison(Comparison):
    """Keys and ranks are the driver's, 330 bytes a new document; texts, bands and passages the cluster's."""

    def __init__(self, run: Run, spark: SparkSession, batches: Batches) -> None:
        super().__init__(run)
        self._spark = spark
        self._batches = batches
        self._staged = array("q")
        self._revision: Revision | None = None
        self._state: State | None = None

    def add(self, parcel: Parcel, ordinals: npt.NDArray[np.int64]) -> None:
        """Take the keys of staged documents and remember all ordinals."""
        if self._batches.records:  # before it come sources that could not be read
            self._staged.extend(ordinals.tolist())
        super().add(parcel, ordinals)

    def joining(self) -> Joining:
        """Return what joins on the cluster; nothing is done there for a run without documents."""
        done = self._batches.done
        if done is None or not self.ordinals:
            return super().joining()
        if self._state:
            self._state.close()
        stage = Stage(self._batches.first, np.array(self._staged), self.own, self._revision)
        self._state = State.of(self._spark, done, stage)
        return partial(_joins, self._state, np.array(self.ordinals, dtype=np.int64))

    def counts(self, found: Found) -> LineCounts:
        """Count lines by a group-by on the cluster; only those in enough documents come to the driver."""
        if self._state is None:
            return super().counts(found)
        left_out = np.array(sorted({*found.copies, *found.families}), dtype=np.int64)
        sent, stage = self._spark.sparkContext.broadcast(left_out), self._state.stage
        rows = self._state.done.mapPartitions(lambda some: _line_rows(some, stage.value, sent.value))
        lines = self._spark.createDataFrame(rows, "key bigint, documents bigint", verifySchema=False)
        lines.createOrReplaceTempView("lines")
        return self.run.repeated_lines(partial(_counted, self._spark))

    def changes(self, revision: Revision) -> Changes:
        """Work the changes out on the cluster and take them in the order of the documents."""
        if self._state is None:
            return super().changes(revision)
        from pyspark import StorageLevel  # noqa: PLC0415

        self._revision = revision
        sent, stage = self._spark.sparkContext.broadcast(revision), self._state.stage
        rows = self._state.done.mapPartitions(lambda some: _changed(some, stage.value, sent.value))
        rows = rows.persist(StorageLevel.DISK_ONLY)
        rows.count()
        return _InTurn(rows.toLocalIterator(prefetchPartitions=True))


def _joins(state: State, ordinals: npt.NDArray[np.int64], ranked: Ranked, texts: Texts) -> Joins:
    return state.joins(ranked, texts, ordinals)


def _counted(spark: SparkSession, keys: KeyRange, fewest: int) -> LineCounts:
    first, last = (int((np.uint64(end) ^ _SIGN).astype(np.int64)) for end in (keys.first, keys.last))
    every = spark.sql(queries.LINES)
    found = every.where(f"key between {first} and {last} and documents >= {fewest}").toArrow()
    counted = found["key"].to_numpy().astype(np.int64).astype(np.uint64) ^ _SIGN
    order = np.argsort(counted)
    return LineCounts(counted[order], found["documents"].to_numpy()[order].astype(np.uint32))


def _line_rows(
    rows: Iterable[Done], stage: Stage, left_out: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Yield the lines of the staged documents with the number of documents that count: 0 for the others."""
    every: list[npt.NDArray[np.uint64]] = []
    heads: list[npt.NDArray[np.uint64]] = []
    for done in rows:
        for ordinal, document, keys, _ in stage.documents(done):
            if document.site is not None and len(keys):
                held = counted_keys(document.site, keys)
                every.append(held)
                at = int(np.searchsorted(left_out, ordinal))
                if at == len(left_out) or left_out[at] != ordinal:
                    heads.append(held)
    keys = LineCounts.of(every).keys
    documents = LineCounts.of(heads).count(keys)
    yield from zip((keys ^ _SIGN).astype(np.int64).tolist(), documents.tolist(), strict=True)


def _changed(rows: Iterable[Done], stage: Stage, revision: Revision) -> list[tuple[int, Change]]:
    """Return the changes of a task's documents in their order."""
    found = []
    for done in rows:
        for ordinal, document, keys, _ in stage.documents(done):
            revised = revision.of(document, keys)
            if revised:
                found.append((ordinal, Change.of(revised)))
    return sorted(found, key=lambda change: change[0])


class _InTurn:
    """Changes that come in the order in which they are asked for."""

    def __init__(self, changes: Iterator[tuple[int, Change]]) -> None:
        self._changes = changes
        self._next = next(changes, None)

    def __call__(self, ordinal: int, _document: Document, _keys: npt.NDArray[Any]) -> Change | None:
        """Return the change of a document, ``None`` when it has none."""
        if self._next is None or self._next[0] != ordinal:
            return None
        found = self._next[1]
        self._next = next(self._changes, None)
        return found
