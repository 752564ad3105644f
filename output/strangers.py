"""Files in the data folders that no run put there: readers of a folder would see their rows."""

from __future__ import annotations

from collections.abc import Iterator

from output.schema import TABLES
from output.tables import Tables


def strange_files(tables: Tables) -> Iterator[str]:
    """Yield the names, relative to the corpus, of all that lies in a data folder and belongs to no run."""
    root = tables.layout.root
    ours = {path for table in TABLES for path in tables.files(table)}
    for table in TABLES:
        for path in sorted((root / table).rglob("*")):
            if path not in ours:
                yield str(path.relative_to(root))
