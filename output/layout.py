"""Where things lie in a corpus folder; the only file that knows the names.

documents/ duplicates/ rejected/ removals/   data: nothing but Parquet files, <run>-<n>.parquet
runs/<run>.json                              what each run, or each rewriting of files, did; it counts once
                                             this file is there
index/<run>.parquet                          what each run's documents add to the counts of lines; derived
keys/<run>.parquet                           what each run's documents are compared by; derived
HEAD                                         name and SHA-256 of the last run's record
README.md  croissant.json  report.html       the card, for people and for machines, and the report
staging/<run>/                               a run at work, gone when it ends
journal.json                                 a commit under way
.lock                                        held by the one run at work
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from output.errors import CorpusError, NotACorpusError

_RUN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

_FOLDERS = frozenset({"documents", "duplicates", "rejected", "removals", "runs", "index", "keys", "staging"})
_FILES = frozenset({"README.md", "report.html", "croissant.json", "HEAD", "journal.json", ".lock"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The places in one corpus folder."""

    root: Path

    @property
    def runs(self) -> Path:
        """Return the folder of run records."""
        return self.root / "runs"

    @property
    def index(self) -> Path:
        """Return the folder of what was counted in each run's documents."""
        return self.root / "index"

    @property
    def keys(self) -> Path:
        """Return the folder of what each run's documents are compared by."""
        return self.root / "keys"

    @property
    def staging(self) -> Path:
        """Return the folder in which runs prepare their files."""
        return self.root / "staging"

    @property
    def journal(self) -> Path:
        """Return the file that names a commit under way."""
        return self.root / "journal.json"

    @property
    def lock(self) -> Path:
        """Return the file that the run at work holds."""
        return self.root / ".lock"

    @property
    def head(self) -> Path:
        """Return the file with the name and fingerprint of the last run's record."""
        return self.root / "HEAD"

    @property
    def card(self) -> Path:
        """Return the dataset card."""
        return self.root / "README.md"

    @property
    def croissant(self) -> Path:
        """Return the description for machines."""
        return self.root / "croissant.json"

    @property
    def report(self) -> Path:
        """Return the report page."""
        return self.root / "report.html"

    def workshop(self, run: str) -> Path:
        """Return the staging folder of ``run``."""
        return self.staging / run

    def prepared(self, run: str) -> Path:
        """Return the folder that mirrors the corpus with the files ``run`` is going to add."""
        return self.workshop(run) / "prepared"

    @property
    def name(self) -> str:
        """Return what to call this corpus: its folder, or the folder around one that is called corpus.

        For people only; it is no path.
        """
        here = self.root.resolve()
        return here.parent.name if here.name == "corpus" and here.parent.name else here.name

    def knows(self, name: str) -> bool:
        """Return whether something called ``name`` belongs into a corpus folder.

        A kill can leave the draft of a page or of ``HEAD``; the next writing replaces it.
        """
        return name in _FOLDERS | _FILES or name in {f".{file}.new" for file in _FILES}

    def exists(self) -> bool:
        """Return whether this folder is a corpus; the lock is the first thing a corpus gets."""
        return self.runs.is_dir() or self.lock.is_file()

    def claim(self) -> None:
        """Raise NotACorpusError when the folder can't become a corpus without touching foreign files."""
        if self.root.is_file():
            raise NotACorpusError(f"{self.root}: is a file; name a folder for the corpus")
        if self.root.is_dir() and not self.exists() and any(self.root.iterdir()):
            raise NotACorpusError(f"{self.root}: holds other files and no corpus; name a new or empty folder")


def record_name(run: str) -> str:
    """Return the name of the record of ``run``, relative to the corpus."""
    return f"runs/{run}.json"


def index_name(run: str) -> str:
    """Return the name of the counts of ``run``, relative to the corpus."""
    return f"index/{run}.parquet"


def keys_name(run: str) -> str:
    """Return the name of the keys of ``run``, relative to the corpus."""
    return f"keys/{run}.parquet"


def derived_names(run: str) -> tuple[str, ...]:
    """Return the names of the files derived from the rows of the record ``run``, relative to the corpus."""
    return (index_name(run), keys_name(run))


def part_name(table: str, run: str, number: int = 0) -> str:
    """Return the name of the ``number``-th file that ``run`` adds to ``table``, relative to the corpus."""
    return f"{table}/{run}-{number:04d}.parquet"


def part_number(name: str) -> int:
    """Return the number in the name of a data file."""
    return int(name.rpartition("-")[2].removesuffix(".parquet"))


def checked_run_name(run: str) -> str:
    """Return ``run`` if it can be part of a file name on every system, else raise CorpusError."""
    if not _RUN_NAME.fullmatch(run):
        raise CorpusError(f"run id {run!r}: use letters, digits, '.', '_' and '-', at most 100")
    return run
