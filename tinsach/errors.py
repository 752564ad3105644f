"""Errors a person can mend, and the exit codes of the command line."""

from __future__ import annotations

from typing import Final

EXIT_FAILED_RECORDS: Final = 1
EXIT_USAGE: Final = 2
EXIT_NOTHING_DONE: Final = 3
EXIT_UNEXPECTED: Final = 70
"""EX_SOFTWARE of sysexits.h: a fault of the program, told apart from failed records."""
EXIT_BUSY: Final = 75
EXIT_INTERRUPTED: Final = 130
EXIT_UNREAD: Final = 141
"""What a shell tells of tools whose reader left, as behind ``| head``: 128 and the number of SIGPIPE."""


class UsageError(ValueError):
    """The command can't start; the message is one line naming what is wrong and the remedy."""


class WorkersError(RuntimeError):
    """The pool of worker processes can't work; the message is one line."""
