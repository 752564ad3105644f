"""The report: one self-contained HTML page about a corpus, the same for the same corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from cleaning.document import REMOVED_ROLES
from output.card import last_run
from output.charts import Histogram, bars, histogram, months_between
from output.corpus import Corpus
from output.durable import write
from output.highlights import (
    menu_lines,
    most_copied,
    removals_by_rule,
    removed_lines,
    repeated_lines,
    sample_ids,
)
from output.pages import page
from output.records import Counts, RunRecord, totals
from output.review import Reviewed, reviewed
from output.statistics import RELEVANCE_UNITS, gather
from output.summary import by_size, load_line
from output.tables import Tables

_SITES_SHOWN = 50
_KEPT_SHOWN = 4
_LEFT_OUT_SHOWN = 3
_SAMPLE = 200
"""Documents drawn for the review corner, of which those with most removed are shown: most to check."""

_MIN_RELEVANCE = re.compile(r"OffTopic\(min_relevance=(-?\d+(?:\.\d+)?(?:e-?\d+)?)\b")

_TEXT_SHOWN = 6_000
_PIECES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A way a record can end: how many, the share of all (0 to 1), and why."""

    name: str
    count: int
    share: float
    reasons: tuple[tuple[str, int], ...] = ()


def write_report(corpus: Corpus) -> Path:
    """Write ``report.html`` into ``corpus`` and return its path."""
    write(corpus.layout.report, report_html(corpus.tables()))
    return corpus.layout.report


def is_stale(corpus: Corpus) -> bool:
    """Return whether report or card is missing or older than the last run, as after a kill before them."""
    runs, layout = corpus.tables().runs, corpus.layout
    if not runs:
        return False
    marks = {layout.report: _mark(runs[-1].run), layout.card: last_run(runs[-1].run)}
    return not all(path.exists() and mark in path.read_text(encoding="utf-8") for path, mark in marks.items())


def _mark(run: str) -> str:
    """Return the element by which a report names the run it was written after."""
    return f'<meta name="last-run" content="{run}">'


def report_html(tables: Tables) -> str:
    """Return the report on ``tables`` as one page without any outside reference."""
    found = gather(tables)
    months = months_between(found.months)
    return page(
        "report.html.j2",
        name=tables.layout.name,
        records=tables.runs,
        last=tables.runs[-1] if tables.runs else None,
        funnel=list(funnel_steps(totals(tables.runs))),
        found=found,
        sites=found.sites[:_SITES_SHOWN],
        more_sites=max(0, len(found.sites) - _SITES_SHOWN),
        charts={
            "Published, by month": Histogram(bars(months)),
            "Words a report": Histogram(bars(found.words)),
            "Similarity to the samples": histogram(
                found.relevance, RELEVANCE_UNITS, min_relevance(tables.runs)
            ),
        },
        stories=list(most_copied(tables)),
        lines=removed_lines(tables),
        menus=menu_lines(tables),
        repeated=repeated_lines(tables),
        removals=removals_by_rule(tables),
        by_size=by_size,
        kept=_most_to_check(tables),
        left_out=reviewed(tables, "rejected", sample_ids(tables, "rejected", _LEFT_OUT_SHOWN)),
        limits={"text": _TEXT_SHOWN, "pieces": _PIECES_SHOWN},
        load=load_line(Path()),
        mark=Markup(_mark(tables.runs[-1].run)) if tables.runs else "",  # noqa: S704 - checked name
    )


def funnel_steps(counts: Counts) -> Iterator[FunnelStep]:
    """Yield the ways records ended, from all records down to those that failed."""
    every = counts.records_in or 1

    def step(name: str, parts: Mapping[str, int]) -> FunnelStep:
        total = sum(parts.values())
        return FunnelStep(name, total, total / every, tuple(by_size(parts)))

    yield FunnelStep("records in", counts.records_in, 1.0)
    yield FunnelStep("known already", counts.already_known, counts.already_known / every)
    yield FunnelStep("kept", counts.documents, counts.documents / every)
    yield step("copies", counts.duplicates)
    yield step("rejected", counts.rejected)
    yield step("failed", counts.failed)


def min_relevance(records: Sequence[RunRecord]) -> float | None:
    """Return the similarity the last run asked for, ``None`` when it asked for none.

    A record holds the judges as their ``repr``; only a run that judged by topic has this one.
    """
    judges = records[-1].settings.get("judges", ()) if records else ()
    found = (_MIN_RELEVANCE.match(judge) for judge in judges if isinstance(judge, str))
    return next((float(match[1]) for match in found if match), None)


def _most_to_check(tables: Tables) -> list[Reviewed]:
    drawn = reviewed(tables, "documents", sample_ids(tables, "documents", _SAMPLE))
    return sorted(drawn, key=lambda one: (-_removed_characters(one), one.row["id"]))[:_KEPT_SHOWN]


def _removed_characters(one: Reviewed) -> int:
    return sum(len(removal.text) for removal in one.removals if removal.role in REMOVED_ROLES)
