"""A column named in vain is told with those there are, what is not taken is named; our own tables come again."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaning.inputs import InputOptions, Taken, read
from cleaning.inputs.taken import MAX_NAMED_COLUMNS
from tinsach.cli import main
from tinsach.columns import column_lines

REPORT = (
    "Chiều thứ ba, hợp tác xã Bản Cuông thu hoạch lứa cam đầu tiên trên sườn đồi phía tây. "
    "Chủ nhiệm Hà Văn Thón cho biết năm nay cam được mùa, thương lái đã đặt mua gần hết từ tháng trước. "
    "Xã dự định mở thêm mười héc ta vào vụ sau, kèm một đường nội đồng để xe tải vào tận vườn."
)
ROWS = [{"tieude": f"Mùa cam thứ {n}", "content": f"{REPORT} Lần {n}.", "viet": "Lan Anh"} for n in range(3)]
COMMANDS = ["clean {} --out c --workers 1", "clean {} --out c --workers 1 --json", "explain {}"]


def as_jsonl(path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")


def as_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ROWS[0].keys(), *(row.values() for row in ROWS)])


def as_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=["clean", "json", "explain"])
@pytest.mark.parametrize(
    ("name", "write"), [("a.jsonl", as_jsonl), ("a.csv", as_csv), ("a.parquet", as_parquet)]
)
def test_a_column_that_no_row_has_is_told_with_those_there_are(
    name: str, write: Callable[[Path], None], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(Path(name))
    assert main([*command.format(name).split(), "--author-field", "veit", "--url-field", "dia-chi"]) == 0
    there = "in 3 rows; there are: tieude, content, viet"
    assert capsys.readouterr().err.splitlines() == [
        f"tinsach: --url-field: no column 'dia-chi' {there}",
        f"tinsach: --author-field: no column 'veit' {there}",
    ]


def test_of_a_column_that_some_row_has_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    as_jsonl(Path("a.jsonl"))
    Path("b.jsonl").write_text(json.dumps({"content": f"{REPORT} Lần 9.", "ky": "Vân"}), "utf-8")
    for field in ("viet", "VIET", "ky"):
        assert (
            main(["clean", "a.jsonl", "b.jsonl", "--out", field, "--workers", "1", "--author-field", field])
            == 0
        )
    assert capsys.readouterr().err == ""


def test_columns_that_are_not_taken_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    as_jsonl(Path("a.jsonl"))
    assert main(["clean", "a.jsonl", "--out", "c", "--workers", "1"]) == 0
    assert "Columns: not taken: viet\n" in capsys.readouterr().out


def test_rows_keyed_by_an_id_fill_no_memory_and_no_screen() -> None:
    Path("a.jsonl").write_text(
        "".join(json.dumps({"text": REPORT, f"id{n}": n}) + "\n" for n in range(MAX_NAMED_COLUMNS * 2)),
        "utf-8",
    )
    taken = Taken()
    assert len(list(read(["a.jsonl"], InputOptions(), taken=taken))) == 2 * MAX_NAMED_COLUMNS
    assert len(taken.names) == MAX_NAMED_COLUMNS
    assert list(column_lines(taken))[-1].endswith(f"id18, id19 and {MAX_NAMED_COLUMNS - 21} more")


def test_the_documents_of_a_corpus_keep_agency_section_and_tags_and_the_rest_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = {"agency": "TTXVN", "section": "Nông nghiệp", "tags": ["cam", "vụ mùa"], "author": "Lan Anh"}
    table = pa.Table.from_pylist([row | own | {"captions": ["Ảnh: vườn cam"]} for row in ROWS])
    pq.write_table(table, "a.parquet")
    assert main(["clean", "a.parquet", "--out", "one", "--workers", "1"]) == 0
    assert "Columns: not taken: viet, captions\n" in capsys.readouterr().out
    assert main(["clean", "one/documents", "--out", "two", "--workers", "1"]) == 0
    said = capsys.readouterr().out
    assert "author=author, agency=agency, section=section, tags=tags (3 rows)" in said
    assert "Columns: not taken: id, site, source_path, source_record, captions, " in said
    columns = "title, text, author, agency, section, tags"
    first, again = (
        duckdb.sql(f"select {columns} from '{name}/documents/*.parquet' order by title").fetchall()
        for name in ("one", "two")
    )
    assert first == again
    assert first[0][2:] == ("Lan Anh", "TTXVN", "Nông nghiệp", ["cam", "vụ mùa"])


def test_names_of_columns_cost_one_line_and_move_no_terminal() -> None:
    taken = Taken(names={"a\x1b[31m\nTinsach: all well": None})
    assert list(column_lines(taken)) == ["Columns: not taken: a\ufffd[31m Tinsach: all well"]
