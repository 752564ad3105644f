"""What a person sees while work goes on: a bar on a terminal, plain lines elsewhere; failures by name."""

from __future__ import annotations

import sys
import time
from typing import Final, Protocol

from cleaning.document import Document, Failure, Outcome, Rejection, VerdictKind

MAX_FAILURE_LINES: Final = 50
"""More failures are only counted here; all of them are in the table ``rejected``."""

SECONDS_BETWEEN_LINES: Final = 5.0


class Progress(Protocol):
    """Told what happens; shows it."""

    def read(self) -> None:
        """One more record was read."""

    def done(self, outcome: Outcome | Failure) -> None:
        """A record has its outcome."""

    def phase(self, name: str) -> None:
        """The next part of the work begins."""

    def close(self) -> None:
        """The work is done."""


class Lines:
    """Plain lines on standard error: every failure, and now and then how far the work is."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._count = 0
        self._failures = 0
        self._shown = time.monotonic()

    def read(self) -> None:
        """Nothing to show: reading runs ahead of the work."""

    def done(self, outcome: Outcome | Failure) -> None:
        """Print a failure, or how far the work is when some time has passed."""
        self._count += 1
        if line := failure_line(outcome):
            self._failures += 1
            if self._failures <= MAX_FAILURE_LINES:
                self.print(f"tinsach: {line}")
        if not self._quiet and time.monotonic() - self._shown > SECONDS_BETWEEN_LINES:
            self._shown = time.monotonic()
            self.print(f"tinsach: {self._count:,} records done")

    def phase(self, name: str) -> None:
        """Print the name of a long part of the work."""
        if not self._quiet and self._count > 1000:
            self.print(f"tinsach: {self._count:,} records done, {name}")

    def close(self) -> None:
        """Say how many failures were not printed."""
        if self._failures > MAX_FAILURE_LINES:
            more = self._failures - MAX_FAILURE_LINES
            self.print(f"tinsach: {more:,} more failed records; see the table rejected")

    def print(self, line: str) -> None:
        """Write one line to standard error."""
        sys.stderr.write(line + "\n")


class Bar(Lines):
    """A bar with counts and rate on a terminal, failures as lines above it."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        from rich.console import Console  # noqa: PLC0415  # 0.2 s that pipes need not pay
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
        from rich.progress import Progress as RichProgress  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("cleaning", total=0)
        self._total = 0
        self._bar.start()

    def read(self) -> None:
        """Move the end of the bar."""
        self._total += 1
        self._bar.update(self._task, total=self._total)

    def done(self, outcome: Outcome | Failure) -> None:
        """Advance the bar."""
        super().done(outcome)
        self._bar.advance(self._task)

    def phase(self, name: str) -> None:
        """Name what is done now."""
        self._bar.update(self._task, description=name)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()
        super().close()

    def print(self, line: str) -> None:
        """Write one line above the bar."""
        self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)


def for_terminal(*, quiet: bool = False) -> Lines:
    """Return a bar when standard error is a terminal, else plain lines."""
    return Bar() if sys.stderr.isatty() and not quiet else Lines(quiet=quiet)


def failure_line(outcome: Outcome | Failure) -> str | None:
    """Return the one line that says which record failed and why, or None when it did not."""
    if isinstance(outcome, Failure):
        return _line(outcome, outcome.reason, outcome.evidence)
    if isinstance(outcome, Rejection) and outcome.verdict is VerdictKind.FAILED:
        return _line(outcome.document, outcome.reason, outcome.evidence)
    return None


def _line(where: Failure | Document, reason: str, evidence: str) -> str:
    said = " ".join(evidence.split())
    named = (
        said if where.source_path in said else f"{where.source_path}, record {where.source_record}: {said}"
    )
    return f"failed ({reason}): {named}"
