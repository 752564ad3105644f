"""The dataset card: ``README.md`` of a corpus as the Hugging Face hub reads it, and people do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from output.corpus import Corpus
from output.croissant import croissant_text
from output.describe import ABOUT, columns
from output.durable import write
from output.front_matter import front_matter
from output.pages import visible
from output.prose import LICENCE, LIMITS, METHOD
from output.records import RunRecord, totals
from output.statistics import Statistics, gather
from output.summary import by_size
from output.tables import Tables
from output.wording import counted

_SITES_NAMED = 30
_INPUTS_NAMED = 3


def write_card(corpus: Corpus, found: Statistics | None = None) -> Path:
    """Write ``README.md`` and ``croissant.json`` into ``corpus`` and return the path of the former.

    ``found`` are its statistics, gathered when not given.
    """
    tables = corpus.tables()
    found = found or gather(tables)
    write(corpus.layout.croissant, croissant_text(tables, found))
    write(corpus.layout.card, card_text(tables, found))
    return corpus.layout.card


def card_text(tables: Tables, found: Statistics | None = None) -> str:
    """Return the card of ``tables``: YAML front matter, then Markdown; ``found`` are their statistics."""
    found = found or gather(tables)
    name = visible(tables.layout.name)
    parts = (
        front_matter(tables, found, name),
        _intro(tables, found, name),
        _numbers(tables, found),
        _sources(tables, found),
        _tables_in_words(),
        _prose(tables),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _intro(tables: Tables, found: Statistics, name: str) -> Iterator[str]:
    yield ""
    yield f"# {_cell(name)}"
    yield ""
    reports = f"{counted(found.documents, 'news report')} ({counted(found.total_words, 'word')})"
    yield (
        f"{reports} without what is not the report, "
        "and without copies. What was left out, and why, is in the other three tables."
    )
    yield ""
    yield "In the folder of this file:"
    yield ""
    yield "```python"
    yield "import pandas"
    yield 'documents = pandas.read_parquet("documents")'
    yield "```"
    if tables.runs:
        last = tables.runs[-1]
        yield ""
        yield f"Runs: {len(tables.runs)}; {last_run(last.run)}, finished {last.finished[:10]}."


def last_run(run: str) -> str:
    """Return the words by which a card names the run it was written after."""
    return f"the last one, `{run}`"


def _numbers(tables: Tables, found: Statistics) -> Iterator[str]:
    counts = totals(tables.records)
    yield from ("", "## Numbers", "", "| records | number | of these |", "|---|---:|---|")
    for label, number, parts in (
        ("documents", counts.documents, {}),
        ("duplicates", sum(counts.duplicates.values()), counts.duplicates),
        ("rejected", sum(counts.rejected.values()), counts.rejected),
        ("failed", sum(counts.failed.values()), counts.failed),
    ):
        yield f"| {label} | {number:,} | {', '.join(f'{_cell(one)} {n:,}' for one, n in by_size(parts))} |"
    dated = sorted(found.months)
    if dated:
        yield from ("", f"Published from {dated[0]} to {dated[-1]}; {found.undated:,} without a date.")
    for label, parts in (("Languages", found.languages), ("Words a report", found.words)):
        if told := [f"{_cell(one)} {n:,}" for one, n in parts.items() if n]:
            yield from ("", f"{label}: {', '.join(told)}.")


def _sources(tables: Tables, found: Statistics) -> Iterator[str]:
    yield from ("", "## Sources", "")
    yield from ("| site | documents | duplicates | rejected | published |", "|---|---:|---:|---:|---|")
    for site in found.sites[:_SITES_NAMED]:
        numbers = f"{site.documents:,} | {site.duplicates:,} | {site.rejected:,}"
        days = " to ".join(dict.fromkeys(filter(None, (site.first, site.last))))
        yield f"| {_cell(site.name)} | {numbers} | {days} |"
    if len(found.sites) > _SITES_NAMED:
        yield from ("", f"and {len(found.sites) - _SITES_NAMED:,} more sites.")
    if tables.runs and tables.runs[-1].inputs:
        inputs = tables.runs[-1].inputs
        more = f" and {len(inputs) - _INPUTS_NAMED:,} more" if len(inputs) > _INPUTS_NAMED else ""
        named = ", ".join(_cell(one) for one in inputs[:_INPUTS_NAMED])
        yield from ("", f"The last run read {named}{more}; `runs/*.json` names the inputs of each.")


def _tables_in_words() -> Iterator[str]:
    for table, about in ABOUT.items():
        yield from ("", f"## Table `{table}`", "", f"{about[0].upper()}{about[1:]}.", "")
        yield from ("| column | type | meaning | example |", "|---|---|---|---|")
        for column in columns(table):
            null = " (may be null)" if column.null else ""
            meaning, example = f"{column.meaning}{null}", _cell(column.example)
            yield f"| `{column.name}` | {column.type} | {meaning} | {example} |"


def _prose(tables: Tables) -> Iterator[str]:
    yield from ("", "## Method", "", METHOD)
    if tables.runs and (stages := _stages(tables.runs[-1])):
        yield from ("", "The last run's settings:", "")
        yield from (f"- {name}: {values}" for name, values in stages)
    yield from ("", "## Limits", "", LIMITS, "", "## Licence and opt-out", "", LICENCE)


def _stages(record: RunRecord) -> Iterator[tuple[str, str]]:
    """Yield the judges and the samples of a run; the editors are in its record."""
    for name in ("judges", "corpus_judges", "samples"):
        values = record.settings.get(name) or ()
        if isinstance(values, (list, tuple)) and values:
            yield name.replace("_", " "), ", ".join(f"`{str(one).replace('`', '')}`" for one in values)


def _cell(text: str) -> str:
    """Return ``text`` so that it stays inside a Markdown table cell and is not markup."""
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", " ".join(visible(text).split()))
