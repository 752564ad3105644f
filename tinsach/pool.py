"""Cleaning in worker processes: all cores, a time and memory limit per record, results in input order.

trafilatura is not thread-safe and has no time limit inside, so each record runs in a process that can
be ended; a record that ends its worker is tried alone once, so that only the culprit fails.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.context import BaseContext
from typing import Final

from pebble import ProcessPool

from cleaning.dedup import CopyKey, copy_key
from cleaning.document import Document, Failure, Outcome, Record
from cleaning.line_counts import paragraph_keys
from cleaning.pipeline import Pipeline
from tinsach.errors import WorkersError

RECORD_SECONDS: Final = 20.0
"""The longest real page took trafilatura 2 s; a bomb of nested tags kept it busy for 33 s."""

MAX_WORKER_BYTES: Final = 4 << 30
MAX_WORKER_TASKS: Final = 500
"""Batches after which a worker is replaced, since HTML libraries keep caches."""

BATCH_RECORDS: Final = 32
BATCH_BYTES: Final = 1 << 20
WAITING_BATCHES: Final = 4
"""Batches per worker read ahead: enough to keep it busy, little enough to bound memory."""

MAX_WAITING_BYTES: Final = 64 << 20
"""Bytes of records sent and not yet done, whatever the number of workers."""

BACKSTOP: Final = 3
"""Times a record's limit after which a worker that does not answer is ended."""

GARBAGE_THRESHOLDS: Final = (20_000, 20, 50)
"""Objects made between two searches for cycles: a page makes hundreds of thousands and next to no cycle."""

