"""Pairs of texts compared on the cluster: each task gets some thousand pairs and the texts they name.

The pairs are cut as ``cleaning.dedup.verify`` cuts its batches, those of one better document together, and
compared by its functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.dedup.candidates import Pairs, Ranks
from cleaning.dedup.facts import Flags
from cleaning.dedup.verify import Texts
from tinsach.spark.corpus import Done, Stage

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

PAIRS_A_TASK: Final = 5_000
"""Pairs whose texts a task holds at once: 10,000 documents at most, some 30 MB of reports."""

Columns = tuple[npt.NDArray[Any], ...]
Compare = Callable[[Pairs, Flags, Texts], Columns]
"""Compares some pairs, each with a flag, and returns what ``verified`` or ``related`` do."""

Text = tuple[int, str]
"""A rank and the text of its document."""


@dataclass(frozen=True, slots=True, eq=False)
class Tasks:
    """Pairs cut into tasks: sorted, ``ends`` says where each task's end; ``flags`` go with the pairs."""

    pairs: Pairs
    flags: Flags

    @classmethod
    def of(cls, pairs: Pairs, flags: Flags) -> Tasks:
        """Return ``pairs`` in order."""
        order = np.lexsort((pairs.worse, pairs.better))
        return cls(Pairs(pairs.better[order], pairs.worse[order]), flags[order])

    def __len__(self) -> int:
        return math.ceil(len(self.pairs.worse) / PAIRS_A_TASK)

    def pairs_of(self, task: int) -> Pairs:
        """Return the pairs of a task."""
        part = self._part(task)
        return Pairs(self.pairs.better[part], self.pairs.worse[part])

    def flags_of(self, task: int) -> Flags:
        """Return the flags of a task's pairs."""
        return self.flags[self._part(task)]

    def _part(self, task: int) -> slice:
        return slice(task * PAIRS_A_TASK, (task + 1) * PAIRS_A_TASK)

    def wanted(self) -> Wanted:
        """Return which documents which task needs."""
        task = np.arange(len(self.pairs.worse)) // PAIRS_A_TASK
        width = max(1, len(self))
        codes = np.unique(np.concatenate([ranks * width + task for ranks in self.pairs]))
        return Wanted(*np.divmod(codes, width))


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Parallel arrays, sorted by ``documents``: which ``tasks`` need which of them."""

    documents: Ranks
    tasks: Ranks

    def of(self, document: int) -> list[int]:
        """Return the tasks that need ``document``."""
        first, end = np.searchsorted(self.documents, [document, document + 1])
        found: list[int] = self.tasks[first:end].tolist()
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The rank of each staged document that has one, by its ordinal: parallel arrays, sorted by ordinal."""

    ordinals: npt.NDArray[np.int64]
    ranks: Ranks

    def rank(self, ordinal: int) -> int | None:
        """Return the rank of a staged document, ``None`` when it is not compared."""
        at = int(np.searchsorted(self.ordinals, ordinal))
        known = at < len(self.ordinals) and self.ordinals[at] == ordinal
        return int(self.ranks[at]) if known else None


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """The staged documents on the cluster, and their ranks."""

    context: SparkContext
    done: RDD[Done]
    stage: Any  # a Broadcast of a Stage
    ranking: Ranking

    def compared(self, tasks: Tasks, compare: Compare, settled: Iterable[Text]) -> list[Columns]:
        """Return what ``compare`` says of each task's pairs; ``settled`` are texts of the corpus itself."""
        wanted = tasks.wanted()
        own = [(task, text) for text in settled for task in wanted.of(text[0])]
        stage = self.stage
        asked = self.context.broadcast((self.ranking, wanted))
        given = self.context.broadcast(tasks)
        texts = self.done.mapPartitions(lambda rows: _texts(rows, stage.value, *asked.value))
        every = texts.union(self.context.parallelize(own, 1)).partitionBy(len(tasks), int)
        found = every.mapPartitionsWithIndex(lambda task, rows: _compared(task, rows, given.value, compare))
        columns = dict(found.collect())
        asked.unpersist()
        given.unpersist()
        return [columns[task] for task in range(len(tasks))]


def _texts(
    rows: Iterable[Done], stage: Stage, ranking: Ranking, wanted: Wanted
) -> Iterator[tuple[int, Text]]:
    """Yield each wanted text once for each task that needs it."""
    for done in rows:
        for ordinal, document, keys, _key in stage.documents(done):
            rank = ranking.rank(ordinal)
            tasks = [] if rank is None else wanted.of(rank)
            own = stage.own_document(document, keys) if tasks else None
            if rank is not None and own is not None:
                yield from ((task, (rank, own.text)) for task in tasks)


def _compared(
    task: int, rows: Iterable[tuple[int, Text]], tasks: Tasks, compare: Compare
) -> Iterator[tuple[int, Columns]]:
    texts = dict(text for _, text in rows)

    def read(ranks: Collection[int]) -> Iterator[Text]:
        return ((rank, texts[rank]) for rank in ranks)

    yield task, tuple(compare(tasks.pairs_of(task), tasks.flags_of(task), read))
