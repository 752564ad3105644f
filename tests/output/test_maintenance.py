"""Merging files, undoing runs and bringing older files along change no row and are all or nothing."""

from __future__ import annotations

import ctypes
import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from output import durable, journal, maintenance, parquet
from output.check import check
from output.corpus import Corpus
from output.errors import BusyError, CorpusError
from output.layout import Layout
from output.maintenance import Work, compact, rollback, upgrade
from output.parquet import Shape
from output.plan import CopyOf
from output.records import Action, fingerprint
from output.schema import SCHEMA_VERSION, TABLES, schema
from output.tables import Tables
from tests.output.conftest import Fill, document, failure, rejection
from tests.output.globbing import dangling, everything, listed
from tests.output.test_commit import Killed


def files(root: Path, table: str = "documents") -> list[str]:
    return sorted(path.name for path in (root / table).iterdir())


@pytest.fixture
def nights(fill: Fill, root: Path) -> Path:
    """Return a corpus of four small runs; the third has a copy of a document of the first."""
    fill([*map(document, range(5)), rejection(50), failure(1)])
    fill([*map(document, range(10, 14))])
    fill([*map(document, range(20, 23))], {0: CopyOf(document(1).id, "near", 0.8)}, {1: document(2).id})
    fill([*map(document, range(30, 32)), rejection(51)], {1: CopyOf(document(10).id, "exact", 1.0)})
    return root


# compact


def test_compacting_leaves_one_file_a_table_with_the_same_rows_sorted(nights: Path) -> None:
    before = everything(nights)
    done = compact(Corpus(nights), Work("c1"))
    assert everything(nights) == before
    assert [files(nights, table) for table in TABLES] == [["c1-0000.parquet"]] * 4
    assert (done.files_before, done.files_after) == (4 + 2 + 3 + 4, 4)
    found = [(row["site"], row["published_at"], row["id"]) for row in Tables.at(nights).rows("documents")]
    assert found == sorted(found)
    assert check(Corpus(nights)).findings == ()


def test_compacting_twice_does_nothing_the_second_time(nights: Path) -> None:
    compact(Corpus(nights), Work("c1"))
    assert compact(Corpus(nights), Work("c2")).record is None
    assert not (nights / "runs/c2.json").exists()
    assert not (nights / "staging").exists()


def test_a_compacted_corpus_knows_its_records_and_takes_new_ones(fill: Fill, nights: Path) -> None:
    compact(Corpus(nights), Work("c1"))
    summary = fill([*map(document, range(10, 14)), document(60)])
    assert (summary.counts.already_known, summary.counts.documents) == (4, 1)
    assert files(nights) == ["c1-0000.parquet", "r5-0000.parquet"]
    assert check(Corpus(nights)).findings == ()


def test_what_was_derived_from_merged_files_is_derived_anew(fill: Fill, nights: Path) -> None:
    with Corpus(nights).run("before") as run:
        lines = run.frequent_lines(1)
    compact(Corpus(nights), Work("c1"))
    assert list((nights / "index").iterdir()) == []
    with Corpus(nights).run("after") as run:
        again = run.frequent_lines(1)
    assert (again.keys.tolist(), again.documents.tolist()) == (lines.keys.tolist(), lines.documents.tolist())


