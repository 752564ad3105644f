"""Undoing a run leaves the corpus as it was before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from output import maintenance, parquet
from output.check import check
from output.corpus import Corpus
from output.errors import CorpusError
from output.maintenance import Work, compact, rollback
from output.parquet import Shape
from output.plan import CopyOf
from output.schema import TABLES
from output.tables import Tables
from tests.output.conftest import Fill, document, files, rejection
from tests.output.globbing import dangling, everything, listed


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


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("r9", "there is no run r9"),
        ("r4", "run r4 was undone before"),
        ("back", "back is the record of a rollback, no run"),
    ],
)
def test_a_run_that_does_not_count_cannot_be_undone(nights: Path, run: str, said: str) -> None:
    rollback(Corpus(nights), "r4", work=Work("back"))
    with pytest.raises(CorpusError, match=said + "; its runs are r1, r2, r3$"):
        rollback(Corpus(nights), run, work=Work("again"))


def test_the_name_of_an_undone_run_is_not_given_again(nights: Path) -> None:
    rollback(Corpus(nights), "r4", work=Work("back"))
    with pytest.raises(CorpusError, match="r4 is there already"), Corpus(nights).run("r4"):
        pass


def test_undoing_a_run_leaves_the_merged_files_without_its_rows_alone(
    fill: Fill, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Shape(("site", "published_at", "id"), max_rows=10, group_rows=5)
    for module in (parquet, maintenance):
        monkeypatch.setattr(module, "SHAPES", parquet.SHAPES | {"documents": small})
    for night in range(4):
        fill(map(document, range(100 + 4 * night, 104 + 4 * night)))
    compact(Corpus(root), Work("c1"))
    assert files(root) == ["c1-0000.parquet", "c1-0001.parquet"]
    rollback(Corpus(root), "r4", work=Work("back"))
    assert files(root) == ["back-0000.parquet", "c1-0000.parquet"]
    assert check(Corpus(root)).findings == ()
