"""Rules against other reports on the page: cards inside the text, lists below a label, the tail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cleaning.cues import cues
from cleaning.document import Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, Runs, inside, runs_of, small_boxes
from cleaning.rules.likeness import Likeness, shared_pairs
from cleaning.shape import MAX_TITLE_WORDS, half_of_doubled, is_paragraph, is_title_like, words
from cleaning.stages import Needs
from cleaning.text import line_key

MAX_LABEL_WORDS: Final = 8
MIN_TITLE_RUN: Final = 3
MIN_DATED_WORDS: Final = 4
"""Three words of a headline and the date."""
MIN_RUN_TITLE_WORDS: Final = 6
"""Verses are shorter; headlines of Vietnamese papers have 8 to 20 syllables."""

MAX_SHARED_PAIRS: Final = 0.25
"""Share of word pairs common with the report above which a run belongs to it. On 2,653 clean articles no
limit at all removed 40 lines, nearly all of them the report's own captions and lists; this one none."""

_LINK_MARK: Final = re.compile(r"^(?:>>|»|›|▶|►|☞|=>)\s*\S")
_END_MARKS: Final = ("./", "./.")
_DATE_AT_END: Final = re.compile(  # without a year or brackets, 3-2 is a score and 7.5 a mark
    r"(?:[\s(\[]\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?|[.-]\d{1,2}[.-]\d{2,4})|[(\[]\d{1,2}-\d{1,2})[)\]]?$"
)
MAX_DATE_CHARACTERS: Final = 14
"""Only the end of a line is searched: a pattern over the whole line took time by the square of its length."""

_NO_HEADLINE: Final = re.compile(
    r"^\s*(?:[-–+*•●]|\d{1,2}[.)]|[a-zđ][.)])\s|;|https?:|www\.|(?:,[^,]*){3}|\d\s*[-–:]\s*\d"
)
"""List marks, semicolons, addresses, enumerations and scores: entries of a list of the report's own."""


@dataclass(frozen=True, slots=True)
class DoubledTitleCard(Rule):
    """Removes a card of another report: its headline twice in one line, and the teaser right below.

    Why: a card's image carries the headline as alternative text, so it stands twice.
    Keeps: a caption that stands twice and ends as a sentence; a paragraph after the card that is
    separated from it like the other paragraphs.
    """

    needs = Needs(lines=1, max_words=2 * MAX_TITLE_WORDS + 1)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the doubled headlines, and for each the teaser that follows without an empty line."""
        doubled = [
            index
            for index in inside(draft)
            if (half := half_of_doubled(draft.text(index))) is not None and is_title_like(half)
        ]
        if not doubled:
            return
        boxes = dict(small_boxes(draft))
        spaced = any(line.gap for line in draft.lines)
        for index in doubled:
            yield self.line(index, Role.RELATED, "the headline stands twice in the line")
            for boxed in boxes.pop(draft.lines[index].box, ()):
                yield self.line(boxed, Role.RELATED, f"in one box with line {draft.lines[index].number}")
            teaser = index + 1
            if teaser < len(draft.lines) and self._is_teaser(draft, teaser, spaced=spaced):
                yield self.line(teaser, Role.RELATED, f"teaser of line {draft.lines[index].number}")

    def _is_teaser(self, draft: Draft, index: int, *, spaced: bool) -> bool:
        if draft.decided[index] is not None or half_of_doubled(draft.text(index)):
            return False
        after = index + 1 < len(draft.lines) and half_of_doubled(draft.text(index + 1)) is not None
        return draft.lines[index].gap == 0 if spaced else after


@dataclass(frozen=True, slots=True)
class RepeatedTitleCard(Rule):
    """Removes a card whose headline stands on two lines in a row, with the teaser right below.

    Why: as in a card on one line, the image's alternative text repeats the headline.
    Keeps: a caption that stands twice, which ends as a sentence or has no teaser glued below.
    """

    needs = Needs(lines=3)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield both headlines and the teaser below, where that teaser follows without an empty line."""
        if not any(line.gap for line in draft.lines):
            return  # where nothing is set apart, what is glued says nothing
        for first, second in pairwise(inside(draft)):
            text = draft.text(first)
            same = line_key(text) == line_key(draft.text(second))
            teaser = second + 1
            if not same or not is_title_like(text) or teaser >= len(draft.lines):
                continue
            glued = draft.lines[teaser].gap < max(draft.lines[second].gap, 1)
            if glued and draft.decided[teaser] is None and is_paragraph(draft.text(teaser)):
                claimed = {first: "headline twice", second: "headline twice", teaser: "teaser"}
                for index, evidence in claimed.items():
                    yield self.line(index, Role.RELATED, f"{evidence}: a card of another report")


