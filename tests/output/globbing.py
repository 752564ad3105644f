"""Reading a corpus as analysis tools do: by listing its folders, without knowing of runs or journals."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from output.schema import TABLES

Row = tuple[Any, ...]


def listed(root: Path, table: str, *columns: str) -> Counter[Row]:
    """Return the rows that a reader of the folder of ``table`` finds now, with how often it finds each."""
    found: Counter[Row] = Counter()
    for path in sorted((root / table).glob("*")):
        rows = pq.read_table(path, columns=list(columns) or None, partitioning=None).to_pylist()
        found.update(tuple(map(_hashable, row.values())) for row in rows)
    return found


def everything(root: Path) -> dict[str, Counter[Row]]:
    """Return all rows of all tables as a reader of the folders finds them."""
    return {table: listed(root, table) for table in TABLES}


def dangling(root: Path) -> list[str]:
    """Return the tables with rows that refer to a row which is not there."""
    documents, copies, left_out = (set(listed(root, t, "id")) for t in TABLES[:3])
    told = {
        "duplicates": set(listed(root, "duplicates", "kept_id")) - documents,
        "documents": set(listed(root, "documents", "family")) - documents,
        "removals": set(listed(root, "removals", "document_id")) - documents - copies - left_out,
    }
    return [table for table, lost in told.items() if lost]


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