def test_full_files_stay_as_they_are_and_no_merged_one_is_too_large(
    fill: Fill, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Shape(("site", "published_at", "id"), max_rows=10, group_rows=5)
    for module in (parquet, maintenance):
        monkeypatch.setattr(module, "SHAPES", parquet.SHAPES | {"documents": small})
    fill(map(document, range(8)))
    for night in range(6):
        fill(map(document, range(100 + 4 * night, 104 + 4 * night)))
    before = everything(root)
    compact(Corpus(root), Work("c1"))
    assert files(root) == ["c1-0000.parquet", "c1-0001.parquet", "c1-0002.parquet", "r1-0000.parquet"]
    assert max(pq.read_metadata(path).num_rows for path in (root / "documents").iterdir()) <= 10
    assert everything(root) == before
    assert [len(list(part.rows("documents"))) for part in Tables.at(root).parts()] == [8, 8, 8, 8]


def test_a_part_of_a_rewriting_holds_the_removals_of_its_documents(nights: Path) -> None:
    compact(Corpus(nights), Work("c1"))
    for part in Tables.at(nights).parts():
        owners = {row["document_id"] for row in part.rows("removals", ["document_id"])}
        held = {row["id"] for table in TABLES[:3] for row in part.rows(table, ["id"])}
        assert owners <= held


# rollback


def test_undoing_the_last_run_leaves_the_rows_as_before_it(fill: Fill, nights: Path) -> None:
    before = everything(nights)
    fill([document(70), rejection(71)], {0: CopyOf(document(1).id, "near", 0.9)})
    assert everything(nights) != before
    rollback(Corpus(nights), "r5", work=Work("back"))
    assert everything(nights) == before
    assert check(Corpus(nights)).findings == ()
    assert [record.run for record in Tables.at(nights).runs] == ["r1", "r2", "r3", "r4"]


def test_what_an_undone_run_brought_is_new_again(fill: Fill, nights: Path) -> None:
    fill([document(70)])
    rollback(Corpus(nights), "r5", work=Work("back"))
    assert fill([document(70)]).counts.documents == 1
    assert check(Corpus(nights)).findings == ()


def test_a_run_that_others_followed_is_undone_only_with_them(nights: Path) -> None:
    before = everything(nights)
    with pytest.raises(CorpusError, match=r"r3, r4 came after r2 .*--with-later"):
        rollback(Corpus(nights), "r2", work=Work("back"))
    assert everything(nights) == before
    rollback(Corpus(nights), "r2", work=Work("back"), with_later=True)
    assert {row[0] for row in listed(nights, "documents", "run")} == {"r1"}
    assert dangling(nights) == []
    assert check(Corpus(nights)).findings == ()


def test_a_run_in_merged_files_is_undone_without_the_others(fill: Fill, nights: Path) -> None:
    before = everything(nights)
    fill([document(70), rejection(71)])
    compact(Corpus(nights), Work("c1"))
    rollback(Corpus(nights), "r5", work=Work("back"))
    assert everything(nights) == before
    assert check(Corpus(nights)).findings == ()


def test_when_every_run_is_undone_every_table_is_still_there(nights: Path) -> None:
    rollback(Corpus(nights), "r1", work=Work("back"), with_later=True)
    assert [len(files(nights, table)) for table in TABLES] == [1, 1, 1, 1]
    assert sum(sum(rows.values()) for rows in everything(nights).values()) == 0
    assert check(Corpus(nights)).findings == ()


@pytest.mark.parametrize(("run", "said"), [("r9", "run r9 is not there"), ("r4", "run r4 was undone before")])
def test_a_run_that_does_not_count_cannot_be_undone(nights: Path, run: str, said: str) -> None:
    rollback(Corpus(nights), "r4", work=Work("back"))
    with pytest.raises(CorpusError, match=said + r".*the last ones are r1, r2, r3"):
        rollback(Corpus(nights), run, work=Work("again"))


def test_the_name_of_an_undone_run_is_not_given_again(nights: Path) -> None:
    rollback(Corpus(nights), "r4", work=Work("back"))
    with pytest.raises(CorpusError, match="r4 is there already"), Corpus(nights).run("r4"):
        pass


# The chain


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


# Older schemas


def as_version_1(root: Path, *, early: bool) -> None:
    """Make the files of ``root`` what version 1 wrote: no examples and, early on, two columns less."""
    for path in sorted((root / "runs").iterdir()):
        held = json.loads(path.read_text())
        held["schema_version"] = "1"
        for name in ("action", "replaces", "undoes"):
            del held[name]
        for entry in held["files"]:
            _write_version_1(root / entry["name"], early=early)
            content = (root / entry["name"]).read_bytes()
            entry |= {"bytes": len(content), "sha256": fingerprint(root / entry["name"])}
        if held["parent"]:
            held["parent"]["sha256"] = fingerprint(root / f"runs/{held['parent']['run']}.json")
        path.write_text(json.dumps(held))
        (root / "HEAD").write_text(f"{fingerprint(path)}  runs/{path.name}\n")


def _write_version_1(path: Path, *, early: bool) -> None:
    table = path.parent.name
    missing = {"jaccard", "contained"} if early else set()
    fields = [
        pa.field(
            field.name, field.type, field.nullable and field.name not in {"jaccard", "contained"}
        ).with_metadata({"meaning": field.metadata[b"meaning"]})
        for field in schema(table)
        if field.name not in missing
    ]
    metadata = {"tinsach.schema_version": "1", "tinsach.table": table}
    rows = pq.read_table(path, partitioning=None).select([field.name for field in fields])
    pq.write_table(rows.cast(pa.schema(fields, metadata)), path)


@pytest.mark.parametrize("early", [True, False])
def test_a_corpus_of_version_1_is_brought_along_row_by_row(fill: Fill, nights: Path, *, early: bool) -> None:
    before = everything(nights)
    as_version_1(nights, early=early)
    done = upgrade(Corpus(nights), Work("up"))
    assert done.record is not None
    assert check(Corpus(nights)).findings == ()
    after = everything(nights)
    assert {table: after[table] for table in TABLES if table != "duplicates"} == {
        table: before[table] for table in TABLES if table != "duplicates"
    }
    measured = {row["jaccard"] for row in Tables.at(nights).rows("duplicates")}
    assert measured == ({None} if early else {1.0})
    assert fill([document(1), document(90)]).counts.documents == 1
    assert check(Corpus(nights)).findings == ()


def test_an_older_corpus_is_not_written_to_before_it_is_brought_along(nights: Path) -> None:
    as_version_1(nights, early=True)
    before = everything(nights)
    for work in (
        lambda: Corpus(nights).run("night").__enter__(),
        lambda: compact(Corpus(nights), Work("c")),
        lambda: rollback(Corpus(nights), "r4", work=Work("b")),
        lambda: Corpus(nights).tables(),
    ):
        with pytest.raises(CorpusError, match=f"schema version 1, .* `tinsach upgrade {nights}`"):
            work()
    assert everything(nights) == before


def test_a_corpus_of_a_later_version_is_left_alone(nights: Path) -> None:
    later = str(int(SCHEMA_VERSION) + 1)
    record = json.loads((nights / "runs/r4.json").read_text())
    (nights / "runs/r4.json").write_text(json.dumps(record | {"schema_version": later}))
    works: list[Callable[[], object]] = [
        lambda: Corpus(nights).tables(),
        lambda: upgrade(Corpus(nights), Work("up")),
    ]
    for work in works:
        with pytest.raises(CorpusError, match="use a newer one"):
            work()


def test_a_current_corpus_needs_no_upgrade(nights: Path) -> None:
    assert upgrade(Corpus(nights), Work("up")).record is None


def test_an_upgraded_copy_can_still_be_explained(nights: Path) -> None:
    from output.explain_row import explanation_of_row  # noqa: PLC0415

    as_version_1(nights, early=True)
    upgrade(Corpus(nights), Work("up"))
    (copy, *_) = Tables.at(nights).rows("duplicates")
    assert "Jaccard" not in explanation_of_row(Corpus(nights), copy["id"]).verdict


def test_a_corpus_in_several_parts_of_one_run_is_brought_along(nights: Path) -> None:
    """Version 1 cut large runs into several files a table."""
    name = "documents/r1-0001.parquet"
    (nights / name).write_bytes((nights / "documents/r2-0000.parquet").read_bytes())
    (nights / "documents/r2-0000.parquet").unlink()
    first, second = (json.loads((nights / f"runs/{run}.json").read_text()) for run in ("r1", "r2"))
    moved = next(entry for entry in second["files"] if entry["name"].startswith("documents/"))
    second["files"].remove(moved)
    first["files"].append(moved | {"name": name})
    for run, held in (("r1", first), ("r2", second)):
        (nights / f"runs/{run}.json").write_text(json.dumps(held))
    before = everything(nights)
    as_version_1(nights, early=False)
    upgrade(Corpus(nights), Work("up"))
    assert everything(nights) == before
    assert files(nights) == [f"up-{number:04d}.parquet" for number in (0, 2, 3)]


def test_the_row_with_another_time_zone_offset_is_the_same_instant(fill: Fill, root: Path) -> None:
    made = document(1)
    fill([made])
    fill([replace(document(2), metadata=replace(made.metadata, published_at=None, published_precision=None))])
    before = everything(root)
    compact(Corpus(root), Work("c1"))
    assert everything(root) == before
