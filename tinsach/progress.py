"""What a person sees while work goes on: a bar on a terminal, plain lines elsewhere; failures by name."""

from __future__ import annotations

import sys
import time
from collections import deque
from itertools import repeat
from typing import Final, Protocol

from output.wording import counted
from tinsach.alike import Alike, Told

MAX_FAILURE_LINES: Final = 50
"""More are only counted here; all of them are in the table ``rejected``."""

SECONDS_BETWEEN_LINES: Final = 5.0
"""Between two lines in a log; on a terminal the words behind the bar change every second."""

MIN_RECORDS_OF_A_LONG_PART: Final = 1000
"""Records from which comparing takes long enough to be announced in a log."""


MIN_RECORDS_OF_A_RATE: Final = 20
"""Records from which rate and rest are told: the first ones wait for the workers to load their models."""


class Progress(Protocol):
    """Told what happens; shows it."""

    @property
    def is_shown(self) -> bool:
        """Whether anybody sees how far the work is; failures are told anyway."""

    def begin(self, total: int | None) -> None:
        """The input has ``total`` bytes, ``None`` when nobody knows."""

    def at(self, position: int) -> None:
        """The next record lies before byte ``position`` of the input."""

    def read(self, records: int = 1) -> None:
        """So many more records were read."""

    def done(self, failure: Told | None = None) -> None:
        """A record has its outcome; of a failed one, what to tell of it."""

    def phase(self, name: str) -> None:
        """The next part of the work begins."""

    def close(self) -> None:
        """The work is done."""


class Pace:
    """How far the work is, how fast it goes, and what is left: in records, and in bytes of the input.

    Reading runs ahead of cleaning, and outcomes come in the order of reading, so the place of each record
    waits here for its outcome.
    """

    def __init__(self) -> None:
        self.total: int | None = None
        self.position = self.records = 0
        self._began = time.monotonic()
        self._reading = 0
        self._places: deque[int] = deque()

    def at(self, position: int) -> None:
        """Note how far the input has been read."""
        self._reading = position

    def read(self, records: int = 1) -> None:
        """Note the place of records that were read."""
        self._places.extend(repeat(self._reading, records))

    def done(self) -> None:
        """Note that the oldest record read has its outcome."""
        self.records += 1
        self.position = self._places.popleft() if self._places else self._reading

    def told(self) -> str:
        """Return the rate and what is left, as far as the size of the input is known."""
        done = f"{counted(self.records, 'record')} done"
        if self.records < MIN_RECORDS_OF_A_RATE:
            return done
        seconds = max(time.monotonic() - self._began, 1e-9)
        parts = [done, f"{self.records / seconds:,.1f} a second"]
        if self.total and self.position:
            share = min(self.position / self.total, 1.0)
            parts += [f"{share:.0%} of the input", f"about {duration(seconds * (1 - share) / share)} left"]
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a time as a person says it: ``1 h 5 min``, ``3 min 20 s``, ``8 s``."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class Lines:
    """Plain lines on standard error: failures, like ones in one, and now and then how far the work is."""

    seconds_between = SECONDS_BETWEEN_LINES

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._alike = Alike()
        self._lines = self._untold = 0
        self._pace = Pace()
        self._shown = time.monotonic()

    @property
    def is_shown(self) -> bool:
        """Whether anybody sees how far the work is."""
        return not self._quiet

    def begin(self, total: int | None) -> None:
        """Note the size of the input."""
        self._pace.total = total

    def at(self, position: int) -> None:
        """Note how far the input has been read."""
        self._pace.at(position)

    def read(self, records: int = 1) -> None:
        """Note that records were read; reading runs ahead of the work."""
        self._pace.read(records)

    def done(self, failure: Told | None = None) -> None:
        """Print failures once another outcome follows, and how far the work is when some time has passed."""
        self._pace.done()
        if self._alike.ends_with(failure):
            self._tell_failures()
        if failure:
            self._alike.hold(failure)
        if not self._quiet and time.monotonic() - self._shown > self.seconds_between:
            self._shown = time.monotonic()
            self.show()

    def show(self) -> None:
        """Tell how far the work is, once there is a rate to tell."""
        if self._pace.records >= MIN_RECORDS_OF_A_RATE:
            self.print(f"tinsach: {self._pace.told()}")

    def phase(self, name: str) -> None:
        """Print the name of a long part of the work, and before it what is still to be told."""
        self._tell_failures()
        if not self._quiet and self._pace.records > MIN_RECORDS_OF_A_LONG_PART:
            self.print(f"tinsach: {self._pace.records:,} records done, {name}")

    def close(self) -> None:
        """Say how many failures were not printed."""
        self._tell_failures()
        if self._untold:
            self.print(f"tinsach: {self._untold:,} more failed records; see the table rejected")

    def _tell_failures(self) -> None:
        records = self._alike.records
        if not (line := self._alike.line()):
            return
        self._lines += 1
        if self._lines <= MAX_FAILURE_LINES:
            self.print(f"tinsach: {line}")
        else:
            self._untold += records

    def print(self, line: str) -> None:
        """Write one line to standard error."""
        sys.stderr.write(line + "\n")


class Bar(Lines):
    """A bar with rate and what is left on a terminal, failures as lines above it."""

    seconds_between = 1.0

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console  # noqa: PLC0415  # 0.2 s that pipes need not pay
        from rich.progress import BarColumn, TextColumn  # noqa: PLC0415
        from rich.progress import Progress as RichProgress  # noqa: PLC0415

        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[told]}"),
        )
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("cleaning", total=None, told="")
        self._bar.start()

    def begin(self, total: int | None) -> None:
        """Set the end of the bar."""
        super().begin(total)
        self._bar.update(self._task, total=total)

    def done(self, failure: Told | None = None) -> None:
        """Advance the bar."""
        super().done(failure)
        self._bar.update(self._task, completed=self._pace.position)

    def show(self) -> None:
        """Tell rate and rest behind the bar."""
        self._bar.update(self._task, told=self._pace.told())

    def phase(self, name: str) -> None:
        """Name what is done now: a part of which nobody knows how long it takes."""
        self._tell_failures()
        self._bar.update(self._task, description=name, total=None, told=f"{self._pace.records:,} records")

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
