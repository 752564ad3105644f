"""The corpus: a folder of Parquet files to which runs add, one at a time, each all or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from output.derived import forget_orphans
from output.errors import CorpusError, NotACorpusError
from output.journal import pending, recover
from output.layout import Layout, checked_run_name, record_name
from output.lock import held
from output.run import Run, RunSettings
from output.tables import Tables
from output.upgrade import require_current


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Corpus:
    """A corpus folder, existing or to be made by its first run.

    Raises NotACorpusError when ``path`` is a folder with other things in it.
    """

    def __init__(self, path: Path | str) -> None:
        self.layout = Layout(Path(path))
        self.layout.claim()

    @classmethod
    def existing(cls, path: Path | str) -> Corpus:
        """Return the corpus at ``path``; raise NotACorpusError when there is none."""
        layout = Layout(Path(path))
        if layout.exists():
            return cls(path)
        if layout.root.is_dir() and any(layout.root.iterdir()):
            raise NotACorpusError(f"{path}: is no corpus; name the folder that holds documents/ and runs/")
        if layout.root.exists() and not layout.root.is_dir():
            raise NotACorpusError(f"{path}: is a file; name the folder of a corpus")
        raise NotACorpusError(f"{path}: no corpus here; `tinsach clean INPUT --out {path}` makes one")

    @property
    def path(self) -> Path:
        """Return the folder."""
        return self.layout.root

    def tables(self) -> Tables:
        """Return the tables as they are now: the runs committed so far.

        Raises CorpusError when their files are of another schema version.
        """
        tables = Tables.at(self.path)
        require_current(tables)
        return tables

    @contextmanager
    def run(
        self,
        run_id: str,
        *,
        settings: Mapping[str, Any] | None = None,
        inputs: Sequence[str] = (),
        tool_version: str = "",
        now: Callable[[], datetime] = utc_now,
    ) -> Iterator[Run]:
        """Lock the corpus, put right what a killed run left, and yield a run to stage and commit.

        Without ``commit`` nothing changes. Raises BusyError when another run is at work, CorpusError
        when ``run_id`` was used before or can't be part of a file name.
        """
        what = RunSettings(checked_run_name(run_id), now, settings or {}, tuple(inputs), tool_version)
        with self.locked(run_id, now=now) as recovered:
            run = Run(self.tables(), what, recovered)
            try:
                yield run
            finally:
                run.close()  # on a full disk it raises too, for what it could not write out

    @contextmanager
    def locked(self, name: str, *, now: Callable[[], datetime] = utc_now) -> Iterator[str | None]:
        """Hold the lock for the work called ``name``, which will write the record of that name.

        Puts right what a killed run left and yields one sentence about it, or ``None``; what is left in
        staging goes at the end. Raises BusyError when another run is at work, CorpusError when there is a
        record of that name.
        """
        note = f"run {name}, pid {os.getpid()}, since {now().isoformat(timespec='seconds')}"
        with held(self.layout.lock, note=note):
            recovered = self._put_right()
            if (self.path / record_name(name)).exists():
                raise CorpusError(f"{self.path}: run {name} is there already; choose another run id")
            try:
                yield recovered
            finally:
                if not pending(self.layout):  # else the next run finishes this commit from these files
                    shutil.rmtree(self.layout.staging, ignore_errors=True)

    def recover(self) -> str | None:
        """Put right what a killed run left, if anything, and return one sentence about it, or ``None``."""
        if not self.layout.exists():
            return None
        with held(self.layout.lock, note=f"recovery, pid {os.getpid()}"):
            return self._put_right()

    def _put_right(self) -> str | None:
        said = recover(self.layout)
        forget_orphans(self.layout)
        return said
