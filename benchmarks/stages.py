"""CPU seconds of each stage of ``tinsach clean``, and the physical floor: what no cleaner can do without.

One process, no workers, so that every second has a name. Stages call each other: each is shown without
what the stages inside it took.
"""

from __future__ import annotations

import importlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest import mock

import zstandard

from benchmarks.tables import table
from cleaning.inputs import read_ahead
from output.parquet import ZSTD_LEVEL
from output.run import Run
from tinsach.clean import CleanOptions, clean
from tinsach.comparison import Comparison
from tinsach.engine import Work
from tinsach.parcel import Parcel
from tinsach.pool import Limits, batches
from tinsach.progress import Lines, Progress
from tinsach.worker import Task, handed

STAGES: Final = {
    "decode, normalise, cut into lines; of pages: extract": "cleaning.pipeline:read",
    "roles: the rules": "cleaning.pipeline:assign",
    "roles: the learned models": "cleaning.rules.learned:LearnedRole.propose",
    "assemble the document": "cleaning.assemble:assemble",
    "language": "cleaning.assemble:identify",
    "judges": "cleaning.pipeline:Pipeline._judged",
    "keys of copies": "tinsach.worker:copy_keys",
    "keys of lines": "tinsach.worker:paragraph_keys",
    "rows and keys for the main process": "tinsach.parcel:Packing.parcel",
    "stage on disk": "output.run:Run.stage_some",
    "take the keys": "tinsach.comparison:Comparison.add",
    "compare: keys, pairs, texts": "tinsach.comparison:Comparison.found",
    "lines that a site repeats": "tinsach.comparison:Comparison.remove_repeats",
    "write the tables": "output.run:Run.commit",
}
"""What is clocked, by the name in the module that calls it."""

NO_LIMIT: Final = 0.0
"""Seconds a record may take: a timer that runs would make the clock of this process a coarse one."""

REST: Final = "read the input, and the rest"


@dataclass(slots=True)
class Clocks:
    """CPU seconds by stage; a stage inside another is not counted twice."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inside: list[str] = field(default_factory=list)
    _since: float = field(default_factory=time.process_time)

    def turn(self) -> None:
        """Give what passed since the last turn to the stage that is at work."""
        now = time.process_time()
        self.seconds[self._inside[-1] if self._inside else REST] += now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside as ``name``'s."""
        self.turn()
        self._inside.append(name)
        try:
            yield
        finally:
            self.turn()
            self._inside.pop()


@dataclass(frozen=True, slots=True)
class InOneProcess:
    """An engine without workers."""

    def absent(self, sources: Sequence[str]) -> list[str]:
        """Return nothing: the benchmark has written its sources."""
        return [] if sources else [""]

    def comparison(self, run: Run, limits: Limits) -> Comparison:  # noqa: ARG002  # no workers, no limits
        """Return a comparison in this process."""
        return Comparison(run)

    def cleaned(self, work: Work, progress: Progress) -> Generator[Parcel, None, None]:
        """Clean batch by batch here, as a worker does."""
        task = Task(work.pipeline, work.packing.parcel, work.own)
        for batch in batches(read_ahead(work.sources, work.inputs)):
            made = handed(task, batch, NO_LIMIT)
            progress.read(made.records)
            yield made


def stages(source: Path, corpus: Path, records: int, floor: float) -> str:
    """Clean ``source`` and return the table of stages, CPU ms a record, beside the ``floor``'s."""
    seconds = seconds_by_stage(source, corpus)
    whole = sum(seconds.values())
    each = [(name, seconds[name]) for name in (*STAGES, REST)]
    rows = [(name, f"{1000 * s / records:.3f}", f"{s / whole:.1%}") for name, s in each]
    rows.append(("all", f"{1000 * whole / records:.3f}", f"{whole / floor:.1f} times the floor"))
    return table((f"stage, {records:,} records", "CPU ms a record", "share"), rows)


def seconds_by_stage(source: Path, corpus: Path) -> Mapping[str, float]:
    """Clean ``source`` into ``corpus`` and return the CPU seconds of each stage."""
    clocks = Clocks()
    options = CleanOptions(languages=frozenset({"any"}))
    with ExitStack() as stack:
        for name, place in STAGES.items():
            stack.enter_context(_clocked(clocks, name, place))
        clocks.turn()
        clocks.seconds.clear()
        clean([str(source)], corpus, options=options, progress=Lines(quiet=True), engine=InOneProcess())
        clocks.turn()
    return clocks.seconds


def _clocked(clocks: Clocks, name: str, place: str) -> Any:
    """Return a patch that clocks a function where its caller finds it."""
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, last = path.split(".")
    for one in outer:
        owner = getattr(owner, one)
    call = getattr(owner, last)

    def clocked(*given: Any, **named: Any) -> Any:
        with clocks.stage(name):
            found = call(*given, **named)
            return iter(list(found)) if isinstance(found, Generator) else found

    return mock.patch.object(owner, last, clocked)


def floor_of_rows(source: Path) -> Floor:
    """Return the floor of a dump: bytes decoded, rows parsed, text compressed as the tables are."""
    lines = source.read_bytes().splitlines()
    found = Floor(len(lines))
    texts = found.add("UTF-8 decode", lambda: [line.decode() for line in lines])
    rows = found.add("JSON parse", lambda: [json.loads(text) for text in texts])
    written = "\n".join(row.get("body") or "" for row in rows).encode()
    found.add(f"zstd -{ZSTD_LEVEL}", partial(zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress, written))
    return found


def floor_of_pages(paths: Sequence[Path], texts: Sequence[str]) -> Floor:
    """Return the floor of pages: bytes decoded, the tree built by lxml, ``texts`` compressed."""
    import lxml.html  # noqa: PLC0415  # slow to load

    contents = [path.read_bytes() for path in paths]
    found = Floor(len(paths))
    found.add("UTF-8 decode", lambda: [content.decode("utf-8", "replace") for content in contents])
    found.add(
        "lxml parse", lambda: [lxml.html.document_fromstring(content) for content in contents if content]
    )
    written = "\n".join(texts).encode()
    found.add(f"zstd -{ZSTD_LEVEL}", partial(zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress, written))
    return found


@dataclass(slots=True)
class Floor:
    """CPU seconds of what has to be done to ``records``, whoever does it."""

    records: int
    parts: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, work: Callable[[], Any]) -> Any:
        """Clock ``work`` as the part ``name`` and return what it gave."""
        begin = time.process_time()
        given = work()
        self.parts[name] = time.process_time() - begin
        return given

    @property
    def seconds(self) -> float:
        """Return the sum."""
        return sum(self.parts.values())

    def table(self) -> str:
        """Return the parts, CPU ms a record."""
        rows = [(name, f"{1000 * s / self.records:.3f}") for name, s in self.parts.items()]
        rows.append(("floor", f"{1000 * self.seconds / self.records:.3f}"))
        return table((f"physical floor, {self.records:,} records", "CPU ms a record"), rows)
