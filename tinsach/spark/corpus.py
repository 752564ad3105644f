"""The cleaned records on the cluster: on its disks, made again where a machine is lost, by batches."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup import CopyKey, copy_key
from cleaning.document import Document, Failure, Record
from cleaning.line_counts import LINE
from cleaning.pipeline import Pipeline
from output.run import KNOWN
from tinsach.own_text import OwnText, Revision
from tinsach.pool import Limits, cleaned
from tinsach.spark.reading import Batch
from tinsach.worker import Cleaned


class Done(NamedTuple):
    """A batch after cleaning: ``payload`` is the pickled list of its ``Cleaned``."""

    unit: int
    number: int
    payload: bytes

    def items(self) -> list[Cleaned]:
        """Return what became of each record."""
        found: list[Cleaned] = pickle.loads(self.payload)  # noqa: S301  # our own, from a task of this run
        return found


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Cleans batches in one watched worker process, so that a record costs no more than itself here too."""

    pipeline: Pipeline
    record_seconds: float

    def cleaned(self, several: Iterable[Batch]) -> Iterator[Done]:
        """Yield each of ``several`` batches after cleaning, in their order."""
        sent: deque[tuple[int, int, int]] = deque()

        def records() -> Iterator[Record | Failure]:
            for batch in several:
                sent.append((batch.unit, batch.number, len(batch.items)))
                yield from batch.items

        outcomes = cleaned(records(), self.pipeline, Limits(1, self.record_seconds))
        for first in outcomes:
            unit, number, size = sent.popleft()
            yield Done(unit, number, pickle.dumps([first, *islice(outcomes, size - 1)]))


class Current(NamedTuple):
    """A staged document and its key now."""

    ordinal: int
    key: CopyKey


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What tasks must know of the run: each record's ordinal, and what of a text counts as its own.

    ``first`` gives for each batch, by unit and number, its place in ``ordinals``.
    """

    first: dict[tuple[int, int], int]
    ordinals: npt.NDArray[np.int64]
    own: OwnText
    revision: Revision | None = None

    def documents(self, done: Done) -> Iterator[tuple[int, Document, npt.NDArray[Any], CopyKey]]:
        """Yield the staged documents of a batch as they were staged, with their keys."""
        start = self.first[done.unit, done.number]
        for at, item in enumerate(done.items(), start):
            if isinstance(item.outcome, Document) and item.key and self.ordinals[at] != KNOWN:
                keys = np.frombuffer(item.line_keys, dtype=LINE)
                yield int(self.ordinals[at]), item.outcome, keys, item.key

    def current(self, done: Done) -> Iterator[Current]:
        """Yield what the staged documents of a batch that were not rejected since are compared by."""
        for ordinal, document, keys, key in self.documents(done):
            own = self.own_document(document, keys)
            if own is not None:
                yield Current(ordinal, key if own is document else copy_key(own))

    def own_document(self, document: Document, keys: npt.NDArray[Any]) -> Document | None:
        """Return what of a staged document is compared now; nothing when it was rejected since."""
        if self.revision and (revised := self.revision.of(document, keys)):
            return revised.own
        return self.own.document(document, keys)
