"""What lies at the border between kept and left out: the examples from which a threshold can be judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from typing import Final

from output.records import RunRecord
from output.review import weakest
from output.rows import Row
from output.tables import Tables

_MIN_RELEVANCE: Final = re.compile(r"OffTopic\(min_relevance=(-?\d+(?:\.\d+)?(?:e-?\d+)?)\b")
_OFF_TOPIC: Final = "off_topic"
_TOLD: Final = re.compile(r"relevance (-?\d+(?:\.\d+)?)")
"""The similarity in the evidence of a rejection: ``rejected`` has no column for it."""

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


@dataclass(frozen=True, slots=True)
class Borderline:
    """A row of ``table`` that came close to the other verdict, and in which way."""

    table: str
    id: str
    why: str


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
    floor = float("-inf") if threshold is None else threshold
    above = (one for one in _kept(tables) if one.relevance >= floor)
    kept = nsmallest(shown, above, key=lambda one: (one.relevance, one.row["id"]))
    left_out = nlargest(shown, _off_topic(tables), key=lambda one: (one.relevance, one.row["id"]))
    return AtThreshold(kept, left_out)


def borderline(tables: Tables, threshold: AtThreshold) -> list[Borderline]:
    """Return the records nearest to another verdict, one for each kind of border, each record once."""
    found = (*_by_topic(threshold), *_by_length(tables), *_by_language(tables), *_by_likeness(tables))
    return list({one.id: one for one in reversed(found)}.values())[::-1]


def _by_topic(threshold: AtThreshold) -> Iterator[Borderline]:
    for one in threshold.kept[:1]:
        yield Borderline("documents", one.row["id"], f"kept with the least similarity, {one.relevance:.3f}")
    for one in threshold.left_out[:1]:
        yield Borderline("rejected", one.row["id"], f"left out with the most similarity, {one.relevance:.3f}")


def _by_length(tables: Tables) -> Iterator[Borderline]:
    for row in nsmallest(1, tables.rows("documents", ["words", "id"]), key=lambda row: tuple(row.values())):
        yield Borderline("documents", row["id"], f"the shortest report kept, {row['words']:,} words")


def _by_language(tables: Tables) -> Iterator[Borderline]:
    rows = tables.rows("documents", ["language_score", "id", "language"])
    for row in nsmallest(1, rows, key=lambda row: tuple(row.values())):
        sure = f"{row['language']} with {row['language_score']:.2f}"
        yield Borderline("documents", row["id"], f"kept with the least certain language, {sure}")


def _by_likeness(tables: Tables) -> Iterator[Borderline]:
    for row in weakest(tables, 1):
        said = f"left out as the least similar copy, {row['similarity']:.2f}"
        yield Borderline("duplicates", row["id"], said)


def _kept(tables: Tables) -> Iterator[Similar]:
    columns = ("id", "title", "site", "url", "source_path", "relevance", "nearest_sample")
    for row in tables.rows("documents", columns):
        if row["relevance"] is not None:
            yield Similar(row, row["relevance"], row["nearest_sample"] or "")


def _off_topic(tables: Tables) -> Iterator[Similar]:
    columns = ("id", "title", "site", "url", "source_path", "reason", "evidence")
    for row in tables.rows("rejected", columns):
        if row["reason"] == _OFF_TOPIC and (told := _TOLD.match(row["evidence"])):
            yield Similar(row, float(told[1]))
