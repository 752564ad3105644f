"""Rows: JSON; columns, declared metadata, and what is wrong with a row."""

from __future__ import annotations

import json
import tracemalloc
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cleaning.document import Failure, Media, Metadata, Record
from cleaning.inputs import InputOptions
from cleaning.inputs.rows import choose_columns, moment
from cleaning.inputs.streams import lines
from cleaning.inputs.taken import Columns
from tests.cleaning.reading import one_failure, outcomes, told


@pytest.fixture
def jsonl(tmp_path: Path) -> Path:
    return tmp_path / "rows.jsonl"


# -- columns and declared metadata


@pytest.mark.parametrize(
    "name",
    ["text", "Body", "MAINTEXT", " content ", "full-text", "noi_dung", "Nội dung", "noi_dung_bai_viet"],
)
def test_the_usual_names_of_the_text_are_found(name: str) -> None:
    assert choose_columns(["id", name], InputOptions()).text == name


def test_vietnamese_headings_are_found_as_they_are_written() -> None:
    headings = ["Tiêu đề", "NỘI DUNG", "Ngày đăng", "Đường dẫn", "Tác giả"]
    title, text, date, url, author = headings
    assert choose_columns(headings, InputOptions()) == Columns(
        text, is_html=False, title=title, url=url, date=date, author=author
    )
    decomposed = [unicodedata.normalize("NFD", heading) for heading in headings]
    assert choose_columns(decomposed, InputOptions()).text == decomposed[1]
    assert choose_columns(["nội dung", "noi_dung"], InputOptions()).text == "nội dung"


def test_a_given_name_is_taken_as_it_is_written() -> None:
    assert choose_columns(["Nội dung"], InputOptions(text_field="noi dung")).text is None
    assert choose_columns(["Nội dung"], InputOptions(text_field="nội-dung")).text == "Nội dung"


def test_the_best_name_wins_whatever_the_order() -> None:
    columns = choose_columns(["content", "html", "text", "body"], InputOptions())
    assert (columns.text, columns.is_html) == ("text", False)


def test_a_given_field_is_not_guessed() -> None:
    assert choose_columns(["text"], InputOptions(text_field="bai")).text is None
    assert choose_columns(["text", "Bai"], InputOptions(text_field="bai")).text == "Bai"


def test_a_given_html_field_goes_before_a_text(jsonl: Path) -> None:
    (record,) = outcomes(jsonl, '{"text": "một", "trang": "<b>hai</b>"}', html_field="trang")
    assert isinstance(record, Record)
    assert (record.content, record.media) == ("<b>hai</b>", Media.HTML)


def test_what_a_row_says_about_itself_is_declared(jsonl: Path) -> None:
    row = {
        "body": "một",
        "Title": " Tên ",
        "link": "https://a.example/1",
        "authors": ["An", "Bình", None],
        "date": "2024-03-05T07:08:00+07:00",
    }
    (record,) = outcomes(jsonl, json.dumps(row))
    assert isinstance(record, Record)
    assert record.url == "https://a.example/1"
    at = datetime.fromisoformat("2024-03-05T07:08:00+07:00")
    assert record.declared == Metadata(
        title="Tên", author="An, Bình", published_at=at, published_precision="minute"
    )


def test_metadata_of_another_type_is_unknown(jsonl: Path) -> None:
    (record,) = outcomes(jsonl, '{"text": "một", "title": 5, "url": ["x"], "author": {}, "date": true}')
    assert isinstance(record, Record)
    assert (record.url, record.declared) == (None, Metadata())


