"""What an operator does to a corpus: merge its small files, undo runs, bring older files along.

Each is recorded in the chain like a run, is all or nothing, and adds or changes no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow.parquet as pq

from output.corpus import Corpus, utc_now
from output.errors import CorpusError
from output.history import runs_in_files, undone_runs
from output.layout import Layout
from output.parquet import SHAPES
from output.records import Action, FileEntry, RunRecord, read_records
from output.rewrite import Rewriting, rewrite
from output.tables import Tables
from output.upgrade import outdated, require_known

MAX_BYTES: Final = 250_000_000
"""Uncompressed bytes of one table that are merged into one file: some 25,000 reports, sorted in memory."""

_SMALL: Final = 0.5
"""A part that fills less than this share of a file is merged. Compacting every night writes the rows of the
unfilled file again until it is half full, 50 times at 1 % of a file a night; compacting monthly, twice."""

_RUNS_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Work:
    """Who does it and when: the name of the record, the clock, the version of tinsach."""

    name: str
    tool_version: str = ""
    now: Callable[[], datetime] = utc_now


@dataclass(frozen=True, slots=True)
class Maintained:
    """What came of it: data files before and after, and the record, ``None`` when there was nothing to do."""

    record: RunRecord | None
    files_before: int
    files_after: int
    recovered: str | None = None


def compact(corpus: Corpus, work: Work) -> Maintained:
    """Merge the small parts of ``corpus`` into larger ones, sorted by site and time, row by row the same.

    A part is a run's files; parts are merged whole, in their order, up to one full file for each table.
    Memory is one such file. Raises CorpusError and BusyError.
    """

    def plan(tables: Tables) -> Rewriting:
        groups = [group for group in _groups(list(tables.parts())) if len(group) > 1]
        parts = [_entries(group) for group in groups]
        return Rewriting(Action.COMPACT, parts, merges=True)

    return _maintained(corpus, work, plan)


def rollback(corpus: Corpus, run: str, *, work: Work, with_later: bool = False) -> Maintained:
    """Undo ``run``: afterwards the tables are as before it, and its inputs count as never met.

    Later runs were compared with its documents, so they can only be undone with it: ``with_later``. Raises
    CorpusError without it when there are any, or when no such run counts; BusyError.
    """

    def plan(tables: Tables) -> Rewriting:
        undone = _to_undo(corpus, tables, run, with_later=with_later)
        held = runs_in_files(read_records(corpus.layout))
        parts = [_entries([part]) for part in tables.parts()]
        touched = [part for part in parts if any(held[entry.name] & set(undone) for entry in part)]
        return Rewriting(Action.ROLLBACK, touched, undone)

    return _maintained(corpus, work, plan)


def upgrade(corpus: Corpus, work: Work) -> Maintained:
    """Write the files of older schema versions anew in that of now; columns they lack are null."""

    def plan(tables: Tables) -> Rewriting:
        old = Tables(tables.layout, tuple(outdated(tables.records)))
        return Rewriting(Action.UPGRADE, [_entries([part]) for part in old.parts()])

    return _maintained(corpus, work, plan)


def _maintained(corpus: Corpus, work: Work, plan: Callable[[Tables], Rewriting]) -> Maintained:
    with corpus.locked(work.name, now=work.now) as recovered:
        tables = Tables.at(corpus.path)
        before = _files(tables)
        require_known(tables)
        what = plan(tables)
        if what.action is not Action.UPGRADE:
            corpus.tables()  # raises when an upgrade must come first
        if not what.replaces and not what.undoes:
            return Maintained(None, before, before, recovered)
        record = rewrite(tables, what, name=work.name, now=work.now, tool_version=work.tool_version)
        return Maintained(record, before, _files(Tables.at(corpus.path)), recovered)


def _to_undo(corpus: Corpus, tables: Tables, run: str, *, with_later: bool) -> tuple[str, ...]:
    runs = [record.run for record in tables.runs]
    if run not in runs:
        gone = run in undone_runs(read_records(corpus.layout))
        known = f"the last ones are {', '.join(runs[-_RUNS_NAMED:])}" if runs else "there is none"
        raise CorpusError(
            f"{corpus.path}: run {run} {'was undone before' if gone else 'is not there'}; {known}"
        )
    undone = runs[runs.index(run) :]
    if len(undone) > 1 and not with_later:
        later = ", ".join(undone[1:][:_RUNS_NAMED]) + (", …" if len(undone) > _RUNS_NAMED + 1 else "")
        remedy = f"`tinsach rollback {corpus.path} {run} --with-later` undoes them too"
        raise CorpusError(f"{corpus.path}: {later} came after {run} and leaned on it; {remedy}")
    return tuple(undone)


def _groups(parts: Sequence[Tables]) -> Iterator[list[Tables]]:
    """Pack small neighbouring parts until the next one would make too much of a file."""
    group: list[Tables] = []
    filled = 0.0
    for part in parts:
        share = _share(part)
        if share >= _SMALL:
            continue
        if group and filled + share > 1:
            yield group
            group, filled = [], 0.0
        group.append(part)
        filled += share
    yield group


def _share(part: Tables) -> float:
    """Return how much of a full file the fullest table of ``part`` comes to."""
    rows, weight = Counter[str](), Counter[str]()
    for entry in _entries([part]):
        rows[entry.table] += entry.rows
        weight[entry.table] += _bytes(part.layout, entry)
    return max(max(rows[t] / SHAPES[t].max_rows, weight[t] / MAX_BYTES) for t in SHAPES)


def _bytes(layout: Layout, entry: FileEntry) -> int:
    metadata = pq.read_metadata(layout.root / entry.name)
    return sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))


def _entries(parts: Sequence[Tables]) -> list[FileEntry]:
    return [entry for part in parts for record in part.records for entry in record.files]


def _files(tables: Tables) -> int:
    return len(_entries([tables]))
