"""The largest families of a corpus: reports with copies, versions and follow-ups, and who carried them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow.compute as pc

from output.days import day_of
from output.frequent import most_frequent
from output.statistics import site_of
from output.tables import Tables

TOP_FAMILIES: Final = 10


@dataclass
class Family:
    """A report with what descends from it: documents of its own (with itself) and copies that were left out.

    ``sites`` are those that carried any of it; ``first`` and ``last`` are days, empty when none is known.
    """

    id: str
    title: str = ""
    documents: int = 0
    copies: int = 0
    first: str = ""
    last: str = ""
    sites: set[str] = field(default_factory=set)

    @property
    def carriers(self) -> list[str]:
        """Return the sites in the order of their names."""
        return sorted(self.sites)

    def see(self, site: str, day: str) -> None:
        """Take in that ``site`` carried it on ``day``, which is empty when unknown."""
        self.sites.add(site)
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last, day)


def largest_families(tables: Tables) -> list[Family]:
    """Return the families with most members, most first; a report alone is none.

    Memory: the ids of the documents that are not the oldest of their family.
    """
    elders: dict[str, str] = {}
    for chunk in tables.chunks("documents", ["id", "family"]):
        younger = chunk.filter(pc.not_equal(chunk["id"], chunk["family"]))
        elders.update(zip(younger["id"].to_pylist(), younger["family"].to_pylist(), strict=True))

    def members() -> Iterator[tuple[str, int]]:
        """Yield all but the oldest report of each family, which all have: one less is the same order."""
        for family in elders.values():
            yield family, 1
        for chunk in tables.chunks("duplicates", ["kept_id"]):
            for one in pc.value_counts(chunk["kept_id"]).to_pylist():
                yield _eldest(one["values"], elders), one["counts"]

    found = {one: Family(one) for one, _ in most_frequent(members, top=TOP_FAMILIES)}
    _gather(tables, found, elders)
    return [one for one in found.values() if one.documents + one.copies > 1]


def _gather(tables: Tables, found: Mapping[str, Family], elders: Mapping[str, str]) -> None:
    columns = ("id", "family", "title", "site", "published_at")
    for row in tables.find("documents", "family", found, columns=columns):
        family = found[row["family"]]
        family.documents += 1
        family.see(site_of(row), day_of(row["published_at"]))
        if row["id"] == family.id or not family.title:
            family.title = row["title"]
    members = {*found, *(one for one, family in elders.items() if family in found)}
    for row in tables.find("duplicates", "kept_id", members, columns=("kept_id", "site", "published_at")):
        family = found[_eldest(row["kept_id"], elders)]
        family.copies += 1
        family.see(site_of(row), day_of(row["published_at"]))


def _eldest(document: str, elders: Mapping[str, str]) -> str:
    return elders.get(document, document)