@pytest.mark.parametrize(
    ("value", "expected", "precision"),
    [
        ("2024-03-05 07:08", "2024-03-05T07:08:00+07:00", "minute"),
        ("2024-03-05T00:08:00Z", "2024-03-05T00:08:00+00:00", "minute"),
        ("2024-03-05", "2024-03-05T00:00:00+07:00", "day"),
        ("20240305", "2024-03-05T00:00:00+07:00", "day"),
        ("2024-03-05 00:00:00", "2024-03-05T00:00:00+07:00", "day"),
        ("05/03/2024 07:08", "2024-03-05T07:08:00+07:00", "minute"),
        (20240305, "2024-03-05T00:00:00+07:00", "day"),
        (1709597280, "2024-03-05T00:08:00+00:00", "minute"),
        (1709597280000, "2024-03-05T00:08:00+00:00", "minute"),
        (" 1709597280 ", "2024-03-05T00:08:00+00:00", "minute"),
        ("1709597280.0", "2024-03-05T00:08:00+00:00", "minute"),
        ("1709597280000", "2024-03-05T00:08:00+00:00", "minute"),
        ("1712123012000", "2024-04-03T05:43:32+00:00", "minute"),  # ISO 8601, too: in the year 1712
        (date(2024, 3, 5), "2024-03-05T00:00:00+07:00", "day"),
        (datetime(2024, 3, 5, 7, 8, tzinfo=UTC), "2024-03-05T07:08:00+00:00", "minute"),
    ],
)
def test_dates_are_read_in_every_form(value: object, expected: str, precision: str) -> None:
    found = moment(value)
    assert (found.published_at, found.published_precision) == (datetime.fromisoformat(expected), precision)


@pytest.mark.parametrize(
    "value",
    [None, "", "hôm qua", True, float("nan"), float("inf"), 10**30, -5, "0001-01-01", 7, [], "0912345678"],
)
def test_what_is_no_date_is_unknown(value: object) -> None:
    assert moment(value) == Metadata()


@pytest.mark.parametrize(
    "number", ["631151999", "631152000", "4102444800", "4102444801", "631151999999", "4102444800001"]
)
def test_a_number_written_as_text_is_a_date_within_the_same_bounds(number: str) -> None:
    assert moment(number) == moment(float(number))


def test_html_in_a_text_column_is_noticed(jsonl: Path) -> None:
    content = '{"text": "<p>Một.</p><p>Hai.</p>"}\n{"text": "a < b"}'
    assert [one.media for one in outcomes(jsonl, content) if isinstance(one, Record)] == [
        Media.HTML,
        Media.TEXT,
    ]
    assert [one.media for one in outcomes(jsonl, content, text_is_html=False) if isinstance(one, Record)] == [
        Media.TEXT
    ] * 2
    assert [one.media for one in outcomes(jsonl, content, text_is_html=True) if isinstance(one, Record)] == [
        Media.HTML
    ] * 2


# -- JSON lines


def test_a_bad_line_is_one_failure_and_the_rest_goes_on(jsonl: Path) -> None:
    bad = [
        '{"text": "một"}',
        '{"text": ',
        "",
        "[1]",
        '{"title": "x"}',
        '{"text": 5}',
        '{"text": null}',
        '{"text": ""}',
        "[" * 100_000,
    ]
    found = outcomes(jsonl, "\n".join(bad))
    expected = [
        "một",
        "invalid_json",
        "not_an_object",
        "missing_field",
        "bad_field",
        "missing_field",
        "",
        "invalid_json",
    ]
    assert told(found) == expected


def test_a_failure_names_file_record_and_line(jsonl: Path) -> None:
    found = outcomes(jsonl, '\n{"text": "một"}\nhỏng')
    assert isinstance(found[1], Failure)
    assert found[1].evidence.startswith(f"{jsonl}: record 1 (line 3): invalid JSON")
    assert found[1].text == "hỏng"


def test_a_row_without_text_lists_its_fields(jsonl: Path) -> None:
    assert "topic, sapo" in one_failure(outcomes(jsonl, '{"topic": "a", "sapo": "b"}')).evidence


def test_paragraphs_in_a_list_are_a_text(jsonl: Path) -> None:
    assert told(outcomes(jsonl, '{"text": ["một", "hai"]}\n{"text": ["một", 2]}')) == [
        "một\nhai",
        "bad_field",
    ]


