"""Merging files changes no row."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.compaction import written_again
from output import maintenance, parquet
from output.check import check
from output.corpus import Corpus
from output.maintenance import Work, compact
from output.parquet import Shape
from output.schema import TABLES
from output.tables import Tables
from tests.output.conftest import Fill, document, files
from tests.output.globbing import everything


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


def test_the_row_with_another_time_zone_offset_is_the_same_instant(fill: Fill, root: Path) -> None:
    made = document(1)
    fill([made])
    fill([replace(document(2), metadata=replace(made.metadata, published_at=None, published_precision=None))])
    before = everything(root)
    compact(Corpus(root), Work("c1"))
    assert everything(root) == before


@given(st.floats(0.0002, 0.05), st.integers(20, 150))
def test_compacting_every_night_writes_a_row_a_logarithmic_number_of_times(share: float, nights: int) -> None:
    found = written_again(share, nights)
    cheap = maintenance._CHEAP / share  # below this size each merging adds a night, no more
    assert found.most <= 2 + cheap + math.log(1 / share, 1.5)
    assert max(found.parts) <= 1
    assert sum(part < 0.5 for part in found.parts) <= 3 + math.log2(1 / share)


def test_a_large_part_is_left_alone_by_a_few_small_ones() -> None:
    assert maintenance.packed([0.3, 0.02, 0.03]) == [[1, 2]]
    assert maintenance.packed([0.08, 0.02, 0.03]) == [[0, 1, 2]]
    assert maintenance.packed([0.3, 0.02]) == []
    assert maintenance.packed([0.0002, 0.001]) == [[0, 1]], "so little that its sizes don't matter"
