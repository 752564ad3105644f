"""All or nothing: a run's files enter the corpus through a journal that survives a kill at any moment.

    1  every file of the run lies complete and synced in staging/<run>/prepared/, its record too
    2  journal.json names them: from here the run counts
    3  each file is moved into place, the record last, and HEAD names the record
    4  the journal and the staging folder are removed

A kill before 2 leaves the corpus as it was. A kill after 2 is finished by ``recover``, so that what a
reader of the data folders has once seen stays. Only when a prepared file was lost meanwhile (by other
hands) is the whole run taken back.

What a reader sees who lists a data folder, which knows nothing of journals: a run adds one file to a table,
so a table has the run whole or not at all. The tables follow one another within microseconds, rows before
what refers to them: ``documents``, ``duplicates``, ``rejected``, ``removals``; when the record is there, so
are all four. Where files are replaced (``output.rewrite``) the prepared folder of a table changes places with
the one in use, in one step on Linux; elsewhere the folder is away for an instant, so that a reader fails
rather than reads half. Those folders change places in the other order, for a row that goes away must go
after what refers to it.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from output.durable import exchange, move, sync_file, sync_folder, write
from output.errors import CorpusError
from output.head import Head, restore_head, write_head
from output.layout import Layout, derived_names
from output.schema import TABLES

_DATA_NAME = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9._-]*")
"""A folder and a file in it: a journal from elsewhere can't make recovery touch anything else."""

_IMMOBILE = "{}: its file system can't move all of its folders; copy the corpus first"


@dataclass(frozen=True, slots=True)
class Journal:
    """The run being committed and its files, relative to the corpus, in the order they are moved.

    ``head`` is what ``HEAD`` said before, should the run be taken back. ``replaces`` names files that go: the
    folders of their tables change places with prepared ones.
    """

    run: str
    files: tuple[str, ...]
    head: Head | None = None
    replaces: tuple[str, ...] = ()

    def replaced_in(self, table: str) -> list[str]:
        """Return the names of the files of ``table`` that go."""
        return [name for name in self.replaces if name.startswith(f"{table}/")]

    @property
    def folders(self) -> list[str]:
        """Return the tables whose folders change places, in the order they do."""
        return [table for table in reversed(TABLES) if self.replaced_in(table)]


def publish(layout: Layout, journal: Journal) -> None:
    """Bring the prepared files of ``journal`` into the corpus, all or none."""
    prepared = layout.prepared(journal.run)
    for name in journal.files:
        sync_file(prepared / name)
    for folder in sorted({(prepared / name).parent for name in journal.files}):
        sync_folder(folder)
    write(layout.journal, json.dumps(asdict(journal)))
    try:
        _complete(layout, journal)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _put_back(layout, journal)
        raise CorpusError(_IMMOBILE.format(layout.root)) from error


def recover(layout: Layout) -> str | None:
    """Finish or take back what a killed run left, and return one sentence about it, or ``None``.

    Call it with the lock held: staging folders are then nobody's.
    """
    journal = pending(layout)
    try:
        said = _recovered(layout, journal) if journal else None
    except OSError as error:
        if error.errno != errno.EXDEV or journal is None:
            raise
        _put_back(layout, journal)
        raise CorpusError(_IMMOBILE.format(layout.root)) from error
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
        head = Head(**held["head"]) if held.get("head") else None
        journal = Journal(held["run"], files, head, tuple(held.get("replaces", ())))
        names = (*files, *journal.replaces)
        if not files or any(not _DATA_NAME.fullmatch(name) for name in names):
            raise ValueError("it names other files than a run's")  # noqa: TRY301 - reported just below
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{layout.journal}: not a journal ({error}); restore it or delete it") from error
    return journal


def _recovered(layout: Layout, journal: Journal) -> str:
    if all(_in_reach(layout, journal, name) for name in journal.files):
        _complete(layout, journal)
        return f"finished the interrupted commit of run {journal.run}"
    _put_back(layout, journal)
    return f"took back run {journal.run}: some of its files were lost before they were in place"


def _in_reach(layout: Layout, journal: Journal, name: str) -> bool:
    return any((place / name).exists() for place in (layout.root, layout.prepared(journal.run)))


def _complete(layout: Layout, journal: Journal) -> None:
    """Move what is not yet in place; harmless to repeat."""
    *data, record = journal.files
    for table in journal.folders:
        _change_folders(layout, journal, table)
    _forget_derived(layout, journal)
    _move_all(layout, journal, [name for name in data if name.partition("/")[0] not in journal.folders])
    _move_all(layout, journal, [record])
    write_head(layout, record)
    _close(layout, journal)


def _move_all(layout: Layout, journal: Journal, names: Sequence[str]) -> None:
    for name in names:
        source = layout.prepared(journal.run) / name
        if source.exists():
            move(source, layout.root / name)
    _sync_parents(layout.root / name for name in names)


def _change_folders(layout: Layout, journal: Journal, table: str) -> None:
    """Put the prepared folder of ``table`` in the place of the one in use, unless that was done before."""
    used, following = layout.root / table, layout.prepared(journal.run) / table
    retired = _retired(layout, journal, table)
    if used.exists() and not any((layout.root / name).exists() for name in journal.replaced_in(table)):
        return
    if used.exists():
        sync_folder(following)
        if not exchange(following, used):
            move(used, retired)
    if not used.exists():  # this system can't exchange, or a kill came between its two steps
        move(following, used)
    sync_folder(layout.root)


def _retired(layout: Layout, journal: Journal, table: str) -> Path:
    """Return where the folder of ``table`` that was in use goes on systems that can't exchange folders."""
    return layout.workshop(journal.run) / "retired" / table


def _put_back(layout: Layout, journal: Journal) -> None:
    """Let folders that changed places before another one could not do so again, and take the run back."""
    for table in reversed(journal.folders):
        used = layout.root / table
        places = (layout.prepared(journal.run) / table, _retired(layout, journal, table))
        for old, free in (places, places[::-1]):
            if _has_replaced(old, journal, table):
                if not (used.exists() and exchange(old, used)):
                    if used.exists():
                        move(used, free)
                    move(old, used)
                sync_folder(layout.root)
    _take_back(layout, journal)


def _has_replaced(folder: Path, journal: Journal, table: str) -> bool:
    return any((folder / Path(name).name).exists() for name in journal.replaced_in(table))


def _forget_derived(layout: Layout, journal: Journal) -> None:
    """Remove what was derived from files that are gone now; the next run derives it anew."""
    for run in {Path(name).name.rpartition("-")[0] for name in journal.replaces}:
        for name in derived_names(run):
            (layout.root / name).unlink(missing_ok=True)


def _take_back(layout: Layout, journal: Journal) -> None:
    if not all((layout.root / name).exists() for name in journal.replaces):
        raise CorpusError(f"{layout.staging}: lost while {journal.run} was replacing files; restore a backup")
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
