"""The command that proves a corpus: from its files, and for a sample of it from the sources."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from output.check import check
from output.corpus import Corpus
from output.errors import CorpusError
from output.records import Counts
from output.wording import counted
from tinsach.replayed import Replayed, replayed


def check_corpus(path: Path, *, replay: int, as_json: bool) -> int:
    """Check the corpus at ``path`` and print what is wrong with it; return 1 when anything is.

    ``replay`` documents are made anew from their sources, where those are still there.
    """
    corpus = Corpus.existing(path)
    with contextlib.suppress(OSError):  # a corpus one may only read can be checked all the same
        if recovered := corpus.recover():
            sys.stderr.write(f"tinsach: {recovered}\n")
    found = check(corpus)
    findings = [str(finding) for finding in found.findings]
    again = _replayed(corpus, replay, found.damaged)
    findings += again.wrong
    if as_json:
        held = {"sound": not findings, "runs": found.runs, "files": found.files, "findings": findings}
        sys.stdout.write(json.dumps(held | {"replayed": asdict(again)}, ensure_ascii=False, indent=2) + "\n")
        return 1 if findings else 0
    state = counted(len(findings), "finding") if findings else "sound"
    held_in = f"{counted(found.files, 'file')} of {counted(found.runs, 'run')}"
    lines = [*findings, f"{path}: {state}, {held_in}", balance_line(found.totals), *_told(again)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if findings else 0


def balance_line(counts: Counts) -> str:
    """Return the balance as a person would check it."""
    ends = [counted(counts.documents, "document"), counted(sum(counts.duplicates.values()), "duplicate")]
    ends += [f"{sum(counts.rejected.values()):,} rejected", f"{sum(counts.failed.values()):,} failed"]
    return f"{counted(counts.new, 'record')} = {' + '.join(ends)}"


def _replayed(corpus: Corpus, count: int, damaged: Collection[str]) -> Replayed:
    if not count:
        return Replayed(untried="not asked for")
    try:
        return replayed(corpus, count, damaged)
    except CorpusError as error:  # such as files of an older schema version, which is a finding already
        return Replayed(untried=str(error))


def _told(again: Replayed) -> list[str]:
    """Return one line on what was made anew, and one on why something was not."""
    untried = [f"not made anew from the sources: {again.untried}"] if again.untried else []
    if not again.tried:
        return untried
    parts = [f"{again.same} of {counted(again.tried, 'document')} made anew from the sources are the same"]
    parts += [f"{again.absent} whose source is not here"] if again.absent else []
    if again.other:
        parts += [f"{again.other} whose source file reads otherwise now, changed or read with other options"]
    if again.other_version:
        parts += [f"{again.other_version} that another version of tinsach or its libraries read otherwise"]
    return ["; ".join(parts), *untried]
