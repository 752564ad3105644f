"""What Spark's errors say to a person: the line that names the cause, without the stacks around it."""

from __future__ import annotations

import re
from typing import Any, Final

_STACK: Final = re.compile(r"Driver stacktrace:|JVM stacktrace:")
"""What follows repeats the stack of the JVM."""

_FRAME: Final = re.compile(r"at [\w.$/]+\(|\.\.\. \d+ more$")

_PREFIX: Final = re.compile(r"(Caused by: )+")


def cause_of(error: Exception) -> str:
    """Return the last line of what caused ``error``: of the Java exception at the bottom, or of its text."""
    deepest: Any = getattr(error, "java_exception", None)
    if deepest is None:
        return _last_line(str(error)) or type(error).__name__
    said = ""
    while deepest is not None:  # the deepest that says anything
        said = _last_line(str(deepest.getMessage() or "")) or said
        name, deepest = str(deepest.getClass().getName()), deepest.getCause()
    return said or name


def _last_line(text: str) -> str:
    """Return the last line that is no frame of a stack."""
    lines = [line.strip() for line in _STACK.split(text)[0].splitlines()]
    told = [line for line in lines if line and not _FRAME.match(line)]
    return _PREFIX.sub("", told[-1]) if told else ""
