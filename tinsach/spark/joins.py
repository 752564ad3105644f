"""The group-bys of finding copies on the cluster, with the answers of ``cleaning.dedup``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.facts import Flags
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.joins import Rare
from cleaning.dedup.key_table import Ranked
from cleaning.dedup.verify import Related, Similar, Texts, related, verified
from tinsach.spark import queries
from tinsach.spark.corpus import Done, Stage
from tinsach.spark.pairs import Columns, Compare, Ranking, Spread, Tasks

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

DOCUMENTS_A_PART: Final = 50_000
"""Documents whose bands and passages make one part of a shuffle: 1.3 million rows each, some 30 MB."""

_KEYS: Final = "ordinal bigint, bands array<int>, sample array<int>"


@dataclass(frozen=True, slots=True)
class State:
    """The run on the cluster as it is now: the cleaned batches, what tasks know of them, and their keys."""

    spark: SparkSession
    done: RDD[Done]
    stage: Any  # a Broadcast of a Stage
    keys: DataFrame

    @classmethod
    def of(cls, spark: SparkSession, done: RDD[Done], stage: Stage) -> State:
        """Return the state after ``stage``; keys are worked out when first asked for, and kept on disk."""
        from pyspark import StorageLevel  # noqa: PLC0415

        sent = spark.sparkContext.broadcast(stage)
        rows = done.flatMap(lambda batch: _key_rows(batch, sent.value))
        keys = spark.createDataFrame(rows, _KEYS, verifySchema=False).persist(StorageLevel.DISK_ONLY)
        return cls(spark, done, sent, keys)

    def joins(self, ranked: Ranked, texts: Texts, ordinals: npt.NDArray[np.int64]) -> SparkJoins:
        """Return the joins of ``ranked``: settled documents first, then those staged with ``ordinals``."""
        parts = max(self.spark.sparkContext.defaultParallelism, len(ranked) // DOCUMENTS_A_PART)
        self.spark.conf.set("spark.sql.shuffle.partitions", str(parts))
        settled = len(ranked) - len(ordinals)
        names = np.concatenate([-1 - np.arange(settled), ordinals])
        rows = [_row(int(names[at]), ranked.rows["bands"][at], ranked.samples[at]) for at in range(settled)]
        keys = self.keys
        if rows:
            keys = keys.union(self.spark.createDataFrame(rows, _KEYS, verifySchema=False))
        keys.createOrReplaceTempView("keys")
        return SparkJoins(self, ranked, texts, names[ranked.order])

    def close(self) -> None:
        """Give the disks back."""
        self.keys.unpersist()
        self.stage.unpersist()


def _key_rows(batch: Done, stage: Stage) -> Iterable[tuple[int, list[int], list[int]]]:
    for ordinal, key in stage.current(batch):
        yield _row(ordinal, np.frombuffer(key.bands, dtype="<u4"), key.sample)


def _row(name: int, bands: npt.NDArray[np.uint32], sample: bytes) -> tuple[int, list[int], list[int]]:
    """Return one row of ``keys``; Spark has no unsigned numbers, and hashes need none."""
    return name, bands.astype("<u4").view("<i4").tolist(), np.frombuffer(sample, dtype="<i4").tolist()


@dataclass(frozen=True, slots=True, eq=False)
class SparkJoins:
    """Joins on a cluster; ``names`` holds the name there of each rank."""

    state: State
    ranked: Ranked
    texts: Texts
    names: npt.NDArray[np.int64]

    def sharing_bands(self, ranks: Ranks) -> Pairs:
        """Return the pairs that share bands."""
        self._look_at(ranks)
        found = self.state.spark.sql(queries.BANDS).toArrow()
        return Pairs(found["better"].to_numpy(), found["worse"].to_numpy())

    def rare(self, ranks: Ranks, others: Frequencies) -> Rare:
        """Return the sampled passages of the documents of ``ranks``."""
        self._look_at(ranks)
        passages = others.keys.astype(np.uint32).view(np.int32)
        _view(self.state.spark, "others", {"passage": passages, "documents": others.documents})
        return SparkRare.of(self.state.spark)

    def verified(self, pairs: Pairs, same_address: Flags) -> Similar:
        """Return those of ``pairs`` that are copies."""
        if not len(pairs.worse):
            return verified(pairs, same_address, self.texts)
        return Similar(*self._compared(Tasks.of(pairs, same_address), verified))

    def related(self, pairs: Pairs, frequencies: Frequencies) -> Related:
        """Return those of ``pairs`` of which one holds a good part of the other."""
        if not len(pairs.worse):
            return related(pairs, frequencies, self.texts)
        known = self.state.spark.sparkContext.broadcast(frequencies)

        def compare(some: Pairs, _flags: Flags, read: Texts) -> Columns:
            return related(some, known.value, read)

        found = self._compared(Tasks.of(pairs, np.zeros(len(pairs.worse), dtype=bool)), compare)
        known.unpersist()
        return Related(*found)

    def _compared(self, tasks: Tasks, compare: Compare) -> Columns:
        """Return the columns of all tasks one after another."""
        staged = np.flatnonzero(self.names >= 0)
        by_ordinal = staged[np.argsort(self.names[staged])]
        ranking = Ranking(self.names[by_ordinal], by_ordinal)
        named = np.unique(np.concatenate(tasks.pairs))
        settled = self.texts(named[self.names[named] < 0].tolist())
        spread = Spread(self.state.spark.sparkContext, self.state.done, self.state.stage, ranking)
        parts = spread.compared(tasks, compare, settled)
        return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))

    def _look_at(self, ranks: Ranks) -> None:
        """Make the view of the documents that a query looks at."""
        settled = self.ranked.column("settled")[ranks]
        _view(self.state.spark, "ranks", {"ordinal": self.names[ranks], "rank": ranks, "settled": settled})


@dataclass(frozen=True, slots=True)
class SparkRare:
    """The view ``sampled`` and how common its passages are."""

    spark: SparkSession
    frequencies: Frequencies = field(repr=False)

    @classmethod
    def of(cls, spark: SparkSession) -> SparkRare:
        """Count the passages of the documents in the view ``ranks``."""
        from pyspark import StorageLevel  # noqa: PLC0415

        spark.sql(queries.SAMPLED).createOrReplaceTempView("sampled")
        if spark.catalog.tableExists("frequencies"):
            spark.table("frequencies").unpersist()
        frequencies = spark.sql(queries.FREQUENCIES).persist(StorageLevel.DISK_ONLY)
        frequencies.createOrReplaceTempView("frequencies")
        found = frequencies.toArrow()
        keys = found["passage"].to_numpy().astype(np.int32).view(np.uint32)
        order = np.argsort(keys)
        return cls(spark, Frequencies(keys[order], found["documents"].to_numpy()[order]))

    def pairs(self, concerning: Ranks | None = None) -> Pairs:  # noqa: ARG002 - all are as good
        """Return the pairs worth comparing, each once."""
        parts = [self.spark.sql(query).toArrow() for query in (queries.STARS, queries.PARTNERS)]
        mine, other = (
            np.concatenate([part[name].to_numpy() for part in parts]) for name in ("document", "partner")
        )
        found = np.unique(np.stack([np.maximum(mine, other), np.minimum(mine, other)]), axis=1)
        return Pairs(found[1], found[0])


def _view(spark: SparkSession, name: str, columns: dict[str, npt.NDArray[Any]]) -> None:
    """Make a view of arrays."""
    spark.createDataFrame(pa.table(columns)).createOrReplaceTempView(name)
