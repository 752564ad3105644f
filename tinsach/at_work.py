"""What this process is about to commit to a corpus, so that an interrupt can say what it left behind."""

from __future__ import annotations

import shlex
from contextvars import ContextVar
from pathlib import Path
from typing import Final, NamedTuple

AS_BEFORE: Final = "interrupted; the corpus is as it was before"


class _Commit(NamedTuple):
    corpus: Path
    record: str


_COMMIT: Final[ContextVar[_Commit | None]] = ContextVar("commit", default=None)


def nothing_at_work() -> None:
    """Forget what an earlier command of this process committed."""
    _COMMIT.set(None)


def at_work(corpus: Path, record: str) -> None:
    """Note that from now on this process may commit the run or rewriting called ``record`` to ``corpus``."""
    _COMMIT.set(_Commit(corpus, record))


def interrupted() -> str:
    """Return the line for a person: whether the corpus has what was at work, and what is missing."""
    from output.corpus import Corpus  # noqa: PLC0415  # keeps --help free of heavy imports
    from output.journal import pending  # noqa: PLC0415
    from output.layout import Layout, record_name  # noqa: PLC0415
    from output.report import is_stale  # noqa: PLC0415

    commit = _COMMIT.get()
    if commit is None:
        return AS_BEFORE
    layout = Layout(commit.corpus)
    journal = pending(layout)
    if journal and journal.run == commit.record:
        return (
            f"interrupted; {commit.record} was being committed: the next run of {commit.corpus} finishes that"
        )
    if not (layout.root / record_name(commit.record)).exists():
        return AS_BEFORE
    said = f"interrupted; {commit.record} is in the corpus {commit.corpus}"
    if not is_stale(Corpus(commit.corpus)):
        return said
    return f"{said}; the report was not written: tinsach report {shlex.quote(str(commit.corpus))}"
