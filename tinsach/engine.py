"""What does the work of ``tinsach clean`` that grows with the input: this machine's processes, or a cluster.

Reading, cleaning and comparing are an engine's; staging and committing are the same for all, so that a corpus
can't tell which engine made it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from cleaning.inputs import InputOptions, Read, RowLines, Taken, absent, read_ahead, total_bytes
from cleaning.pipeline import Pipeline
from output.run import Run
from tinsach.comparison import Comparison
from tinsach.own_text import OwnText
from tinsach.pairs import InWorkers
from tinsach.parcel import Packing, Parcel
from tinsach.pool import MAX_ROW_TASKS, MAX_WORKER_TASKS, Limits, worked
from tinsach.processes import may_hold_pages
from tinsach.progress import Progress
from tinsach.worker import Task


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be cleaned, and how; ``taken`` is told of rows by an engine that reads them here.

    Documents are compared by their ``own`` text; ``packing`` makes of them what staging takes.
    """

    sources: Sequence[str]
    pipeline: Pipeline
    inputs: InputOptions
    limits: Limits
    own: OwnText
    packing: Packing
    taken: Taken | None = None


class Engine(Protocol):
    """Reads and cleans, then compares; ask for the comparison first."""

    def absent(self, sources: Sequence[str]) -> list[str]:
        """Return those of ``sources`` that name nothing."""

    def comparison(self, run: Run, limits: Limits) -> Comparison:
        """Return what compares the documents of ``run``."""

    def cleaned(self, work: Work, progress: Progress) -> Generator[Parcel, None, None]:
        """Yield what becomes of the records; their order is the engine's."""


@dataclass(frozen=True, slots=True)
class OneMachine:
    """Worker processes of this machine."""

    def absent(self, sources: Sequence[str]) -> list[str]:
        """Return those that are neither a file, a folder nor a pattern with a match."""
        return absent(sources)

    def comparison(self, run: Run, limits: Limits) -> Comparison:
        """Return a comparison in this process and, where there are many pairs, in workers."""
        return Comparison(run, partial(InWorkers, workers=limits.workers, folder=run.workshop))

    def cleaned(self, work: Work, progress: Progress) -> Generator[Parcel, None, None]:
        """Yield the outcomes in the order of the inputs."""
        if progress.is_shown:
            progress.begin(total_bytes(work.sources))
        read = read_ahead(work.sources, work.inputs, at=progress.at, taken=work.taken)
        task = Task(work.pipeline, work.packing.parcel, work.own)
        max_tasks = MAX_WORKER_TASKS if may_hold_pages(work.sources) else MAX_ROW_TASKS
        return worked(_watched(read, progress), task, work.limits, max_tasks=max_tasks)


ONE_MACHINE: Final = OneMachine()


def _watched(items: Iterable[Read], progress: Progress) -> Iterator[Read]:
    for item in items:
        progress.read(item.records if isinstance(item, RowLines) else 1)
        yield item
