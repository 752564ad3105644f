"""What an operator does to a corpus: merge its small files, undo runs, bring older files along.

Each is recorded in the chain like a run, is all or nothing, and adds or changes no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final

import pyarrow.parquet as pq

from output.corpus import Corpus, utc_now
from output.errors import CorpusError
from output.history import runs_in_files, undone_runs
from output.layout import Layout
from output.parquet import SHAPES
from output.records import Action, FileEntry, RunRecord, read_records
from output.rewrite import Rewriting, rewrite, rows_of
from output.tables import Tables
from output.upgrade import outdated, require_known

MAX_BYTES: Final = 250_000_000
"""Uncompressed bytes of one table that are merged into one file: some 25,000 reports, sorted in memory."""

_SMALL: Final = 0.5
"""A part that fills at least this share of a file stays as it is."""

_GROWTH: Final = 2
"""A part stays while it is so many times as large as all smaller ones together (``git repack --geometric``):
what is written again then lies in a file at least half as large again, so that compacting every night writes
a row O(log n) times. Without it a row was written 50 times at 1 % of a file a night."""

_CHEAP: Final = 0.01
"""Parts below this share of a file, some 250 reports, are merged whatever their sizes: a second's work."""

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

    A part is a run's files; parts are merged whole, in their order, up to one full file for each table, and
    only where the small ones have grown to matter beside the larger (``_GROWTH``): what is left are a few
    files, each twice the next. Memory is one full file. Raises CorpusError and BusyError.
    """

    def plan(tables: Tables) -> Rewriting:
        every = list(tables.parts())
        groups = packed(list(map(_share, every)))
        parts = [_entries([every[at] for at in group]) for group in groups]
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
        maybe = [part for part in parts if any(held[entry.name] & set(undone) for entry in part)]
        touched = [part for part in maybe if any(rows_of(tables.layout, one, undone) for one in part)]
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
        raise CorpusError(f"{corpus.path}: {_why_not(corpus, run)}; {_to_choose_from(runs)}")
    undone = runs[runs.index(run) :]
    if len(undone) > 1 and not with_later:
        later = ", ".join(undone[1:][:_RUNS_NAMED]) + (", …" if len(undone) > _RUNS_NAMED + 1 else "")
        remedy = f"`tinsach rollback {corpus.path} {run} --with-later` undoes them too"
        raise CorpusError(f"{corpus.path}: {later} came after {run} and leaned on it; {remedy}")
    return tuple(undone)


def _why_not(corpus: Corpus, run: str) -> str:
    """Say why ``run`` is none that can be undone."""
    records = read_records(corpus.layout)
    if run in undone_runs(records):
        return f"run {run} was undone before"
    action = next((record.action for record in records if record.run == run), None)
    return f"{run} is the record of a {action}, no run" if action else f"there is no run {run}"


def _to_choose_from(runs: Sequence[str]) -> str:
    if len(runs) <= _RUNS_NAMED:
        return f"its runs are {', '.join(runs)}" if runs else "it has no run"
    return f"the newest of its {len(runs)} runs are {', '.join(runs[-_RUNS_NAMED:])}"


def packed(shares: Sequence[float]) -> list[list[int]]:
    """Return which parts, by their places, are merged with which; ``shares`` are those of a file they fill.

    Neighbours are packed until the next one would make too much of a file.
    """
    groups: list[list[int]] = [[]]
    filled = 0.0
    for at in _outgrown(shares):
        if groups[-1] and filled + shares[at] > 1:
            groups.append([])
            filled = 0.0
        groups[-1].append(at)
        filled += shares[at]
    return [group for group in groups if len(group) > 1]


def _outgrown(shares: Sequence[float]) -> list[int]:
    """Return the places of the small parts up to the largest that smaller ones together come near to."""
    small = sorted((at for at, share in enumerate(shares) if share < _SMALL), key=lambda at: (shares[at], at))
    below = [0.0, *accumulate(shares[at] for at in small)]
    ends = (n for n, at in enumerate(small) if n and shares[at] < max(_CHEAP, _GROWTH * below[n]))
    return sorted(small[: max(ends, default=-1) + 1])


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
