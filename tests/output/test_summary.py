from __future__ import annotations

import ast
import inspect
import json
import subprocess
from pathlib import Path

import pytest

from cleaning import inputs
from cleaning.pipeline import judges
from output import summary as summary_module
from output.corpus import Corpus
from output.describe import columns, schema_text
from output.plan import CopyOf
from output.records import Counts
from output.report import write_report
from output.run import RunSummary
from output.schema import SCHEMAS
from output.summary import REMEDIES, funnel, load_command, next_steps, summary_json, summary_text
from tests.output.conftest import Fill, document, failure, rejection


def test_the_summary_gives_the_funnel_with_reasons(fill: Fill) -> None:
    outcomes = [document(1), document(2), rejection(3), rejection(4, "off_topic"), rejection(5), failure(6)]
    lines = [line.split() for line in summary_text(fill(outcomes, {1: CopyOf(0, "near", 0.8)})).splitlines()]
    assert ["6", "records", "in"] in lines
    assert ["1", "documents", "kept"] in lines
    assert ["1", "copies", "near", "1"] in lines
    assert ["3", "rejected", "too_short", "2,", "off_topic", "1"] in lines
    assert ["1", "failed", "invalid_json", "1"] in lines


def test_many_reasons_fit_80_columns_and_stay_beside_their_numbers() -> None:
    counts = Counts(records_in=1234, failed={f"a_reason_{n}": 1000 + n for n in range(9)})
    lines = [line for line in funnel(counts) if "a_reason" in line]
    assert len(lines) > 1
    assert max(map(len, lines)) <= 80
    assert all(line.startswith(" " * 31) for line in lines[1:])
    told = ", ".join(f"a_reason_{n} {1000 + n:,}" for n in reversed(range(9)))
    assert " ".join(" ".join(lines).split()).endswith(f"failed {told}")


def test_the_line_to_load_the_corpus_works_when_pasted(fill: Fill) -> None:
    summary = fill([document(1)])
    _, _, command = summary_text(summary).partition("\nLoad: ")
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "1 rows" in done.stdout or "bao1.example" in done.stdout


@pytest.mark.parametrize(
    "folder", ["c", "tinsach-demo/corpus", "a" * 30 + "/" + "b" * 30, "it's $HOME", "a b/`c`"]
)
@pytest.mark.parametrize("interpreter", ["python", "/home/reader/news/.venv/bin/python3"])
def test_the_command_to_load_fits_80_columns_and_stays_one_command(
    folder: str, interpreter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary_module, "_interpreter", lambda: interpreter)
    command = load_command(Path(folder))
    assert max(map(len, f"Load:    {command}".split("\n"))) <= 80
    as_told = f"printf '%s\\0' {command.removeprefix(interpreter)}"
    shell = subprocess.run(["sh", "-c", as_told], capture_output=True, text=True, check=True)
    switch, code, _ = shell.stdout.split("\0")
    assert switch == "-c"
    loaded = ast.parse(code).body[1]
    assert ast.literal_eval(loaded.value.args[0].args[0]) == f"{folder}/documents"  # type: ignore[attr-defined]


def test_a_run_without_news_says_so_and_names_no_run(fill: Fill, root: Path) -> None:
    added = fill([document(1)])
    assert summary_text(added).startswith(f"Run {added.run} into {root}\n\n")
    again = fill([document(1)])
    said = summary_text(again)
    assert said.startswith(f"Nothing new for {root}: no run was added, the corpus is as it was.\n\n")
    assert f"Run {again.run}" not in said


def test_what_failed_in_an_earlier_run_too_is_told_with_the_command_that_lists_it(
    fill: Fill, root: Path
) -> None:
    fill([document(1), failure(2)])
    again = fill([document(1), failure(2)])
    said = summary_text(again, still_failing=1)
    assert "\n1 record of the input still fails, known since an earlier run.\n" in said
    assert f"1 failure: tinsach export {root} --table rejected" in said
    assert "2 records of the input still fail, known" in summary_text(again, still_failing=2)
    assert "still" not in summary_text(again)
    assert json.loads(summary_json(again, still_failing=2))["still_failing"] == 2


def test_the_report_is_named_once_it_is_there(fill: Fill, root: Path) -> None:
    summary = fill([document(1)])
    assert "Report:" not in summary_text(summary)
    write_report(Corpus(root))
    assert f"Report:  {root}/report.html" in summary_text(summary)


def test_the_json_summary_is_one_line_with_all_counts(fill: Fill) -> None:
    text = summary_json(fill([document(1), failure(2)]))
    held = json.loads(text)
    assert "\n" not in text
    assert held["counts"]["failed"] == {"invalid_json": 1}
    assert held["committed"] is True
    assert {file["name"] for file in held["files"]} >= {"documents/r1-0000.parquet"}


def test_the_schema_text_names_every_column_and_fits_80_columns() -> None:
    lines = schema_text().splitlines()
    assert max(map(len, lines)) <= 80
    for table, schema in SCHEMAS.items():
        assert any(line.startswith(f"{table}: ") for line in lines)
        for field in schema:
            assert any(line.split()[:1] == [field.name + ("?" if field.nullable else "")] for line in lines)


def test_columns_tell_meaning_and_null() -> None:
    url = columns("documents")[1]
    assert (url.name, url.type, url.null, url.meaning) == ("url", "string", True, "canonical address")


def test_the_summary_says_what_to_do_next(fill: Fill, root: Path) -> None:
    assert next_steps(fill([document(1)])) == [
        f"read some in the report; prove the corpus: tinsach check {root}"
    ]


def test_failures_come_first_with_the_command_that_lists_them(fill: Fill, root: Path) -> None:
    steps = next_steps(fill([document(1), failure(2)]))
    assert steps[0] == f"1 failure: tinsach export {root} --table rejected --out rejected.csv"


def test_when_nothing_was_kept_the_reason_and_its_remedy_are_told(fill: Fill) -> None:
    text = summary_text(fill([rejection(1, "off_topic"), rejection(2, "off_topic"), rejection(3)]))
    assert "Next:    nothing was kept, mostly for off_topic: more samples, or a lower limit: " in text


@pytest.mark.parametrize(
    ("rejected", "failed", "told"),
    [
        ({}, {"invalid_json": 1, "missing_column": 1}, "all rows of 1 file for missing_column: the name of"),
        ({}, {"invalid_json": 9, "missing_column": 2}, "all rows of 2 files for missing_column: the name of"),
        ({"off_topic": 1}, {"missing_column": 1}, "all rows of 1 file for missing_column: the name of"),
        ({"too_short": 1}, {"invalid_json": 1}, "mostly for too_short: a lower limit"),
        ({"too_short": 9}, {"missing_column": 1}, "mostly for too_short: a lower limit"),
        ({}, {"invalid_json": 2, "empty_file": 1}, "mostly for invalid_json: each is named above"),
    ],
)
def test_a_file_without_the_column_counts_for_more_than_its_one_failure(
    rejected: dict[str, int], failed: dict[str, int], told: str
) -> None:
    summary = RunSummary(Path("c"), "r1", Counts(9, rejected=rejected, failed=failed), None)
    assert next_steps(summary)[-1].startswith(f"nothing was kept, {told}")


def test_every_remedy_belongs_to_a_reason_there_is() -> None:
    told = inspect.getdoc(inputs) or ""
    reasons = {judge.reason for judge in judges(min_relevance=0.1)}
    assert all(reason in reasons or f"``{reason}``" in told for reason in REMEDIES)
