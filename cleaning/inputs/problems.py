"""From trouble while reading to one clear Failure."""

from __future__ import annotations

import re

from cleaning.document import Failure

MAX_EVIDENCE = 400
"""Characters of an error message; a parser may quote a whole line."""

MAX_READABLE = 2_000
"""Characters of what was readable that a failure carries: enough to recognise the record."""

FILE_REASONS = frozenset(
    (
        "no_such_file",
        "unreadable_file",
        "no_records",
        "empty_file",
        "binary_file",
        "unknown_format",
        "truncated_archive",
        "corrupt_archive",
        "encrypted_archive",
        "nested_archive",
        "archive_bomb",
        "missing_column",
    )
)
"""Reasons that concern a file (or a member of an archive) and not the record at their place in it."""


class ReadError(Exception):
    """Ends the reading of one file; becomes one failure with ``reason`` and the message as evidence.

    ``record`` is the place in the file where it happened, when it is not the next record.
    """

    def __init__(self, reason: str, message: str, *, record: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.record = record


def failure(source_path: str, reason: str, message: str, *, record: int = 0, text: str = "") -> Failure:
    """Build a Failure whose evidence is one printable line that begins with the file."""
    return Failure(
        source_path,
        record,
        reason,
        one_line(f"{source_path}: {message}"),
        text=without_surrogates(text[:MAX_READABLE]),
    )


def one_line(message: str) -> str:
    """Fold white space and control characters, escape what cannot be encoded, cut."""
    folded = re.sub(r"[\s\x00-\x1f\x7f]+", " ", message).strip()
    shown = folded.encode("utf-8", "backslashreplace").decode("utf-8")
    return shown if len(shown) <= MAX_EVIDENCE else shown[: MAX_EVIDENCE - 1] + "…"


def without_surrogates(text: str) -> str:
    """Replace lone surrogates (JSON can spell them), which no file can hold; pairs become characters."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
