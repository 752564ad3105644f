"""Failures of one file that follow each other for one reason are one line; each is a record all the same."""

from pathlib import Path

import pandas as pd
import pytest

from cleaning.document import Failure
from tinsach.alike import told_of
from tinsach.cli import main
from tinsach.progress import MAX_FAILURE_LINES, Lines

REPORT = "Sáng nay, đoàn công tác đến thăm bà con vùng cao và trao tặng một trăm phần quà. " * 12


def told(capsys: pytest.CaptureFixture[str], *outcomes: Failure | None) -> list[str]:
    lines = Lines()
    for outcome in outcomes:
        lines.read()
        lines.done(told_of(outcome) if outcome else None)
    lines.close()
    return capsys.readouterr().err.splitlines()


def broken(record: int, path: str = "a.jsonl", reason: str = "invalid_json") -> Failure:
    return Failure(path, record, reason, f"{path}: record {record}: broken")


def test_like_failures_in_a_row_are_one_line_with_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, *map(broken, range(4, 1304))) == [
        "tinsach: failed (invalid_json): a.jsonl: record 4: broken; and 1,299 more alike, up to record 1303"
    ]


@pytest.mark.parametrize(
    "between",
    [None, broken(1, path="b.jsonl"), broken(1, reason="ragged_row")],
    ids=["well", "file", "reason"],
)
def test_whatever_comes_between_parts_them(
    capsys: pytest.CaptureFixture[str], between: Failure | None
) -> None:
    lines = told(capsys, broken(0), between, broken(2))
    assert (lines[0], lines[-1]) == tuple(
        f"tinsach: failed (invalid_json): a.jsonl: record {record}: broken" for record in (0, 2)
    )


def test_a_failure_is_told_as_soon_as_another_outcome_follows(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    lines.done(told_of(broken(0)))
    lines.done()
    assert "record 0" in capsys.readouterr().err


def test_behind_the_last_line_each_record_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    shown = [one for number in range(MAX_FAILURE_LINES) for one in (broken(number), None)]
    lines = told(capsys, *shown, broken(90), broken(91), None, broken(95))
    assert len(lines) == MAX_FAILURE_LINES + 1
    assert lines[-1] == "tinsach: 3 more failed records; see the table rejected"


def test_a_text_read_as_rows_is_one_line_and_a_record_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(f"{REPORT}\n" * 200, "utf-8")
    assert main(["clean", "a.txt", "--format", "jsonl", "--out", "c", "--workers", "1"]) == 3
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert line.startswith("tinsach: failed (invalid_json): a.txt: record 0 (line 1): invalid JSON")
    assert line.endswith("; and 199 more alike, up to record 199")
    assert "200  failed                invalid_json 200" in said.out
    assert sorted(pd.read_parquet("c/rejected")["source_record"]) == list(range(200))


def test_explain_sums_them_up_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(f"{REPORT}\n" * 5 + '{"text": "Một."}\n' + REPORT, "utf-8")
    assert main(["explain", "a.txt", "--format", "jsonl"]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("; and 4 more alike, up to record 4")
    assert "record 6 (line 7)" in second
