"""Any Unicode text that is written to a row format comes back as it was, compressed or not."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.document import Record
from cleaning.inputs import InputOptions, read

Rows = list[tuple[str, str]]


def as_jsonl(rows: Rows) -> bytes:
    return "".join(
        json.dumps({"text": text, "title": title}, ensure_ascii=False) + "\n" for text, title in rows
    ).encode()


def as_escaped_jsonl(rows: Rows) -> bytes:
    return "".join(json.dumps({"text": text, "title": title}) + "\r\n" for text, title in rows).encode()


def as_json(rows: Rows) -> bytes:
    return json.dumps(
        [{"text": text, "title": title} for text, title in rows], indent=1, ensure_ascii=False
    ).encode()


def as_csv(rows: Rows) -> bytes:
    target = io.StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows([("text", "title"), *rows])
    return target.getvalue().encode()


def as_parquet(rows: Rows) -> bytes:
    target = io.BytesIO()
    columns = {"text": [text for text, _ in rows], "title": [title for _, title in rows]}
    pq.write_table(pa.table(columns, schema=pa.schema({"text": pa.string(), "title": pa.string()})), target)
    return target.getvalue()


WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "rows.jsonl": as_jsonl,
    "rows.ndjson": as_escaped_jsonl,
    "rows.json": as_json,
    "rows.csv": as_csv,
    "rows.parquet": as_parquet,
}
PACKERS: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}

texts = st.text(max_size=40) | st.text(alphabet="\n\r\"',;\\\t\0\x85\u2028\ufeffaế{}[]", max_size=12)


@pytest.mark.parametrize("packing", PACKERS)
@pytest.mark.parametrize("name", WRITERS)
def test_rows_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, name: str, packing: str
) -> None:
    path = tmp_path_factory.mktemp("rows") / (name + packing)

    @settings(deadline=None)  # the first example imports pyarrow
    @given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
    def check(rows: Rows) -> None:
        path.write_bytes(PACKERS[packing](WRITERS[name](rows)))
        found = list(read([str(path)], InputOptions(format=Path(name).suffix[1:].replace("ndjson", "jsonl"))))  # type: ignore[arg-type]
        assert all(isinstance(one, Record) for one in found), found
        back = [(one.content, one.declared.title or "") for one in found if isinstance(one, Record)]
        assert back == [(text, title.strip()) for text, title in rows]

    check()


@settings(deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["a", "a.txt", "a.jsonl", "a.json", "a.csv", "a.parquet", "a.warc", "a.zip"]),
)
def test_no_bytes_make_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("bytes", numbered=True) / name
    path.write_bytes(content)
    for one in read([str(path)]):
        assert one.source_path == str(path)
    path.unlink()
