"""What a run came to, for a person at the terminal and for a machine."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from output.named_copies import named_copies
from output.records import Counts
from output.run import RunSummary
from output.wording import counted

WIDTH: Final = 80
INDENT: Final = len("Report:  ")


def summary_text(summary: RunSummary, *, still_failing: int = 0) -> str:
    """Return the summary a person reads at the end of a run: the funnel, the report, how to go on.

    ``still_failing`` are records of the input that failed again, known from an earlier run.
    """
    lines = [_headline(summary), ""]
    if summary.recovered:
        lines[1:1] = [f"First {summary.recovered}."]
    lines += funnel(summary.counts)
    lines += [f"  {copy}" for copy in named_copies(summary)]
    lines += [""]
    if still_failing:
        fail = "fails" if still_failing == 1 else "fail"
        records = counted(still_failing, "record")
        lines += [f"{records} of the input still {fail}, known since an earlier run."]
    if (report := _report(summary)).exists():
        lines += [f"Report:  {report}"]
    lines += [f"Next:    {step}" for step in next_steps(summary, still_failing=still_failing)]
    if summary.committed or (summary.corpus / "documents").exists():
        lines += [f"Load:    {load_command(summary.corpus)}"]
    return "\n".join(lines) + "\n"


def _headline(summary: RunSummary) -> str:
    """Return which run this was; one without news is not recorded, and its name would lead nowhere."""
    if summary.committed:
        return f"Run {summary.run} into {summary.corpus}"
    return f"Nothing new for {summary.corpus}: no run was added, the corpus is as it was."


NO_COLUMN: Final = "missing_column"

REMEDIES: Final[Mapping[str, str]] = {
    "off_topic": "more samples, or a lower limit: --min-relevance X, [clean] min_relevance",
    "wrong_language": "other languages: --language CODE, [clean] languages",
    "too_short": "a lower limit: --min-words N, [clean] min_words",
    NO_COLUMN: "the name of the text column: --text-field NAME",
}
"""What one would change when most of an input ends for a reason: the option, and the key of a job file."""


def next_steps(summary: RunSummary, *, still_failing: int = 0) -> list[str]:
    """Return what to do next, the most pressing first: what failed, what was left out, what to look at."""
    counts, corpus = summary.counts, shlex.quote(str(summary.corpus))
    steps = []
    if failed := sum(counts.failed.values()) + still_failing:
        steps += [
            f"{counted(failed, 'failure')}: tinsach export {corpus} --table rejected --out rejected.csv"
        ]
    if not counts.documents and (counts.rejected or counts.failed):
        steps += [_why_nothing(counts)]
    if counts.documents:
        steps += [f"read some in the report; prove the corpus: tinsach check {corpus}"]
    return steps


def _why_nothing(counts: Counts) -> str:
    """Return what kept all out, and the remedy; of equal numbers the reason that has one.

    A file without the column is one failure however many rows it has: other failures don't outnumber it.
    """
    numbers = {**counts.rejected, **counts.failed}
    most = min(numbers, key=lambda reason: (-numbers[reason], reason not in REMEDIES, reason))
    files = counts.failed.get(NO_COLUMN, 0)
    if files and (most in counts.failed or numbers[most] == files):
        rows = f"all rows of {counted(files, 'file')}"
        return f"nothing was kept, {rows} for {NO_COLUMN}: {REMEDIES[NO_COLUMN]}"
    look = "each is named above" if most in counts.failed else "the report has examples"
    return f"nothing was kept, mostly for {most}: {REMEDIES.get(most, look)}"


def summary_json(
    summary: RunSummary, *, crawl: Mapping[str, Any] | None = None, still_failing: int = 0
) -> str:
    """Return the same as one JSON object in one line, with what the crawl before it came to."""
    counts = asdict(summary.counts)
    held = {
        "run": summary.run,
        "corpus": str(summary.corpus),
        "committed": summary.committed,
        "recovered": summary.recovered,
        "counts": counts,
        "still_failing": still_failing,
        "files": [asdict(entry) for entry in summary.record.files] if summary.record else [],
        "copies": [asdict(copy) for copy in named_copies(summary)],
        "seconds": summary.record.seconds if summary.record else None,
        "report": str(_report(summary)) if _report(summary).exists() else None,
        "next": next_steps(summary, still_failing=still_failing),
    }
    held |= {"crawl": crawl} if crawl is not None else {}
    return json.dumps(held, ensure_ascii=False)


def load_line(corpus: Path, *, broken: bool = False) -> str:
    """Return the line of Python that loads the documents of ``corpus`` and shows them; ``broken``: as two."""
    between = "\n  " if broken else ""
    return f"import pandas; print(pandas.read_parquet({between}{str(corpus / 'documents')!r}))"


def load_command(corpus: Path) -> str:
    """Return the command for a shell that shows the documents of ``corpus``.

    Broken where a shell takes it as one command all the same, so that no terminal of 80 columns breaks it.
    """
    start, code = f"{_interpreter()} -c", _quoted(load_line(corpus))
    if len(f"{start} {code}") <= WIDTH - INDENT:
        return f"{start} {code}"
    if len(code) > WIDTH - len("  "):
        code = _quoted(load_line(corpus, broken=True))
    return f"{start} \\\n  {code}"


def funnel(counts: Counts) -> Iterator[str]:
    """Yield one line for each way a record can end, with the kinds or reasons, largest first."""
    ends: list[tuple[int, str, Mapping[str, int]]] = [
        (counts.records_in, "records in", {}),
        (counts.already_known, "in the corpus already", {}),
        (counts.documents, "documents kept", {}),
        (sum(counts.duplicates.values()), "copies", counts.duplicates),
        (sum(counts.rejected.values()), "rejected", counts.rejected),
        (sum(counts.failed.values()), "failed", counts.failed),
    ]
    width = len(f"{counts.records_in:,}")
    for number, name, parts in ends:
        start = f"  {number:>{width},}  {name:<22}"
        reasons = ", ".join(f"{part}\N{NO-BREAK SPACE}{n:,}" for part, n in by_size(parts))
        below = " " * len(start)
        shown = textwrap.wrap(start + reasons, WIDTH, subsequent_indent=below, break_long_words=False)
        yield from (line.replace("\N{NO-BREAK SPACE}", " ") for line in shown)


def by_size(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the items of ``counts``, largest first, ties by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _report(summary: RunSummary) -> Path:
    return summary.corpus / "report.html"


def _interpreter() -> str:
    """Return how a shell in this folder starts the Python that runs now: a stranger has no other pandas."""
    found = shutil.which("python")
    if found and Path(found).absolute() == Path(sys.executable).absolute():
        return "python"
    here = Path(sys.executable)
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else sys.executable


def _quoted(code: str) -> str:
    """Return ``code`` as one word for a shell."""
    return '"' + code + '"' if not set('"$`\\!') & set(code) else "'" + code.replace("'", "'\\''") + "'"
