"""What is counted by whole columns is what a plain walk over the rows counts."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.document import Document, Rejection
from output import tables as output_tables
from output.corpus import Corpus
from output.days import day_of, days_of
from output.families import largest_families
from output.first_rows import first_rows
from output.highlights import sample_ids
from output.identity import digest, digest_after
from output.plan import CopyOf
from output.schema import PUBLISHED_ZONE
from output.statistics import NO_SITE, Statistics, gather
from output.tables import Tables
from output.threshold import at_threshold
from tests.output.conftest import document

TIMES = st.integers(-(2**31), 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC))
NEAR_MIDNIGHT = st.integers(-2, 2).map(
    lambda s: datetime(2026, 3, 1, 17, 0, tzinfo=UTC) + timedelta(seconds=s)
)


@st.composite
def reports(draw: st.DrawFn) -> Document:
    number = draw(st.integers(0, 10**6))
    made = document(
        number,
        url=f"https://bao.example/{number}",
        words=draw(st.integers(1, 2_000)),
        language=draw(st.sampled_from(["vi", "en", "", "fr"])),
        relevance=draw(st.none() | st.floats(-1, 1, width=32)),
        flags=tuple(draw(st.lists(st.sampled_from(["hacked_page", "uncertain_topic"]), max_size=2))),
        site=draw(st.sampled_from([None, "a.example", "b.example", "c.example"])),
    )
    at = draw(st.none() | TIMES | NEAR_MIDNIGHT)
    precision = draw(st.sampled_from([None, "day", "minute"]))
    return replace(made, metadata=replace(made.metadata, published_at=at, published_precision=precision))


RUNS = st.lists(
    st.lists(reports() | reports().map(lambda one: Rejection(one, "too_short", "")), min_size=1, max_size=8),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None)
@given(RUNS, st.sampled_from([1, 3, 1_000]))
def test_the_statistics_are_those_of_a_walk_over_the_rows(
    runs: list[list[Document | Rejection]], at_once: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(output_tables, "_NARROW_ROWS", at_once)
        tables = committed(Path(folder) / "corpus", runs)
        found, rows = gather(tables), list(tables.rows("documents"))
        assert list(found.languages.items()) == in_order(row["language"] or "unknown" for row in rows)
        assert found.flags == Counter(flag for row in rows for flag in row["flags"])
        assert found.total_words == sum(row["words"] for row in rows)
        assert sum(found.words.values()) == len(rows) == found.documents
        days = [day_of(row["published_at"]) for row in rows]
        assert found.undated == days.count("")
        assert found.months == Counter(day[:7] for day in days if day)
        dated = (row["published_precision"] or "unknown" for row in rows if row["published_at"])
        assert found.precisions == Counter(dated)
        given = (row["relevance"] for row in rows if row["relevance"] is not None)
        assert found.relevance == Counter(int(one * 1_000 // 1) for one in given)
        check_sites(found, tables)
        check_nearest(tables)


def committed(root: Path, runs: Iterable[Iterable[Document | Rejection]]) -> Tables:
    for number, outcomes in enumerate(runs):
        with Corpus(root).run(f"r{number}") as run:
            for outcome in outcomes:
                run.stage(outcome)
            run.commit()
    return Tables.at(root)


def in_order(values: Iterable[str]) -> list[tuple[str, int]]:
    return list(Counter(values).items())


def check_sites(found: Statistics, tables: Tables) -> None:
    rows, rejected = list(tables.rows("documents")), list(tables.rows("rejected"))
    last = tables.runs[-1].run
    names = {row["site"] or NO_SITE for row in [*rows, *rejected]}
    assert {site.name for site in found.sites} == names
    for site in found.sites:
        ours = [row for row in rows if (row["site"] or NO_SITE) == site.name]
        left_out = [row for row in rejected if (row["site"] or NO_SITE) == site.name]
        days = sorted(filter(None, (day_of(row["published_at"]) for row in ours)))
        assert (site.documents, site.rejected) == (len(ours), len(left_out))
        assert [site.first, site.last] == ([days[0], days[-1]] if days else ["", ""])
        assert site.new == sum(row["run"] == last for row in ours)
        met = any(row["run"] == last for row in left_out)
        assert site.silent == (bool(ours) and met and not site.new and site.name != NO_SITE)


def check_nearest(tables: Tables) -> None:
    rows = [row for row in tables.rows("documents") if (row["relevance"] or -2) >= 0.1]
    nearest = sorted(rows, key=lambda row: (row["relevance"], row["id"]))[:4]
    assert [one.row["id"] for one in at_threshold(tables, 0.1).kept] == [row["id"] for row in nearest]


@given(st.lists(st.none() | TIMES | NEAR_MIDNIGHT))
def test_days_of_a_column_are_those_of_its_times(times: list[datetime | None]) -> None:
    column = pa.chunked_array([pa.array(times, pa.timestamp("us", tz=PUBLISHED_ZONE))])
    told = [day.isoformat() if day else "" for day in days_of(column).to_pylist()]
    assert told == [day_of(time) for time in times]


def test_the_day_is_right_on_a_day_when_the_clocks_changed() -> None:
    midnight = datetime(1960, 1, 1, tzinfo=ZoneInfo(PUBLISHED_ZONE)).astimezone(UTC)
    times = [midnight + timedelta(minutes=m) for m in range(-120, 120)]
    column = pa.chunked_array([pa.array(times, pa.timestamp("us", tz="UTC"))])
    assert [day.isoformat() for day in days_of(column).to_pylist()] == [day_of(time) for time in times]


@given(st.lists(st.integers(-3, 3)), st.integers(1, 4), st.integers(1, 5))
def test_the_first_rows_of_chunks_are_those_of_all(values: list[int], size: int, count: int) -> None:
    rows: list[dict[str, Any]] = [{"value": value, "id": f"{n:03}"} for n, value in enumerate(values)]
    chunks = [pa.Table.from_pylist(rows[at : at + size]) for at in range(0, len(rows), size)]
    expected = sorted(rows, key=lambda row: (row["value"], row["id"]))
    assert first_rows(chunks, ("value", "id"), count) == expected[:count]
    assert first_rows(chunks, ("value", "id"), count, direction="descending") == expected[::-1][:count]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_digest_goes_on_from_its_first_part(first: str, text: str) -> None:
    assert digest_after(first)(text) == digest(first, text)


def test_the_families_are_those_with_most_members(root: Path) -> None:
    """Family 0 has three documents, 10 two and three copies, 20 one and a copy; 30 is alone."""
    reports = [document(number) for number in (0, 1, 2, 10, 11, 20, 30, 40, 41, 42, 43)]
    copies = {n: CopyOf(to, "near", 0.9) for n, to in {7: 3, 8: 4, 9: 4, 10: 5}.items()}
    with Corpus(root).run("r") as run:
        for report in reports:
            run.stage(report)
        run.commit(copies, {1: 0, 2: 0, 4: 3})
    found = [(one.id, one.documents, one.copies) for one in largest_families(Tables.at(root))]
    assert found == [(reports[3].id, 2, 3), (reports[0].id, 3, 0), (reports[5].id, 1, 1)]


def test_a_sample_is_of_the_least_digests(filled: Path) -> None:
    tables = Tables.at(filled)
    last = tables.runs[-1].run
    ids = sorted((row["id"] for row in tables.rows("documents")), key=lambda one: digest(last, one))
    assert sample_ids(tables, "documents", 5) == ids[:5]
