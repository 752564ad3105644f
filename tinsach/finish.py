"""The end of a command that changed a corpus: its pages made anew, its summary printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cleaning.inputs import Taken
from output.card import write_card
from output.corpus import Corpus
from output.report import is_stale, write_report
from output.statistics import gather
from output.summary import summary_json, summary_text
from output.wording import counted
from tinsach.clean import Cleaning

COLUMNS: Final = ("text", "title", "url", "date", "author")

MAX_LAYOUTS_TOLD: Final = 3
"""Lines on columns: rows of one dump need one, those of several a few."""


def finish(done: Cleaning, *, as_json: bool, crawl: Mapping[str, Any] | None = None) -> None:
    """Write report and card when they are not of the last run, then print what this one came to.

    ``crawl`` is the summary of the crawl before it, if there was one, for a machine to read.
    Not only when this run changed the corpus: a run killed after its commit left them behind.
    """
    summary, failing = done.summary, done.still_failing
    if summary.committed or is_stale(Corpus(summary.corpus)):
        write_pages(summary.corpus)
    if as_json:
        sys.stdout.write(summary_json(summary, crawl=crawl, still_failing=failing) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in column_lines(done.taken))
        sys.stdout.write(summary_text(summary, still_failing=failing))


def column_lines(taken: Taken) -> Iterator[str]:
    """Yield a line on the columns of the rows read, the commonest first: a slip in a name shows in them."""
    for columns, rows in taken.rows.most_common(MAX_LAYOUTS_TOLD):
        held = columns._asdict()
        named = ", ".join(f"{name}={held[name] or 'none'}" for name in COLUMNS)
        unread = taken.unread_dates[columns]
        dates = f"; {counted(unread, 'date')} could not be read" if unread else ""
        yield f"Columns: {named} ({counted(rows, 'row')}{dates})"
    if (more := len(taken.rows) - MAX_LAYOUTS_TOLD) > 0:
        yield f"Columns: taken in {counted(more, 'other way')} from other rows"


def write_pages(path: Path) -> Path:
    """Write the report and the card of the corpus at ``path``; return the place of the report."""
    corpus = Corpus.existing(path)
    found = gather(corpus.tables())
    write_card(corpus, found)
    return write_report(corpus, found)
