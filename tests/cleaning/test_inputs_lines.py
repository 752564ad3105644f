"""JSON lines that are given on unparsed: the same records as when each is parsed where it is read."""

from __future__ import annotations

import gzip
import json
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Failure, Record
from cleaning.inputs import InputOptions, RowLines, Taken, json_lines, parsed, read, read_ahead
from tests.cleaning.reading import outcomes, told

GOOD = '{"text": "Chợ phiên họp sớm.", "title": "Chợ"}'
LINES = {
    GOOD: "Chợ phiên họp sớm.",
    '{"title": "không có chữ"}': "missing_field",
    '{"text": "dài': "invalid_json",
    "[1, 2]": "not_an_object",
    '{"text": 5}': "bad_field",
    '{"text": "%s"}' % ("x" * 300): "record_too_large",
    "": None,
    " \r": None,
}


@given(st.lists(st.sampled_from(sorted(LINES)), max_size=40), st.integers(1, 5), st.integers(20, 400))
def test_every_line_is_one_outcome_in_its_place_however_many_are_given_on_together(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], most: int, max_bytes: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "MAX_HELD_LINES", most)
        patch.setattr(json_lines, "MAX_HELD_BYTES", max_bytes)
        path = tmp_path_factory.mktemp("lines") / "rows.jsonl"
        found = outcomes(path, "\n".join([GOOD, *lines]), max_record_bytes=250)
    expected = [LINES[line] for line in [GOOD, *lines] if LINES[line]]
    assert told(found) == expected
    places = [number for number, line in enumerate([GOOD, *lines], 1) if LINES[line]]
    for one, number in zip(found, places, strict=True):
        assert isinstance(one, Record) or f"(line {number})" in one.evidence


def test_lines_behind_a_row_with_text_are_parsed_by_whoever_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{GOOD}\n" * 200, "utf-8")
    taken = Taken()
    given_on = list(read_ahead([str(path)], taken=taken))
    assert [type(one) for one in given_on][:2] == [Record, RowLines]
    assert sum(taken.rows.values()) == 1
    assert list(parsed(pickle.loads(pickle.dumps(given_on)), taken)) == list(read([str(path)]))
    assert sum(taken.rows.values()) == 200


def test_a_long_line_is_parsed_where_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_HELD_BYTES", 500)
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([GOOD, GOOD, json.dumps({"text": "x" * 600}), GOOD]), "utf-8")
    assert [type(one) for one in read_ahead([str(path)])] == [Record, RowLines, Record, RowLines]


def test_lines_before_a_cut_are_given_on_before_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    chance = random.Random(5)
    rows = "".join(json.dumps({"text": f"{chance.getrandbits(20_000):x}"}) + "\n" for _ in range(100))
    path.write_bytes(gzip.compress(rows.encode())[:-4_000])
    *before, cut = read([str(path)], InputOptions())
    assert isinstance(cut, Failure)
    assert cut.reason == "truncated_archive"
    assert len(before) > 50
    assert [one.source_record for one in (*before, cut)] == list(range(len(before) + 1))


def test_rows_counted_elsewhere_are_added_in_their_order() -> None:
    first, after = Taken(max_layouts=2), Taken(max_layouts=None)
    one, two, three = ({name: "Chợ phiên."} for name in ("text", "body", "content"))
    for row in (one, two, three, three):
        list(RowLines("a", 0, 1, (json.dumps(row).encode(),), 1, InputOptions()).parsed(after))
    list(RowLines("a", 0, 1, (json.dumps(two).encode(),), 1, InputOptions()).parsed(first))
    first.add(after)
    assert {columns.text: rows for columns, rows in first.rows.items()} == {"body": 2, "text": 1}
