"""A rule for signatures that a lost line break glued to the last paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.glued_signature import glued_signature, until_cut
from cleaning.rules.base import Rule
from cleaning.signatures import is_text


@dataclass(frozen=True, slots=True)
class GluedSignature(Rule):
    """Cuts ``Lan Anh (TTXVN)`` or ``Theo Báo Ven Sông`` off the end of the last paragraph.

    Why: many dumps and some pages run the signature together with the last sentence.
    Keeps: a name behind a shortened word (``TP. Bắc Ninh``), a place, one word, an office, and whatever more
    of the text follows.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut where the last line of the text ends in a signature behind a sentence."""
        last = next((i for i in reversed(range(len(draft.lines))) if is_text(draft, i)), None)
        if last is None:
            return
        text = until_cut(draft, last)
        if (glued := glued_signature(text)) is None:
            return
        role = Role.BYLINE if glued.byline else Role.SOURCE
        start = len(text[: glued.start].rstrip(" "))
        yield self.span(last, role, "behind the last sentence", start=start, end=len(text))
