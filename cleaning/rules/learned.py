"""The learned rule: what the line model says of lines that no other rule claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.line_model.features import NAMES, Matrix, features
from cleaning.line_model.network import HEADLINE, LINES, committee
from cleaning.rules.base import Rule
from cleaning.shape import ends_with_stop, is_paragraph, words
from cleaning.spam import is_hacked
from cleaning.text import line_key

MIN_HEADLINE: Final = 0.5
"""Below, the guess of the rules is as good."""
MIN_ABOVE: Final = 3
"""Of fewer open lines above the first paragraph the rules find the headline: there is no menu to mistake."""
MAX_TEXT: Final = 0.2
"""A line goes when its probability to be text is below: under cross-validation the text's F1 hardly changes
from .1 to .35, and a lost line is worse than one too many. Headings are judged alike."""
MAX_SENTENCE: Final = 0.02
"""The same for a whole sentence: captions are sentences too, but so is the report."""
MIN_SENTENCE_WORDS: Final = 4
MIN_LEFT: Final = 0.25
"""Share of the words in open paragraphs that must stay: one so at odds with a page isn't to be trusted."""
MIN_LINES: Final = 12
"""Of fewer lines there is too little around each to read its role from."""
MIN_SURE: Final = 2.0
"""By so much (log odds) another role must be likelier before what a rule said of a line is changed."""
REASONS: Final = 3

_ROLES: Final = tuple(Role)
_REMOVED: Final = (
    Role.CAPTION,
    Role.SECTION,
    Role.DATE,
    Role.BYLINE,
    Role.SOURCE,
    Role.RELATED,
    Role.UI,
    Role.SPAM,
    Role.REPEAT,
)
_DOUBTFUL: Final = (None, Role.HEADING)
"""What the rules leave open, and what they take for a subheading, which is short as labels are."""
_SWAPPED: Final = frozenset({Role.RELATED, Role.UI})


@dataclass(frozen=True, slots=True)
class LearnedHeadline(Rule):
    """Takes the line that a small network is sure is the headline.

    Why: in a select-all dump the first line that could be a headline is a menu, a ticker or a slogan.
    Keeps: a declared title, which is certain; short texts and pages with markup, where the first line
    or the page's own heading is the better sign.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the likeliest headline among the open lines."""
        if draft.declared.title or not _is_read(draft) or _lines_above_prose(draft) < MIN_ABOVE:
            return
        scores = committee(HEADLINE).scores(features(draft)).text
        best = max(draft.open(), key=lambda index: scores[index], default=None)
        if best is not None and scores[best] >= MIN_HEADLINE:
            yield self.line(best, Role.TITLE, f"{scores[best]:.0%} the headline, by its shape and place")


def _has_short_lines(draft: Draft) -> bool:
    """Tell whether there is anything to doubt: a text of whole paragraphs and nothing else costs no more."""
    asked = {*_DOUBTFUL, *_SWAPPED}
    return any(draft.role(i) in asked and not is_paragraph(line.text) for i, line in enumerate(draft.lines))


def _lines_above_prose(draft: Draft) -> int:
    prose = (at for at, index in enumerate(draft.open()) if is_paragraph(draft.text(index)))
    return next(prose, len(draft.lines))


def _is_read(draft: Draft) -> bool:
    return len(draft.lines) >= MIN_LINES and all(line.place is Place.TEXT for line in draft.lines)


@dataclass(frozen=True, slots=True)
class LearnedRole(Rule):
    """Gives lines that no rule claims the role a small network reads from their shape and neighbours.

    Why: pages label their parts in more ways than cue words can list; what stands around a line tells.
    Keeps: every line the network is not sure of, and all paragraphs where it would take most of them;
    what is left of a paragraph that stood twice;
    lines of a page with markup, whose place is known better. It says spam only where a rule found some.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the roles of open lines that are hardly text, and of lists and crumbs that were mixed up."""
        if not _is_read(draft) or not _has_short_lines(draft):
            return
        seen = features(draft)
        scores = committee(LINES).scores(seen)
        limits = np.array([_most(draft, i) for i in range(len(draft.lines))])
        out = (scores.text < limits) & ~_only_copies(draft)
        if not _leaves_enough(draft, out):
            out &= np.array([not is_paragraph(draft.text(i)) for i in range(len(draft.lines))])
        reasons = _reasons(seen, out)
        fitting = [role for role in _REMOVED if role is not Role.SPAM or is_hacked(draft)]
        for index in np.flatnonzero(out):
            role = max(fitting, key=lambda r: scores.roles[index, _ROLES.index(r)])
            sure = f"{1 - scores.text[index]:.0%} not the report"
            yield self._revised(int(index), role, f"{sure}: {reasons[int(index)]}")
        yield from self._swapped(draft, scores.roles)

    def _swapped(self, draft: Draft, roles: Matrix) -> Iterator[Proposal]:
        related, ui = (roles[:, _ROLES.index(role)] for role in (Role.RELATED, Role.UI))
        for index in range(len(draft.lines)):
            said = draft.decided[index]
            if said is None or said.role not in _SWAPPED:
                continue
            lead = float(related[index] - ui[index])
            role = Role.RELATED if lead > 0 else Role.UI
            if role is not said.role and abs(lead) >= MIN_SURE:
                yield self._revised(index, role, f"rather than {said.role} ({said.rule}: {said.evidence})")

    def _revised(self, index: int, role: Role, evidence: str) -> Proposal:
        made = self.line(index, role, evidence)
        return Proposal(index, made.role, made.rule, made.evidence, revises=True)


def _most(draft: Draft, index: int) -> float:
    """Return the probability below which line ``index`` may go: none for what a rule has claimed."""
    if draft.role(index) not in _DOUBTFUL:
        return 0.0
    text = draft.text(index)
    sentence = ends_with_stop(text) and words(text) >= MIN_SENTENCE_WORDS
    return MAX_SENTENCE if sentence else MAX_TEXT


def _only_copies(draft: Draft) -> npt.NDArray[np.bool_]:
    """Tell which lines are what is left of a text that stood twice: a rule has taken the other one."""
    taken = {line_key(draft.text(i)) for i in range(len(draft.lines)) if draft.role(i) is Role.REPEAT}
    return np.array([bool(taken) and line_key(draft.text(i)) in taken for i in range(len(draft.lines))])


def _leaves_enough(draft: Draft, out: npt.NDArray[np.bool_]) -> bool:
    size = {i: words(draft.text(i)) for i in draft.open() if is_paragraph(draft.text(i))}
    left = sum(count for index, count in size.items() if not out[index])
    return left >= MIN_LEFT * sum(size.values())


def _reasons(seen: Matrix, out: npt.NDArray[np.bool_]) -> dict[int, str]:
    """Return for each line that goes the signs that pull it out of the text most, strongest first."""
    if not out.any():
        return {}
    pulled = np.where(seen > 0, committee(LINES).pull(seen, out), np.inf)  # what is not there explains little
    strongest = np.argsort(pulled, axis=1)[:, :REASONS]
    return {
        int(index): ", ".join(NAMES[sign].replace("_", " ") for sign in strongest[index])
        for index in np.flatnonzero(out)
    }
