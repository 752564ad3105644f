"""Errors a person can mend: a wrong word on the command line or in a file that was named there."""


class UsageError(ValueError):
    """The command can't start; the message is one line naming what is wrong and the remedy."""