@dataclass(frozen=True, slots=True)
class RelatedSection(Rule):
    """Removes a label such as ``Tin liên quan`` with the list below it.

    Why: the list is other reports; it ends where running prose begins again, else at the end.
    Keeps: the prose after a list inside the text, and a heading that only contains the words.
    """

    needs = Needs(lines=1, max_words=MAX_LABEL_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield each label and the lines of its list."""
        labels = [related_label(draft.text(index)) for index in inside(draft)]
        if not any(labels):
            return
        runs = runs_of(draft)
        boxes = dict(small_boxes(draft))
        likeness = Likeness(draft, runs.indexes)
        position = 0
        while position < len(labels):
            label = labels[position]
            if label is None:
                position += 1
                continue
            end = _list_end(draft, runs, position + 1, likeness)
            labelled = runs.indexes[position]
            for index in (*runs.indexes[position:end], *boxes.pop(draft.lines[labelled].box, ())):
                yield self.line(index, Role.RELATED, f"below the label «{label}»")
            position = max(end, position + 1)


@dataclass(frozen=True, slots=True)
class LinkLine(Rule):
    """Removes a line that points to another report: ``>> Vì sao giá gạo tăng``, ``Xem thêm: ...``.

    Why: the mark or the words say it is a link.
    Keeps: a quotation mark or a dash that opens direct speech.
    """

    needs = Needs(lines=1, max_words=MAX_TITLE_WORDS, loose=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines that open with a link mark or a pointing phrase."""
        for index in inside(draft):
            text = draft.text(index)
            if words(text) > MAX_TITLE_WORDS or is_paragraph(text):
                continue
            label = text.casefold().lstrip(">*•+-–— ")
            if _LINK_MARK.match(text) or label.startswith(cues().related_prefixes):
                yield self.line(index, Role.RELATED, "points to another report")


@dataclass(frozen=True, slots=True)
class TailAfterEnd(Rule):
    """Removes what follows the end of the report: a credit, a signature, or ``./.``.

    Why: after its end mark a page goes on with other reports.
    Keeps: prose after a credit in the middle; captions of a gallery, which are claimed before.
    """

    needs = Needs(lines=2)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the open lines after the last end mark that no running prose follows."""
        end = _end_mark(draft)
        if end is None:
            return
        runs = runs_of(draft)
        position = next((p for p, i in enumerate(runs.indexes) if i > end), len(runs.indexes))
        if runs.resumes(position) or not _outweighs(draft, runs, position):
            return
        why = f"after the end of the report, line {draft.lines[end].number}"
        for index in runs.indexes[position:]:
            yield self.line(index, Role.RELATED, why)


def _outweighs(draft: Draft, runs: Runs, position: int) -> bool:
    """Tell whether most of the prose stands before ``position``: an end comes after the report."""
    prose = [words(draft.text(i)) if p else 0 for i, p in zip(runs.indexes, runs.paragraph, strict=True)]
    return sum(prose[:position]) > sum(prose[position:])


@dataclass(frozen=True, slots=True)
class DatedTitles(Rule):
    """Removes two or more headlines in a row that end in a date: ``Chợ nổi mở lại (02/07/2024)``.

    Why: lists of newer and older reports are dated so.
    Keeps: one line with a date at its end, and a programme, whose dates stand first.
    """

    needs = Needs(lines=2, max_words=MAX_TITLE_WORDS, loose=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the runs of dated lines, each line at least once beside another."""
        dated = {i for i in inside(draft) if _ends_in_date(draft.text(i))}
        for index in sorted(dated):
            if {index - 1, index + 1} & dated:
                yield self.line(index, Role.RELATED, "one of several headlines that end in a date")


@dataclass(frozen=True, slots=True)
class TitleRun(Rule):
    """Removes three or more headlines in a row at the end of the text.

    Why: prose does not end in a run of clauses without full stops; a list of links does.
    Keeps: a numbered or bulleted list, a list after a colon, verses, which are shorter, and captions
    or entries that speak of what the report speaks of.
    """

    needs = Needs(lines=MIN_TITLE_RUN, max_words=MAX_TITLE_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the run of headline-like lines at the end, when it is long enough."""
        open_lines = inside(draft)
        run: list[int] = []
        for index in reversed(open_lines):
            text = draft.text(index)
            if (run and index != run[-1] - 1) or index in draft.spans:  # cut, so it may have had a stop
                break
            if not is_title_like(text) or words(text) < MIN_RUN_TITLE_WORDS or _NO_HEADLINE.search(text):
                break
            run.append(index)
        before = run[-1] - 1 if run else -1
        labelled = all(":" in draft.text(i) for i in run)
        if len(run) < MIN_TITLE_RUN or before < 0 or labelled or draft.lines[before].text.endswith(":"):
            return
        if shared_pairs(draft, open_lines[: -len(run)], run) <= MAX_SHARED_PAIRS:
            for index in reversed(run):
                yield self.line(index, Role.RELATED, f"one of {len(run)} headlines in a row at the end")


def _ends_in_date(text: str) -> bool:
    fits = MIN_DATED_WORDS <= words(text) <= MAX_TITLE_WORDS
    return fits and bool(_DATE_AT_END.search(text[-MAX_DATE_CHARACTERS:])) and not is_paragraph(text)


def related_label(text: str) -> str | None:
    """Return the cue word when ``text`` as a whole labels a list of other reports."""
    key = line_key(text) if words(text) <= MAX_LABEL_WORDS else ""
    return key if key in cues().related else None


def _list_end(draft: Draft, runs: Runs, start: int, likeness: Likeness) -> int:
    """Return the position where the list that begins at ``start`` ends.

    A paragraph below its first headline is that one's teaser, so the list has teasers and goes on to
    where prose runs again; below several headlines without teasers it is the report going on. So is
    what speaks of the same things as the report above, and all prose where none stood above.
    """
    limit = runs.run_from[min(start, len(runs.indexes))]
    first = next((k for k in range(start, limit) if runs.paragraph[k]), limit)
    titles = {line_key(draft.text(i)) for i in runs.indexes[start:first]}
    titles = {title for title in titles if title not in cues().related}
    if len(titles) > 1 or not runs.prose_before(start):
        return first
    return first if likeness.shared(start, limit) > MAX_SHARED_PAIRS else limit


def _end_mark(draft: Draft) -> int | None:
    """Return the index of the last line that ends the report: source, byline, or a final ``./.``."""
    ends = (Role.SOURCE, Role.BYLINE)
    marks = [i for i, d in enumerate(draft.decided) if d and d.role in ends and i > 2]
    final = [i for i in inside(draft) if draft.text(i).rstrip().endswith(_END_MARKS)]
    return max((*marks[:2], *final[-1:]), default=None)