def test_lone_surrogates_become_replacement_characters(jsonl: Path) -> None:
    (record,) = outcomes(jsonl, r'{"text": "a\ud800b\ud83d\ude00", "title": "\udfff", "authors": ["\ud800"]}')
    assert isinstance(record, Record)
    assert record.content == "a\ufffdb😀"
    assert (record.declared.title, record.declared.author) == ("\ufffd", "\ufffd")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_obeyed(jsonl: Path, encoding: str) -> None:
    assert told(outcomes(jsonl, '{"text": "một"}\n{"text": "hai"}\n'.encode(encoding))) == ["một", "hai"]


def test_a_given_encoding_is_obeyed(jsonl: Path) -> None:
    assert told(outcomes(jsonl, '{"text": "một"}'.encode("utf-16-le"), encoding="utf-16-le")) == ["một"]


def test_one_line_in_another_encoding_does_not_spoil_the_others(jsonl: Path) -> None:
    content = '{"text": "một"}\n'.encode() + '{"text": "café crème à la carte"}\n'.encode("cp1252")
    assert told(outcomes(jsonl, content)) == ["một", "café crème à la carte"]


def test_a_line_that_is_no_text_is_one_failure(jsonl: Path) -> None:
    content = b'{"text": "a"}\n' * 1_000 + b"\xff\x00\x01\x02\xfe" * 9 + b'\n{"text": "b"}'
    assert told(outcomes(jsonl, content))[-2:] == ["undecodable", "b"]


def test_a_line_that_is_too_long_is_one_failure(jsonl: Path) -> None:
    found = outcomes(jsonl, json.dumps({"text": "x" * 500}) + '\n{"text": "một"}', max_record_bytes=400)
    assert told(found) == ["record_too_large", "một"]


def test_an_endless_line_is_not_held_in_memory() -> None:
    class Endless:
        left = 400 * 2**20

        def read(self, size: int, /) -> bytes:
            self.left -= min(size, self.left)
            return b"x" * size if self.left else b""

    tracemalloc.start()
    try:
        found = list(lines(Endless(), max_bytes=2**20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [None]
    assert peak < 8 * 2**20


def test_a_file_without_rows_is_one_failure(jsonl: Path) -> None:
    assert one_failure(outcomes(jsonl, "\n \n")).reason == "no_records"
    assert one_failure(outcomes(jsonl.with_suffix(".json"), "[ ]")).reason == "no_records"


# -- JSON files


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[{"text": "a"}, {"text": "b]}\\"{["},\n{"text": "c"}]', ["a", 'b]}"{[', "c"]),
        ('{"text": "a", "more": {"x": [1, {"text": "y"}]}}', ["a"]),
        ('[{"text": "a"}, {"text": }, {"text": "c"}]', ["a", "invalid_json", "c"]),
        ('[{"text": "a"} {"text": "b"}, {"text": "c"}]', ["invalid_json", "c"]),
        ('[1, "hai, ba", null, [2], {"text": "a"},]', [*["not_an_object"] * 4, "a"]),
        ('[{"text": "a"}, {"text": "b', ["a", "invalid_json"]),
        ('[{"text": "a"},', ["a", "invalid_json"]),
        ('[{"text": "a"}] x', ["a", "invalid_json"]),
        ("17", ["not_an_object"]),
        ("}", ["invalid_json"]),
        (r'[{"text": "a\\"}, {"text": "\\\""}]', ["a\\", '\\"']),
    ],
)
@pytest.mark.parametrize("step", [1, 2, 7, 100_000])
def test_json_is_cut_into_its_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, expected: list[object], step: int
) -> None:
    monkeypatch.setattr("cleaning.inputs.jsons.CHUNK", step)
    assert told(outcomes(tmp_path / "a.json", content)) == expected


def test_a_json_value_that_is_too_large_is_read_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaning.inputs.jsons.CHUNK", 64)
    content = json.dumps([{"text": "a"}, {"text": "x, {" * 90}, {"text": "c"}])
    assert told(outcomes(tmp_path / "a.json", content, max_record_bytes=100)) == [
        "a",
        "record_too_large",
        "c",
    ]
