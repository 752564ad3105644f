from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from output import spool
from output.spool import Spool

SCHEMA = pa.schema([("ordinal", pa.int64()), ("text", pa.string())])


def row(number: int, text: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"ordinal": number, "text": text}], schema=SCHEMA)


@given(st.lists(st.integers(0, 3), max_size=30), st.sets(st.integers(0, 29)))
def test_rows_come_back_in_order_and_by_number_however_reading_and_writing_mix(
    tmp_path_factory: pytest.TempPathFactory, reads: list[int], wanted: set[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "BATCH_ROWS", 4)
        held = Spool(tmp_path_factory.mktemp("spool"), "rows", SCHEMA)
        for number, read in enumerate(reads):
            assert held.append(row(number, f"t{number}")) == number
            if not read:
                assert sum(batch.num_rows for batch in held.batches(["ordinal"])) == number + 1
        rows = [row for batch in held.batches() for row in batch.to_pylist()]
        assert [row["text"] for row in rows] == [f"t{number}" for number in range(len(reads))]
        known = {number for number in wanted if number < len(reads)}
        assert dict(held.values(["text"], known)) == {number: f"t{number}" for number in known}
        held.close()


def test_long_texts_are_written_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BATCH_BYTES", 100)
    held = Spool(tmp_path, "rows", SCHEMA)
    for number in range(5):
        held.append(row(number, "x" * 60))
    assert [batch.num_rows for batch in held.batches()] == [2, 2, 1]
