"""Arrow asks for pandas with every list it is given; our processes answer for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

LISTS = """
import sys
from output.arrow import leave_pandas_out
leave_pandas_out()
import pyarrow as pa
batch = pa.RecordBatch.from_pylist([{"count": 1}, {"count": None}])
pa.table({"count": pa.array([1, None])})
assert "pandas" not in sys.modules
"""

FRAMES = """
frame = batch.to_pandas()
assert frame["count"].isna().tolist() == [False, True]
assert pa.Table.from_pandas(frame).column("count").null_count == 1
assert pa.array(frame["count"]).null_count == 1
"""

LOADED_BEFORE = """
import pandas
from output.arrow import leave_pandas_out
leave_pandas_out()
import pyarrow as pa
assert pa.array(pandas.Series([1.5, None])).null_count == 1
"""

WORKERS = """
import sys
import tinsach.preloaded
import pyarrow as pa
pa.array([1])
assert "pandas" not in sys.modules
"""


@pytest.mark.parametrize("program", [LISTS, LISTS + FRAMES, LOADED_BEFORE, WORKERS])
def test_lists_load_no_pandas_and_frames_are_read_as_ever(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
