"""The dataset card: ``README.md`` of a corpus as the Hugging Face hub reads it, and people do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from output.corpus import Corpus
from output.describe import ABOUT, columns
from output.durable import write
from output.pages import visible
from output.records import totals
from output.schema import TABLES
from output.statistics import Statistics, gather
from output.summary import by_size
from output.tables import Tables
from output.wording import counted

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER = "1M<n<10M"
_SITES_NAMED = 30
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def write_card(corpus: Corpus) -> Path:
    """Write ``README.md`` into ``corpus`` and return its path."""
    write(corpus.layout.card, card_text(corpus.tables()))
    return corpus.layout.card


def card_text(tables: Tables) -> str:
    """Return the card of ``tables``: YAML front matter, then Markdown."""
    found = gather(tables)
    name = visible(tables.layout.name)
    parts = (_front_matter(tables, found, name), _intro(tables, found, name), _numbers(tables, found))
    return "\n".join((*(line for part in parts for line in part), *_tables_in_words(), _METHOD))


def _front_matter(tables: Tables, found: Statistics, name: str) -> Iterator[str]:
    """Yield the YAML; strings are written as JSON, which YAML reads, so that no name can break it."""
    yield "---"
    yield f"pretty_name: {json.dumps(name, ensure_ascii=False)}"
    yield from _listed(
        "language", [code for code, _ in by_size(found.languages) if _LANGUAGE.fullmatch(code)]
    )
    yield "license: other"
    yield from _listed("task_categories", ["text-generation", "text-classification"])
    yield from _listed("tags", ["news", "deduplicated"])
    yield from _listed("size_categories", [_size(found.documents)])
    filled = [table for table in TABLES if tables.files(table)]
    if filled:
        yield "configs:"
    for table in filled:  # a configuration without files would make the whole set unloadable
        yield f"- config_name: {table}"
        if table == "documents":
            yield "  default: true"
        yield f"  data_files: {table}/*.parquet"
    yield "---"


def _listed(key: str, values: list[str]) -> Iterator[str]:
    if values:
        yield f"{key}:"
        yield from (f"- {json.dumps(value)}" for value in values)


def _size(documents: int) -> str:
    return next((name for limit, name in _SIZES if documents < limit), _LARGER)


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
    yield from ("", "| site | documents | duplicates | rejected |", "|---|---:|---:|---:|")
    for site in found.sites[:_SITES_NAMED]:
        yield f"| {_cell(site.name)} | {site.documents:,} | {site.duplicates:,} | {site.rejected:,} |"
    if len(found.sites) > _SITES_NAMED:
        yield from ("", f"and {len(found.sites) - _SITES_NAMED:,} more sites.")


def _tables_in_words() -> Iterator[str]:
    for table, about in ABOUT.items():
        yield from ("", f"## Table `{table}`", "", f"{about[0].upper()}{about[1:]}.", "")
        yield from ("| column | type | meaning | example |", "|---|---|---|---|")
        for column in columns(table):
            null = " (may be null)" if column.null else ""
            meaning, example = f"{column.meaning}{null}", _cell(column.example)
            yield f"| `{column.name}` | {column.type} | {meaning} | {example} |"


def _cell(text: str) -> str:
    """Return ``text`` so that it stays inside a Markdown table cell and is not markup."""
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", " ".join(visible(text).split()))


_METHOD = """
## Method

Every line of a page or text gets one role by named rules. Body and headings make up `text`; title, date,
byline, source, section and captions go to their columns; related links, page furniture, spam and lines a
site repeats are left out. Those are learned from the corpus itself: lines that a stated share of a site's
reports hold, copies not counted; what was settled before stays as it was. Every piece that is not in `text`
is in `removals` with its rule and its place.
Reports that are too short, in another language, or not on the topic are in `rejected`. Copies are found by
normalised text and by overlap; each is in `duplicates` with what was kept instead. Settings, inputs and
fingerprints of every run are in `runs/*.json`; `tinsach check` proves the corpus from its files.

## Limits

- Rules and thresholds make mistakes in both directions; `removals`, `rejected` and `duplicates` are there to
  find them.
- `published_at` is null where the page does not state it. `day` precision means midnight is not a time.
- `author`, `agency` and `section` are what the page shows, unchecked.
- The texts belong to their publishers; `license: other` says that this set grants no right to them. Check the
  law that applies to you before passing texts on, and leave out what a publisher asks to be left out.
"""
