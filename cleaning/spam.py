"""Spam as a property of a whole record: pages of betting portals, and reports on a hacked page."""

from __future__ import annotations

from typing import Final

from cleaning.document import Role
from cleaning.draft import Draft

HACKED_PAGE: Final = "hacked_page"


def is_hacked(draft: Draft) -> bool:
    """Tell whether anything in ``draft`` was injected by a link seller."""
    decided = any(decision and decision.role is Role.SPAM for decision in draft.decided)
    return decided or any(cut.role is Role.SPAM for cuts in draft.spans.values() for cut in cuts)
