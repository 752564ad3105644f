"""What of a document is its own: its text without the lines that many documents of its site hold.

Pure, so that it can be worked out wherever the document is: in the main process or on another machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.document import Document, Outcome, Rejection
from cleaning.line_counts import LineCounts, paragraph_keys
from cleaning.quality import TooShort
from cleaning.repeats import MIN_DOCUMENTS, RepeatedOnSite, distinct_text, without


@dataclass(frozen=True, slots=True, eq=False)
class OwnText:
    """Documents are compared by their text without the lines in ``frequent``."""

    frequent: LineCounts

    def document(self, document: Document, keys: npt.NDArray[Any] | None = None) -> Document:
        """Return ``document`` with its own text, itself when all of it is; ``keys`` are of its paragraphs."""
        text = self.text(document.site, document.text, keys)
        return document if text == document.text else replace(document, text=text)

    def text(self, site: str | None, text: str, keys: npt.NDArray[Any] | None = None) -> str:
        """Return what is own of the ``text`` of a document of ``site``."""
        if not len(self.frequent):
            return text
        known = paragraph_keys(site, text) if keys is None else keys
        return distinct_text(text, known, self.frequent)


class Revised(NamedTuple):
    """What became of a document (``None``: it stays) and what it is compared by; nothing when rejected."""

    outcome: Outcome | None
    own: Document | None


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """The removal of lines that ``judge`` objects to, given how many documents hold each (``counts``)."""

    judge: RepeatedOnSite
    too_short: TooShort
    counts: LineCounts
    own: OwnText

    def of(self, document: Document, keys: npt.NDArray[Any]) -> Revised | None:
        """Return what becomes of ``document`` with paragraphs of ``keys``; ``None``: nothing changes.

        What is too short without those lines is rejected.
        """
        if document.site is None or not (self.counts.count(keys["masked"]) >= MIN_DOCUMENTS).any():
            return None
        evidence = self.judge.repeats(document, keys, self.counts)
        left = without(document, evidence) if evidence else document
        if evidence and (objection := self.too_short.objection(left)):
            return Revised(Rejection(left, self.too_short.reason, objection), None)
        own = self.own.document(left, np.delete(keys, list(evidence)))
        return Revised(left if evidence else None, own)
