"""Tables: CSV, TSV and Parquet, and what is wrong with them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaning.document import Record
from cleaning.inputs import InputOptions, read
from tests.cleaning.reading import one_failure, outcomes, told


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def parquet(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


# -- CSV


def test_a_table_with_a_header_only_is_one_failure(table: Path) -> None:
    assert one_failure(outcomes(table, "text,url\n")).reason == "no_records"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(table: Path, delimiter: str) -> None:
    content = delimiter.join(["url", '"text"', "title"]) + "\n" + delimiter.join(["u", '"a, b; c|d"', "t"])
    assert told(outcomes(table, content)) == ["a, b; c|d"]


def test_tab_separated_values_keep_their_commas(tmp_path: Path) -> None:
    assert told(outcomes(tmp_path / "a.tsv", "a,b,c\ttext\n1\tmột, hai\n")) == ["một, hai"]


def test_quoted_line_breaks_and_empty_lines(table: Path) -> None:
    assert told(outcomes(table, 'text,url\n"một\n\nhai",u\n\n"ba ""bốn""",u\n')) == ["một\n\nhai", 'ba "bốn"']


def test_csv_with_a_mark_or_wide_or_with_old_line_ends(table: Path) -> None:
    for content in (
        "\ufefftext,url\nmột,u\n".encode(),
        "text,url\nmột,u\n".encode("utf-16"),
        "text,url\rmột,u\r".encode(),
    ):
        assert told(outcomes(table, content)) == ["một"]


def test_ragged_rows_are_failures_and_the_rest_goes_on(table: Path) -> None:
    content = "url,text\nu,một\nu,hai,ba\nu\nu,bốn,,\n"
    assert told(outcomes(table, content)) == ["một", "ragged_row", "ragged_row", "bốn"]


def test_nul_bytes_in_csv_are_kept(table: Path) -> None:
    padding = "chữ " * 30
    assert told(outcomes(table, f"text,url\n{padding}\0,u\nhai,u\n")) == [f"{padding}\0", "hai"]


def test_a_field_beyond_the_usual_limit_of_csv_is_read(table: Path) -> None:
    usual = 131_072
    assert told(outcomes(table, "text,url\n" + "x" * (usual + 1) + ",u\n")) == ["x" * (usual + 1)]


def test_a_csv_row_that_is_too_large_is_one_failure(table: Path) -> None:
    content = "text,url\n" + "x" * 300 + ",u\nhai,u\n"
    assert told(outcomes(table, content, max_record_bytes=200)) == ["record_too_large", "hai"]


def test_a_quote_that_is_never_closed_is_one_failure(table: Path) -> None:
    found = outcomes(table, 'text,url\nmột,u\n"hai,u\nba,u\n')
    assert told(found) == ["một", "invalid_csv"]


def test_an_unclosed_quote_does_not_swallow_more_than_a_record(table: Path) -> None:
    content = 'text,url\n"một,u\n' + "hai,u\n" * 100
    assert told(outcomes(table, content, max_record_bytes=200))[0] == "record_too_large"
    assert told(outcomes(table, content, max_record_bytes=200))[-1] == "hai"


def test_a_table_without_a_text_column_is_one_failure(table: Path, tmp_path: Path) -> None:
    failure = one_failure(outcomes(table, "topic,sapo\na,b\nc,d\n"))
    assert (failure.reason, "topic, sapo" in failure.evidence) == ("missing_column", True)
    parquet(tmp_path / "a.parquet", topic=["a", "b"], sapo=["c", "d"])
    failure = one_failure(list(read([str(tmp_path / "a.parquet")], InputOptions(text_field="bai"))))
    assert (failure.reason, "'bai'; there are: topic, sapo" in failure.evidence) == ("missing_column", True)


# -- Parquet


def test_parquet_rows_with_their_metadata(tmp_path: Path) -> None:
    at = datetime(2024, 3, 5, 7, 8, tzinfo=UTC)
    path = parquet(
        tmp_path / "a.parquet",
        text=["một", None, ""],
        title=["t"] * 3,
        date=pa.array([at] * 3, pa.timestamp("ns", "UTC")),
        x=[{"y": 1}] * 3,
    )
    found = list(read([str(path)]))
    assert told(found) == ["một", "missing_field", ""]
    assert isinstance(found[0], Record)
    assert (found[0].declared.title, found[0].declared.published_at) == ("t", at)


def test_moments_that_python_cannot_hold_are_unknown(tmp_path: Path) -> None:
    far = pa.array([2**60], pa.timestamp("us"))
    (record,) = read([str(parquet(tmp_path / "a.parquet", text=["một"], date=far))])
    assert isinstance(record, Record)
    assert record.declared.published_at is None


def test_a_parquet_text_column_of_numbers_is_one_failure(tmp_path: Path) -> None:
    failure = one_failure(list(read([str(parquet(tmp_path / "a.parquet", text=[1, 2]))])))
    assert (failure.reason, "'text' is int64, not text" in failure.evidence) == ("missing_column", True)


def test_binary_and_dictionary_columns_are_texts(tmp_path: Path) -> None:
    assert told(list(read([str(parquet(tmp_path / "a.parquet", text=[b"a"]))]))) == [b"a"]
    coded = pa.array(["a", "a"]).dictionary_encode()
    assert told(list(read([str(parquet(tmp_path / "b.parquet", text=coded))]))) == ["a", "a"]


def test_parquet_strings_that_are_not_utf8_are_given_as_bytes(tmp_path: Path) -> None:
    broken = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xe9t\xe9"]).buffers())
    assert told(list(read([str(parquet(tmp_path / "a.parquet", text=broken))]))) == [b"\xe9t\xe9"]


def test_a_damaged_parquet_file_is_one_failure(tmp_path: Path) -> None:
    whole = parquet(tmp_path / "a.parquet", text=["một"] * 50).read_bytes()
    for content, reason in (
        (whole[:-30], "truncated_archive"),
        (whole[:-20] + b"\xff" * 16 + b"PAR1", "corrupt_archive"),
    ):
        assert one_failure(outcomes(tmp_path / "b.parquet", content)).reason == reason
    assert one_failure(outcomes(tmp_path / "c.parquet", "chữ")).reason == "corrupt_archive"


def test_a_large_parquet_file_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    schema = pa.schema({"text": pa.string()})
    with pq.ParquetWriter(path, schema) as writer:
        for number in range(40):
            writer.write_table(
                pa.table({"text": [f"{number}-{row} " + "x" * 20_000 for row in range(50)]}, schema=schema)
            )
    pool = pa.default_memory_pool()
    before, peak = pool.bytes_allocated(), 0
    for _ in read([str(path)]):
        peak = max(peak, pool.bytes_allocated() - before)
    assert 0 < peak < 12 * 2**20
