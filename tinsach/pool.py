"""Cleaning in worker processes: all cores, a time and memory limit per record, results in input order.

trafilatura is not thread-safe and has no time limit inside, so each record runs in a process that can
be ended; a record that ends its worker is tried alone once, so that only the culprit fails.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from pebble import ProcessPool

from cleaning.document import Failure, Record
from cleaning.inputs import Read, RowLines, Taken, parsed
from cleaning.pipeline import Pipeline
from tinsach.errors import WorkersError
from tinsach.processes import context
from tinsach.worker import Cleaned, RecordTimeoutError, Result, Task, begin, clean_batch, failure_of, too_slow

RECORD_SECONDS: Final = 20.0
"""The longest real page took trafilatura 2 s; a bomb of nested tags kept it busy for 33 s."""

MAX_WORKER_TASKS: Final = 250
"""Batches after which a worker is replaced, since HTML libraries keep caches."""

MAX_ROW_TASKS: Final = 1_000
"""Batches likewise where pages are not expected: over 100,000 rows a worker's memory stays, and a new one
fetches its compiled loops again (74.5 s replaced after 250 batches, 71.4 s never)."""

BATCH_RECORDS: Final = 64
BATCH_BYTES: Final = 1 << 20
WAITING_BATCHES: Final = 4
"""Batches per worker read ahead: enough to keep it busy, little enough to bound memory."""

MAX_WAITING_BYTES: Final = 64 << 20
"""Bytes of records sent and not yet done, whatever the number of workers."""

BACKSTOP: Final = 3
"""Times a record's limit after which a worker that does not answer is ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many workers, and the CPU seconds each record may take."""

    workers: int
    record_seconds: float = RECORD_SECONDS

    @classmethod
    def for_workers(cls, workers: int | None) -> Limits:
        """Return limits with ``workers`` processes, or one for each core this process may use."""
        return cls(workers or usable_cores())


def usable_cores() -> int:
    """Return the number of cores this process may use, where the system says so."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cleaned(records: Iterable[Read], pipeline: Pipeline, limits: Limits) -> Generator[Cleaned, None, None]:
    """Yield what becomes of each of ``records``, in their order; errors as of ``worked``."""
    with contextlib.closing(worked(records, Task(pipeline, _as_they_are), limits)) as several:
        for some in several:
            yield from some


def _as_they_are(items: Sequence[Cleaned], _taken: Taken) -> Sequence[Cleaned]:
    return items


def worked(
    records: Iterable[Read], task: Task[Result], limits: Limits, *, max_tasks: int = MAX_WORKER_TASKS
) -> Generator[Result, None, None]:
    """Yield what ``task`` makes of ``records``, some at a time, in their order.

    A worker is replaced after ``max_tasks`` batches. Raises WorkersError when no worker can be started. An
    exception in the caller's loop, Ctrl-C too, ends the workers at once.
    """
    sent = batches(records)
    # No more workers than there is work: one still starting when the pool ends leaves a traceback.
    first = list(islice(sent, limits.workers))
    pool = ProcessPool(
        max_workers=max(len(first), 1),
        max_tasks=max_tasks,
        initializer=begin,
        initargs=(task, limits.record_seconds),
        context=context(),
    )
    try:
        yield from _in_order(chain(first, sent), pool, task, limits)
        pool.close()
    except BrokenProcessPool as error:
        raise WorkersError(f"the worker processes can't start: {error}") from error
    finally:
        pool.stop()
        pool.join()


def _in_order(
    batches: Iterable[list[Read]], pool: ProcessPool, task: Task[Result], limits: Limits
) -> Iterator[Result]:
    """Send batches as long as few and small ones wait, and yield the results of the oldest."""
    waiting: deque[_Batch[Result]] = deque()
    waiting_bytes = 0
    for items in batches:
        waiting.append(_Batch(items, pool, task, limits))
        waiting_bytes += waiting[-1].size
        while waiting and (
            len(waiting) >= WAITING_BATCHES * limits.workers or waiting_bytes > MAX_WAITING_BYTES
        ):
            waiting_bytes -= waiting[0].size
            yield from waiting.popleft().results()
    while waiting:
        yield from waiting.popleft().results()


class _Batch(Generic[Result]):
    """Records sent to a worker together, so that the cost of sending is shared."""

    def __init__(self, items: list[Read], pool: ProcessPool, task: Task[Result], limits: Limits) -> None:
        self._items = items
        self._pool = pool
        self._task = task
        self._seconds = limits.record_seconds
        self.size = sum(map(_size, items))
        self._future = self._send(items)

    def results(self) -> Iterator[Result]:
        """Yield what became of the records, in their order; waits for the worker."""
        try:
            yield self._future.result()
        except BrokenProcessPool:
            raise
        except (Exception, RecordTimeoutError):  # noqa: BLE001  # whatever ended it, each is tried alone
            yield from self._one_by_one()

    def _one_by_one(self) -> Iterator[Result]:
        taken = Taken(max_layouts=None)
        for one in parsed(self._items, taken):
            if isinstance(one, Failure):
                yield self._task.hand([Cleaned(one)], Taken())
            else:
                yield self._alone(one)
        if taken.rows:
            yield self._task.hand([], taken)

    def _send(self, items: list[Read]) -> Future[Result]:
        # The worker itself keeps the limit of each record; this one is for code that never comes back
        # to Python, where no signal is seen.
        seconds = sum(map(_records, items)) + BACKSTOP * self._seconds
        sent: Future[Result] = self._pool.schedule(clean_batch, args=[items], timeout=seconds)
        return sent

    def _alone(self, record: Record) -> Result:
        try:
            return self._send([record]).result()
        except BrokenProcessPool:
            raise
        except (TimeoutError, RecordTimeoutError):  # the latter: the alarm rang as it was being turned off
            failure = too_slow(record, self._seconds)
        except Exception as error:  # noqa: BLE001  # the worker died of this record: one failure, no more
            evidence = f"the worker process ended: {type(error).__name__}: {error}"
            failure = failure_of(record, "worker_died", evidence)
        return self._task.hand([Cleaned(failure)], Taken())


def _size(item: Read) -> int:
    if isinstance(item, RowLines):
        return item.size
    return len(item.content) if isinstance(item, Record) else 0


def _records(item: Read) -> int:
    return item.records if isinstance(item, RowLines) else 1


Item = TypeVar("Item", bound=Read)


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield ``items`` in lists that end when they hold ``BATCH_RECORDS`` or ``BATCH_BYTES``."""
    batch: list[Item] = []
    records = size = 0
    for item in items:
        batch.append(item)
        records += _records(item)
        size += _size(item)
        if records >= BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, records, size = [], 0, 0
    if batch:
        yield batch
