"""Writing data files of a corpus anew: the common part of ``compact``, ``rollback`` and ``upgrade``.

Each table that changes gets its next folder prepared beside it, with links to the files that stay, and the
two folders change places in one step: a reader finds the old files or the new ones, never both or neither.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from output.chain import parent_of_next
from output.derived import forget_orphans
from output.durable import sync_file, write
from output.errors import CorpusError
from output.head import read_head
from output.journal import Journal, publish
from output.layout import Layout, part_name, record_name
from output.parquet import REWRITE_LEVEL, SHAPES, write_file
from output.records import Action, Counts, FileEntry, RunRecord, fingerprint
from output.schema import SCHEMA_VERSION, TABLES, schema
from output.strangers import strange_files
from output.tables import Tables, read_batches
from output.upgrade import upgraded


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is to be written anew: the files of each of ``parts`` become one file for each table.

    Rows of the runs in ``undoes`` go. ``merges`` tells that a part's files are of several runs, so that
    its rows must be sorted, in memory; otherwise they are taken as they come.
    """

    action: Action
    parts: Sequence[Sequence[FileEntry]]
    undoes: tuple[str, ...] = ()
    merges: bool = False

    @property
    def replaces(self) -> tuple[str, ...]:
        """Return the names of the files that go."""
        return tuple(entry.name for part in self.parts for entry in part)


def rewrite(
    tables: Tables, what: Rewriting, *, name: str, now: Callable[[], datetime], tool_version: str
) -> RunRecord:
    """Carry out ``what`` as the record ``name``, all or nothing; call it with the lock held.

    Raises CorpusError, before anything changes, when a file is not as it was written or a data folder holds
    files of no run. Disk: the new files lie beside the old ones until the end.
    """
    layout, started = tables.layout, now()
    _refuse_strangers(tables)
    _require_intact(layout, what)
    prepared = layout.prepared(name)
    prepared.mkdir(parents=True)
    files = _kept(tables, what, prepared, list(_written(layout, what, prepared, name)))
    record = RunRecord(
        run=name,
        started=started.isoformat(),
        finished=now().isoformat(),
        counts=Counts(),
        files=files,
        parent=parent_of_next(layout),
        tool_version=tool_version,
        schema_version=SCHEMA_VERSION,
        action=what.action,
        replaces=what.replaces,
        undoes=what.undoes,
    )
    (prepared / "runs").mkdir()
    write(prepared / record_name(name), record.to_json())
    names = (*(entry.name for entry in files), record_name(name))
    publish(layout, Journal(name, names, read_head(layout), what.replaces))
    forget_orphans(layout)
    return record


def _refuse_strangers(tables: Tables) -> None:
    """Stop before a folder changes its place with a file in it that nobody would miss in the new one."""
    for name in strange_files(tables):
        raise CorpusError(f"{tables.layout.root / name}: belongs to no run; move it out of the corpus first")


def _require_intact(layout: Layout, what: Rewriting) -> None:
    for entry in (entry for part in what.parts for entry in part):
        path = layout.root / entry.name
        if not path.is_file() or fingerprint(path) != entry.sha256:
            raise CorpusError(f"{path}: is not as it was written; `tinsach check` says more")


def _written(layout: Layout, what: Rewriting, prepared: Path, name: str) -> Iterator[FileEntry]:
    for number, part in enumerate(what.parts):
        for table in TABLES:
            files = [entry for entry in part if entry.table == table]
            if files:
                gone = sum(rows_of(layout, entry, what.undoes) for entry in files)
                pieces = _pieces(layout, files, what)
                entry = write_file(
                    prepared, part_name(table, name, number), pieces=pieces, level=REWRITE_LEVEL
                )
                if entry.rows != sum(one.rows for one in files) - gone:
                    raise CorpusError(
                        f"{files[0].name}: {entry.rows} rows would be left of it; nothing changed"
                    )
                yield entry


def rows_of(layout: Layout, entry: FileEntry, runs: Sequence[str]) -> int:
    """Return how many rows of ``runs`` are in the file of ``entry``; reads its column ``run``."""
    if not runs:
        return 0
    batches = read_batches(layout.root / entry.name, ["run"])
    return sum(pc.sum(_of_runs(batch, runs)).as_py() or 0 for batch in batches)


def _of_runs(batch: pa.RecordBatch, runs: Sequence[str]) -> pa.Array:
    return pc.is_in(batch.column("run"), pa.array(runs, pa.string()))


def _pieces(layout: Layout, files: Sequence[FileEntry], what: Rewriting) -> Iterator[pa.Table]:
    """Yield the rows of ``files`` that stay: all of them sorted when they are merged, else as they come."""
    table = files[0].table
    shape = SHAPES[table]
    batches = (b for entry in files for b in read_batches(layout.root / entry.name, rows=shape.group_rows))
    left = (upgraded(batch.filter(pc.invert(_of_runs(batch, what.undoes))), table) for batch in batches)
    tables = (pa.Table.from_batches([batch]) for batch in left)
    if what.merges:
        yield pa.concat_tables([schema(table).empty_table(), *tables]).sort_by(shape.keys)
    else:
        yield from tables


def _kept(tables: Tables, what: Rewriting, prepared: Path, written: list[FileEntry]) -> tuple[FileEntry, ...]:
    """Complete the next folders: link the files that stay, drop new ones without rows beside others."""
    kept: list[FileEntry] = []
    gone = set(what.replaces)
    for table in sorted({name.partition("/")[0] for name in gone}, key=TABLES.index):
        stay = [path for path in tables.files(table) if f"{table}/{path.name}" not in gone]
        new = [entry for entry in written if entry.table == table]
        filled = [entry for entry in new if entry.rows]
        if not (stay or filled):
            filled = new[:1] or [write_file(prepared, part_name(table, prepared.parent.name))]
        for entry in new:
            if entry not in filled:
                (prepared / entry.name).unlink()
        (prepared / table).mkdir(exist_ok=True)
        for path in stay:
            _link(path, prepared / table / path.name)
        kept += filled
    return tuple(kept)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # a file system without links, or with too many of this file
        shutil.copyfile(path, target)
        sync_file(target)
