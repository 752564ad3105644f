"""The section that the lines of a record state: the last step of a breadcrumb, what stands beside a date."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cleaning.bylines import read_byline
from cleaning.cues import cues
from cleaning.dates import stated_date
from cleaning.document import TEXT_ROLES, Proposal, Role
from cleaning.draft import Draft
from cleaning.names import byline_words
from cleaning.rules.base import rule_id
from cleaning.rules.head import dated
from cleaning.rules.learned import LearnedRole
from cleaning.shape import starts_upper, words
from cleaning.signatures import PATH_STEPS, Zones
from cleaning.text import line_key

MAX_SECTION: Final = 6
"""Words of a section's name."""

MAX_STEPS: Final = 5
"""Steps of a path through a site; more in one line is its menu."""


def is_ruled(decision: Proposal) -> bool:
    """Tell whether a rule decided, and not the learned model, whose guess is no evidence for metadata."""
    return decision.rule != rule_id(LearnedRole)


def stated_section(draft: Draft, zones: Zones) -> str | None:
    """Return the last step of the breadcrumb nearest above the headline, or else below it."""
    for index in (*zones.above, *zones.head):
        decision = draft.decided[index]
        if decision is None or decision.role in TEXT_ROLES:
            continue
        if stated_date(draft.text(index)):
            beside = dated(draft.text(index))
            if beside.section and beside.stamp and read_byline(beside.section) is None:
                return beside.section
            continue
        steps = [step for step in PATH_STEPS.split(draft.text(index)) if step.strip()]
        ruled = decision.role is Role.SECTION and is_ruled(decision)
        is_path = len(steps) > 1 and index in zones.above and "|" not in draft.text(index)
        section = _last_step(steps) if ruled or is_path else None
        if section:
            return section
    return None


def _last_step(steps: Sequence[str]) -> str | None:
    """Return the last step of a path; a menu, which has many, and the word for the home page are none."""
    if not 0 < len(steps) <= MAX_STEPS:
        return None
    last = next((step.strip() for step in reversed(steps) if line_key(step) not in cues().pages), "")
    home = next((h for h in cues().home if line_key(last).startswith(h)), "")
    last = " ".join(last.split()[len(home.split()) :])
    if len(steps) == 1 and _names_several(last):
        return None  # a menu: which of its sections this is nobody says
    named = bool(last) and starts_upper(last) and not any(c.isdigit() for c in last)
    return last if named and words(last) <= MAX_SECTION and line_key(last) not in cues().ui else None


def _names_several(text: str) -> bool:
    """Tell whether one capital follows another word's end, as in names that stand side by side."""
    parts = byline_words().conjunction.split(text)
    pairs = (pair for part in parts for pair in pairwise(part.split()))
    return any(before[-1].isalnum() and word[0].isupper() for before, word in pairs)
