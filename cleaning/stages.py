"""The three kinds of stage: an editor proposes roles, a judge says no to a document, a corpus judge compares.

A stage is a small frozen dataclass: parameters in, no work in the constructor; its ``repr`` is
recorded in the run. "Off" means: not in the list.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from cleaning.document import Document, Proposal
from cleaning.draft import Draft


class Needs(NamedTuple):
    """What a draft must have for an editor to propose anything: all it may act on, and perhaps more.

    ``page``: a line whose place is told by markup; ``decided``: something that an editor before has decided
    or cut. The others are asked of a plain draft, which has neither: ``lines`` lines (``below``: others than
    the first; ``loose``: that are no paragraphs) of at most ``max_words`` words, and one of at most
    ``max_characters`` characters.
    """

    lines: int = 0
    max_words: int = sys.maxsize
    max_characters: int = sys.maxsize
    below: bool = False
    loose: bool = False
    page: bool = False
    decided: bool = False


ANY_DRAFT: Final = Needs()
"""What an editor needs that says nothing of it."""


class Editor(Protocol):
    """Proposes roles for lines or spans; never changes text itself.

    It may say what it ``needs``, as an attribute of its class: where that is missing it is not asked, so that
    most rows of dumps, which are nothing but paragraphs, cost a few of the rules only.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield proposals for lines of ``draft``; the engine applies and records them."""


class Judge(Protocol):
    """Says yes or no to one document."""

    def objection(self, document: Document) -> str | None:
        """Return ``None`` to keep the document, else the evidence why not."""

    @property
    def reason(self) -> str:
        """The stable id of the reason, e.g. ``too_short``."""
