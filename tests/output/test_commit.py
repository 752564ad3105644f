"""A run that dies at any moment leaves the corpus as before or as after."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from output.check import check
from output.corpus import Corpus
from output.errors import CorpusError
from output.journal import Journal
from output.spool import Spool
from output.tables import Tables
from tests.output.conftest import Fill, document
from tests.output.killing import Killed, Killer, commit_second_run


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing that it wrote, synced or not; syncing takes most of the time here."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


def contents(root: Path) -> dict[str, bytes]:
    tables = ("documents", "duplicates", "rejected", "removals", "index", "runs")
    return {str(p.relative_to(root)): p.read_bytes() for table in tables for p in (root / table).glob("*")}


@pytest.mark.parametrize("earlier", [0, 2], ids=["empty corpus", "filled corpus"])
@pytest.mark.usefixtures("no_waiting")
def test_a_kill_at_any_step_leaves_the_corpus_as_before_or_as_after(
    fill: Fill, root: Path, tmp_path: Path, earlier: int
) -> None:
    if earlier:
        fill([document(1), document(2)])
    root.mkdir(exist_ok=True)
    before = contents(root)
    outcomes = set()
    for survived in range(500):
        copy = tmp_path / str(survived)
        shutil.copytree(root, copy)
        with pytest.MonkeyPatch.context() as patch:
            killer = Killer(patch, survived)
            with contextlib.suppress(Killed):
                commit_second_run(copy)
        Corpus(copy).recover()
        after = contents(copy)
        run_is_there = "runs/second.json" in after
        if not run_is_there:
            assert after == before
        else:
            assert check(Corpus(copy)).findings == ()
            assert len(list(Tables.at(copy).rows("documents"))) == earlier + 5
        outcomes.add(run_is_there)
        if not killer.struck:
            break
    assert not killer.struck
    assert survived > 20
    assert outcomes == {True, False}


@pytest.mark.usefixtures("no_waiting")
def test_a_kill_during_recovery_is_recovered_too(root: Path, tmp_path: Path) -> None:
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        halt_after(patch, "documents")
        with pytest.raises(Killed):
            commit_second_run(root)
    for survived in range(100):
        copy = tmp_path / str(survived)
        shutil.copytree(root, copy)
        with pytest.MonkeyPatch.context() as patch:
            killer = Killer(patch, survived)
            with contextlib.suppress(Killed):
                Corpus(copy).recover()
        Corpus(copy).recover()
        assert check(Corpus(copy)).findings == ()
        assert len(Tables.at(copy).records) == 1
        if not killer.struck:
            break
    assert survived > 5


def halt_after(patch: pytest.MonkeyPatch, folder: str) -> None:
    """Let the process die right after a file came into ``folder``."""
    replace = os.replace
    dead = False

    def step(source: Path, target: Path) -> None:
        nonlocal dead
        if dead:
            raise Killed
        replace(source, target)
        if Path(target).parent.name == folder and "staging" not in Path(target).parts:
            dead = True
            raise Killed

    patch.setattr(os, "replace", step)
    patch.setattr(shutil, "rmtree", lambda *_, **__: None)


def interrupted(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        halt_after(patch, "documents")
        with pytest.raises(Killed):
            commit_second_run(root)


def test_the_next_run_finishes_an_interrupted_commit_and_says_so(root: Path) -> None:
    interrupted(root)
    with Corpus(root).run("third") as run:
        run.stage(document(3))
        summary = run.commit()
    assert summary.recovered == "finished the interrupted commit of run second"
    assert summary.counts.already_known == 1
    assert not (root / "journal.json").exists()
    assert not (root / "staging").exists()


def test_an_error_while_moving_files_keeps_them_for_the_next_run_to_finish(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if Path(target).parent == root / "rejected":
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="Input/output"):
        commit_second_run(root)
    monkeypatch.undo()
    assert Corpus(root).recover() == "finished the interrupted commit of run second"
    assert check(Corpus(root)).sound


def test_a_commit_whose_prepared_files_were_lost_is_taken_back_whole(fill: Fill, root: Path) -> None:
    fill([document(1)])
    before = contents(root)
    interrupted(root)
    shutil.rmtree(root / "staging")
    assert "took back run second" in (Corpus(root).recover() or "")
    assert contents(root) == before


def test_readers_of_the_run_records_never_see_half_a_run(fill: Fill, root: Path) -> None:
    fill([document(1)])
    interrupted(root)
    assert [row["run"] for row in Tables.at(root).rows("documents")] == ["r1"]


def test_an_error_while_writing_parts_leaves_the_corpus_as_it_was(
    fill: Fill, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill([document(1)])
    before = contents(root)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        commit_second_run(root)
    assert contents(root) == before
    assert not (root / "staging").exists()


def test_a_disk_that_is_full_at_the_end_too_leaves_no_staging(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Spool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Spool, "close", full)
    with pytest.raises(OSError, match="No space left"), Corpus(root).run("second") as run:
        run.stage(document(3))
    assert not (root / "staging").exists()


def test_every_file_is_on_the_disk_before_the_journal_names_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    named: list[bool] = []
    sync, replace = os.fsync, os.replace

    def noted(descriptor: int) -> None:
        sync(descriptor)
        synced.add(os.fstat(descriptor).st_ino)

    def step(source: Path, target: Path) -> None:
        if Path(target) == root / "journal.json":
            prepared = root / "staging/second/prepared"
            names = json.loads(Path(source).read_text())["files"]
            named.extend((prepared / name).stat().st_ino in synced for name in names)
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", step)
    commit_second_run(root)
    assert named == [True] * 6


def test_a_run_taken_back_leaves_the_head_as_it_was(fill: Fill, root: Path) -> None:
    fill([document(1)])
    before = (root / "HEAD").read_text()
    interrupted(root)
    (root / "HEAD").write_text("0" * 64 + "  runs/second.json\n")  # as if killed a moment later
    shutil.rmtree(root / "staging")
    Corpus(root).recover()
    assert (root / "HEAD").read_text() == before
    assert check(Corpus(root)).sound


def test_a_journal_that_is_none_is_named(fill: Fill, root: Path) -> None:
    fill([document(1)])
    (root / "journal.json").write_text("[]")
    with pytest.raises(CorpusError, match=r"journal\.json: not a journal"):
        Corpus(root).recover()


def test_a_journal_may_not_reach_outside_the_corpus(fill: Fill, root: Path, tmp_path: Path) -> None:
    fill([document(1)])
    (tmp_path / "precious").write_text("mine")
    (root / "journal.json").write_text('{"run": "x", "files": ["../precious", "documents/gone.parquet"]}')
    with pytest.raises(CorpusError, match="not a journal"):
        Corpus(root).recover()
    assert (tmp_path / "precious").exists()


@pytest.mark.parametrize("moment", ["staging", "journal.json", "removals", "documents", "runs"])
def test_a_real_kill_leaves_the_corpus_whole(root: Path, moment: str) -> None:
    script = f"""
import os, signal
from tests.output.killing import commit_second_run
replace = os.replace
def step(source, target):
    replace(source, target)
    if str(target).startswith({str(root / moment)!r}):
        os.kill(os.getpid(), signal.SIGKILL)
os.replace = step
from pathlib import Path
commit_second_run(Path({str(root)!r}))
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", script], check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    Corpus(root).recover()
    assert check(Corpus(root)).findings == ()
    assert len(Tables.at(root).records) == (moment != "staging")


def test_the_journal_names_the_record_last(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[Journal] = []
    monkeypatch.setattr("output.run.publish", lambda _, journal: named.append(journal))
    commit_second_run(root)
    assert named[0].files[-1] == "runs/second.json"
    assert len(named[0].files) == 6
