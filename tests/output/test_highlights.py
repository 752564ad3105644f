from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.document import Document, Removal, Role
from output import frequent
from output.charts import HEIGHT, bars, months_between
from output.frequent import most_frequent
from output.highlights import (
    RepeatedLine,
    removals_by_rule,
    removed_lines,
    repeated_lines,
    sample_ids,
)
from output.statistics import NO_SITE, gather
from output.tables import Tables
from tests.output.conftest import Fill, document


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(max_size=2), st.integers(1, 5))), st.integers(0, 5), st.integers(0, 3))
def test_the_most_frequent_items_are_counted_exactly(
    items: list[tuple[str, int]], top: int, max_exact: int
) -> None:
    exact: Counter[str] = Counter()
    for item, count in items:
        exact[item] += count
    expected = sorted(exact.items(), key=lambda found: (-found[1], repr(found[0])))[:top]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            frequent, "MAX_EXACT", max_exact
        )  # some lists are counted at once, others roughly first
        assert most_frequent(lambda: items, top=top) == expected


@pytest.mark.parametrize("max_exact", [1_000, 1_000_000])
def test_a_frequent_item_is_found_among_many_rare_ones(
    max_exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequent, "MAX_EXACT", max_exact)

    def passes() -> Iterator[tuple[str, int]]:
        for number in range(20_000):
            yield (f"rare {number}", 1) if number % 100 else ("often", 1)

    assert most_frequent(passes, top=1) == [("often", 200)]


def test_removed_lines_are_ranked_within_their_role(fill: Fill, root: Path) -> None:
    teaser = Removal(7, Role.RELATED, "teaser", "a link", "Đọc thêm", 0, 8)
    fill([document(1), document(2), document(3, removals=(teaser,))])
    found = removed_lines(Tables.at(root))
    assert [(line.text, count) for line, count in found["related"]] == [("Đọc thêm", 1)]
    assert [(line.text, count) for line, count in found["ui"]] == [("Chia sẻ qua thư", 2)]
    assert "date" not in found, "metadata is no boilerplate"


def test_pieces_are_counted_by_role_and_rule(filled: Path) -> None:
    assert removals_by_rule(Tables.at(filled))["date", "date_line"] == 14


def test_lines_that_still_repeat_are_counted_once_a_document_and_by_site(fill: Fill, root: Path) -> None:
    def page(number: int) -> Document:
        return document(3 * number, text=f"Bến Lau\n\nTin số {number} về cảng.\n\nBến Lau")

    fill([*map(page, range(4))])
    assert repeated_lines(Tables.at(root)) == []
    fill([*map(page, range(4, 6)), document(1, text="Bến Lau")])
    assert repeated_lines(Tables.at(root)) == [(RepeatedLine("bao0.example", "Bến Lau"), 6)]


def test_the_sample_is_the_same_each_time_and_of_the_wanted_size(filled: Path) -> None:
    tables = Tables.at(filled)
    assert sample_ids(tables, "documents", 5) == sample_ids(tables, "documents", 5)
    assert len(set(sample_ids(tables, "documents", 5))) == 5


def test_days_are_those_of_the_place_of_publication(fill: Fill, root: Path) -> None:
    fill([document(1)])
    (site,) = gather(Tables.at(root)).sites
    assert (site.first, site.last) == ("2026-02-02", "2026-02-02")


def test_records_without_an_address_are_counted_together(fill: Fill, root: Path) -> None:
    fill([document(1, url=None), document(2, url=None)])
    assert [(site.name, site.documents) for site in gather(Tables.at(root)).sites] == [(NO_SITE, 2)]


def test_months_without_reports_are_in_the_timeline() -> None:
    assert months_between({"2025-11": 2, "2026-02": 1}) == {
        "2025-11": 2,
        "2025-12": 0,
        "2026-01": 0,
        "2026-02": 1,
    }


def test_a_wrong_date_does_not_make_a_thousand_bars() -> None:
    assert len(months_between({"1900-01": 1, "2026-02": 1})) == 127


def test_no_dates_no_timeline() -> None:
    assert bars(months_between({})) == []


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10**7), min_size=1, max_size=700))
def test_bars_stay_inside_the_chart_and_nothing_but_none_is_invisible(counts: dict[str, int]) -> None:
    drawn = bars(counts)
    assert len(drawn) == len(counts)
    assert all(0 <= bar.y <= HEIGHT and 0 <= bar.x <= 640 for bar in drawn)
    assert all((bar.height > 0) == (bar.count > 0) for bar in drawn)
