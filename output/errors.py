"""The errors of the corpus; each message names the place, what is wrong and what to do.

CorpusError          anything below
├── BusyError        another run holds the lock (exit code 75)
└── NotACorpusError  the folder is no corpus, so nothing is written there
"""

from __future__ import annotations


class CorpusError(Exception):
    """The corpus can't do what was asked; the message is one line for a person."""


class BusyError(CorpusError):
    """Another run holds the lock of this corpus."""


class NotACorpusError(CorpusError):
    """The folder exists and holds something else, or was to be read and holds no corpus."""
