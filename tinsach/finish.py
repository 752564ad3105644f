"""The end of a command that changed a corpus: its pages made anew, its summary printed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from output.card import write_card
from output.corpus import Corpus
from output.report import is_stale, write_report
from output.statistics import gather
from output.summary import summary_json, summary_text
from tinsach.clean import Cleaning
from tinsach.columns import column_lines, named_in_vain


def finish(done: Cleaning, *, as_json: bool, crawl: Mapping[str, Any] | None = None) -> None:
    """Write report and card when they are not of the last run, then print what this one came to.

    ``crawl`` is the summary of the crawl before it, if there was one, for a machine to read.
    Not only when this run changed the corpus: a run killed after its commit left them behind.
    """
    summary, failing = done.summary, done.still_failing
    if summary.committed or is_stale(Corpus(summary.corpus)):
        write_pages(summary.corpus)
    sys.stderr.writelines(f"tinsach: {line}\n" for line in named_in_vain(done.taken, done.inputs))
    if as_json:
        sys.stdout.write(summary_json(summary, crawl=crawl, still_failing=failing) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in column_lines(done.taken))
        sys.stdout.write(summary_text(summary, still_failing=failing))


def write_pages(path: Path) -> Path:
    """Write the report and the card of the corpus at ``path``; return the place of the report."""
    corpus = Corpus.existing(path)
    found = gather(corpus.tables())
    write_card(corpus, found)
    return write_report(corpus, found)
