"""The learned rule: what the line model says of lines that no other rule claims."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.document import TEXT_ROLES, Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.line_model.committee import (
    HEADLINE,
    LINES,
    WINDOW,
    Scores,
    committee,
    weights_fingerprint,
)
from cleaning.line_model.expected import best_threshold
from cleaning.line_model.features import Matrix
from cleaning.line_model.reasons import reasons
from cleaning.rules.base import Rule
from cleaning.shape import ends_with_stop, is_paragraph, words
from cleaning.spam import is_hacked
from cleaning.stages import Needs
from cleaning.text import line_key

MIN_HEADLINE: Final = 0.5
"""Below, the guess of the rules is as good."""
MIN_ABOVE: Final = 3
"""Of fewer open lines above the first paragraph the rules find the headline: there is no menu to mistake."""
MAX_TEXT: Final = 0.5
"""A line of a page goes when its probability to be text is below. With .3 and .1 (below), captions without a
credit and summaries stayed: 76 dumps not learned from .972, with .5 and .3 .978. On a page of which little is
sure it is less (``best_threshold``: 72 other dumps .9674 -> .9698)."""
MAX_SENTENCE: Final = 0.3
"""The same for a whole sentence: captions are sentences too, but so is the report."""
MAX_PLAIN_TEXT: Final = 0.3
MAX_PLAIN_SENTENCE: Final = 0.1
"""The same where no rule found anything of a page: the list of schools in a clean article must stay."""
MIN_SENTENCE_WORDS: Final = 4
MIN_LEFT: Final = 20
"""Words of text that must stay where paragraphs go. A quarter of the open paragraphs had to before: a wire's
brief among summaries of other reports is less (cross-validation of annotated dumps .906 -> .911)."""
MIN_LINES: Final = 12
"""Of fewer lines there is too little around each to read its role from."""
MIN_SURE: Final = 2.0
"""By so much (log odds) another role must be likelier before what a rule said of a line is changed."""
MIN_RESTORED: Final = 0.6
"""From this probability to be text a line stays that a rule of ``REVERSIBLE`` took (of 72 dumps not learned
from .9676, with .8 .9665)."""
MIN_FOREIGN: Final = 0.5
"""Where no rule found anything of a page, at least this share of the lines must go: a page in a language
without cue words is mostly labels. Of clean articles with a doubt the model took a few lines in twenty."""

FURNITURE: Final = frozenset({Role.SECTION, Role.DATE, Role.RELATED, Role.UI, Role.SPAM})
"""Roles of lines that a page adds to a report; a clean article has captions, a byline, a source at most."""

REVERSIBLE: Final = frozenset(
    {"head_crumb", "dated_titles", "related_section", "tail_after_end", "title_run"}
)
"""Rules that judge a line by its shape and place, as the network does with more to go by: verses, line-ups
and rows of a table look like crumbs, paragraphs without a full stop like the headlines of a list."""

CERTAIN: Final = frozenset({"counted_heading"})
"""Rules whose headings stay whatever the network says of them."""

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
_ASKED: Final = frozenset({*_DOUBTFUL, *_SWAPPED})


@dataclass(frozen=True, slots=True, repr=False)
class _Learned(Rule):
    """A rule with learned weights; its ``repr``, which runs record, names them by their fingerprint."""

    def __repr__(self) -> str:
        limits = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self))
        return f"{type(self).__name__}(weights={weights_fingerprint(self._weights())!r}, {limits})"

    def _weights(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, repr=False)
class LearnedHeadline(_Learned):
    """Takes the line that a small network is sure is the headline.

    Why: in a select-all dump the first line that could be a headline is a menu, a ticker or a slogan.
    Keeps: a declared title, which is certain; short texts and pages with markup, where the first line
    or the page's own heading is the better sign.
    """

    min_headline: float = MIN_HEADLINE
    min_above: int = MIN_ABOVE
    min_lines: int = MIN_LINES

    @property
    def needs(self) -> Needs:
        """As many lines as the network must see."""
        return Needs(lines=self.min_lines)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the likeliest headline among the open lines."""
        if draft.declared.title or not _is_plain(draft, self.min_lines):
            return
        if _lines_above_prose(draft) < self.min_above:
            return
        finders = committee(HEADLINE)
        scores = finders.scores(finders.read(draft)).text
        best = max(draft.open(), key=lambda index: scores[index], default=None)
        if best is not None and scores[best] >= self.min_headline:
            yield self.line(best, Role.TITLE, f"{scores[best]:.0%} the headline, by its shape and place")

    def _weights(self) -> str:
        return HEADLINE


