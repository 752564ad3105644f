"""Files of older schema versions are brought along, row by row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from output.check import check
from output.corpus import Corpus
from output.errors import CorpusError
from output.maintenance import Work, compact, rollback, upgrade
from output.records import fingerprint
from output.schema import SCHEMA_VERSION, TABLES, schema
from output.tables import Tables
from tests.output.conftest import Fill, document, files
from tests.output.globbing import everything, listed


def as_version_1(root: Path, *, early: bool) -> None:
    """Make the files of ``root`` what version 1 wrote: no examples and, early on, two columns less."""
    as_version(root, "1", lambda path: _write_version_1(path, early=early))


def as_version(root: Path, version: str, write: Callable[[Path], None]) -> None:
    """Make the files of ``root`` of schema ``version``: each rewritten by ``write``, the chain of records anew."""
    for path in sorted((root / "runs").iterdir()):
        held = json.loads(path.read_text())
        held["schema_version"] = version
        for name in ("action", "replaces", "undoes") if version == "1" else ():
            del held[name]
        for entry in held["files"]:
            write(root / entry["name"])
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


def _write_version_3(path: Path) -> None:
    """Write a file without what version 4 added, as the files of version 3 are."""
    table = path.parent.name
    added = {"author", "agency", "modified_at"} if table == "duplicates" else set()
    fields = [field for field in schema(table) if field.name not in added]
    metadata = {"tinsach.schema_version": "3", "tinsach.table": table}
    rows = pq.read_table(path, partitioning=None).select([field.name for field in fields])
    pq.write_table(rows.cast(pa.schema(fields, metadata)), path)


def test_a_corpus_of_version_3_is_brought_along_row_by_row(fill: Fill, nights: Path) -> None:
    added = ["author", "agency", "modified_at"]
    others = [name for name in schema("duplicates").names if name not in added]
    before, copies = everything(nights), listed(nights, "duplicates", *others)
    as_version(nights, "3", _write_version_3)
    done = upgrade(Corpus(nights), Work("up"))
    assert done.record is not None
    assert check(Corpus(nights)).findings == ()
    assert listed(nights, "duplicates", *others) == copies
    assert set(listed(nights, "duplicates", *added)) == {(None, None, None)}
    assert {table: everything(nights)[table] for table in TABLES if table != "duplicates"} == {
        table: before[table] for table in TABLES if table != "duplicates"
    }
    assert fill([document(1), document(90)]).counts.documents == 1
    assert check(Corpus(nights)).findings == ()


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
