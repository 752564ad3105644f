"""The last rule of a page: what stands among the report, is not its text, and no other rule knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaning.document import TEXT_ROLES, Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule
from cleaning.rules.ui import MOSTLY_LINKED
from cleaning.stages import Needs


@dataclass(frozen=True, slots=True)
class DoubtfulBlock(Rule):
    """Removes a block among the paragraphs of a page that the block model does not take for its text.

    Why: cards of other reports, forms and promotions lie between paragraphs; a caption, a byline and a source
    do as well, and the rules that know them come first.
    Keeps: every block the model takes for the report, and whatever a rule found a role for.
    """

    needs = Needs(page=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the doubtful lines that are open or were taken for text."""
        for index, line in enumerate(draft.lines):
            if line.doubtful and draft.role(index) in (None, *TEXT_ROLES):
                role = Role.RELATED if line.linked >= MOSTLY_LINKED else Role.UI
                yield self._revised(index, role)

    def _revised(self, index: int, role: Role) -> Proposal:
        return Proposal(index, role, "doubtful_block", "does not read as a part of the report", revises=True)