def _lines_above_prose(draft: Draft) -> int:
    prose = (at for at, index in enumerate(draft.open()) if is_paragraph(draft.text(index)))
    return next(prose, len(draft.lines))


def _is_plain(draft: Draft, min_lines: int) -> bool:
    return len(draft.lines) >= min_lines and all(line.place is Place.TEXT for line in draft.lines)


@dataclass(frozen=True, slots=True, repr=False)
class LearnedRole(_Learned):
    """Gives lines that no rule claims the role a small network reads from their shape and neighbours.

    Why: pages label their parts in more ways than cue words can list; what stands around a line tells.
    It gives back what a rule took for its shape alone where it is sure that it belongs to the report.
    Keeps: every line the network is not sure of, and all paragraphs where it would leave next to nothing;
    every line of a text in which no rule found anything of a page, unless most of it is: so what was
    cleaned once stays as it is; what is left of a paragraph that stood twice;
    lines of a page with markup, whose place is known better. It says spam only where a rule found some.
    """

    max_text: float = MAX_TEXT
    max_sentence: float = MAX_SENTENCE
    max_plain_text: float = MAX_PLAIN_TEXT
    max_plain_sentence: float = MAX_PLAIN_SENTENCE
    min_left: int = MIN_LEFT
    min_lines: int = MIN_LINES
    min_sure: float = MIN_SURE
    min_restored: float = MIN_RESTORED
    min_foreign: float = MIN_FOREIGN

    @property
    def needs(self) -> Needs:
        """As many lines as the network must see."""
        return Needs(lines=self.min_lines)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the roles of open lines that are hardly text, of mixed-up lists and crumbs, and of text."""
        if not self._is_asked(draft):
            return
        readers = committee(LINES)
        seen = readers.read(draft)
        scores = readers.scores(seen)
        restored = self._restored(draft, scores)
        yield from restored.values()
        fewest = self._fewest(draft, restored)
        out = self._taken(draft, scores.text, plain=fewest > 0)
        if len(out) < fewest:
            return
        fitting = [_ROLES.index(r) for r in _REMOVED if r is not Role.SPAM or is_hacked(draft)]
        for start in range(0, len(out), WINDOW):
            lines = out[start : start + WINDOW]
            best = scores.roles[lines][:, fitting].argmax(axis=1)
            said = reasons(seen.features[lines], readers.pull(seen, scores, lines))
            for index, role, why in zip(lines.tolist(), best.tolist(), said, strict=True):
                sure = f"{1 - scores.text[index]:.0%} not the report"
                yield self._revised(index, _ROLES[fitting[role]], f"{sure}: {', '.join(why)}")
        yield from self._swapped(draft, scores.roles, restored)

    def _weights(self) -> str:
        return LINES

    def _is_asked(self, draft: Draft) -> bool:
        """Tell whether the network may find anything, so that it is worth what it costs."""
        if not _is_plain(draft, self.min_lines):
            return False
        asked = (
            line
            for line, said in zip(draft.lines, draft.decided, strict=True)
            if said is None or said.role in _ASKED or said.rule in REVERSIBLE
        )
        short = sum(not is_paragraph(line.text) for line in asked)
        return short >= max(self._fewest(draft), 1)

    def _fewest(self, draft: Draft, restored: Container[int] = ()) -> float:
        """Return how many lines must go for any to go: a few where rules found furniture, and rightly."""
        found = (i for i in range(len(draft.lines)) if draft.role(i) in FURNITURE and i not in restored)
        return 0 if next(found, None) is not None else self.min_foreign * len(draft.lines)

    def _taken(self, draft: Draft, text: Matrix, *, plain: bool) -> npt.NDArray[np.intp]:
        """Return the indexes of the lines that go, by their probability to be ``text``."""
        lines = range(len(draft.lines))
        asked = np.array([draft.role(i) in _DOUBTFUL and not _is_certain(draft, i) for i in lines])
        most, most_sentence = self.max_plain_text, self.max_plain_sentence
        if not plain:
            best = best_threshold(
                _chances(draft, text, asked), np.array([words(draft.text(i)) for i in lines], float)
            )
            most, most_sentence = min(self.max_text, best), min(self.max_sentence, best)
        limits = [most_sentence if _is_sentence(draft.text(i)) else most for i in lines]
        out = asked & (text < np.array(limits))
        out &= ~_only_copies(draft)
        if not self._leaves_enough(draft, out):
            out &= np.array([not is_paragraph(draft.text(i)) for i in lines])
        return np.flatnonzero(out)

    def _leaves_enough(self, draft: Draft, out: npt.NDArray[np.bool_]) -> bool:
        stays = (i for i in range(len(draft.lines)) if draft.role(i) in _DOUBTFUL and not out[i])
        return sum(words(draft.text(i)) for i in stays) >= self.min_left

    def _restored(self, draft: Draft, scores: Scores) -> dict[int, Proposal]:
        """Return what makes lines text again that a rule took for their shape, by their index."""
        found: dict[int, Proposal] = {}
        for index, said in enumerate(draft.decided):
            if said is None or said.rule not in REVERSIBLE or scores.text[index] < self.min_restored:
                continue
            heading, body = (scores.roles[index, _ROLES.index(r)] for r in (Role.HEADING, Role.BODY))
            why = f"{scores.text[index]:.0%} the report, {_rather_than(said)}"
            found[index] = self._revised(index, Role.HEADING if heading > body else Role.BODY, why)
        return found

    def _swapped(self, draft: Draft, roles: Matrix, restored: Container[int]) -> Iterator[Proposal]:
        related, ui = (roles[:, _ROLES.index(role)] for role in (Role.RELATED, Role.UI))
        for index in range(len(draft.lines)):
            said = draft.decided[index]
            if said is None or said.role not in _SWAPPED or index in restored:
                continue
            lead = float(related[index] - ui[index])
            role = Role.RELATED if lead > 0 else Role.UI
            if role is not said.role and abs(lead) >= self.min_sure:
                yield self._revised(index, role, _rather_than(said))

    def _revised(self, index: int, role: Role, evidence: str) -> Proposal:
        made = self.line(index, role, evidence)
        return Proposal(index, made.role, made.rule, made.evidence, revises=True)


def _chances(draft: Draft, text: Matrix, asked: npt.NDArray[np.bool_]) -> Matrix:
    """Return the probability of each line to be text: that of lines a rule has claimed is certain."""
    said = np.array([draft.role(i) in TEXT_ROLES for i in range(len(draft.lines))], np.float32)
    return np.where(asked, text, said)


def _is_certain(draft: Draft, index: int) -> bool:
    said = draft.decided[index]
    return said is not None and said.rule in CERTAIN


def _is_sentence(text: str) -> bool:
    return ends_with_stop(text) and words(text) >= MIN_SENTENCE_WORDS


def _rather_than(said: Proposal) -> str:
    return f"rather than {said.role} ({said.rule}: {said.evidence})"


def _only_copies(draft: Draft) -> npt.NDArray[np.bool_]:
    """Tell which lines are what is left of a text that stood twice: a rule has taken the other one."""
    taken = {line_key(draft.text(i)) for i in range(len(draft.lines)) if draft.role(i) is Role.REPEAT}
    return np.array([bool(taken) and line_key(draft.text(i)) in taken for i in range(len(draft.lines))])
