"""The numbers of a corpus for its report and card, gathered in one pass a table; memory grows with sites.

Whole columns are counted at once: the pages are made anew after every run, however little it added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.days import days_of
from output.rows import Row
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

    def see(self, documents: int, run: str, first: date | None, last: date | None) -> None:
        """Count ``documents`` of ``run``, published from ``first`` to ``last`` where any has a date."""
        self.documents += documents
        self.by_run[run] += documents
        if first and last:
            self.first = min(self.first or first.isoformat(), first.isoformat())
            self.last = max(self.last, last.isoformat())


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
    sites: dict[str, Days] = {}
    recent = _last_two(tables)
    for chunk in tables.chunks("documents", _COLUMNS):
        days = days_of(chunk["published_at"])
        _count(chunk, days, found)
        _count_sites(chunk, days, sites, recent)
    found.sites = _sites(tables, sites, recent)
    return found


def _count(chunk: pa.Table, days: pa.Array, found: Statistics) -> None:
    words = chunk["words"].to_numpy()
    classes = np.bincount(np.searchsorted(WORD_STEPS, words, side="right"), minlength=len(_WORD_CLASSES))
    for name, number in zip(_WORD_CLASSES, classes.tolist(), strict=True):
        found.words[name] += number
    found.total_words += int(words.sum(dtype=np.int64))
    found.flags.update(_tally(pc.list_flatten(chunk["flags"])))
    found.languages.update(_named(_tally(chunk["language"]), "unknown"))
    relevance = chunk["relevance"].drop_null().cast(pa.float64())
    found.relevance.update(_tally(pc.floor(pc.multiply(relevance, RELEVANCE_UNITS)).cast(pa.int64())))
    for day, number in _tally(days.drop_null()).items():
        found.months[day.isoformat()[: len("2026-02")]] += number
    found.precisions.update(
        _named(_tally(chunk["published_precision"].filter(days.is_valid())), "unknown"),
    )
    found.undated += days.null_count


def _count_sites(chunk: pa.Table, days: pa.Array, sites: dict[str, Days], recent: _Recent) -> None:
    by_site = pa.table({"site": chunk["site"], "run": chunk["run"], "day": days}).group_by(["site", "run"])
    for row in by_site.aggregate([([], "count_all"), ("day", "min"), ("day", "max")]).to_pylist():
        run = row["run"] if row["run"] in recent else ""
        known = sites.setdefault(site_of(row), Days())
        known.see(row["count_all"], run, row["day_min"], row["day_max"])


def _tally(values: pa.Array | pa.ChunkedArray) -> Counter[Any]:
    """Return how often each of ``values`` occurs, in the order in which they were first met."""
    return Counter({one["values"]: one["counts"] for one in pc.value_counts(values).to_pylist()})


def _named(counted: Mapping[str | None, int], unnamed: str) -> Counter[str]:
    """Return ``counted`` with what is null or empty counted as ``unnamed``."""
    found: Counter[str] = Counter()
    for name, number in counted.items():
        found[name or unnamed] += number
    return found


def site_of(row: Row) -> str:
    """Return the site of a row of any table that has one."""
    return row["site"] or NO_SITE


def _sites(tables: Tables, days: Mapping[str, Days], recent: _Recent) -> list[Site]:
    """Return all sites, those with the most records first."""
    duplicates, rejected = (_left_out(tables, table, recent) for table in ("duplicates", "rejected"))
    reported = {name for name, known in days.items() if known.by_run[recent.last]} | duplicates.last
    silent = {name for name in rejected.last - reported if name in days and name != NO_SITE}
    sites = [
        Site(
            name,
            known.documents,
            duplicates.records[name],
            rejected.records[name],
            known.first,
            known.last,
            name in silent,
            known.by_run[recent.last],
            known.by_run[recent.before] if recent.before else 0,
        )
        for name in {*days, *duplicates.records, *rejected.records}
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


class _LeftOut(NamedTuple):
    """The records of a table by site, and the sites whose records the last run added."""

    records: Counter[str]
    last: set[str]


def _left_out(tables: Tables, table: str, recent: _Recent) -> _LeftOut:
    found = _LeftOut(Counter(), set())
    for chunk in tables.chunks(table, ["site", "run"]):
        found.records.update(_named(_tally(chunk["site"]), NO_SITE))
        met = pc.unique(chunk["site"].filter(pc.equal(chunk["run"], recent.last)))
        found.last.update(one or NO_SITE for one in met.to_pylist())
    return found
