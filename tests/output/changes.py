"""What changes a corpus, for tests that stop it anywhere: a run, and the rewritings."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from output.check import check
from output.corpus import Corpus
from output.maintenance import Work, compact, rollback
from output.plan import CopyOf
from output.schema import TABLES
from tests.output.conftest import Fill, document, rejection
from tests.output.globbing import Row, dangling, everything

Tally = dict[str, Counter[Row]]


@dataclass(frozen=True)
class Change:
    """Something that changes a corpus, and whether its tables change one after the other."""

    make: Callable[[Path], object]
    adds_rows: bool = False

    @property
    def name(self) -> str:
        return self.make.__name__


def a_run(root: Path) -> None:
    with Corpus(root).run("new") as run:
        for outcome in (*map(document, range(40, 46)), rejection(47)):
            run.stage(outcome)
        run.commit({1: CopyOf(0, "near", 0.8), 2: CopyOf(document(1).id, "near", 0.7)}, {3: 4})


def compacting(root: Path) -> None:
    compact(Corpus(root), Work("c1"))


def undoing(root: Path) -> None:
    rollback(Corpus(root), "r2", work=Work("back"), with_later=True)


def undoing_merged(root: Path) -> None:
    rollback(Corpus(root), "r3", work=Work("back"))


CHANGES = [Change(a_run, adds_rows=True), Change(compacting), Change(undoing), Change(undoing_merged)]


def three_nights(fill: Fill, root: Path) -> Path:
    """Fill a corpus with three runs that lean on one another."""
    fill([*map(document, range(4)), rejection(50)], {3: CopyOf(0, "near", 0.9)})
    fill([*map(document, range(10, 13))], {0: CopyOf(document(1).id, "near", 0.8)}, {1: document(2).id})
    fill([*map(document, range(20, 22)), rejection(51)], {0: CopyOf(document(11).id, "near", 0.8)})
    return root


def seen_whole(now: Tally, before: Tally, after: Tally) -> bool:
    """Each table is as before or as after: never in between, nothing twice, nothing gone."""
    return all(now[table] in (before[table], after[table]) for table in TABLES)


def outcome_of(change: Change, prepared: Path, tmp_path: Path) -> Tally:
    shutil.copytree(prepared, tmp_path / "after")
    change.make(tmp_path / "after")
    return everything(tmp_path / "after")


class Reader:
    """Reads a corpus by listing, and checks it; what has the same files as before is not read again."""

    def __init__(self) -> None:
        self._read: dict[tuple[tuple[str, int], ...], tuple[Tally, list[str]]] = {}
        self._sound: set[tuple[tuple[str, int], ...]] = set()

    def read(self, root: Path) -> tuple[Tally, list[str]]:
        """Return all rows and the tables with dangling references."""
        key = self._key(root, TABLES)
        if key not in self._read:
            self._read[key] = everything(root), dangling(root)
        return self._read[key]

    def is_sound(self, root: Path) -> bool:
        key = self._key(root, (*TABLES, "runs", "index", "keys", "."))
        if key not in self._sound and check(Corpus(root)).sound:
            self._sound.add(key)
        return key in self._sound

    def _key(self, root: Path, folders: Iterable[str]) -> tuple[tuple[str, int], ...]:
        paths = (path for folder in folders for path in sorted((root / folder).glob("*")) if path.is_file())
        return tuple((str(path.relative_to(root)), path.stat().st_size) for path in paths)
