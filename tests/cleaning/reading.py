"""Reading a file of a test, and what came of it in short."""

from __future__ import annotations

from pathlib import Path

from cleaning.document import Failure, Record
from cleaning.inputs import InputOptions, read

Outcome = Record | Failure


def outcomes(path: Path, content: str | bytes, **options: object) -> list[Outcome]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read([str(path)], InputOptions(**options)))  # type: ignore[arg-type]


def told(found: list[Outcome]) -> list[object]:
    """Content of records, reason of failures; the counts must have no gap."""
    assert [one.source_record for one in found] == list(range(len(found)))
    return [one.content if isinstance(one, Record) else one.reason for one in found]


def one_failure(found: list[Outcome]) -> Failure:
    (failure,) = found
    assert isinstance(failure, Failure)
    assert "\n" not in failure.evidence
    return failure
