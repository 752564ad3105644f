"""Whoever lists the folders sees a run, or a rewriting, whole or not at all, whenever the writer is killed."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from output import journal
from output.check import check
from output.corpus import Corpus
from output.schema import TABLES
from output.tables import Tables
from tests.output.changes import (
    CHANGES,
    Change,
    Reader,
    a_run,
    compacting,
    outcome_of,
    seen_whole,
    three_nights,
    undoing_merged,
)
from tests.output.conftest import Fill
from tests.output.globbing import dangling, everything
from tests.output.killing import Killed, Killer


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing that it wrote, synced or not; syncing takes most of the time here."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture
def nights(fill: Fill, root: Path) -> Path:
    return three_nights(fill, root)


@pytest.fixture
def prepared(nights: Path, change: Change) -> Path:
    if change.make is undoing_merged:
        compacting(nights)
    return nights


@pytest.mark.parametrize("with_exchange", [True, False], ids=["exchange", "no exchange"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_listing_between_any_two_steps_shows_each_table_whole(
    prepared: Path, tmp_path: Path, change: Change, *, with_exchange: bool
) -> None:
    before, after = everything(prepared), outcome_of(change, prepared, tmp_path)
    seen, reader = set(), Reader()
    for survived in range(500):
        copy = tmp_path / str(survived)
        shutil.copytree(prepared, copy)
        with pytest.MonkeyPatch.context() as patch:
            if not with_exchange:
                patch.setattr(journal, "exchange", lambda *_: False)
            killer = Killer(patch, survived)
            with contextlib.suppress(Killed):
                change.make(copy)
        if all((copy / table).is_dir() for table in TABLES):
            now, lost = reader.read(copy)
            assert seen_whole(now, before, after), f"killed after {survived} steps"
            assert lost == [], f"killed after {survived} steps"
            seen.add(now == after)
        else:
            assert not with_exchange  # a reader that finds no folder fails, which is not half a table
        Corpus(copy).recover()
        assert reader.read(copy)[0] in (before, after)
        assert reader.is_sound(copy)
        if not killer.struck:
            break
    assert not killer.struck
    assert survived > 15
    assert True in seen


SERVER = """
import importlib, os, sys, time
from pathlib import Path
import pyarrow.parquet
from tests.output import changes
for line in sys.stdin:
    place, name, delay = line.split()
    child = os.fork()
    if not child:
        getattr(changes, name)(Path(place))
        os._exit(0)
    time.sleep(float(delay))
    os.kill(child, 9)
    done = os.waitpid(child, 0)[1]
    print(os.WIFSIGNALED(done), flush=True)
"""


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_process_killed_at_any_instant_leaves_tables_whole(
    prepared: Path, tmp_path: Path, change: Change
) -> None:
    """SIGKILL at random instants, also inside a system call and inside libraries."""
    before, after = everything(prepared), outcome_of(change, prepared, tmp_path)
    started = time.monotonic()
    shutil.copytree(prepared, tmp_path / "timed")
    change.make(tmp_path / "timed")
    usual = time.monotonic() - started
    chance = random.Random(7)
    delays = [chance.uniform(0, 1.5 * usual) for _ in range(15)]
    places = [tmp_path / str(number) for number in range(len(delays))]
    for place in places:
        shutil.copytree(prepared, place)
    told = "".join(f"{place} {change.name} {delay}\n" for place, delay in zip(places, delays, strict=True))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", SERVER],
        input=told,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "True" in done.stdout
    for place in places:
        assert seen_whole(everything(place), before, after)
        assert dangling(place) == []
        Corpus(place).recover()
        assert everything(place) in (before, after)
        assert check(Corpus(place)).findings == ()


def test_the_record_comes_when_all_tables_are_there(nights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader of the run records joins is never half: the manifest for whoever needs all four tables."""
    replace = os.replace
    order: list[str] = []

    def noted(source: Path, target: Path) -> None:
        replace(source, target)
        if Path(target).parent.parent == nights:
            order.append(Path(target).parent.name)

    monkeypatch.setattr(os, "replace", noted)
    a_run(nights)
    assert order == [*TABLES, "index", "runs"]


def test_a_corpus_in_the_middle_of_a_run_is_read_as_before_by_its_records(
    nights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {table: list(Tables.at(nights).rows(table)) for table in TABLES}
    monkeypatch.setattr(journal, "write_head", lambda *_: (_ for _ in ()).throw(Killed))
    moved = journal._move_all

    def data_only(layout: object, one: object, names: list[str]) -> None:
        if not names[0].startswith("runs/"):
            moved(layout, one, names)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "_move_all", data_only)
    with pytest.raises(Killed):
        a_run(nights)
    assert len(list((nights / "documents").iterdir())) == 4
    assert {table: list(Tables.at(nights).rows(table)) for table in TABLES} == rows
