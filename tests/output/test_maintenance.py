"""Rewritings of files are recorded in the chain, all or nothing, and refuse what they could damage."""

from __future__ import annotations

import ctypes
import errno
import json
from pathlib import Path

import pytest

from output import durable, journal
from output.check import check
from output.corpus import Corpus
from output.errors import BusyError, CorpusError
from output.layout import Layout
from output.maintenance import Work, compact, rollback, upgrade
from output.records import Action, fingerprint
from output.schema import TABLES
from tests.output.conftest import Fill, document, files
from tests.output.globbing import everything
from tests.output.killing import Killed


def test_rewritings_follow_one_another_in_the_chain(fill: Fill, nights: Path) -> None:
    compact(Corpus(nights), Work("c1", "9.9"))
    fill([document(80)])
    rollback(Corpus(nights), "r5", work=Work("back"))
    held = {path.stem: json.loads(path.read_text()) for path in (nights / "runs").iterdir()}
    assert (held["c1"]["parent"]["run"], held["r5"]["parent"]["run"]) == ("r4", "c1")
    assert held["back"]["parent"] == {"run": "r5", "sha256": fingerprint(nights / "runs/r5.json")}
    assert (held["back"]["undoes"], held["c1"]["tool_version"]) == (["r5"], "9.9")
    assert len(held["c1"]["replaces"]) == 13
    assert (nights / "HEAD").read_text().endswith("  runs/back.json\n")


@pytest.mark.parametrize("action", [a for a in Action if a is not Action.RUN])
def test_two_writers_do_not_interleave(nights: Path, action: Action) -> None:
    work = {
        Action.COMPACT: lambda: compact(Corpus(nights), Work("x")),
        Action.ROLLBACK: lambda: rollback(Corpus(nights), "r4", work=Work("x")),
        Action.UPGRADE: lambda: upgrade(Corpus(nights), Work("x")),
    }
    with Corpus(nights).run("night"), pytest.raises(BusyError, match="night, pid"):
        work[action]()


def test_a_damaged_file_is_not_written_anew(nights: Path) -> None:
    path = nights / "documents/r2-0000.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"r2-0000\.parquet: is not as it was written"):
        compact(Corpus(nights), Work("c1"))
    assert len(files(nights)) == 4


def test_a_foreign_file_in_a_data_folder_is_not_lost(nights: Path) -> None:
    (nights / "rejected/notes.txt").write_text("mine")
    with pytest.raises(CorpusError, match=r"rejected/notes\.txt: belongs to no run; move it out"):
        compact(Corpus(nights), Work("c1"))
    assert (nights / "rejected/notes.txt").read_text() == "mine"


def test_without_exchange_and_links_the_outcome_is_the_same(
    nights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    before = everything(nights)
    monkeypatch.setattr(journal, "exchange", lambda *_: False)
    monkeypatch.setattr("os.link", refused)
    rollback(Corpus(nights), "r4", work=Work("back"))
    compact(Corpus(nights), Work("c1"))
    assert check(Corpus(nights)).findings == ()
    assert all(everything(nights)[table] <= before[table] for table in TABLES)


def test_where_folders_cannot_be_moved_nothing_changes_and_it_is_said(
    nights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the lower layer of a container's file system."""
    before = everything(nights)
    move = journal.move

    def refused(source: Path, target: Path) -> None:
        if source.is_dir():
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        move(source, target)

    monkeypatch.setattr(journal, "exchange", lambda *_: False)
    monkeypatch.setattr(journal, "move", refused)
    with pytest.raises(CorpusError, match="can't move all of its folders"):
        compact(Corpus(nights), Work("c1"))
    assert everything(nights) == before
    assert check(Corpus(nights)).findings == ()


def immobile(patch: pytest.MonkeyPatch, table: str, *, can_exchange: bool) -> None:
    """Let the folder of one table be on a layer of which folders can't be moved."""
    move, exchange = journal.move, journal.exchange

    def moved(source: Path, target: Path) -> None:
        if source.is_dir() and source.name == table:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        move(source, target)

    def exchanged(one: Path, other: Path) -> bool:
        return can_exchange and one.name != table and exchange(one, other)

    patch.setattr(journal, "exchange", exchanged)
    patch.setattr(journal, "move", moved)


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("table", TABLES)
def test_where_one_folder_cannot_be_moved_those_that_were_are_put_back(
    fill: Fill, nights: Path, monkeypatch: pytest.MonkeyPatch, table: str, *, can_exchange: bool
) -> None:
    before = everything(nights)
    with monkeypatch.context() as patch:
        immobile(patch, table, can_exchange=can_exchange)
        with pytest.raises(CorpusError, match="can't move all of its folders"):
            compact(Corpus(nights), Work("c1"))
        assert everything(nights) == before
        assert check(Corpus(nights)).findings == ()
        assert fill([document(60)]).committed
    assert compact(Corpus(nights), Work("c2")).record is not None
    assert check(Corpus(nights)).findings == ()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_recovery_that_cannot_move_a_folder_takes_the_work_back(
    nights: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    """Killed between two folders, and copied meanwhile to where the second can't be moved."""
    before = everything(nights)
    change = journal._change_folders

    def killed(layout: Layout, made: journal.Journal, table: str) -> None:
        change(layout, made, table)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_change_folders", killed)
        with pytest.raises(Killed):
            compact(Corpus(nights), Work("c1"))
    immobile(monkeypatch, "documents", can_exchange=can_exchange)
    with pytest.raises(CorpusError, match="can't move all of its folders"):
        Corpus(nights).recover()
    assert everything(nights) == before
    assert Corpus(nights).recover() is None
    assert check(Corpus(nights)).findings == ()


def test_folders_change_places_in_one_step_or_not_at_all(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).touch()
    done = durable.exchange(one, other)
    assert (one / ("other" if done else "one")).exists()


def test_a_folder_that_is_not_there_is_named_not_taken_for_a_system_that_cannot(tmp_path: Path) -> None:
    if not hasattr(ctypes.CDLL(None), "renameat2"):
        pytest.skip("no renameat2 here")
    tmp_path.joinpath("one").mkdir()
    with pytest.raises(FileNotFoundError):
        durable.exchange(tmp_path / "one", tmp_path / "nothing")
