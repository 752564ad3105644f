"""Run records: one JSON file for each run says what it did and which files it added.

``compact``, ``rollback`` and ``upgrade`` write such a record too, so that no file comes or goes unrecorded;
records themselves are never changed or removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from output.errors import CorpusError
from output.layout import Layout


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records a run met and what became of them; each record is counted exactly once.

    ``duplicates`` by kind, ``rejected`` and ``failed`` by reason.
    """

    records_in: int = 0
    already_known: int = 0
    documents: int = 0
    duplicates: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return the number of rows in documents, duplicates and rejected."""
        left_out = (*self.duplicates.values(), *self.rejected.values(), *self.failed.values())
        return self.documents + sum(left_out)

    @property
    def new(self) -> int:
        """Return how many records the corpus did not know before."""
        return self.records_in - self.already_known

    @property
    def balanced(self) -> bool:
        """Return whether every record is accounted for."""
        return self.new == self.rows

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.records_in + other.records_in,
            self.already_known + other.already_known,
            self.documents + other.documents,
            added(self.duplicates, other.duplicates),
            added(self.rejected, other.rejected),
            added(self.failed, other.failed),
        )


def added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Return the sums of two tables of counts, ordered by name."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A data file as a run wrote it; ``name`` is relative to the corpus."""

    name: str
    rows: int
    bytes: int
    sha256: str

    @property
    def table(self) -> str:
        """Return the table the file belongs to."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Parent:
    """The run before this one and the fingerprint of its record, which chains the records."""

    run: str
    sha256: str


class Action(StrEnum):
    """What a record is of: a run that adds records, or a rewriting of what is there."""

    RUN = "run"
    COMPACT = "compact"
    ROLLBACK = "rollback"
    UPGRADE = "upgrade"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What one run did. Times are ISO 8601 with zone; ``settings`` holds the ``repr`` of every stage.

    A record of another ``action`` names the files whose rows are in its own ``files`` now, or gone
    (``replaces``), and the runs that count no longer (``undoes``); it counts nothing itself.
    """

    run: str
    started: str
    finished: str
    counts: Counts
    files: tuple[FileEntry, ...]
    parent: Parent | None = None
    inputs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    tool_version: str = ""
    schema_version: str = ""
    action: Action = Action.RUN
    replaces: tuple[str, ...] = ()
    undoes: tuple[str, ...] = ()

    @property
    def is_run(self) -> bool:
        """Return whether the record is of a run that adds records."""
        return self.action is Action.RUN

    def to_json(self) -> str:
        """Return the record as the text of its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, default=repr) + "\n"

    @property
    def seconds(self) -> float:
        """Return how long the run took."""
        return (datetime.fromisoformat(self.finished) - datetime.fromisoformat(self.started)).total_seconds()


def totals(records: Iterable[RunRecord]) -> Counts:
    """Return the counts of all runs together."""
    return sum((record.counts for record in records), Counts())


def read_record(path: Path) -> RunRecord:
    """Return the record in ``path``; raise CorpusError naming the file when it is none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        held["counts"] = Counts(**held["counts"])
        held["files"] = tuple(FileEntry(**entry) for entry in held["files"])
        held["parent"] = Parent(**held["parent"]) if held["parent"] else None
        held["action"] = Action(held.get("action", Action.RUN))
        for name in ("inputs", "replaces", "undoes"):
            held[name] = tuple(held.get(name, ()))
        return RunRecord(**held)
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path}: not a run record ({error})") from error


def read_records(layout: Layout) -> list[RunRecord]:
    """Return the records of all runs, each after its parent; raise CorpusError on a damaged one."""
    return in_order([read_record(path) for path in sorted(layout.runs.glob("*.json"))])


def in_order(records: Sequence[RunRecord]) -> list[RunRecord]:
    """Return ``records`` with each after its parent.

    Records whose parent is missing come first, by name, and a circle last; ``tinsach check`` names them.
    """
    names = {record.run for record in records}
    children: dict[str | None, list[RunRecord]] = {}
    for record in records:
        parent = record.parent.run if record.parent and record.parent.run in names else None
        children.setdefault(parent, []).append(record)
    ordered = _walked(children)
    return ordered + [record for record in records if record not in ordered]


def _walked(children: dict[str | None, list[RunRecord]]) -> list[RunRecord]:
    ordered: list[RunRecord] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        record = waiting.pop()
        ordered.append(record)
        waiting += reversed(children.get(record.run, []))
    return ordered


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the file at ``path``, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, sha256).hexdigest()
