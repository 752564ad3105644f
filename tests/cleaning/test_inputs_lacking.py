"""Rows without a column of text: one clear failure for a file that has none, and never a record lost."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from cleaning.document import Failure
from cleaning.inputs import InputOptions, read
from cleaning.inputs.lacking import MAX_HELD_FAILURES
from cleaning.inputs.rows import Rows
from tests.cleaning.reading import one_failure, outcomes, told


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    return tmp_path / "rows.jsonl"


@pytest.mark.parametrize("options", [{}, {"text_field": "noidung2"}])
def test_rows_that_all_lack_the_text_are_one_failure_naming_the_fields(
    jsonl: Path, options: dict[str, str]
) -> None:
    content = "".join(f'{{"topic": "{n}", "sapo": "b"}}\n' for n in range(5)) + '{"topic": "x", "anh": 1}'
    failure = one_failure(outcomes(jsonl, content, **options))
    assert (failure.reason, failure.source_record) == ("missing_column", 0)
    assert "none of its 6 rows has text: no column" in failure.evidence
    assert failure.evidence.endswith("there are: topic, sapo, anh")


def test_other_failures_stay_beside_the_one_for_the_missing_column(jsonl: Path) -> None:
    found = outcomes(jsonl, '{"a": 1}\n{hỏng\n{"a": 2}')
    assert told(found) == ["missing_column", "invalid_json"]


def test_rows_without_text_are_told_one_by_one_once_a_row_has_it(jsonl: Path) -> None:
    found = outcomes(jsonl, '{"a": 1}\n{"a": 2}\n{"text": "ba"}\n{"a": 4}')
    assert told(found) == ["missing_field", "missing_field", "ba", "missing_field"]


@pytest.mark.parametrize("before", [0, 5, MAX_HELD_FAILURES])
def test_a_long_file_without_the_column_is_one_failure_beside_the_other_ones(
    jsonl: Path, before: int
) -> None:
    lacking = MAX_HELD_FAILURES + 50
    content = "[1]\n" * before + '{"a": 1}\n' * lacking + "hỏng\n" + '{"a": 1}\n' * lacking
    found = outcomes(jsonl, content, text_field="b")
    reasons = [one.reason for one in found if isinstance(one, Failure)]
    assert sorted(reasons) == ["invalid_json", "missing_column", *["not_an_object"] * before]
    (told_once,) = (one for one in found if isinstance(one, Failure) and one.reason == "missing_column")
    assert f"none of its {2 * lacking:,} rows has text: no column 'b'; there are: a" in told_once.evidence


def test_a_cut_is_told_behind_every_record_before_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    content = '{"a": 1}\n' * MAX_HELD_FAILURES + "hỏng\n"
    path.write_bytes(gzip.compress(content.encode())[:-4])
    places = {one.reason: one.source_record for one in read([str(path)]) if isinstance(one, Failure)}
    cut = MAX_HELD_FAILURES + 1
    assert places == {"missing_column": 0, "invalid_json": cut - 1, "truncated_archive": cut}


@pytest.mark.parametrize("bad", ["hỏng", "[1]", '{"id": 1, "tieu_de": "x"}', '{"text": null}'])
@pytest.mark.parametrize("count", [1, MAX_HELD_FAILURES - 1, MAX_HELD_FAILURES, 2 * MAX_HELD_FAILURES + 1])
def test_no_record_is_lost_behind_however_many_bad_rows(jsonl: Path, bad: str, count: int) -> None:
    found = outcomes(jsonl, f"{bad}\n" * count + '{"text": "một"}\n' * 5 + bad)
    assert [reason == "một" for reason in told(found)] == [False] * count + [True] * 5 + [False]


def test_no_record_is_lost_behind_bad_rows_of_several_kinds(jsonl: Path) -> None:
    found = outcomes(jsonl, '{"a": 1}\nhỏng\n{"b": 1}\n' * MAX_HELD_FAILURES + '{"text": "một"}')
    assert sorted(one.source_record for one in found) == list(range(3 * MAX_HELD_FAILURES + 1))
    reasons = Counter(one.reason if isinstance(one, Failure) else "kept" for one in found)
    assert reasons == {"missing_field": 2 * MAX_HELD_FAILURES, "invalid_json": MAX_HELD_FAILURES, "kept": 1}


def test_no_element_of_an_array_is_lost_behind_bad_ones(tmp_path: Path) -> None:
    found = outcomes(tmp_path / "rows.json", json.dumps([*[[1]] * 1_000, {"text": "một"}]))
    assert told(found) == [*["not_an_object"] * 1_000, "một"]


def test_a_row_held_by_its_number_says_what_it_lacks(jsonl: Path) -> None:
    found = outcomes(jsonl, '{"a": 1}\n' * (MAX_HELD_FAILURES + 5) + '{"text": "một"}')
    assert isinstance(found[-2], Failure)
    assert f"record {MAX_HELD_FAILURES + 4}: no column that holds the text" in found[-2].evidence
    assert found[-2].evidence.endswith("there are: a")


def test_names_that_differ_from_row_to_row_take_no_memory(jsonl: Path) -> None:
    rows = Rows(str(jsonl), InputOptions())
    for number in range(5_000):
        rows.record({f"{number}{'k' * 1_000}": 1}, "")
    assert sum(map(len, rows._names)) < 50_000


def test_a_cut_file_without_the_column_tells_both(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("".join(f'{{"a": {n}}}\n' for n in range(40_000)).encode())[:-40])
    found = list(read([str(path)], InputOptions(text_field="b")))
    assert [(one.source_record, one.reason) for one in found if isinstance(one, Failure)] == [
        (0, "missing_column"),
        (1, "truncated_archive"),
    ]
    path.write_bytes(gzip.compress("".join(f'{{"a": {n}}}\n' for n in range(400)).encode())[:-4])
    assert told(list(read([str(path)]))) == [
        "missing_column",
        "truncated_archive",
    ]
