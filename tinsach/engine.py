"""What does the work of ``tinsach clean`` that grows with the input: this machine's processes, or a cluster.

Reading, cleaning and comparing are an engine's; staging and committing are the same for all, so that a corpus
can't tell which engine made it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cleaning.document import Failure, Record
from cleaning.inputs import InputOptions, Taken, absent, read, total_bytes
from cleaning.pipeline import Pipeline
from output.run import Run
from tinsach.comparison import Comparison
from tinsach.pool import Cleaned, Limits, cleaned
from tinsach.progress import Progress


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be cleaned, and how; ``taken`` is told of rows by an engine that reads them here."""

    sources: Sequence[str]
    pipeline: Pipeline
    inputs: InputOptions
    limits: Limits
    taken: Taken | None = None


class Engine(Protocol):
    """Reads and cleans, then compares; ask for the comparison first."""

    def absent(self, sources: Sequence[str]) -> list[str]:
        """Return those of ``sources`` that name nothing."""

    def comparison(self, run: Run) -> Comparison:
        """Return what compares the documents of ``run``."""

    def cleaned(self, work: Work, progress: Progress) -> Generator[Cleaned, None, None]:
        """Yield what becomes of each record; their order is the engine's."""


@dataclass(frozen=True, slots=True)
class OneMachine:
    """Worker processes of this machine."""

    def absent(self, sources: Sequence[str]) -> list[str]:
        """Return those that are neither a file, a folder nor a pattern with a match."""
        return absent(sources)

    def comparison(self, run: Run) -> Comparison:
        """Return a comparison in this process."""
        return Comparison(run)

    def cleaned(self, work: Work, progress: Progress) -> Generator[Cleaned, None, None]:
        """Yield the outcomes in the order of the inputs."""
        if progress.is_shown:
            progress.begin(total_bytes(work.sources))
        records = _watched(read(work.sources, work.inputs, at=progress.at, taken=work.taken), progress)
        return cleaned(records, work.pipeline, work.limits)


ONE_MACHINE: Final = OneMachine()


def _watched(items: Iterable[Record | Failure], progress: Progress) -> Iterator[Record | Failure]:
    for item in items:
        progress.read()
        yield item
