"""Rules against crumbs of the user interface: players, buttons, labels, table borders, page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

from cleaning.cues import cues
from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.rules.base import Rule, inside
from cleaning.shape import is_paragraph, words
from cleaning.stages import Needs
from cleaning.text import line_key

_CLOCK: Final = r"\d{1,2}:\d{2}(?::\d{2})?"
_PLAYER: Final = re.compile(
    rf"^(?:{_CLOCK}\s*/\s*{_CLOCK}|0?0:00(?::00)?|[-–]?\s*0?0:00\s*[+xX]?)(?:\s*1x)?$|^\d(?:[.,]\d+)?x$"
)
_LETTERS: Final = re.compile(r"^[A-Za-z][a-z]$")
_LETTER_ONLY: Final = re.compile(r"^[A-Z][+\-]?$")

_NUMBERS: Final = re.compile(r"\d+")

BORDER: Final = " |"
MAX_CLOCK_WORDS: Final = 7
"""Numbers of two clocks with seconds, and the speed."""

MAX_LABEL_WORDS: Final = 12
MAX_PREFIXED_WORDS: Final = 30
MAX_NOTICE_WORDS: Final = 80
MIN_NOTICE_MARKS: Final = 2
MOSTLY_LINKED: Final = 0.5


@dataclass(frozen=True, slots=True)
class PlayerClock(Rule):
    """Removes the clock or speed of an audio or video player: ``0:00 / 3:25``, ``0:00``, ``1x``.

    Why: it is the player's state, not text.
    Keeps: a kick-off time ``19:30``, a score ``2:1`` and a programme ``8:00 Khai mạc``.
    """

    needs = Needs(lines=1, max_words=MAX_CLOCK_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines that are a pair of clocks or a clock at zero."""
        for index in inside(draft):
            if _PLAYER.match(draft.lines[index].text):
                yield self.line(index, Role.UI, "a player's clock")


@dataclass(frozen=True, slots=True)
class LetterCrumb(Rule):
    """Removes a line of one letter twice (``aa``, ``Aa``, ``A+``): the buttons for the size of type.

    Why: icons that are letters survive as text.
    Keeps: an initial with a full stop, a numeral, a column head in capitals, and one Han character, which
    is a word.
    """

    needs = Needs(lines=1, max_words=1)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines of at most two equal Latin letters, or one with a sign."""
        for index in inside(draft):
            text = draft.lines[index].text
            same = bool(_LETTERS.match(text)) and len(set(text.casefold())) == 1
            if same or _LETTER_ONLY.match(text):
                yield self.line(index, Role.UI, "letters of a type size button")


@dataclass(frozen=True, slots=True)
class WidgetLabel(Rule):
    """Removes a whole line that is the label of a button or box: ``Chia sẻ``, ``Print``.

    Why: it belongs to the page.
    Keeps: a sentence with the word in it, and a heading that says more than the label.
    """

    needs = Needs(lines=1, max_words=MAX_PREFIXED_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines that are a cue word, or begin with a cue phrase."""
        for index in inside(draft):
            text = draft.lines[index].text
            size = words(text)
            if size <= MAX_LABEL_WORDS and (label := _label(text)):
                yield self.line(index, Role.UI, f"label «{label}»")
            elif size <= MAX_PREFIXED_WORDS and text.lstrip("*• ").casefold().startswith(cues().ui_prefixes):
                yield self.line(index, Role.UI, "begins as a label")


def _label(text: str) -> str:
    """Return the cue word that ``text`` is: alone, beside a number, or before a colon; else nothing."""
    key = line_key(text)
    if key in cues().ui and not text.endswith((":", "：")):  # "Trả lời:" opens an answer
        return key
    bare = _without_numbers(key)
    if bare != key and (bare in cues().ui or bare in cues().comments or bare in cues().ago):
        return bare
    head, colon, _ = text.replace("：", ":").partition(":")
    label = line_key(head) if colon else ""
    return label if label in cues().ui_labels else ""


def _without_numbers(key: str) -> str:
    return _NUMBERS.sub(" ", key).strip()


def _labels_comments(text: str) -> bool:
    key = line_key(text)
    if not (key.startswith(_openings_of_comments()) or key[:1].isdecimal()):
        return False
    most = _longest_comments_label()
    if sum(map(str.isalpha, key[: 2 * most])) > most:  # no letter goes with the numbers; most lines end here
        return False
    return _without_numbers(key) in cues().comments


