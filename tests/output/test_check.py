from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from output.check import check
from output.corpus import Corpus
from output.records import fingerprint
from output.schema import schema
from tests.output.conftest import Fill, document


def findings(root: Path) -> list[str]:
    return [str(finding) for finding in check(Corpus(root)).findings]


def edit_record(root: Path, run: str, change: Callable[[dict], None]) -> None:
    path = root / f"runs/{run}.json"
    held = json.loads(path.read_text())
    change(held)
    path.write_text(json.dumps(held))


def rewrite(root: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a file and make its record say so, as a careless hand with good intentions would."""
    path = root / name
    table = change(pq.read_table(path))
    pq.write_table(table, path)

    def update(held: dict) -> None:
        (entry,) = (entry for entry in held["files"] if entry["name"] == name)
        entry |= {"rows": table.num_rows, "bytes": path.stat().st_size, "sha256": fingerprint(path)}

    edit_record(root, Path(name).name.split("-")[0], update)


def replaced(table: pa.Table, column: str, row: int, value: object) -> pa.Table:
    values = table.column(column).to_pylist()
    values[row] = value
    place = table.schema.get_field_index(column)
    return table.set_column(
        place, table.schema.field(column), pa.array(values, table.schema.field(column).type)
    )


def test_a_sound_corpus_has_no_findings_and_its_totals(filled: Path) -> None:
    report = check(Corpus(filled))
    assert report.findings == ()
    assert report.sound
    assert (report.runs, report.files, report.totals.documents, report.totals.rows) == (2, 7, 12, 17)


def test_an_empty_corpus_is_sound(root: Path) -> None:
    with Corpus(root).run("r"):
        pass
    assert check(Corpus(root)).sound


def test_a_missing_file_is_named(filled: Path) -> None:
    (filled / "rejected/r1-0000.parquet").unlink()
    assert findings(filled) == ["rejected/r1-0000.parquet: is missing"]


def test_a_cut_file_is_named(filled: Path) -> None:
    path = filled / "removals/r1-0000.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    assert "removals/r1-0000.parquet: has" in findings(filled)[0]


def test_a_flipped_bit_is_named(filled: Path) -> None:
    path = filled / "documents/r2-0000.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))
    assert findings(filled) == ["documents/r2-0000.parquet: has another sha256 than was written"]


def test_a_file_that_is_no_parquet_is_named(filled: Path) -> None:
    path = filled / "rejected/r1-0000.parquet"
    path.write_bytes(b"x")
    edit_record(
        filled,
        "r1",
        lambda held: [
            e.update(bytes=1, sha256=fingerprint(path)) for e in held["files"] if "rejec" in e["name"]
        ],
    )
    assert any(line.startswith("rejected/r1-0000.parquet: is no Parquet file") for line in findings(filled))


@pytest.mark.parametrize("name", ["documents/stray.parquet", "removals/.hidden", "duplicates/README.md"])
def test_a_file_of_no_run_is_named(filled: Path, name: str) -> None:
    (filled / name).write_text("x")
    assert findings(filled) == [f"{name}: belongs to no run; readers of the folder see it all the same"]


def test_another_schema_is_named_with_the_column(filled: Path) -> None:
    name = "documents/r2-0000.parquet"
    rewrite(
        filled,
        name,
        lambda table: table.set_column(
            table.column_names.index("words"), "words", table.column("words").cast(pa.int64())
        ),
    )
    assert f"{name}: has another schema: words" in findings(filled)


def test_a_lost_row_is_out_of_step_with_the_record(filled: Path) -> None:
    rewrite(filled, "rejected/r1-0000.parquet", lambda table: table.filter(pc.field("reason") != "too_short"))
    assert "runs/r1.json: rows that are 'too_short': 1 by the record, 0 in rejected/" in findings(filled)


def test_rows_of_another_run_are_found(filled: Path) -> None:
    rewrite(filled, "documents/r2-0000.parquet", lambda table: replaced(table, "run", 0, "r1"))
    assert findings(filled)[-2:] == [
        "documents/r2-0000.parquet: rows of other runs than are in this file: 1",
        "runs/r2.json: rows that are 'documents': 3 by the record, 2 in documents/",
    ]


def test_a_record_out_of_balance_is_named(filled: Path) -> None:
    edit_record(filled, "r2", lambda held: held["counts"].update(records_in=9))
    assert "runs/r2.json: out of balance: 9 records in, 0 of them known, 4 rows" in findings(filled)


def test_an_id_given_twice_is_named(filled: Path) -> None:
    taken = document(0).id
    rewrite(filled, "documents/r2-0000.parquet", lambda table: replaced(table, "id", 0, taken))
    assert f"documents/r1-0000.parquet: 1 ids are given more than once, e.g. {taken}" in findings(filled)


@pytest.mark.parametrize(
    ("table", "column"), [("documents", "family"), ("duplicates", "kept_id"), ("removals", "document_id")]
)
def test_a_reference_to_no_row_is_named(filled: Path, table: str, column: str) -> None:
    name = f"{table}/r1-0000.parquet"
    rewrite(filled, name, lambda content: replaced(content, column, 0, "nobody"))
    expected = f"{name}: 1 values of {column} are in no row of "
    assert any(line.startswith(expected) and line.endswith("e.g. nobody") for line in findings(filled))


def test_a_changed_record_breaks_the_chain(filled: Path) -> None:
    edit_record(filled, "r1", lambda held: held.update(inputs=["something else"]))
    assert findings(filled) == ["runs/r1.json: was changed after run r2 followed it"]


def test_a_change_of_the_last_record_is_named(filled: Path) -> None:
    edit_record(filled, "r2", lambda held: held.update(inputs=["something else"]))
    assert findings(filled) == ["runs/r2.json: was changed after it was committed"]


def test_a_change_of_the_last_record_still_shows_after_another_run(fill: Fill, root: Path) -> None:
    fill([document(1)])
    edit_record(root, "r1", lambda held: held.update(inputs=["something else"]))
    fill([document(2)])
    assert findings(root) == ["runs/r1.json: was changed after run r2 followed it"]


def test_the_lost_record_of_the_last_run_is_named(filled: Path) -> None:
    (filled / "runs/r2.json").unlink()
    assert "HEAD: names runs/r2.json, which is missing" in findings(filled)


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (None, "HEAD: is missing; it says how runs/r2.json was committed"),
        ("nonsense", "HEAD: "),
        ("{r1}  runs/r1.json\n", "HEAD: names runs/r1.json, but runs/r2.json is the last run"),
    ],
)
def test_a_head_that_is_not_of_the_last_run_is_named(filled: Path, content: str | None, finding: str) -> None:
    head = filled / "HEAD"
    head.unlink()
    if content:
        head.write_text(content.format(r1=fingerprint(filled / "runs/r1.json")))
    (found,) = findings(filled)
    assert found.startswith(finding)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("notes.txt", "notes.txt: is no part of a corpus"),
        (".hidden", ".hidden: is no part of a corpus"),
        ("runs/r1.json.bak", "runs/r1.json.bak: is no run record"),
    ],
)
def test_a_foreign_file_is_named(filled: Path, name: str, finding: str) -> None:
    (filled / name).write_text("x")
    assert findings(filled) == [finding]


@pytest.mark.parametrize("name", ["README.md", "report.html", "croissant.json", ".report.html.new"])
def test_pages_and_their_drafts_are_not_foreign(filled: Path, name: str) -> None:
    (filled / name).write_text("x")
    assert check(Corpus(filled)).sound


def test_a_lost_record_breaks_the_chain_and_leaves_its_files_without_a_run(filled: Path) -> None:
    (filled / "runs/r1.json").unlink()
    lines = findings(filled)
    assert "runs/r2.json: follows run r1, whose record is missing" in lines
    assert any(line.startswith("documents/r1-0000.parquet: belongs to no run") for line in lines)


def test_a_damaged_record_is_named(filled: Path) -> None:
    (filled / "runs/r2.json").write_text("{")
    assert any(line.startswith("runs/r2.json: ") and "not a run record" in line for line in findings(filled))


def test_an_unfinished_commit_is_named(filled: Path) -> None:
    (filled / "journal.json").write_text('{"run": "r3", "files": ["runs/r3.json"]}')
    assert findings(filled) == ["journal.json: run r3 was interrupted; the next run finishes it"]


def test_leftover_staging_is_named(filled: Path) -> None:
    (filled / "staging/r3").mkdir(parents=True)
    assert findings(filled) == ["staging: left by a run that was killed, or in use by one at work"]


def test_checking_changes_nothing(fill: Fill, root: Path) -> None:
    fill([document(1)])
    before = sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*"))
    check(Corpus(root))
    assert sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*")) == before


def test_the_schema_of_the_designed_tables_is_what_is_checked(filled: Path) -> None:
    with pq.ParquetFile(filled / "duplicates/r1-0000.parquet") as file:
        assert file.schema_arrow.metadata == schema("duplicates").metadata
