"""What a check found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended: well, with something to look at, or with what would keep the run from working."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: the check, how it ended, what was seen, and the remedy when there is one.

    ``refused``: ``tinsach run`` leaves at once with exit code 2, for the job or what it names is wrong.
    """

    check: str
    state: State
    said: str
    remedy: str = ""
    refused: bool = False


def ok(check: str, said: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, State.OK, said)


def warning(check: str, said: str, remedy: str) -> Finding:
    """Return a finding that the run will work, but perhaps not as wanted."""
    return Finding(check, State.WARNING, said, remedy)


def fault(check: str, said: str, remedy: str) -> Finding:
    """Return a finding that would keep the run from doing anything useful."""
    return Finding(check, State.FAULT, said, remedy)


def refusal(check: str, said: str, remedy: str) -> Finding:
    """Return a finding for which ``tinsach run`` refuses the job."""
    return Finding(check, State.FAULT, said, remedy, refused=True)
