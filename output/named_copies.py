"""The copies of a run by name, when they are few enough to read: which record is a copy of which document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from output.pages import visible
from output.run import RunSummary
from output.tables import Tables

MAX_NAMED: Final = 5
"""Copies that a summary names; of more it gives the number, and `duplicates` holds them all."""

_TITLE_CUT: Final = 60


@dataclass(frozen=True, slots=True)
class NamedCopy:
    """One record that is a copy, and the document that was kept instead."""

    source_path: str
    source_record: int
    id: str
    kind: str
    similarity: float
    kept_id: str
    kept_title: str
    kept_from: str

    def __str__(self) -> str:
        title = self.kept_title[:_TITLE_CUT] + ("…" if len(self.kept_title) > _TITLE_CUT else "")
        of = " ".join(filter(None, (self.kept_id, f"“{title}”" if title else "", "from", self.kept_from)))
        return visible(f"{self.source_path}, record {self.source_record}: {self.kind} copy of {of}")


def named_copies(summary: RunSummary) -> list[NamedCopy]:
    """Return the copies that the run added, in the order of their sources; none when there are too many."""
    if not summary.committed or sum(summary.counts.duplicates.values()) > MAX_NAMED:
        return []
    tables = Tables.at(summary.corpus)
    rows = list(tables.find("duplicates", "run", [summary.run]))
    kept = {row["id"]: row for row in tables.find("documents", "id", {row["kept_id"] for row in rows})}
    named = ("source_path", "source_record", "id", "kind", "similarity", "kept_id")
    found = [
        NamedCopy(**{name: row[name] for name in named}, kept_title=of["title"], kept_from=_origin(of))
        for row in rows
        for of in (kept[row["kept_id"]],)
    ]
    return sorted(found, key=lambda one: (one.source_path, one.source_record))


def _origin(row: dict[str, object]) -> str:
    return str(row["url"] or f"{row['source_path']}, record {row['source_record']}")
