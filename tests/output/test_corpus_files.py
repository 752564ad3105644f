"""The files of a corpus: their names, order, size, and how they load."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from output import parquet, parts
from output.parquet import Shape
from output.schema import TABLES, schema
from output.tables import Tables
from tests.output.conftest import Fill, document


def rows(root: Path, table: str) -> list[dict]:
    return list(Tables.at(root).rows(table))


def test_first_run_writes_every_table_and_data_folders_hold_nothing_else(fill: Fill, root: Path) -> None:
    fill([document(1), document(2)])
    files = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    assert files == [
        ".lock",
        "HEAD",
        *sorted(["index/r1.parquet", *(f"{table}/r1-0000.parquet" for table in TABLES)]),
        "runs/r1.json",
    ]


def test_later_runs_write_no_file_for_a_table_without_rows(fill: Fill, root: Path) -> None:
    fill([document(1)])
    fill([document(2)])
    assert [len(list((root / table).iterdir())) for table in ("documents", "duplicates")] == [2, 1]


@pytest.mark.parametrize("table", TABLES)
def test_files_have_the_designed_schema_with_meanings_and_version(filled: Path, table: str) -> None:
    for path in Tables.at(filled).files(table):
        with pq.ParquetFile(path) as file:
            assert file.schema_arrow.equals(schema(table), check_metadata=True)


def test_documents_are_sorted_compressed_and_indexed(fill: Fill, root: Path) -> None:
    fill(map(document, random.Random(1).sample(range(60), 60)))
    with pq.ParquetFile(root / "documents/r1-0000.parquet") as file:
        column = file.metadata.row_group(0).column(0)
        found = [(row["site"], row["published_at"], row["id"]) for row in file.read().to_pylist()]
        assert found == sorted(found)
        assert (column.compression, column.has_offset_index, column.has_column_index) == ("ZSTD", True, True)


def test_a_damaged_page_is_noticed_by_any_reader_that_looks(filled: Path) -> None:
    path = filled / "documents/r1-0000.parquet"
    with pq.ParquetFile(path) as file:
        column = file.metadata.row_group(0).column(0)
    content = bytearray(path.read_bytes())
    content[
        (column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size - 1
    ] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(path, page_checksum_verification=True)


def shaped(monkeypatch: pytest.MonkeyPatch, **shapes: Shape) -> None:
    """Let tables have other limits."""
    for module in (parts, parquet):
        monkeypatch.setattr(module, "SHAPES", parquet.SHAPES | shapes)


def group_sizes(path: Path) -> list[int]:
    metadata = pq.read_metadata(path)
    return [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]


def test_a_large_run_is_sorted_pile_by_pile_into_one_file_a_table(
    fill: Fill, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Shape(("site", "published_at", "id"), max_rows=40, group_rows=25)
    pieces = Shape(("document_id", "line_number", "start"), max_rows=90, group_rows=50)
    shaped(monkeypatch, documents=small, removals=pieces)
    fill(map(document, range(100)))
    assert group_sizes(root / "documents/r1-0000.parquet") == [25, 15, 25, 15, 20]
    assert [len(list((root / table).iterdir())) for table in TABLES] == [1, 1, 1, 1]
    found = [(row["site"], row["published_at"], row["id"]) for row in rows(root, "documents")]
    assert found == sorted(found)
    owners = [row["document_id"] for row in rows(root, "removals")]
    assert len(owners) == 300
    assert owners == sorted(owners)


def test_long_texts_end_a_pile_before_its_row_limit(
    fill: Fill, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Shape(("site", "published_at", "id"), max_rows=40, group_rows=20, max_weight=1_000)
    shaped(monkeypatch, documents=small)
    fill(document(number, text=f"{number} " + "lúa " * 100) for number in range(10))
    assert len(group_sizes(root / "documents/r1-0000.parquet")) == 5


@pytest.mark.parametrize("where", ["documents", "documents/*.parquet"])
def test_polars_and_duckdb_and_pandas_load_the_documents(filled: Path, where: str) -> None:
    place = str(filled / where)
    polars = pl.read_parquet(place)
    glob = place if "*" in place else place + "/*.parquet"
    frame = duckdb.sql(f"SELECT * FROM '{glob}'").pl()
    assert polars.height == frame.height == 12
    assert polars.schema["published_at"] == pl.Datetime("us", "Asia/Ho_Chi_Minh")
    assert polars.schema["captions"] == pl.List(pl.String)
    if "*" not in where:
        pandas = pd.read_parquet(place)
        assert len(pandas) == 12
        assert list(pandas.columns) == schema("documents").names
        assert str(pandas["published_at"].dtype) == "datetime64[us, Asia/Ho_Chi_Minh]"


def test_a_question_over_two_tables_is_one_join(filled: Path) -> None:
    tables = f"'{filled}/duplicates/*.parquet' d JOIN '{filled}/documents/*.parquet' k ON k.id = d.kept_id"
    found = duckdb.sql(f"SELECT k.site, count(*) FROM {tables} GROUP BY 1 ORDER BY 1").fetchall()
    assert found == [("bao0.example", 1), ("bao1.example", 1)]
