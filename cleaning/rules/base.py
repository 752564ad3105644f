"""What every rule shares: its id, and the making of proposals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft, asked_once
from cleaning.shape import is_paragraph, words
from cleaning.stages import ANY_DRAFT, Needs

INTERRUPTING = frozenset({Role.DATE, Role.RELATED, Role.SECTION, Role.SOURCE})
"""Roles of lines that do not stand between two paragraphs of one report, but between parts of a page."""

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def rule_id(kind: type) -> str:
    """Return the stable id of a rule: its class name in snake case."""
    return _snake_case(kind.__name__)


@cache
def _snake_case(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """Base of all rules: gives proposals the rule's id."""

    @property
    def needs(self) -> Needs:
        """What a draft must have for the rule to propose anything: unless the rule says it, nothing."""
        return ANY_DRAFT

    def line(self, index: int, role: Role, evidence: str) -> Proposal:
        """Propose ``role`` for the whole line ``index``."""
        return Proposal(index, role, rule_id(type(self)), evidence)

    def span(self, index: int, role: Role, evidence: str, *, start: int, end: int) -> Proposal:
        """Propose to cut the characters ``start`` to ``end`` of line ``index``."""
        return Proposal(index, role, rule_id(type(self)), evidence, start, end)


def inside(draft: Draft) -> Sequence[int]:
    """Return the indexes of open lines that do not lie outside the main content of a page."""
    return draft.open_content


MAX_BOX_SHARE = 0.5
"""A box with more of the words than this is the report itself, however the page is built."""


@asked_once
def small_boxes(draft: Draft) -> Mapping[int, Sequence[int]]:
    """Return the indexes of the lines in each box that is not the report itself, by its number."""
    content = [i for i, line in enumerate(draft.lines) if line.place is not Place.OUTSIDE]
    held: Counter[int] = Counter()
    boxed: dict[int, list[int]] = {}
    for index in content:
        line = draft.lines[index]
        held[line.box] += words(line.text)
        boxed.setdefault(line.box, []).append(index)
    most = MAX_BOX_SHARE * held.total()
    return {box: lines for box, lines in boxed.items() if box and held[box] <= most}


@dataclass(frozen=True, slots=True)
class Runs:
    """Where running prose begins again after a line: two paragraphs with nothing of the page between them.

    In a list of teasers every paragraph follows a headline or a date, in a report paragraphs follow
    paragraphs; captions and crumbs between them do not interrupt it.
    """

    indexes: tuple[int, ...]
    paragraph: tuple[bool, ...]
    run_from: tuple[int, ...]
    first: int

    @classmethod
    def of(cls, draft: Draft) -> Runs:
        """Read the open lines of ``draft`` once; ``run_from[k]`` is the next run at or after position k."""
        indexes = tuple(inside(draft))
        prose = tuple(is_paragraph(draft.text(i)) for i in indexes)
        breaks = _breaks(draft)
        run_from = [len(indexes)] * (len(indexes) + 1)
        for k in range(len(indexes) - 2, -1, -1):
            joined = breaks[indexes[k]] == breaks[indexes[k + 1]]
            run_from[k] = k if joined and prose[k] and prose[k + 1] else run_from[k + 1]
        first = next((k for k, is_prose in enumerate(prose) if is_prose), len(indexes))
        return cls(indexes, prose, tuple(run_from), first)

    def resumes(self, position: int) -> bool:
        """Tell whether running prose begins at or after ``position``."""
        return self.run_from[min(position, len(self.indexes))] < len(self.indexes)

    def prose_before(self, position: int) -> bool:
        """Tell whether any paragraph stands before ``position``."""
        return self.first < position


@asked_once
def runs_of(draft: Draft) -> Runs:
    """Return the runs of prose among the open lines of ``draft``."""
    return Runs.of(draft)


def _breaks(draft: Draft) -> list[int]:
    """Return for each line how many lines before it interrupt prose: they belong to the page around it."""
    count = 0
    counts: list[int] = []
    for line, decision in zip(draft.lines, draft.decided, strict=True):
        outside = line.place is Place.OUTSIDE
        count += outside or (decision is not None and decision.role in INTERRUPTING)
        counts.append(count)
    return counts
