"""The corpus in every tool that README names: types, counts, and one real question in each.

Polars, DuckDB and pandas are always there; `make loaders` installs the others, as CI does.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pytest

from cleaning.document import Removal, Role
from output.card import write_card
from output.corpus import Corpus
from output.maintenance import Work, compact
from output.plan import CopyOf
from output.schema import PUBLISHED_ZONE, SCHEMAS, TABLES
from tests.output.conftest import UI_LINE, Fill, document, rejection

PER_MONTH = {("2026-01", "bao0.example"): 3, ("2026-02", "bao1.example"): 3, ("2026-03", "bao2.example"): 2}
CARRIERS = ["bao1.example", "bao2.example"]
MENU = Removal(9, Role.RELATED, "related_list", "a list below the report", "Tin cùng chuyên mục", 0, 19)


@pytest.fixture(params=["as committed", "compacted"])
def loaded(fill: Fill, root: Path, request: pytest.FixtureRequest) -> Path:
    """Return a corpus of two runs with a card; a wire report was carried by two more sites."""
    fill([*(replace(document(n), removals=(UI_LINE, MENU)) for n in range(6)), rejection(50)])
    carried = {2: CopyOf(document(0).id, "near", 0.9), 3: CopyOf(document(0).id, "exact", 1.0)}
    fill([document(6), document(7), document(10), document(11)], carried)
    if request.param == "compacted":
        compact(Corpus(root), Work("c1"))
    write_card(Corpus(root))
    return root


def test_pandas_counts_reports_a_month_and_site(loaded: Path) -> None:
    frames = {table: pd.read_parquet(loaded / table) for table in TABLES}
    documents = frames["documents"]
    assert {table: len(frame) for table, frame in frames.items()} == {
        "documents": 8,
        "duplicates": 2,
        "rejected": 1,
        "removals": 6 * 2 + 4 * 3 + 1,
    }
    assert list(documents.columns) == SCHEMAS["documents"].names
    assert str(documents["published_at"].dtype) == f"datetime64[us, {PUBLISHED_ZONE}]"
    assert (str(documents["words"].dtype), str(documents["language_score"].dtype)) == ("int32", "float32")
    found = documents.groupby([documents["published_at"].dt.strftime("%Y-%m"), "site"]).size()
    assert found.to_dict() == PER_MONTH


def test_polars_tells_who_carried_a_wire_report(loaded: Path) -> None:
    documents = pl.scan_parquet(loaded / "documents/*.parquet")
    copies = pl.scan_parquet(loaded / "duplicates/*.parquet")
    assert documents.collect_schema()["published_at"] == pl.Datetime("us", PUBLISHED_ZONE)
    assert documents.collect_schema()["captions"] == pl.List(pl.String)
    wires = documents.filter(pl.col("agency").is_not_null()).select("id", "title", "agency")
    found = copies.join(wires, left_on="kept_id", right_on="id", suffix="_kept")
    sites = found.group_by("kept_id").agg(pl.col("site").unique().sort()).collect()
    assert sites.to_dicts() == [{"kept_id": document(0).id, "site": CARRIERS}]


def test_duckdb_shows_the_boilerplate_of_a_site(loaded: Path) -> None:
    found = duckdb.sql(
        f"""
        select r.text, count(distinct r.document_id) as reports
        from '{loaded}/removals/*.parquet' r join '{loaded}/documents/*.parquet' d on d.id = r.document_id
        where d.site = 'bao0.example' and r.role in ('ui', 'related') group by all order by all
        """
    ).fetchall()
    assert found == [("Chia sẻ qua thư", 3), ("Tin cùng chuyên mục", 2)]
    described = dict(
        duckdb.sql(f"describe from '{loaded}/documents/*.parquet'")
        .df()[["column_name", "column_type"]]
        .values
    )
    assert described["published_at"] == "TIMESTAMP WITH TIME ZONE"
    assert (described["tags"], described["words"]) == ("VARCHAR[]", "INTEGER")


@pytest.mark.filterwarnings("default")  # theirs, not ours
@pytest.mark.parametrize("by_card", [True, False])
def test_datasets_finds_reports_on_a_subject(loaded: Path, tmp_path: Path, *, by_card: bool) -> None:
    datasets = pytest.importorskip("datasets")

    def load(table: str) -> Any:
        cache = {"cache_dir": str(tmp_path / "cache"), "split": "train"}
        if by_card:
            return datasets.load_dataset(str(loaded), table, **cache)
        return datasets.load_dataset("parquet", data_files=f"{loaded}/{table}/*.parquet", **cache)

    documents = load("documents")
    assert documents.column_names == SCHEMAS["documents"].names
    assert documents.features["published_at"].dtype == f"timestamp[us, tz={PUBLISHED_ZONE}]"
    assert (len(documents), len(load("duplicates"))) == (8, 2)
    on_dykes = documents.filter(lambda row: "đê biển" in row["text"] and row["site"] == "bao0.example")
    assert sorted(on_dykes["title"]) == [f"Chuyến thăm thứ {n}" for n in (0, 3, 6)]


SPARK = """
import sys
from pyspark.sql import SparkSession, functions as f
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.sql.session.timeZone", "Asia/Ho_Chi_Minh").getOrCreate())
documents, copies = (spark.read.parquet(f"{sys.argv[1]}/{table}") for table in ("documents", "duplicates"))
print(dict(documents.dtypes)["published_at"], dict(documents.dtypes)["tags"], documents.count(), copies.count())
per_month = documents.groupBy(f.date_format("published_at", "yyyy-MM").alias("month"), "site").count()
print({(row["month"], row["site"]): row["count"] for row in per_month.collect()})
"""


@pytest.mark.parametrize("loaded", ["compacted"], indirect=True)  # it takes a while to start
def test_spark_counts_reports_a_month_and_site(loaded: Path) -> None:
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java")
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SPARK, str(loaded)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    types, per_month = done.stdout.splitlines()
    assert types == "timestamp array<string> 8 2"
    assert ast.literal_eval(per_month) == PER_MONTH


@pytest.mark.parametrize("table", TABLES)
def test_every_field_says_what_it_means_with_an_example_of_its_type(table: str) -> None:
    for field in SCHEMAS[table]:
        meaning, example = (field.metadata[key].decode() for key in (b"meaning", b"example"))
        assert meaning
        read = {"int64": int, "int32": int, "float": float}.get(str(field.type), str)
        assert str(read(example)) == example
        if str(field.type).startswith("timestamp"):
            assert (
                datetime.fromisoformat(example).utcoffset()
                == datetime.now(ZoneInfo(field.type.tz)).utcoffset()
            )
        if str(field.type).startswith("list"):
            assert example.startswith('["')


def test_a_reader_by_pyarrow_finds_the_meanings_in_the_file(loaded: Path) -> None:
    found = pd.read_parquet(loaded / "removals").columns
    assert list(found) == SCHEMAS["removals"].names
    import pyarrow.dataset as ds  # noqa: PLC0415 - slow to load

    field = ds.dataset(loaded / "documents").schema.field("agency")
    assert field.metadata == {
        b"meaning": b"the wire, paper or office credited, as printed",
        b"example": b"TTXVN",
    }
