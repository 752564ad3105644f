"""All or nothing: a run's files enter the corpus through a journal that survives a kill at any moment.

    1  every file of the run lies complete and synced in staging/<run>/prepared/, its record too
    2  journal.json names them: from here the run counts
    3  each file is moved into place, the record last, and HEAD names the record
    4  the journal and the staging folder are removed

A kill before 2 leaves the corpus as it was. A kill after 2 is finished by ``recover``, so that what a
reader of the data folders has once seen stays. Only when a prepared file was lost meanwhile (by other
hands) is the whole run taken back.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from output.durable import move, sync_file, sync_folder, write
from output.errors import CorpusError
from output.head import Head, restore_head, write_head
from output.layout import Layout

_DATA_NAME = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9._-]*")
"""A folder and a file in it: a journal from elsewhere can't make recovery touch anything else."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The run being committed and its files, relative to the corpus, in the order they are moved.

    ``head`` is what ``HEAD`` said before, should the run be taken back.
    """

    run: str
    files: tuple[str, ...]
    head: Head | None = None


def publish(layout: Layout, journal: Journal) -> None:
    """Bring the prepared files of ``journal`` into the corpus, all or none."""
    prepared = layout.prepared(journal.run)
    for name in journal.files:
        sync_file(prepared / name)
    for folder in sorted({(prepared / name).parent for name in journal.files}):
        sync_folder(folder)
    write(layout.journal, json.dumps(asdict(journal)))
    _complete(layout, journal)


def recover(layout: Layout) -> str | None:
    """Finish or take back what a killed run left, and return one sentence about it, or ``None``.

    Call it with the lock held: staging folders are then nobody's.
    """
    journal = pending(layout)
    said = _recovered(layout, journal) if journal else None
    if layout.staging.exists():
        shutil.rmtree(layout.staging)
    return said


def pending(layout: Layout) -> Journal | None:
    """Return the journal of an unfinished commit, if there is one; raise CorpusError if unreadable."""
    if not layout.journal.exists():
        return None
    try:
        held = json.loads(layout.journal.read_text(encoding="utf-8"))
        files = tuple(held["files"])
        journal = Journal(held["run"], files, Head(**held["head"]) if held.get("head") else None)
        if not journal.files or any(not _DATA_NAME.fullmatch(name) for name in journal.files):
            raise ValueError("it names other files than a run's")  # noqa: TRY301 - reported just below
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{layout.journal}: not a journal ({error}); restore it or delete it") from error
    return journal


def _recovered(layout: Layout, journal: Journal) -> str:
    if all(_in_reach(layout, journal, name) for name in journal.files):
        _complete(layout, journal)
        return f"finished the interrupted commit of run {journal.run}"
    _take_back(layout, journal)
    return f"took back run {journal.run}: some of its files were lost before they were in place"


def _in_reach(layout: Layout, journal: Journal, name: str) -> bool:
    return (layout.root / name).exists() or (layout.prepared(journal.run) / name).exists()


def _complete(layout: Layout, journal: Journal) -> None:
    """Move what is not yet in place; harmless to repeat."""
    *data, record = journal.files
    _move_all(layout, journal, data)
    _move_all(layout, journal, [record])
    write_head(layout, record)
    _close(layout, journal)


def _move_all(layout: Layout, journal: Journal, names: Sequence[str]) -> None:
    for name in names:
        source = layout.prepared(journal.run) / name
        if source.exists():
            move(source, layout.root / name)
    _sync_parents(layout.root / name for name in names)


def _take_back(layout: Layout, journal: Journal) -> None:
    restore_head(layout, journal.head)
    for name in reversed(journal.files):
        (layout.root / name).unlink(missing_ok=True)
    _sync_parents(path for name in journal.files if (path := layout.root / name).parent.exists())
    _close(layout, journal)


def _close(layout: Layout, journal: Journal) -> None:
    layout.journal.unlink()
    sync_folder(layout.root)
    shutil.rmtree(layout.workshop(journal.run), ignore_errors=True)


def _sync_parents(paths: Iterable[Path]) -> None:
    for folder in sorted({path.parent for path in paths}):
        sync_folder(folder)
