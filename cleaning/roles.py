"""Lines to roles: runs the editors over a draft, in order."""

from __future__ import annotations

from collections.abc import Iterable

from cleaning.draft import Draft
from cleaning.stages import Editor


def assign(draft: Draft, editors: Iterable[Editor]) -> Draft:
    """Return ``draft`` with every line given exactly one role; the first editor to claim a line wins."""
    for editor in editors:
        if proposals := list(editor.propose(draft)):  # most have nothing to say
            draft = draft.apply(proposals)
    return draft.settle()
