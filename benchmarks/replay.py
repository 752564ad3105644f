"""``python -m benchmarks.replay``: explanations replay and text is conserved, record by record.

Each record of every data set goes through the whole pipeline. Its removals, applied to its normalised lines,
must give its text, character for character; each removal must hold what stood at its place, and no character
may be removed twice. So every character is in the text or in exactly one removal. An error inside cleaning is
a violation as well. Exit code 1 when there is a violation; each is named.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from benchmarks.gold import FIXTURES, SAMPLES
from benchmarks.pages import DATA
from benchmarks.tables import table
from cleaning.document import Failure, Line, Record, Rejection, Removal
from cleaning.draft import replay
from cleaning.inputs import InputOptions, read
from cleaning.pipeline import Pipeline, UnreadableRecordError
from cleaning.pipeline import read as read_record

CORES: Final = len(os.sched_getaffinity(0))
CHUNK: Final = 64
SHOWN: Final = 50
ERROR: Final = "cleaning_error"
"""The reason of a rejection that an exception inside a stage led to."""


GUESSED: Final = InputOptions()
"""The columns are guessed from their names."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Sources that are read with the same options and counted together."""

    name: str
    source: str
    options: InputOptions = GUESSED


DATA_SETS: Final = (
    DataSet("fixtures", str(FIXTURES / "*.txt")),
    DataSet("samples", str(SAMPLES / "*.txt")),
    *(
        DataSet(f"text/{name}", str(DATA / "text" / f"{name}.jsonl.gz"))
        for name in ("vfnd", "underthesea_unc_dantri", "baomoi_diplomacy", "baomoi")
    ),
    DataSet("text/docbao", str(DATA / "text" / "docbao_headlines.jsonl.gz"), InputOptions(text_field="sapo")),
    DataSet("spam, texts", str(DATA / "spam" / "gambling_text.jsonl")),
    DataSet("spam, hard negatives", str(DATA / "spam" / "hard_negatives_baomoi.jsonl")),
    DataSet("spam, pages", str(DATA / "spam" / "html")),
    DataSet("languages", str(DATA / "lang" / "**" / "*.*")),
    *(
        DataSet(f"html/{name}", str(DATA / "html" / name / "**" / "*.html.gz"))
        for name in ("meth04", "jaybmf_dantri", "fundus", "hmanh99", "young146")
    ),
    DataSet("article-extraction-benchmark", str(DATA / "article-extraction-benchmark" / "html")),
    DataSet("wcxb", str(DATA / "wcxb" / "html")),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one record: ``state`` for the table, and what is wrong (empty: nothing)."""

    state: str
    wrong: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    arguments = _parser().parse_args(argv)
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    with ProcessPoolExecutor(CORES) as pool:
        for one in DATA_SETS:
            if arguments.set not in one.name:
                continue
            items = itertools.islice(read([one.source], one.options), arguments.rows)
            findings = list(pool.map(examine, items, chunksize=CHUNK))
            states = Counter(finding.state for finding in findings)
            violations = [finding.wrong for finding in findings if finding.wrong]
            rows.append((one.name, str(len(findings)), _listed(states), str(len(violations))))
            wrong += violations
    print(table(("data set", "records", "of these", "violations"), rows))
    print(
        "\n".join(["", *wrong[:SHOWN]])
        if wrong
        else "\nevery record replays, every character is accounted for"
    )
    return 1 if wrong else 0


def examine(item: Record | Failure) -> Finding:
    """Take ``item`` through the whole pipeline without judges and say what is wrong with its explanation."""
    if isinstance(item, Failure):
        return Finding(item.reason)
    name = f"{item.source_path}#{item.source_record}"
    outcome = Pipeline(judges=()).clean(item)
    document = outcome.document if isinstance(outcome, Rejection) else outcome
    if isinstance(outcome, Rejection):
        error = f"{name}: {outcome.evidence}" if outcome.reason == ERROR else ""
        return Finding(outcome.reason, error)
    try:
        lines = read_record(item).draft.lines
    except UnreadableRecordError as error:
        return Finding("unsteady", f"{name}: read once, and then: {error}")
    wrong = list(broken(lines, document.removals, document.text))
    return Finding("documents", f"{name}: {wrong[0]}" if wrong else "")


def broken(lines: Sequence[Line], removals: Iterable[Removal], text: str) -> Iterator[str]:
    """Yield what is wrong with ``removals`` as the explanation of how ``lines`` became ``text``."""
    held = list(removals)
    if replay(lines, held) != text:
        yield "the removals do not lead to the text"
    by_number = {line.number: line.text for line in lines}
    if len(by_number) != len(lines):
        yield "two lines have the same number"
    ends: dict[int, int] = {}
    for removal in sorted(held, key=lambda r: (r.line, r.start)):
        line = by_number.get(removal.line)
        if line is None or not 0 <= removal.start < removal.end <= len(line):
            yield f"line {removal.line}: a removal outside of the line"
        elif line[removal.start : removal.end] != removal.text:
            yield f"line {removal.line}: another text stands where {removal.rule} removed one"
        elif removal.start < ends.get(removal.line, 0):
            yield f"line {removal.line}: {removal.rule} removes what is removed already"
        ends[removal.line] = removal.end


def _listed(states: Counter[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in states.most_common())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("--rows", type=int, metavar="N", help="the first N records of each set (all)")
    parser.add_argument("--set", default="", metavar="WORDS", help="sets whose name holds WORDS (all)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
