"""Rules for what stands behind the last sentence: a signature that a lost line break glued to it, a mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.end_mark import end_mark, without_end_mark
from cleaning.glued_signature import glued_signature, until_cut
from cleaning.rules.base import Rule
from cleaning.rules.captions import photo_credit
from cleaning.signatures import is_text


@dataclass(frozen=True, slots=True)
class GluedSignature(Rule):
    """Cuts ``Lan Anh (TTXVN)`` or ``Theo Báo Ven Sông`` off the end of the last paragraph.

    Why: many dumps and some pages run the signature together with the last sentence.
    Keeps: a name behind a shortened word (``TP. Bắc Ninh``), a place, one word, an office, whatever more of
    the text follows, and a name behind a photographer's credit: without it the paragraph, cleaned again,
    would be a caption.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut where the last line of the text ends in a signature behind a sentence."""
        if (last := _last(draft)) is None:
            return
        text = until_cut(draft, last)
        if (glued := glued_signature(text)) is None:
            return
        role = Role.BYLINE if glued.byline else Role.SOURCE
        start = len(text[: glued.start].rstrip(" "))
        if photo_credit(text[:start]) is None:
            yield self.span(last, role, "behind the last sentence", start=start, end=len(text))


@dataclass(frozen=True, slots=True)
class EndMark(Rule):
    """Cuts the sign of an agency for the end off the last paragraph: ``... về bến./.`` keeps one stop.

    Why: it tells a typesetter that nothing follows, and one copy of a report has it and the next has not.
    Keeps: the stop of the sentence, an address that ends in a slash, the mark where more text follows, and
    behind a photographer's credit: without it the paragraph, cleaned again, would be a caption.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut where the last line of the text ends in the mark."""
        if (last := _last(draft)) is None or (mark := end_mark(text := until_cut(draft, last))) is None:
            return
        if photo_credit(without_end_mark(text)) is None:
            yield self.span(last, Role.UI, "the mark for the end", start=mark[0], end=mark[1])


def _last(draft: Draft) -> int | None:
    """Return the index of the last line of the text."""
    return next((i for i in reversed(range(len(draft.lines))) if is_text(draft, i)), None)
