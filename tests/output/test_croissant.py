"""``croissant.json`` describes the corpus that is there; read by mlcroissant where it is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from output.card import write_card
from output.corpus import Corpus
from output.report import is_stale, write_report
from output.schema import SCHEMAS, TABLES
from tests.output.conftest import Fill, document

TYPES = {"sc:Text", "sc:Integer", "sc:Float", "sc:DateTime"}


def described(root: Path) -> dict[str, Any]:
    write_card(Corpus(root))
    held: dict[str, Any] = json.loads((root / "croissant.json").read_text(encoding="utf-8"))
    return held


def test_it_has_what_the_format_asks_for(filled: Path) -> None:
    held = described(filled)
    assert held["@type"] == "sc:Dataset"
    assert held["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    wanted = ("name", "description", "license", "version", "datePublished", "citeAs", "rai:dataLimitations")
    assert all(held[name] for name in wanted)
    assert held["inLanguage"] == ["vi"]
    assert all(part in held["@context"] for part in ("@vocab", "cr", "sc", "recordSet", "fileSet", "extract"))


def test_every_column_is_a_field_that_leads_to_files_that_are_there(filled: Path) -> None:
    held = described(filled)
    sets = {one["@id"]: one for one in held["distribution"]}
    assert [one["@id"] for one in held["recordSet"]] == list(TABLES)
    for records in held["recordSet"]:
        table = records["@id"]
        names = [field["source"]["extract"]["column"] for field in records["field"]]
        assert names == SCHEMAS[table].names
        assert {field["dataType"] for field in records["field"]} <= TYPES
        assert [n for n, field in zip(names, records["field"], strict=True) if field.get("repeated")] == [
            field.name for field in SCHEMAS[table] if str(field.type).startswith("list")
        ]
        (source,) = {field["source"]["fileSet"]["@id"] for field in records["field"]}
        files = list(filled.glob(sets[source]["includes"]))
        assert files
        assert all(pq.read_schema(path).names == names for path in files)


def test_ids_are_given_once(filled: Path) -> None:
    held = described(filled)
    parts = [*held["distribution"], *held["recordSet"], *(f for r in held["recordSet"] for f in r["field"])]
    ids = [part["@id"] for part in parts]
    assert len(ids) == len(set(ids))


def test_a_lost_description_is_stale(filled: Path) -> None:
    described(filled)
    write_report(Corpus(filled))
    assert not is_stale(Corpus(filled))
    (filled / "croissant.json").unlink()
    assert is_stale(Corpus(filled))


def test_a_corpus_without_a_run_is_described_too(root: Path) -> None:
    with Corpus(root).run("r"):
        pass
    assert described(root)["recordSet"] == []


@pytest.mark.filterwarnings("default")
def test_mlcroissant_finds_no_fault_and_loads_every_row(fill: Fill, root: Path, filled: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    fill([document(70, url=None, captions=(), language="vi")])
    described(root)
    dataset = mlcroissant.Dataset(jsonld=str(root / "croissant.json"))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    for table in TABLES:
        rows = [row[f"{table}/run"] for row in dataset.records(table)]
        files = (root / table).glob("*.parquet")
        assert len(rows) == sum(pq.read_metadata(path).num_rows for path in files)
