"""The three kinds of stage: an editor proposes roles, a judge says no to a document, a corpus judge compares.

A stage is a small frozen dataclass: parameters in, no work in the constructor; its ``repr`` is
recorded in the run. "Off" means: not in the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cleaning.document import Document, Proposal
from cleaning.draft import Draft


class Editor(Protocol):
    """Proposes roles for lines or spans; never changes text itself."""

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield proposals for lines of ``draft``; the engine applies and records them."""


class Judge(Protocol):
    """Says yes or no to one document."""

    def objection(self, document: Document) -> str | None:
        """Return ``None`` to keep the document, else the evidence why not."""

    @property
    def reason(self) -> str:
        """The stable id of the reason, e.g. ``too_short``."""