@cache
def _openings_of_comments() -> tuple[str, ...]:
    """Return the first word of each label of a thread, which only a number can stand before."""
    return tuple(sorted({label.split()[0] for label in cues().comments}))


@cache
def _longest_comments_label() -> int:
    return max(map(len, cues().comments))


@dataclass(frozen=True, slots=True)
class CommentThread(Rule):
    """Removes a thread of readers' comments: its label, ``Bình luận (3)``, and what follows.

    Why: they are other people's texts.
    Keeps: a heading about comments inside the report, after which most of its prose comes; the lists
    of other reports below the thread, which have labels of their own.
    """

    needs = Needs(lines=2)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines from a label of a thread, behind most of the prose, to the next list of reports."""
        lines = inside(draft)
        labels = [position for position, i in enumerate(lines) if _labels_comments(draft.text(i))]
        if not labels:
            return
        prose = [words(draft.text(i)) if is_paragraph(draft.text(i)) else 0 for i in lines]
        before = [0, *accumulate(prose)]
        first = next((position for position in labels if 2 * before[position] > before[-1]), len(lines))
        following = lines[first:]
        end = next((i for i in following if line_key(draft.text(i)) in cues().related), len(draft.lines))
        for index in following:
            if index < end:
                yield self.line(index, Role.UI, "in a thread of comments")


@dataclass(frozen=True, slots=True)
class CellBar(Rule):
    """Cuts the bar that a table cell leaves at an end of a line: ``Quang cảnh buổi lễ. |``.

    Why: extractors write table borders as bars.
    Keeps: a bar between words, as in ``Kinh tế | Xã hội``.
    """

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield a cut for each bar at an end of a line."""
        for index in inside(draft):
            text = draft.lines[index].text
            if text[:1] not in BORDER and text[-1:] not in BORDER:
                continue
            left, right = len(text) - len(text.lstrip(BORDER)), len(text.rstrip(BORDER))
            for start, end in ((0, left), (right, len(text))):
                if start < end and left < right:
                    yield self.span(index, Role.UI, "border of a table cell", start=start, end=end)


@dataclass(frozen=True, slots=True)
class Imprint(Rule):
    """Removes the legal notice at the foot: ``Tổng biên tập: An Nhiên. Điện thoại: 0123 456``.

    Why: it names the house, not the report, and reads as prose.
    Keeps: a sentence on an editor-in-chief or a licence, which has no label beside it; a telephone
    and an address that the report gives its readers, where nothing says whose paper it is.
    """

    needs = Needs(lines=1, max_words=MAX_NOTICE_WORDS, below=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the last lines that hold two marks of a notice each, when one of all is a strong one."""
        foot: list[tuple[int, list[str]]] = []
        for index in reversed(inside(draft)):
            text = draft.text(index)
            marks = _notice_marks(text) if words(text) <= MAX_NOTICE_WORDS else []
            if len(marks) < MIN_NOTICE_MARKS:
                break
            foot.append((index, marks))
        if any(mark in cues().imprint for _, marks in foot for mark in marks):
            for index, marks in foot:
                yield self.line(index, Role.UI, f"legal notice: «{marks[0]}», «{marks[1]}»")


def _notice_marks(text: str) -> list[str]:
    """Return the strong words of a notice in ``text``, and the labels with a colon, strong ones twice."""
    key = f" {line_key(text)} "
    lower = text.casefold()
    strong = [cue for cue in cues().imprint if f" {cue} " in key]
    labels = [cue for cue in (*cues().imprint_labels, *strong) if f"{cue}:" in lower]
    return [*strong, *labels]


@dataclass(frozen=True, slots=True)
class OutsideMainContent(Rule):
    """Removes the blocks of a page that the extractor leaves out of the main content.

    Why: menus, side columns and footers are not the report.
    Keeps: the headline, date and breadcrumb, which stand outside it on many sites and are claimed
    before.
    """

    needs = Needs(page=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the open lines outside the main content: ``related`` when mostly links, else ``ui``."""
        for index in draft.open():
            line = draft.lines[index]
            if line.place is Place.OUTSIDE:
                linked = line.linked >= MOSTLY_LINKED
                evidence = "a link outside the main content" if linked else "outside the main content"
                yield self.line(index, Role.RELATED if linked else Role.UI, evidence)
