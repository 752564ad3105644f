"""The families of the report: copies, versions and follow-ups together, with the sites that carried them."""

from __future__ import annotations

from pathlib import Path

from output.families import largest_families
from output.plan import CopyOf
from output.statistics import NO_SITE
from output.tables import Tables
from tests.output.conftest import Fill, document


def test_a_family_names_its_oldest_report_and_every_site_that_carried_any_of_it(
    fill: Fill, root: Path
) -> None:
    """Document 1 follows up on 0; 2 is a copy of 0 and 5 one of the follow-up; 4 has a copy of its own."""
    fill([*map(document, range(5))], {2: CopyOf(0, "near", 0.8)}, {1: 0})
    fill(
        [document(5), document(7)],
        {0: CopyOf(document(1).id, "near", 0.8), 1: CopyOf(document(4).id, "exact", 1.0)},
    )
    first, second = largest_families(Tables.at(root))
    assert (first.id, first.title, first.documents, first.copies) == (
        document(0).id,
        "Chuyến thăm thứ 0",
        2,
        2,
    )
    assert first.carriers == ["bao0.example", "bao1.example", "bao2.example"]
    assert (first.first, first.last) == ("2026-01-01", "2026-03-06")
    assert (second.id, second.documents, second.copies) == (document(4).id, 1, 1)


def test_a_report_alone_is_no_family(fill: Fill, root: Path) -> None:
    fill([document(1), document(2)])
    assert largest_families(Tables.at(root)) == []


def test_members_without_an_address_are_of_no_site(fill: Fill, root: Path) -> None:
    fill([document(1, url=None), document(2, url=None)], {1: CopyOf(0, "near", 0.8)})
    (family,) = largest_families(Tables.at(root))
    assert family.carriers == [NO_SITE]
