"""What the chain of run records comes to: the runs that count, and the files that hold their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from output.records import Action, FileEntry, RunRecord


def in_effect(records: Sequence[RunRecord]) -> tuple[RunRecord, ...]:
    """Return the ``records``, each with the files that are still there, without those that count no longer.

    Left are all runs that were not undone, be it without files of their own, and of the rewritings those
    that hold files: rows that were in other files before.
    """
    gone = {name for record in records for name in record.replaces}
    undone = undone_runs(records)
    left = (
        replace(record, files=_left(record.files, gone)) for record in records if record.run not in undone
    )
    return tuple(record for record in left if record.is_run or record.files)


def undone_runs(records: Iterable[RunRecord]) -> frozenset[str]:
    """Return the names of the runs that were undone."""
    return frozenset(run for record in records for run in record.undoes)


def runs_in_files(records: Sequence[RunRecord]) -> dict[str, frozenset[str]]:
    """Return for each file that any of ``records`` ever wrote the runs whose rows may be in it.

    A rewriting's file can hold the rows of any file it replaces, but for the runs it undoes.
    """
    found: dict[str, frozenset[str]] = {}
    for record in records:
        if record.action is Action.RUN:
            held = frozenset({record.run})
        else:
            every = (found.get(name, frozenset()) for name in record.replaces)
            held = frozenset().union(*every) - frozenset(record.undoes)
        found |= dict.fromkeys((entry.name for entry in record.files), held)
    return found


def _left(files: Iterable[FileEntry], gone: set[str]) -> tuple[FileEntry, ...]:
    return tuple(entry for entry in files if entry.name not in gone)
