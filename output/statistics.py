"""The numbers of a corpus for its report and card, gathered in one pass a table; memory grows with sites."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from output.rows import Row
from output.schema import PUBLISHED_ZONE
from output.tables import Tables

NO_SITE = "(no address)"

WORD_STEPS = (50, 100, 200, 400, 800, 1_600)
"""Upper ends of the length classes; each is twice the one before, as lengths of news spread."""


_WORD_CLASSES = tuple(
    [f"<{WORD_STEPS[0]}"]
    + [f"{low}–{high - 1}" for low, high in pairwise(WORD_STEPS)]
    + [f"{WORD_STEPS[-1]}+"]
)

RELEVANCE_UNITS = 1_000
"""Similarities are counted by the thousandth: exact enough for any chart, whatever their range."""

_COLUMNS = ("site", "published_at", "published_precision", "language", "words", "relevance", "flags", "run")

_ZONE = ZoneInfo(PUBLISHED_ZONE)


@dataclass(frozen=True, slots=True)
class Site:
    """What one site gave; ``first`` and ``last`` are days, empty when no document has a date.

    ``silent``: it gave documents before, but of the last run only records that were left out. Then its
    pages have changed or it blocks us; a site the last run did not meet tells nothing. ``new`` are the
    documents the last run added, ``new_before`` those of the run before it.
    """

    name: str
    documents: int
    duplicates: int
    rejected: int
    first: str
    last: str
    silent: bool = False
    new: int = 0
    new_before: int = 0


@dataclass
class Days:
    """The documents of a site, and the first and last day of their dates."""

    documents: int = 0
    first: str = ""
    last: str = ""
    by_run: Counter[str] = field(default_factory=Counter)

    def see(self, day: str, run: str) -> None:
        """Count a document of ``run`` published on ``day``, which are empty when they don't matter."""
        self.documents += 1
        self.by_run[run] += 1
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last, day)


@dataclass
class Statistics:
    """The numbers of a corpus; counts are of documents unless said otherwise.

    ``relevance`` counts similarities by ``RELEVANCE_UNITS``, rounded down.
    """

    sites: list[Site] = field(default_factory=list)
    months: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    precisions: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    words: dict[str, int] = field(default_factory=dict)
    total_words: int = 0
    relevance: Counter[int] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

    @property
    def named_sites(self) -> int:
        """Return the number of sites; documents without an address are of none."""
        return sum(site.name != NO_SITE for site in self.sites)

    @property
    def silent(self) -> list[str]:
        """Return the sites whose pages gave no report in the last run, though they did before."""
        return sorted(site.name for site in self.sites if site.silent)

    @property
    def documents(self) -> int:
        """Return the number of documents."""
        return self.undated + sum(self.months.values())


def gather(tables: Tables) -> Statistics:
    """Return the numbers of the documents and sites of the corpus."""
    found = Statistics(words=dict.fromkeys(_WORD_CLASSES, 0))
    days: dict[str, Days] = {}
    recent = _last_two(tables)
    for row in tables.rows("documents", _COLUMNS):
        _count(row, found)
        days.setdefault(site_of(row), Days()).see(day_of(row), row["run"] if row["run"] in recent else "")
    found.sites = _sites(tables, days)
    return found


def _count(row: Row, found: Statistics) -> None:
    found.words[_WORD_CLASSES[bisect_right(WORD_STEPS, row["words"])]] += 1
    found.total_words += row["words"]
    found.languages[row["language"] or "unknown"] += 1
    found.flags.update(row["flags"])
    if row["relevance"] is not None:
        found.relevance[floor(row["relevance"] * RELEVANCE_UNITS)] += 1
    if day := day_of(row):
        found.months[day[:7]] += 1
        found.precisions[row["published_precision"] or "unknown"] += 1
    else:
        found.undated += 1


def day_of(row: Row) -> str:
    """Return the day a report was published where it was published, or an empty text."""
    if row["published_at"] is None:
        return ""
    return str(row["published_at"].astimezone(_ZONE).date().isoformat())


def site_of(row: Row) -> str:
    """Return the site of a row of any table that has one."""
    return row["site"] or NO_SITE


def _sites(tables: Tables, days: dict[str, Days]) -> list[Site]:
    """Return all sites, those with the most records first."""
    duplicates = Counter(site_of(row) for row in tables.rows("duplicates", ["site"]))
    rejected = Counter(site_of(row) for row in tables.rows("rejected", ["site"]))
    left_out = _met(tables, "rejected") - _met(tables, "documents") - _met(tables, "duplicates")
    silent = {name for name in left_out if name in days and name != NO_SITE}
    recent = _last_two(tables)
    sites = [
        Site(
            name,
            known.documents,
            duplicates[name],
            rejected[name],
            known.first,
            known.last,
            name in silent,
            known.by_run[recent.last],
            known.by_run[recent.before] if recent.before else 0,
        )
        for name in {*days, *duplicates, *rejected}
        for known in (days.get(name, Days()),)
    ]
    return sorted(sites, key=lambda site: (-(site.documents + site.duplicates + site.rejected), site.name))


class _Recent(NamedTuple):
    """The names of the last run and of the one before it, empty where there is none."""

    last: str
    before: str


def _last_two(tables: Tables) -> _Recent:
    names = [record.run for record in tables.runs[-2:]]
    return _Recent(names[-1] if names else "", names[0] if len(names) > 1 else "")


def _met(tables: Tables, table: str) -> set[str]:
    """Return the sites of the rows that the last run added to ``table``."""
    last = tables.runs[-1].run if tables.runs else None
    found = (batch.filter(pc.equal(batch["run"], last)) for batch in tables.batches(table, ["site", "run"]))
    return {site_of(row) for batch in found for row in batch.to_pylist()}
