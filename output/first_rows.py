"""The first rows of a table in some order, found without making Python values of all others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from output.rows import Row

Direction = Literal["ascending", "descending"]


def first_rows(
    chunks: Iterable[pa.Table], columns: Sequence[str], count: int, *, direction: Direction = "ascending"
) -> list[Row]:
    """Return the first ``count`` of the rows of ``chunks``, in the order of ``columns``."""
    keys = [(column, direction) for column in columns]
    first: pa.Table | None = None
    for chunk in chunks:
        both = chunk if first is None else pa.concat_tables([first, chunk], promote_options="default")
        first = both.take(pc.select_k_unstable(both, count, keys))
    rows: list[Row] = [] if first is None else first.sort_by(keys).to_pylist()
    return rows
