"""Whether a page holds a report, and the judges that object to the other kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleaning.document import Document, Doubt
from cleaning.listing import LIST_OF_TEASERS
from cleaning.page_kind.cards import cards_of
from cleaning.page_kind.dialogs import is_told_in_dialog
from cleaning.page_kind.model import learned_kind, signs_of
from cleaning.page_kind.page import WholePage
from cleaning.page_kind.states import incomplete, stated_doubt

MIN_HEADLINES: Final = 10
"""Linked headlines on a page without any text of its own, from which it is there for them."""

NOT_REPORTS: Final = (
    "blocked_page",
    "error_page",
    "video_page",
    "list_page",
    "product_page",
    "forum_page",
    "reference_page",
    "paywall",
    "needs_browser",
)
"""The reasons for which a page is no report."""


@dataclass(frozen=True, slots=True)
class NotAReport:
    """Objects to pages that are something else than a report: ``reason`` says what.

    Of texts without a page nothing is known, so none of them is objected to.
    """

    reason: str

    def objection(self, document: Document) -> str | None:
        """Return what speaks for the other kind."""
        doubt = document.doubt
        return doubt.evidence if doubt is not None and doubt.reason == self.reason else None


def doubt_of(page: WholePage) -> Doubt | None:
    """Return why ``page`` is no report, ``None`` when it may be one."""
    return stated_doubt(page) or _list(page) or learned_kind(signs_of(page)) or incomplete(page)


def _list(page: WholePage) -> Doubt | None:
    """Tell a list by its build: teasers below linked headlines, or nothing but these."""
    if LIST_OF_TEASERS in page.selection.flags:
        return Doubt("list_page", "teasers below linked headlines")
    in_dialog = is_told_in_dialog(page)
    if page.told and not in_dialog:
        return None
    headlines = len(cards_of(page).headlines)
    text = "text in a dialog alone" if in_dialog else "no text of its own"
    told = f"{text} beside {headlines} linked headlines"
    return Doubt("list_page", told) if headlines >= MIN_HEADLINES else None
