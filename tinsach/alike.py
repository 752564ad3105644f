"""Failed records as a person is told of them: those that follow each other for one reason are one line.

A dump read in the wrong format fails row by row; a line each would bury all else.
"""

from __future__ import annotations

from typing import NamedTuple

from cleaning.document import Document, Failure, Outcome, Rejection, VerdictKind


class Told(NamedTuple):
    """The line on a failed record, and of which file it was, which record and why it failed."""

    line: str
    source_path: str
    record: int
    reason: str

    def is_like(self, other: Told) -> bool:
        """Whether both are of one file and failed for one reason."""
        return (self.source_path, self.reason) == (other.source_path, other.reason)


class Alike:
    """Holds failures that follow each other and are alike until another outcome comes."""

    def __init__(self) -> None:
        self._first: Told | None = None
        self._last: Told | None = None
        self.records = 0

    def ends_with(self, outcome: Told | None) -> bool:
        """Whether something is held, and ``outcome``, which comes next, is not like it."""
        return self._first is not None and (outcome is None or not outcome.is_like(self._first))

    def hold(self, failure: Told) -> None:
        """Take the next failure."""
        self._first, self._last = self._first or failure, failure
        self.records += 1

    def line(self) -> str:
        """Return the line on what is held, if anything, and hold nothing any more."""
        first, last, more = self._first, self._last, self.records - 1
        self._first, self._last, self.records = None, None, 0
        if first is None or last is None:
            return ""
        return f"{first.line}; and {more:,} more alike, up to record {last.record}" if more else first.line


def told_of(outcome: Outcome | Failure) -> Told | None:
    """Return what to tell of a record that failed: which one and why; None when it did not."""
    if isinstance(outcome, Failure):
        return _told(outcome, outcome.reason, outcome.evidence)
    if isinstance(outcome, Rejection) and outcome.verdict is VerdictKind.FAILED:
        return _told(outcome.document, outcome.reason, outcome.evidence)
    return None


def _told(where: Failure | Document, reason: str, evidence: str) -> Told:
    path, record = where.source_path, where.source_record
    said = " ".join(evidence.split())
    named = said if path in said else f"{path}, record {record}: {said}"
    return Told(f"failed ({reason}): {named}", path, record, reason)
