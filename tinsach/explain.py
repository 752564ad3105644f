"""``tinsach explain``: each line of a record with its role, rule and reason."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from cleaning.document import Failure, Record
from cleaning.draft import Draft
from cleaning.inputs import InputOptions, read
from cleaning.pipeline import Pipeline, UnreadableRecordError
from output.corpus import Corpus
from output.explain import Explanation, explain_html, explain_terminal, explanation
from output.explain_row import explanation_of_row
from output.pages import visible
from output.review import weakest
from tinsach.clean import is_corpus
from tinsach.errors import EXIT_FAILED_RECORDS, EXIT_NOTHING_DONE, UsageError
from tinsach.progress import failure_line

COLUMNS = 80
"""Width of what is written to a file or a pipe; a terminal gives its own."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How an explanation is shown: on the terminal, as a page in the file ``html``, or as JSON lines."""

    html: Path | None = None
    as_json: bool = False


def explain_document(corpus: Path, row_id: str, shape: Shape) -> int:
    """Explain one row of a corpus from its tables."""
    _show(explanation_of_row(Corpus.existing(corpus), row_id), shape)
    return 0


def list_weakest(corpus: Path, count: int, *, as_json: bool) -> int:
    """List the copies that are least like what was kept instead, one line each, the weakest first."""
    for row in weakest(Corpus.existing(corpus).tables(), count):
        plain = f"{row['similarity']:.2f}  {row['kind']:<9}  {row['id']}  {visible(row['title'])}"
        sys.stdout.write((json.dumps(row, ensure_ascii=False) if as_json else plain) + "\n")
    return 0


def explain_input(source: str, shape: Shape, *, record: int | None, options: InputOptions) -> int:
    """Explain the records of an input one after the other, or only the one at place ``record``."""
    if is_corpus(Path(source)):
        raise UsageError(f"{source}: is a corpus; name the id of a document as well")
    shown = failed = 0
    for item in _chosen(source, record, options):
        if isinstance(item, Failure):
            sys.stderr.write(f"tinsach: {failure_line(item)}\n")
            failed += 1
            continue
        if shown and shape.html:
            raise UsageError(
                f"{source}: --html shows one record and there are more; choose one with --record N"
            )
        _show(_explained(item), shape)
        shown += 1
    if not shown and not failed:
        raise UsageError(f"{source}: has no record {record}; records count from 0")
    return EXIT_NOTHING_DONE if not shown else EXIT_FAILED_RECORDS if failed else 0


def _chosen(source: str, record: int | None, options: InputOptions) -> Iterator[Record | Failure]:
    for item in read([source], options):
        if record is None or item.source_record == record:
            yield item
        if item.source_record == record:
            return


def _explained(item: Record) -> Explanation:
    pipeline = Pipeline()
    outcome = pipeline.clean(item)
    try:
        return explanation(pipeline.draft(item), outcome)
    except UnreadableRecordError:
        return explanation(Draft.of([]), outcome)


def _show(explained: Explanation, shape: Shape) -> None:
    if shape.html:
        shape.html.write_text(explain_html(explained), encoding="utf-8")
        sys.stdout.write(f"{shape.html}\n")
    elif shape.as_json:
        sys.stdout.write(json.dumps(dataclasses.asdict(explained), ensure_ascii=False, default=str) + "\n")
    else:
        explain_terminal(explained, Console() if sys.stdout.isatty() else Console(width=COLUMNS))