_PRELOADED: Final = ["tinsach.preloaded"]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one record, and, for a document, the key by which copies are found.

    ``line_keys`` are the bytes of its ``paragraph_keys``.
    """

    outcome: Outcome | Failure
    key: CopyKey | None = None
    line_keys: bytes = b""


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


_pipeline: Pipeline | None = None
_record_seconds: float = RECORD_SECONDS


def cleaned(
    records: Iterable[Record | Failure], pipeline: Pipeline, limits: Limits
) -> Generator[Cleaned, None, None]:
    """Yield what becomes of each of ``records``, in their order.

    Raises WorkersError when no worker can be started. An exception in the caller's loop, Ctrl-C too,
    ends the workers at once.
    """
    sent = batches(records)
    # No more workers than there is work: one still starting when the pool ends leaves a traceback.
    first = list(islice(sent, limits.workers))
    pool = ProcessPool(
        max_workers=max(len(first), 1),
        max_tasks=MAX_WORKER_TASKS,
        initializer=_begin,
        initargs=(pipeline, limits.record_seconds),
        context=_context(),
    )
    try:
        yield from _in_order(chain(first, sent), pool, limits)
        pool.close()
    except BrokenProcessPool as error:
        raise WorkersError(f"the worker processes can't start: {error}") from error
    finally:
        pool.stop()
        pool.join()


def _in_order(
    batches: Iterable[list[Record | Failure]], pool: ProcessPool, limits: Limits
) -> Iterator[Cleaned]:
    """Send batches as long as few and small ones wait, and yield the results of the oldest."""
    waiting: deque[_Batch] = deque()
    waiting_bytes = 0
    for records in batches:
        waiting.append(_Batch(records, pool, limits))
        waiting_bytes += waiting[-1].size
        while waiting and (
            len(waiting) >= WAITING_BATCHES * limits.workers or waiting_bytes > MAX_WAITING_BYTES
        ):
            waiting_bytes -= waiting[0].size
            yield from waiting.popleft().results()
    for sent in waiting:
        yield from sent.results()


class RecordTimeoutError(BaseException):
    """A record used up its time; not an Exception, so that no handler on the way takes it for one."""


class _Batch:
    """Records sent to a worker together, so that the cost of sending is shared."""

    def __init__(self, records: list[Record | Failure], pool: ProcessPool, limits: Limits) -> None:
        self._records = records
        self._pool = pool
        self._seconds = limits.record_seconds
        self.size = sum(len(r.content) for r in records if isinstance(r, Record))
        work = [r for r in records if isinstance(r, Record)]
        self._future = self._send(work) if work else None

    def results(self) -> Iterator[Cleaned]:
        """Yield the outcomes in the order of the records; waits for the worker."""
        found = iter(self._found())
        for record in self._records:
            yield Cleaned(record) if isinstance(record, Failure) else next(found)

    def _send(self, work: list[Record]) -> Future[list[Cleaned]]:
        # The worker itself keeps the limit of each record; this one is for code that never comes back
        # to Python, where no signal is seen.
        seconds = len(work) + BACKSTOP * self._seconds
        sent: Future[list[Cleaned]] = self._pool.schedule(_clean_batch, args=[work], timeout=seconds)
        return sent

    def _found(self) -> list[Cleaned]:
        try:
            return self._future.result() if self._future else []
        except BrokenProcessPool:
            raise
        except Exception:  # noqa: BLE001  # whatever ended the batch, each record is tried alone
            work = [r for r in self._records if isinstance(r, Record)]
            return [self._alone(record) for record in work]

    def _alone(self, record: Record) -> Cleaned:
        try:
            return self._send([record]).result()[0]
        except BrokenProcessPool:
            raise
        except TimeoutError:
            return Cleaned(_too_slow(record, self._seconds))
        except Exception as error:  # noqa: BLE001  # the worker died of this record: one failure, no more
            evidence = f"the worker process ended: {type(error).__name__}: {error}"
            return Cleaned(_failure(record, "worker_died", evidence))


def _too_slow(record: Record, seconds: float) -> Failure:
    return _failure(record, "time_limit", f"took longer than {seconds:g} s")


def _failure(record: Record, reason: str, evidence: str) -> Failure:
    where = f"{record.source_path}, record {record.source_record}: {evidence}"
    return Failure(
        record.source_path, record.source_record, reason, where, url=record.url, fetched_at=record.fetched_at
    )


def batches(records: Iterable[Record | Failure]) -> Iterator[list[Record | Failure]]:
    """Yield ``records`` in lists of at most ``BATCH_RECORDS`` that end when ``BATCH_BYTES`` are reached."""
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


def _begin(pipeline: Pipeline, record_seconds: float) -> None:
    """Start a worker: take the pipeline, bound memory and time where the system can."""
    global _pipeline, _record_seconds  # one worker process, one pipeline
    _pipeline, _record_seconds = pipeline, record_seconds
    gc.freeze()  # libraries and weights stay: to look through them again took a twentieth of the time
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the workers
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, _out_of_time)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  # not on every system

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MAX_WORKER_BYTES if most == resource.RLIM_INFINITY else min(MAX_WORKER_BYTES, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _out_of_time(_number: int, _frame: object) -> None:
    raise RecordTimeoutError


def _clean_batch(records: list[Record]) -> list[Cleaned]:
    assert _pipeline is not None  # noqa: S101  # the initialiser ran
    return [_clean(_pipeline, record) for record in records]


def _clean(pipeline: Pipeline, record: Record) -> Cleaned:
    """Clean one record within its time: CPU seconds, so that a busy machine changes no verdict."""
    try:
        _alarm(_record_seconds)
        outcome = pipeline.clean(record)
        done = with_keys(outcome)
        _alarm(0)
    except RecordTimeoutError:
        return Cleaned(_too_slow(record, _record_seconds))
    finally:
        _alarm(0)
    return done


def with_keys(outcome: Outcome) -> Cleaned:
    """Return ``outcome`` with what a document is compared and its lines are counted by."""
    if not isinstance(outcome, Document):
        return Cleaned(outcome)
    return Cleaned(outcome, copy_key(outcome), paragraph_keys(outcome.site, outcome.text).tobytes())


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
