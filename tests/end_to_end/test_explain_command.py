"""``tinsach explain`` as a person uses it: one record or many, as text, page or JSON, judged as a run would."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cleaning import pipeline
from output.explain_row import ORDER_BY_NUMBERS
from tests.end_to_end.test_clean_command import OTHER, PARAGRAPHS, REPORT, clean, table, written
from tinsach.cli import main

EXPLAINED = "Line by line"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    held = tmp_path / "reports"
    held.mkdir()
    written(held / "a.txt", REPORT)
    written(held / "b.txt", f"Lớp đan lưới mở lại sau Tết\n\n{OTHER}\n")
    written(held / "c.txt", "Chia sẻ\n")
    return held


def rows(path: Path, count: int) -> Path:
    lines = [json.dumps({"title": f"Tin số {n}", "text": "\n".join(PARAGRAPHS)}) for n in range(count)]
    return written(path, "\n".join(lines))


def explained(*arguments: object) -> int:
    return main(["explain", *map(str, arguments)])


def test_all_records_of_a_folder_are_explained_whatever_the_shape(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = folder.parent / "page.html"
    assert explained(folder) == 0
    assert capsys.readouterr().out.count(EXPLAINED) == 3
    assert explained(folder, "--html", page) == 0
    assert page.read_text("utf-8").count(f"<h2>{EXPLAINED}") == 3
    capsys.readouterr()
    assert explained(folder, "--json") == 0
    said = capsys.readouterr()
    assert [json.loads(line)["verdict"].partition(":")[0] for line in said.out.splitlines()] == [
        "kept",
        "kept",
        "rejected",
    ]
    assert said.err == ""


@pytest.mark.parametrize("shape", [(), ("--json",), ("--html", "page.html")])
def test_of_many_records_the_first_are_explained_and_the_rest_is_named(
    shape: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    rows(tmp_path / "rows.jsonl", 5)
    assert explained("rows.jsonl", "--limit", 2, *shape) == 0
    said = capsys.readouterr()
    shown = said.out + (Path("page.html").read_text("utf-8") if shape[1:] else "")
    assert ("Tin số 1" in shown, "Tin số 2" in shown) == (True, False)
    (line,) = said.err.splitlines()
    assert "rows.jsonl: stopped after 2 records, there are more: --limit N" in line


def test_a_record_is_chosen_by_its_place_in_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        rows(tmp_path / name, 3)
    assert explained(tmp_path / "a.jsonl", "--record", 1) == 0
    assert " ".join(capsys.readouterr().out.split()).count(", record 1 ") == 1
    assert explained(tmp_path, "--record", 1) == 0
    assert " ".join(capsys.readouterr().out.split()).count(", record 1 ") == 2
    assert explained(tmp_path, "--record", 9) == 2
    assert "has no record 9" in capsys.readouterr().err


def test_what_cannot_be_read_is_named_and_makes_the_exit_code_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(folder / "d.txt", "")
    assert explained(folder) == 1
    said = capsys.readouterr()
    assert said.out.count(EXPLAINED) == 3
    assert said.err.count("failed (empty_file)") == 1


def test_a_record_that_breaks_its_cleaning_is_explained_as_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("trang")

    monkeypatch.setattr(pipeline, "read", broken)
    assert explained(folder / "a.txt") == 3
    assert capsys.readouterr().out.startswith("failed: cleaning_error (KeyError: 'trang')")


def test_where_nothing_can_be_read_no_page_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = written(tmp_path / "empty.txt", "")
    assert explained(empty, "--html", tmp_path / "page.html") == 3
    assert "failed (empty_file)" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_a_page_in_a_missing_folder_is_one_clear_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained(folder, "--html", folder / "none" / "page.html") == 3
    assert capsys.readouterr().err == f"tinsach: {folder}/none/page.html: No such file or directory\n"


def test_a_wrong_column_is_one_line_naming_the_ones_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = rows(tmp_path / "rows.jsonl", 40)
    assert explained(dump, "--text-field", "noi_dung") == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("none of its 40 rows has text: no column 'noi_dung'; there are: title, text")


def empty(folder: Path) -> Path:
    return written(folder / "empty.txt", "")


def without_column(folder: Path) -> Path:
    return written(folder / "rows.jsonl", '{"id": 1, "tieu_de": "x"}\n' * 9)


def with_numbers(folder: Path) -> Path:
    pd.DataFrame({"text": [1, 2]}).to_parquet(folder / "rows.parquet")
    return folder / "rows.parquet"


@pytest.mark.parametrize("bad", [empty, without_column, with_numbers])
def test_why_a_file_cannot_be_read_is_told_whatever_the_record_asked_for(
    bad: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for record in (0, 3):
        code = explained(bad(tmp_path), "--record", record)
        told.append((code, capsys.readouterr().err))
    assert told[0] == told[1]
    assert (told[0][0], told[0][1].count(": failed (")) == (3, 1)


def test_what_is_wrong_with_another_record_is_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = rows(tmp_path / "rows.jsonl", 3)
    dump.write_text(f"hỏng\n{dump.read_text('utf-8')}", encoding="utf-8")
    assert explained(dump, "--record", 1) == 0
    assert capsys.readouterr().err == ""


def verdict(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert explained(*arguments, "--json") == 0
    return str(json.loads(capsys.readouterr().out)["verdict"]).partition(" (")[0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "kept"),
        (("--min-words", "500"), "rejected: too_short"),
        (("--language", "en"), "rejected: wrong_language"),
        (("--language", "en", "--language", "vi"), "kept"),
        (("--samples", "samples"), "kept"),
        (("--samples", "samples", "--min-relevance", "0.99"), "rejected: off_topic"),
    ],
)
def test_the_options_of_a_run_change_the_verdict(
    options: tuple[str, ...],
    expected: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    Path("samples").mkdir()
    for name in "abc":
        written(Path("samples") / f"{name}.txt", f"{OTHER}\n\n{OTHER}")
    assert verdict(capsys, "a.txt", *options) == expected


def test_a_job_says_how_to_judge_and_options_go_before_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = written(
        folder.parent / "job.toml",
        '[job]\nname = "thu"\n[crawl]\ncontact = "a@b.example"\nseeds = ["https://a.example/"]\n'
        '[clean]\nonly_similar = false\nmin_words = 500\nlanguages = ["vi", "en"]\n',
    )
    assert verdict(capsys, folder / "a.txt", "--job", job) == "rejected: too_short"
    assert verdict(capsys, folder / "a.txt", "--job", job, "--min-words", "5") == "kept"


@pytest.mark.parametrize("option", [("--min-words", "5"), ("--only-similar",), ("--job", "job.toml")])
def test_a_row_of_a_corpus_is_not_judged_again(
    option: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean(folder / "a.txt", out=folder.parent / "corpus")
    row = table(folder.parent / "corpus", "documents")["id"][0]
    assert explained(folder.parent / "corpus", row, *option) == 2
    assert capsys.readouterr().err.startswith(f"tinsach: {option[0]}: what is in a corpus was judged")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("abc", "--record", "3"), "--record: an ID names one row"),
        (("abc", "--limit", "3"), "--limit: an ID names one row"),
        (("abc", "--html", "page.html", "--json"), "--html writes a page, --json prints lines: choose one"),
        (("--html", "page.html", "--json"), "--html writes a page, --json prints lines: choose one"),
        (("--weakest", "3", "--record", "0"), "--record: --weakest lists copies"),
        (("--weakest", "3", "--limit", "3"), "--limit: --weakest lists copies"),
        (("--weakest", "3", "--text-field", "bai"), "--text-field: --weakest lists copies"),
        (("--weakest", "3", "--min-words", "3"), "--min-words: what is in a corpus was judged"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused_in_one_line(
    options: tuple[str, ...], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained(folder, *options) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"tinsach: {said}")


@pytest.mark.parametrize("more", [("--html", "page.html"), ("abc",)])
def test_the_list_of_the_weakest_goes_with_nothing_else(
    more: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained(folder, *more, "--weakest", "3") == 2
    assert "--weakest lists copies" in capsys.readouterr().err


def test_a_row_is_explained_as_its_input_is_while_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second, third = PARAGRAPHS
    dump = f"Xóm chài hạ thủy thuyền câu\n\n{first}\n\nChia sẻ\n\n{second}\n\n{third}\n\nChia sẻ\n"
    shutil.make_archive("dump", "zip", base_dir=written(Path("a.txt"), dump))
    clean("dump.zip", out=tmp_path / "corpus")
    row = table(tmp_path / "corpus", "documents")["id"][0]
    monkeypatch.chdir("/")  # the source is looked for beside the corpus, too
    capsys.readouterr()

    def told() -> dict[str, object]:
        assert explained(tmp_path / "corpus", row, "--json") == 0
        held: dict[str, object] = json.loads(capsys.readouterr().out)
        return held

    whole = told()
    assert [(line["number"], line["role"]) for line in whole["lines"]] == [  # type: ignore[index]
        (1, "title"),
        (3, "body"),
        (5, "ui"),
        (7, "body"),
        (9, "body"),
        (11, "ui"),
    ]
    (tmp_path / "dump.zip").unlink()
    left = told()
    assert (whole["remark"], left["remark"]) == ("", ORDER_BY_NUMBERS)
    assert [line["pieces"] for line in left["lines"]] == [line["pieces"] for line in whole["lines"]]  # type: ignore[index]
