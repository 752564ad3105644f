"""Exports open elsewhere as they should, and nothing in them runs."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.cells import MAX_CELL, cells, harmless
from output.corpus import Corpus
from output.errors import CorpusError
from output.export import METADATA, Export, ExportFormat, export
from output.schema import SCHEMAS
from output.tables import Tables
from tests.output.conftest import Fill, document, rejection

HOSTILE = [
    '=HYPERLINK("http://bay.example","bấm vào đây")',
    "+84 912 000 111",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    "  =1+1",
    "＝1+1",
    "|cmd",
    "tin;=1+1",
    "dòng một\n=1+1",
]
SHEETS = [ExportFormat.CSV, ExportFormat.XLSX]
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_xlsx(path: Path) -> list[dict[str, str]]:
    """Read a workbook by the standard's own rules, without the code that wrote it."""
    with zipfile.ZipFile(path) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = [
        [
            "".join(t.text or "" for t in (*cell.iter(f"{NAMESPACE}t"), *cell.iter(f"{NAMESPACE}v")))
            for cell in row
        ]
        for row in sheet.iter(f"{NAMESPACE}row")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def read(path: Path) -> list[dict[str, str]]:
    return read_csv(path) if path.suffix == ".csv" else read_xlsx(path)


@pytest.fixture
def hostile(fill: Fill, root: Path) -> Corpus:
    fill([document(n, title=text, text=f"{text}\n\nThân bài.") for n, text in enumerate(HOSTILE)])
    return Corpus(root)


@pytest.mark.parametrize("made", SHEETS)
def test_no_cell_of_a_sheet_begins_as_a_formula(hostile: Corpus, tmp_path: Path, made: ExportFormat) -> None:
    out = tmp_path / f"mau.{made}"
    assert export(hostile, out, what=Export(made)) == len(HOSTILE)
    for row in read(out):
        for name, value in row.items():
            number = name in {"source_record", "words", "characters", "language_score", "relevance"}
            assert number or not re.match(r"\s*[=+\-@|%＝＋－＠]", value), (name, value)


def test_no_line_of_the_csv_gives_a_formula_where_semicolons_part_the_cells(
    hostile: Corpus, tmp_path: Path
) -> None:
    export(hostile, tmp_path / "a.csv", what=Export(ExportFormat.CSV))
    for cell in re.split(r"[;\n\t]", (tmp_path / "a.csv").read_text("utf-8-sig")):
        assert not re.match(r'[\s"]*[=+@]', cell), cell


@given(st.text(" \t\r\n;=-+ax\xa0'"))
def test_a_formula_gets_an_apostrophe_wherever_a_cell_may_begin(text: str) -> None:
    """By a plain walk over the text: the same as one that looks at every place."""
    made, fresh = [], True
    for sign in text:
        made.append("'" if fresh and sign in "=+-" else "")
        made.append(sign)
        fresh = sign in ";\t\r\n" or (fresh and sign.isspace())
    assert harmless(text) == "".join(made)


@given(st.text())
def test_what_is_harmless_stays_so_and_loses_nothing_but_controls(text: str) -> None:
    made = harmless(text)
    assert not re.match(r"[^\S\n]*[=+\-@|%]", made)
    assert harmless(made) == made
    assert len(made) >= len(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", text))


def test_a_harmless_text_is_not_touched(fill: Fill, root: Path) -> None:
    text = "Ông nói: “1 + 1 = 2; còn lại – không rõ”.\n\nEmail gửi từ a@bao.example."
    assert harmless(text) == text


@pytest.mark.parametrize("made", SHEETS)
def test_a_sheet_has_all_columns_and_vietnamese_as_it_was(
    filled: Path, tmp_path: Path, made: ExportFormat
) -> None:
    out = tmp_path / f"mau.{made}"
    export(Corpus(filled), out, what=Export(made, "duplicates"))
    rows = {row["id"]: row for row in read(out)}
    (near,) = (row for row in Tables.at(filled).rows("duplicates") if row["kind"] == "near")
    assert list(next(iter(rows.values()))) == SCHEMAS["duplicates"].names
    assert (rows[near["id"]]["title"], rows[near["id"]]["similarity"]) == (near["title"], "0.83")
    assert rows[near["id"]]["published_at"].endswith("T08:30:00+07:00")


def test_a_day_is_a_day_in_a_sheet() -> None:
    made = document(1)
    row = {"published_at": made.metadata.published_at, "published_precision": "day", "tags": ["a", "b"]}
    assert cells(row) == {"published_at": "2026-02-02", "published_precision": "day", "tags": "a | b"}


@pytest.mark.parametrize("letter", ["a", "𝄞"])
def test_a_cell_that_is_too_long_for_excel_is_cut_and_says_so(letter: str) -> None:
    (cut,) = cells({"text": letter * 40_000}).values()
    assert isinstance(cut, str)
    assert len(cut.encode("utf-16-le")) <= 2 * MAX_CELL
    assert cut.endswith("… [cut: 40,000 characters]")


def test_characters_that_xml_cannot_hold_do_not_break_the_workbook(
    fill: Fill, root: Path, tmp_path: Path
) -> None:
    fill([document(1, title="a\x0bb\x00c _x0041_ <b>&\r", text="x")])
    export(Corpus(root), tmp_path / "a.xlsx", what=Export(ExportFormat.XLSX))
    assert read_xlsx(tmp_path / "a.xlsx")[0]["title"] == "abc _x005F_x0041_ <b>&\r"


def test_a_workbook_opens_in_openpyxl_with_text_as_text(hostile: Corpus, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    export(hostile, tmp_path / "a.xlsx", what=Export(ExportFormat.XLSX))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    heading, *rows = list(sheet.iter_rows())
    assert [cell.value for cell in heading] == SCHEMAS["documents"].names
    assert len(rows) == len(HOSTILE)
    assert all(cell.data_type in {"s", "n", "inlineStr"} for row in rows for cell in row)


def test_a_sample_is_random_but_always_the_same(fill: Fill, root: Path, tmp_path: Path) -> None:
    fill(map(document, range(60)))
    drawn = []
    for name in ("a.csv", "b.csv"):
        assert export(Corpus(root), tmp_path / name, what=Export(ExportFormat.CSV, rows=10)) == 10
        drawn.append([row["id"] for row in read_csv(tmp_path / name)])
    first = [row["id"] for row in Tables.at(root).rows("documents")][:10]
    assert drawn[0] == drawn[1] != first


def test_json_lines_hold_every_value(filled: Path, tmp_path: Path) -> None:
    export(Corpus(filled), tmp_path / "a.jsonl", what=Export(ExportFormat.JSONL))
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    held = list(Tables.at(filled).rows("documents"))
    assert [row["text"] for row in rows] == [row["text"] for row in held]
    assert rows[0]["tags"] == ["cảng biển", "đê"]
    assert rows[0]["published_at"].endswith("+07:00")


def test_plain_text_is_a_file_a_report_and_a_list_of_them(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "texts"
    assert export(Corpus(filled), out, what=Export(ExportFormat.TEXT)) == 12
    rows = {row["id"]: row for row in Tables.at(filled).rows("documents")}
    listed = read_csv(out / METADATA)
    assert {one["id"] for one in listed} == set(rows)
    for one in listed:
        row = rows[one["id"]]
        assert (out / one["file"]).read_text("utf-8") == f"{row['title']}\n\n{row['text']}\n"


def test_a_hostile_site_cannot_lead_out_of_the_folder(fill: Fill, root: Path, tmp_path: Path) -> None:
    fill([document(1, site="../../ra/ngoài"), document(2, site=".."), document(3, url=None)])
    out = tmp_path / "deep" / "texts"
    export(Corpus(root), out, what=Export(ExportFormat.TEXT))
    made = [path for path in tmp_path.rglob("*.txt") if root not in path.parents]
    assert len(made) == 3
    assert all(path.parent.parent == out for path in made)


@pytest.mark.parametrize("made", list(ExportFormat))
def test_a_file_that_is_there_is_left_as_it_is(filled: Path, tmp_path: Path, made: ExportFormat) -> None:
    (tmp_path / "notes").write_text("mine")
    (tmp_path / "link").symlink_to("notes")
    for name in ("notes", "link"):
        with pytest.raises(CorpusError, match=f"{name}: is there already; choose a new name"):
            export(Corpus(filled), tmp_path / name, what=Export(made))
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_folder_with_files_is_not_replaced(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.txt").write_text("mine")
    for made in ExportFormat:
        with pytest.raises(CorpusError, match="mine: is a folder that is there already"):
            export(Corpus(filled), tmp_path / "mine", what=Export(made))


@pytest.mark.parametrize("where", ["", "documents/", "neu/"])
def test_nothing_is_exported_into_the_corpus(filled: Path, where: str) -> None:
    with pytest.raises(CorpusError, match="inside the corpus"):
        export(Corpus(filled), filled / f"{where}a.csv", what=Export(ExportFormat.CSV))


@pytest.mark.parametrize(
    "way", ["corpus/../corpus/a.csv", "x/../corpus/documents/a.csv", "link/documents/a.csv"]
)
def test_nothing_is_exported_into_the_corpus_by_a_detour(filled: Path, tmp_path: Path, way: str) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "link").symlink_to(filled)
    with pytest.raises(CorpusError, match="inside the corpus"):
        export(Corpus(filled), tmp_path / way, what=Export(ExportFormat.CSV))


def test_nothing_is_exported_into_a_corpus_that_was_opened_by_a_link(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(filled)
    with pytest.raises(CorpusError, match="inside the corpus"):
        export(Corpus(tmp_path / "link"), filled / "documents/a.csv", what=Export(ExportFormat.CSV))


def test_an_empty_folder_takes_the_texts_unless_one_stands_in_it(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here/there").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    assert export(Corpus(filled), Path("there"), what=Export(ExportFormat.TEXT)) == 12
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(CorpusError, match=r"^\.: is the folder you are in"):
        export(Corpus(filled), Path(), what=Export(ExportFormat.TEXT))
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.parametrize("made", list(ExportFormat))
def test_an_export_that_fails_leaves_nothing(
    filled: Path, tmp_path: Path, made: ExportFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("output.export.move", full)
    with pytest.raises(OSError, match="No space"):
        export(Corpus(filled), tmp_path / "out" / "a", what=Export(made))
    assert list((tmp_path / "out").iterdir()) == []


def test_tables_of_left_out_records_can_be_exported_too(fill: Fill, root: Path, tmp_path: Path) -> None:
    fill([rejection(1)])
    export(Corpus(root), tmp_path / "a.csv", what=Export(ExportFormat.CSV, "rejected"))
    assert read_csv(tmp_path / "a.csv")[0]["reason"] == "too_short"
