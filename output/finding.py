"""One thing that is wrong with a corpus."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the file (relative to the corpus) and what about it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
