"""What lies at the border between kept and left out: the examples from which a threshold can be judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from output.first_rows import Direction, first_rows
from output.records import RunRecord
from output.review import Chosen, weakest
from output.rows import Row
from output.tables import Tables

_MIN_RELEVANCE: Final = re.compile(r"OffTopic\(min_relevance=(-?\d+(?:\.\d+)?(?:e-?\d+)?)\b")
_OFF_TOPIC: Final = "off_topic"
_TOLD: Final = r"^relevance (?P<relevance>-?\d+(?:\.\d+)?)"
"""The similarity in the evidence of a rejection: ``rejected`` has no column for it."""

_NAMED: Final = ("id", "title", "site", "url", "source_path")

_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Similar:
    """A record and how similar it is to the samples; ``nearest_sample`` is empty where the table lacks it."""

    row: Row
    relevance: float
    nearest_sample: str = ""


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """The records next to the similarity asked for: those just kept, lowest first, those just left out."""

    kept: Sequence[Similar]
    left_out: Sequence[Similar]


def min_relevance(records: Sequence[RunRecord]) -> float | None:
    """Return the similarity the last run asked for, ``None`` when it asked for none.

    A record holds the judges as their ``repr``; only a run that judged by topic has this one.
    """
    judges = records[-1].settings.get("judges", ()) if records else ()
    found = (_MIN_RELEVANCE.match(judge) for judge in judges if isinstance(judge, str))
    return next((float(match[1]) for match in found if match), None)


def at_threshold(tables: Tables, threshold: float | None, *, shown: int = _SHOWN) -> AtThreshold:
    """Return the ``shown`` records nearest to ``threshold`` on either side.

    Without one, those kept with the least similarity.
    """
    kept = _nearest(tables, "documents", _kept(tables, threshold), shown)
    return AtThreshold(kept, _nearest(tables, "rejected", _off_topic(tables), shown, "descending"))


def _nearest(
    tables: Tables, table: str, chunks: Iterable[pa.Table], count: int, direction: Direction = "ascending"
) -> list[Similar]:
    """Return the first of the rows of ``table`` whose similarity and id the ``chunks`` hold."""
    first = first_rows(chunks, ("relevance", "id"), count, direction=direction)
    columns = (*_NAMED, "nearest_sample") if table == "documents" else _NAMED
    rows = {row["id"]: row for row in tables.find(table, "id", [one["id"] for one in first], columns=columns)}
    return [
        Similar(row, one["relevance"], row.get("nearest_sample") or "")
        for one in first
        for row in (rows[one["id"]],)
    ]


def borderline(tables: Tables, threshold: AtThreshold) -> list[Chosen]:
    """Return the records nearest to another verdict, one for each kind of border, each record once."""
    found = (*_by_topic(threshold), *_by_length(tables), *_by_language(tables), *_by_likeness(tables))
    return list({one.id: one for one in reversed(found)}.values())[::-1]


def _by_topic(threshold: AtThreshold) -> Iterator[Chosen]:
    for one in threshold.kept[:1]:
        yield Chosen("documents", one.row["id"], f"kept with the least similarity, {one.relevance:.3f}")
    for one in threshold.left_out[:1]:
        yield Chosen("rejected", one.row["id"], f"left out with the most similarity, {one.relevance:.3f}")


def _by_length(tables: Tables) -> Iterator[Chosen]:
    columns = ("words", "id")
    for row in first_rows(tables.chunks("documents", columns), columns, 1):
        yield Chosen("documents", row["id"], f"the shortest report kept, {row['words']:,} words")


def _by_language(tables: Tables) -> Iterator[Chosen]:
    columns = ("language_score", "id", "language")
    for row in first_rows(tables.chunks("documents", columns), columns, 1):
        sure = f"{row['language']} with {row['language_score']:.2f}"
        yield Chosen("documents", row["id"], f"kept with the least certain language, {sure}")


def _by_likeness(tables: Tables) -> Iterator[Chosen]:
    for row in weakest(tables, 1):
        said = f"left out as the least similar copy, {row['similarity']:.2f}"
        yield Chosen("duplicates", row["id"], said)


def _kept(tables: Tables, threshold: float | None) -> Iterator[pa.Table]:
    """Yield ids and similarities of the documents at or above the threshold."""
    for chunk in tables.chunks("documents", ["id", "relevance"]):
        chosen = chunk["relevance"].is_valid()
        if threshold is not None:
            chosen = pc.and_(chosen, pc.greater_equal(chunk["relevance"].cast(pa.float64()), threshold))
        yield chunk.filter(chosen)


def _off_topic(tables: Tables) -> Iterator[pa.Table]:
    """Yield ids and similarities of what was left out for its topic."""
    for chunk in tables.chunks("rejected", ["id", "reason", "evidence"]):
        ours = chunk.filter(pc.equal(chunk["reason"], _OFF_TOPIC))
        told = pc.struct_field(pc.extract_regex(ours["evidence"], _TOLD), "relevance")
        found = pa.table({"id": ours["id"], "relevance": told.cast(pa.float64())})
        yield found.filter(found["relevance"].is_valid())
