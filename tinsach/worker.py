"""Inside a worker process: cleaning records, each within its time, and handing on what became of them."""

from __future__ import annotations

import contextlib
import gc
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from cleaning.ahead import ahead
from cleaning.dedup import CopyKey, copy_key, copy_keys
from cleaning.document import Document, Failure, Outcome, Record
from cleaning.inputs import Read, Taken, parsed
from cleaning.line_counts import LINE, paragraph_keys
from cleaning.pipeline import Pipeline
from tinsach.own_text import OwnText

MAX_WORKER_BYTES: Final = 4 << 30

GARBAGE_THRESHOLDS: Final = (20_000, 20, 50)
"""Objects made between two searches for cycles: a page makes hundreds of thousands and next to no cycle."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one record, and, for a document, the key by which copies are found.

    ``line_keys`` are the bytes of its ``paragraph_keys``.
    """

    outcome: Outcome | Failure
    key: CopyKey | None = None
    line_keys: bytes = b""


Handing = Callable[[Sequence[Cleaned], Taken], Result]
"""Makes of what became of some records what the main process gets; ``Taken`` is of the rows parsed here."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Result]):
    """What a worker does with each batch: clean it in ``pipeline``, hand the outcomes on by ``hand``.

    A document's key is of its ``own`` text, of all of it without.
    """

    pipeline: Pipeline
    hand: Handing[Result]
    own: OwnText | None = None


_task: Task[Any] | None = None
_record_seconds: float = 0.0


class RecordTimeoutError(BaseException):
    """A record used up its time; not an Exception, so that no handler on the way takes it for one."""


def begin(task: Task[Any], record_seconds: float) -> None:
    """Start a worker: take the task, bound memory and time where the system can."""
    global _task, _record_seconds  # one worker process, one task
    _task, _record_seconds = task, record_seconds
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


def clean_batch(batch: Iterable[Read]) -> Any:
    """Clean the records of ``batch`` and hand on what became of them."""
    assert _task is not None  # noqa: S101  # the initialiser ran
    return handed(_task, batch, _record_seconds)


def handed(task: Task[Result], batch: Iterable[Read], record_seconds: float) -> Result:
    """Do ``task`` with the records of ``batch``, each in so many CPU seconds, without a limit for 0.

    Failures of reading go on as they are.
    """
    taken = Taken(max_layouts=None)
    outcomes = [_clean(task, one, record_seconds) for one in ahead(parsed(batch, taken))]
    return task.hand(with_keys(outcomes, task.own), taken)


def _clean(task: Task[Any], record: Record | Failure, seconds: float) -> Outcome | Failure:
    """Clean one record within its time: CPU seconds, so that a busy machine changes no verdict."""
    if isinstance(record, Failure):
        return record
    try:
        _alarm(seconds)
        outcome = task.pipeline.clean(record)
        _alarm(0)
    except RecordTimeoutError:
        return too_slow(record, seconds)
    finally:
        _alarm(0)
    return outcome


def with_keys(outcomes: Sequence[Outcome | Failure], own: OwnText | None = None) -> list[Cleaned]:
    """Return ``outcomes`` with the keys of documents: of their ``own`` texts, and of their lines.

    Their texts are read together, which is faster than one by one.
    """
    documents = [one for one in outcomes if isinstance(one, Document)]
    lines = [paragraph_keys(one.site, one.text) for one in documents]
    compared = [own.document(*one) for one in zip(documents, lines, strict=True)] if own else documents
    keys = zip(copy_keys(compared), lines, strict=True)
    return [_keyed(one, *next(keys)) if isinstance(one, Document) else Cleaned(one) for one in outcomes]


def _keyed(document: Document, key: CopyKey, lines: npt.NDArray[Any]) -> Cleaned:
    return Cleaned(document, key, lines.tobytes())


def of_own_text(item: Cleaned, own: OwnText) -> Cleaned:
    """Return ``item`` with the key of the document's ``own`` text, given one with the key of all of it."""
    if not isinstance(item.outcome, Document):
        return item
    compared = own.document(item.outcome, np.frombuffer(item.line_keys, dtype=LINE))
    return item if compared is item.outcome else replace(item, key=copy_key(compared))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def too_slow(record: Record, seconds: float) -> Failure:
    """Return the failure of a record that used up its time."""
    return failure_of(record, "time_limit", f"took longer than {seconds:g} s")


def failure_of(record: Record, reason: str, evidence: str) -> Failure:
    """Return the failure of a record that was read, for a ``reason`` outside cleaning."""
    where = f"{record.source_path}, record {record.source_record}: {evidence}"
    return Failure(
        record.source_path, record.source_record, reason, where, url=record.url, fetched_at=record.fetched_at
    )
