"""The largest families of a corpus: reports with copies, versions and follow-ups, and who carried them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from output.frequent import most_frequent
from output.statistics import day_of, site_of
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
    rows = tables.rows("documents", ["id", "family"])
    elders: dict[str, str] = {row["id"]: row["family"] for row in rows if row["family"] != row["id"]}

    def members() -> Iterator[tuple[str, int]]:
        for row in tables.rows("documents", ["family"]):
            yield row["family"], 1
        for row in tables.rows("duplicates", ["kept_id"]):
            yield _eldest(row["kept_id"], elders), 1

    top = most_frequent(members, top=TOP_FAMILIES)
    found = {one: Family(one) for one, count in top if count > 1}
    _gather(tables, found, elders)
    return list(found.values())


def _gather(tables: Tables, found: Mapping[str, Family], elders: Mapping[str, str]) -> None:
    columns = ("id", "family", "title", "site", "published_at")
    for row in tables.rows("documents", columns):
        if family := found.get(row["family"]):
            family.documents += 1
            family.see(site_of(row), day_of(row))
            if row["id"] == family.id or not family.title:
                family.title = row["title"]
    for row in tables.rows("duplicates", ["kept_id", "site", "published_at"]):
        if family := found.get(_eldest(row["kept_id"], elders)):
            family.copies += 1
            family.see(site_of(row), day_of(row))


def _eldest(document: str, elders: Mapping[str, str]) -> str:
    return elders.get(document, document)
