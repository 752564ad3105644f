"""Cleaning in worker processes: all cores, a time and memory limit per record, results in input order.

trafilatura is not thread-safe and has no time limit inside, so each record runs in a process that can
be ended; a record that ends its worker is tried alone once, so that only the culprit fails.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from typing import Final

from pebble import ProcessExpired, ProcessPool

from cleaning.dedup import CopyKey, copy_key
from cleaning.document import Document, Failure, Outcome, Record
from cleaning.pipeline import Pipeline

RECORD_SECONDS: Final = 20.0
"""The longest real page took trafilatura 2 s; a bomb of nested tags kept it busy for 33 s."""

MAX_WORKER_BYTES: Final = 4 << 30
MAX_WORKER_TASKS: Final = 500
"""Batches after which a worker is replaced, since HTML libraries keep caches."""

BATCH_RECORDS: Final = 32
BATCH_BYTES: Final = 1 << 20
WAITING_BATCHES: Final = 4
"""Batches per worker read ahead: enough to keep it busy, little enough to bound memory."""

_PRELOADED: Final = ["cleaning.pipeline", "cleaning.extract", "cleaning.dedup"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one record, and, for a document, the key by which copies are found."""

    outcome: Outcome | Failure
    key: CopyKey | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many workers, and the seconds each record may take."""

    workers: int
    record_seconds: float = RECORD_SECONDS

    @classmethod
    def for_workers(cls, workers: int | None) -> Limits:
        """Return limits with ``workers`` processes, or one for each core this process may use."""
        return cls(workers or usable_cores())


def usable_cores() -> int:
    """Return the number of cores this process may use, which in a container is not the machine's."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_pipeline: Pipeline | None = None


def cleaned(records: Iterable[Record | Failure], pipeline: Pipeline, limits: Limits) -> Iterator[Cleaned]:
    """Yield what becomes of each of ``records``, in their order."""
    with ProcessPool(
        max_workers=limits.workers,
        max_tasks=MAX_WORKER_TASKS,
        initializer=_begin,
        initargs=(pipeline,),
        context=_context(),
    ) as pool:
        waiting: deque[_Batch] = deque()
        for batch in _batches(records):
            waiting.append(_Batch(batch, pool, limits))
            if len(waiting) >= WAITING_BATCHES * limits.workers:
                yield from waiting.popleft().results()
        for sent in waiting:
            yield from sent.results()


class _Batch:
    """Records sent to a worker together, so that the cost of sending is shared."""

    def __init__(self, records: list[Record | Failure], pool: ProcessPool, limits: Limits) -> None:
        self._records = records
        self._pool = pool
        self._seconds = limits.record_seconds
        work = [r for r in records if isinstance(r, Record)]
        self._future = self._send(work) if work else None

    def results(self) -> Iterator[Cleaned]:
        found = iter(self._found())
        for record in self._records:
            yield Cleaned(record) if isinstance(record, Failure) else next(found)

    def _send(self, work: list[Record]) -> Future[list[Cleaned]]:
        sent: Future[list[Cleaned]] = self._pool.schedule(
            _clean_batch, args=[work], timeout=self._seconds + len(work)
        )
        return sent

    def _found(self) -> list[Cleaned]:
        try:
            return self._future.result() if self._future else []
        except (TimeoutError, ProcessExpired):
            work = [r for r in self._records if isinstance(r, Record)]
            return [self._alone(record) for record in work]

    def _alone(self, record: Record) -> Cleaned:
        try:
            return self._send([record]).result()[0]
        except TimeoutError:
            evidence = f"took longer than {self._seconds:.0f} s"
            return Cleaned(_failure(record, "time_limit", evidence))
        except ProcessExpired as error:
            return Cleaned(_failure(record, "worker_died", f"the worker process ended: {error}"))


def _failure(record: Record, reason: str, evidence: str) -> Failure:
    where = f"{record.source_path}, record {record.source_record}: {evidence}"
    return Failure(
        record.source_path, record.source_record, reason, where, url=record.url, fetched_at=record.fetched_at
    )


def _batches(records: Iterable[Record | Failure]) -> Iterator[list[Record | Failure]]:
    batch: list[Record | Failure] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.content) if isinstance(record, Record) else 0
        if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _context() -> BaseContext:
    """Workers fork from a clean server that has the libraries loaded: replacing one costs no import."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _begin(pipeline: Pipeline) -> None:
    """Start a worker: take the pipeline, bound the memory where the system can."""
    global _pipeline  # noqa: PLW0603  # one worker process, one pipeline
    _pipeline = pipeline
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MAX_WORKER_BYTES, MAX_WORKER_BYTES))


def _clean_batch(records: list[Record]) -> list[Cleaned]:
    assert _pipeline is not None  # noqa: S101  # the initialiser ran
    return [_clean(_pipeline, record) for record in records]


def _clean(pipeline: Pipeline, record: Record) -> Cleaned:
    outcome = pipeline.clean(record)
    return Cleaned(outcome, copy_key(outcome) if isinstance(outcome, Document) else None)
