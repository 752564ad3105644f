"""The report: one self-contained HTML page about a corpus, the same for the same corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from cleaning.document import REMOVED_ROLES
from output.card import last_run
from output.charts import Histogram, bars, histogram, months_between
from output.corpus import Corpus
from output.durable import write
from output.examples import Example, examples
from output.families import largest_families
from output.highlights import menu_lines, removals_by_rule, removed_lines, repeated_lines, sample_ids
from output.pages import page
from output.records import Counts, totals
from output.review import Chosen
from output.statistics import RELEVANCE_UNITS, Statistics, gather
from output.summary import by_size, load_line
from output.tables import Tables
from output.threshold import AtThreshold, at_threshold, borderline, min_relevance

_SITES_SHOWN = 50
_RUNS_SHOWN = 10
_KEPT_SHOWN = 3
_CHECKED_SHOWN = 2
_LEFT_OUT_SHOWN = 3
_SAMPLE = 200
"""Documents drawn for the review corner, of which those with most removed are shown too: most to check."""


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A way a record can end: how many, the share of all (0 to 1), why, and how many in the last run."""

    name: str
    count: int
    share: float
    reasons: tuple[tuple[str, int], ...] = ()
    latest: int = 0


def write_report(corpus: Corpus, found: Statistics | None = None) -> Path:
    """Write ``report.html`` into ``corpus`` and return its path; ``found`` as in ``write_card``."""
    write(corpus.layout.report, report_html(corpus.tables(), found))
    return corpus.layout.report


def is_stale(corpus: Corpus) -> bool:
    """Return whether a page is missing or older than the last run, as after a kill before it was written."""
    runs, layout = corpus.tables().runs, corpus.layout
    if not runs:
        return False
    last = runs[-1].run
    marks = {layout.report: _mark(last), layout.card: last_run(last), layout.croissant: f'"{last}"'}
    return not all(path.exists() and mark in path.read_text(encoding="utf-8") for path, mark in marks.items())


def _mark(run: str) -> str:
    """Return the element by which a report names the run it was written after."""
    return f'<meta name="last-run" content="{run}">'


def report_html(tables: Tables, found: Statistics | None = None) -> str:
    """Return the report on ``tables`` as one page without any outside reference."""
    found, runs = found or gather(tables), tables.runs
    threshold = min_relevance(runs)
    border = at_threshold(tables, threshold)
    return page(
        "report.html.j2",
        name=tables.layout.name,
        records=runs,
        recent=runs[: -_RUNS_SHOWN - 1 : -1],
        last=runs[-1] if runs else None,
        funnel=list(funnel_steps(totals(runs), runs[-1].counts if runs else Counts())),
        found=found,
        sites=found.sites[:_SITES_SHOWN],
        more_sites=max(0, len(found.sites) - _SITES_SHOWN),
        charts=_charts(found, threshold),
        threshold=threshold,
        border=border,
        families=largest_families(tables),
        by_size=by_size,
        corner=list(_corner(tables, border)),
        load=load_line(Path()),
        mark=Markup(_mark(runs[-1].run)) if runs else "",  # noqa: S704 - checked name
        **_taken_out(tables),
    )


def funnel_steps(counts: Counts, latest: Counts = Counts()) -> Iterator[FunnelStep]:  # noqa: B008 - frozen
    """Yield the ways records ended, from all of them down to the failed; ``latest`` are the last run's."""
    every = counts.records_in or 1
    for name, parts, new in (
        ("records in", {"": counts.records_in}, latest.records_in),
        ("known already", {"": counts.already_known}, latest.already_known),
        ("kept", {"": counts.documents}, latest.documents),
        ("copies", counts.duplicates, sum(latest.duplicates.values())),
        ("rejected", counts.rejected, sum(latest.rejected.values())),
        ("failed", counts.failed, sum(latest.failed.values())),
    ):
        total = sum(parts.values())
        reasons = tuple(one for one in by_size(parts) if one[0])
        yield FunnelStep(name, total, total / every, reasons, new)


def _charts(found: Statistics, threshold: float | None) -> dict[str, Histogram | None]:
    return {
        "Published, by month": Histogram(bars(months_between(found.months))),
        "Words a report": Histogram(bars(found.words)),
        "Similarity to the samples": histogram(found.relevance, RELEVANCE_UNITS, threshold),
    }


def _taken_out(tables: Tables) -> dict[str, Any]:
    return {
        "lines": removed_lines(tables),
        "menus": menu_lines(tables),
        "repeated": repeated_lines(tables),
        "removals": removals_by_rule(tables),
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """Some examples under one heading, with what they are."""

    heading: str
    about: str
    examples: Sequence[Example]


def _corner(tables: Tables, border: AtThreshold) -> Iterator[_Part]:
    """Yield what to look at oneself, but for headings under which there is nothing."""
    drawn = sample_ids(tables, "documents", _SAMPLE)
    kept = [Chosen("documents", one) for one in drawn[:_KEPT_SHOWN]]
    kept += (most := [Chosen("documents", one, _MOST) for one in _most_to_check(tables, drawn)])
    left_out = [Chosen("rejected", one) for one in sample_ids(tables, "rejected", _LEFT_OUT_SHOWN)]
    left_out += [Chosen("duplicates", one, _COPY) for one in sample_ids(tables, "duplicates", 1)]
    at_border = borderline(tables, border)
    made = examples(tables, [*kept, *at_border, *left_out])
    for heading, about, chosen in (
        ("Kept", _MOST_LAST if most else _AT_RANDOM, kept),
        ("Borderline", _BORDER, at_border),
        ("Left out", _AT_RANDOM, left_out),
    ):
        if shown := [made[one] for one in chosen if one in made]:
            yield _Part(heading, about, shown)


_AT_RANDOM = "At random."
_MOST_LAST = "At random; the last ones had most taken out of them in a larger sample."
_MOST = "most taken out"
_COPY = "a copy, at random"
_BORDER = "Those that came closest to the other verdict, one for each kind of border."


def _most_to_check(tables: Tables, drawn: Sequence[str]) -> list[str]:
    """Return those of the documents ``drawn`` of which most is no part of the report, none without such."""
    removed: Counter[str] = Counter()
    columns = ("document_id", "role", "text")
    for piece in tables.find("removals", "document_id", drawn, columns=columns):
        if piece["role"] in REMOVED_ROLES:
            removed[piece["document_id"]] += len(piece["text"])
    return sorted(removed, key=lambda one: (-removed[one], one))[:_CHECKED_SHOWN]
