"""``tinsach explain``: each line of records with its role, rule and reason."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final

from rich.console import Console

from cleaning.document import Failure, Record
from cleaning.inputs import FILE_REASONS, MEMBER, InputOptions, Taken, absent, read
from cleaning.pipeline import Pipeline
from output.corpus import Corpus
from output.explain import Explanation, explain_html, explanation
from output.explain_row import NO_SOURCE, explanation_of_row
from output.explain_terminal import divider, explain_terminal
from output.pages import visible
from output.review import weakest
from output.wording import counted
from tinsach.alike import Alike, told_of
from tinsach.clean import CleanOptions, is_corpus
from tinsach.columns import named_in_vain
from tinsach.errors import EXIT_FAILED_RECORDS, EXIT_NOTHING_DONE, UsageError
from tinsach.options import MAX_EXPLAINED
from tinsach.source import draft_of, source_drafts

COLUMNS = 80
"""Width of what is written to a file or a pipe; a terminal gives its own."""

ONE_INPUT: Final = "explain takes one input at a time; a folder or a glob is one, too"


@dataclass(frozen=True, slots=True)
class Shape:
    """How explanations are shown: on the terminal, as a page in the file ``html``, or as JSON lines.

    No more than ``limit`` records are.
    """

    html: Path | None = None
    as_json: bool = False
    limit: int = MAX_EXPLAINED


@dataclass(slots=True)
class _Tally:
    """What came of the records so far; ``more`` says that the limit left some out."""

    read: int = 0
    failed: int = 0
    more: bool = False
    taken: Taken = field(default_factory=Taken)

    @property
    def exit_code(self) -> int:
        if self.failed:
            return EXIT_NOTHING_DONE if self.failed == self.read else EXIT_FAILED_RECORDS
        return 0


def refuse_several(source: str, more: Sequence[str]) -> None:
    """Raise UsageError where ``more`` follows an input and an id, as where a shell has expanded a pattern."""
    if more:
        rule = "explain takes one ID at a time" if is_corpus(Path(source)) else ONE_INPUT
        raise UsageError(f"{more[0]}: {rule}")


def explain_document(corpus: Path, row_id: str, shape: Shape, options: InputOptions) -> int:
    """Explain one row of a corpus from its tables and, where it is still there, its source."""
    if not is_corpus(corpus) and _is_input(corpus) and _is_input(Path(row_id)):
        raise UsageError(f"{row_id}: {ONE_INPUT}")
    held = Corpus.existing(corpus)
    _show(
        [explanation_of_row(held, row_id, lambda row: source_drafts(corpus, row, options))], shape, _Tally()
    )
    return 0


def _is_input(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for a file: an id, or nonsense
        return False


def list_weakest(corpus: Path, count: int, *, as_json: bool) -> int:
    """List the copies that are least like what was kept instead, one line each, the weakest first."""
    rows = weakest(Corpus.existing(corpus).tables(), count)
    if not rows and not as_json:
        sys.stdout.write(f"{corpus}: nothing to list: no copy in it differs from what was kept instead\n")
    for row in rows:
        plain = f"{row['similarity']:.2f}  {row['kind']:<9}  {row['id']}  {visible(row['title'])}"
        sys.stdout.write((json.dumps(row, ensure_ascii=False) if as_json else plain) + "\n")
    return 0


def explain_input(source: str, shape: Shape, *, record: int | None, options: CleanOptions) -> int:
    """Explain the records of an input one after the other, or only the one at place ``record`` of each file.

    Returns the exit code: 0, 1 when some can't be read, 3 when none can. Raises UsageError where there is
    nothing of that name, as ``clean`` does.
    """
    if is_corpus(Path(source)):
        raise UsageError(
            f"{source}: is a corpus; name the id of a row as well: column id of its tables, or of a copy "
            f"by tinsach explain {source} --weakest 20"
        )
    if absent([source]):
        raise UsageError(f"{source or repr('')}: no such file or folder; nothing was explained")
    tally, pipeline = _Tally(), options.pipeline()
    chosen = _chosen(read([source], options.inputs, taken=tally.taken), source, record)
    items = _readable(chosen, shape.limit, tally)
    _show((_explained(item, pipeline, tally) for item in items), shape, tally)
    sys.stderr.writelines(f"tinsach: {line}\n" for line in named_in_vain(tally.taken, options.inputs))
    if tally.more:
        sys.stderr.write(
            f"tinsach: {source}: stopped after {counted(shape.limit, 'record')}, there are more: "
            "--limit N takes N, --record N the one at place N of its file\n"
        )
    if not tally.read:
        raise UsageError(f"{source}: has no record {record}; records count from 0")
    return tally.exit_code


def _chosen(items: Iterable[Record | Failure], source: str, record: int | None) -> Iterator[Record | Failure]:
    """Yield all records, or those at place ``record`` of their file; a single file is read no further.

    What is wrong with a file is told whatever the place: it may be why there is no such record.
    """
    single = Path(source).is_file()
    for item in items:
        of_file = isinstance(item, Failure) and item.reason in FILE_REASONS
        if of_file or record is None or item.source_record == record:
            yield item
            if not of_file and record is not None and single and MEMBER not in item.source_path:
                return


def _readable(items: Iterable[Record | Failure], limit: int, tally: _Tally) -> Iterator[Record]:
    """Yield the records among the first ``limit`` items; what can't be read is named."""
    alike = Alike()
    for item in items:
        if tally.read == limit:
            tally.more = True
            break
        tally.read += 1
        failed = told_of(item) if isinstance(item, Failure) else None
        if alike.ends_with(failed):
            _complain(alike)
        if failed:
            tally.failed += 1
            alike.hold(failed)
        elif isinstance(item, Record):
            yield item
    _complain(alike)


def _complain(alike: Alike) -> None:
    if line := alike.line():
        sys.stderr.write(f"tinsach: {line}\n")


def _explained(item: Record, pipeline: Pipeline, tally: _Tally) -> Explanation:
    outcome = pipeline.clean(item)
    if told_of(outcome):
        tally.failed += 1
        return explanation(NO_SOURCE, outcome)  # what ended its cleaning would end this command, too
    return explanation(draft_of(item), outcome)


def _show(explained: Iterable[Explanation], shape: Shape, tally: _Tally) -> None:
    if shape.html:
        if every := list(explained):
            shape.html.write_text(explain_html(every, more=tally.more), encoding="utf-8")
            sys.stdout.write(f"{shape.html}\n")
    elif shape.as_json:
        for one in explained:
            sys.stdout.write(json.dumps(dataclasses.asdict(one), ensure_ascii=False, default=str) + "\n")
    else:
        _print(explained)


class _Console(Console):
    """Leaves a reader that has gone to the end of the command; rich would end it with 1."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704  # rich calls this while it handles the error


def _print(explained: Iterable[Explanation]) -> None:
    """Print explanations, each below a line of its own where there is more than one."""
    console = _Console() if sys.stdout.isatty() else _Console(width=COLUMNS)
    following = iter(explained)
    first = list(islice(following, 2))
    for number, one in enumerate(chain(first, following), start=1):
        if len(first) > 1:
            divider(console, number, one)
        explain_terminal(one, console)
