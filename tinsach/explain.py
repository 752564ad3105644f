"""``tinsach explain``: each line of a record with its role, rule and reason."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from cleaning.document import Failure, Record
from cleaning.draft import Draft
from cleaning.inputs import InputOptions, read
from cleaning.pipeline import Pipeline, UnreadableRecordError
from output.corpus import Corpus
from output.explain import Explanation, explain_html, explain_terminal, explanation, explanation_of_row
from tinsach.errors import UsageError

COLUMNS = 80
"""Width of what is written to a file or a pipe; a terminal gives its own."""


def explain_document(corpus: Path, row_id: str, *, html: Path | None) -> int:
    """Explain one row of a corpus from its tables."""
    _show([explanation_of_row(Corpus.existing(corpus), row_id)], html)
    return 0


def explain_input(source: str, *, record: int | None, options: InputOptions, html: Path | None) -> int:
    """Explain the records of an input, or only the one at place ``record``."""
    chosen = [item for item in read([source], options) if record is None or item.source_record == record]
    if not chosen:
        raise UsageError(f"{source}: has no record {record}; records count from 0")
    _show([_explained(item) for item in chosen], html)
    return 1 if any(isinstance(item, Failure) for item in chosen) else 0


def _explained(item: Record | Failure) -> Explanation:
    if isinstance(item, Failure):
        return explanation(Draft.of([]), item)
    pipeline = Pipeline()
    outcome = pipeline.clean(item)
    try:
        return explanation(pipeline.draft(item), outcome)
    except UnreadableRecordError:
        return explanation(Draft.of([]), outcome)


def _show(explained: list[Explanation], html: Path | None) -> None:
    if html is not None:
        if len(explained) > 1:
            raise UsageError(f"--html shows one record; choose one of {len(explained)} with --record N")
        html.write_text(explain_html(explained[0]), encoding="utf-8")
        sys.stdout.write(f"{html}\n")
        return
    console = Console() if sys.stdout.isatty() else Console(width=COLUMNS)
    for one in explained:
        explain_terminal(one, console)
