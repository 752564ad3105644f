"""Rules that find image captions: by place, label, credit, doubling, a table cell, or being set off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from cleaning.cues import cues
from cleaning.document import Place, Proposal, Role
from cleaning.draft import Draft
from cleaning.glued_signature import glued_signature
from cleaning.rules.base import Rule, inside
from cleaning.shape import ends_with_stop, is_paragraph, sentences, words
from cleaning.stages import Needs
from cleaning.text import line_key

MAX_CAPTION_WORDS: Final = 70
"""Longer is a paragraph, even with a credit at its end."""

MIN_STORY_WORDS: Final = 20
"""A credited line of a photo story from here on tells; a shorter one names who is in the picture."""

MAX_TOLD: Final = 0.25
MIN_TOLD_WORDS: Final = 8
"""Where other prose holds at most this share, the lines of a photo story tell from fewer words on."""

MAX_BYLINE_LABEL: Final = 2
"""Words before the last of a byline's label: ``Bài và ảnh``."""

MAX_SET_OFF_WORDS: Final = 45
MAX_SCENE_WORDS: Final = 25
MIN_DOUBLED_WORDS: Final = 3
MIN_SET_OFF_LINES: Final = 2
MIN_SET_OFF_GAP: Final = 2
"""Empty lines: more than the one that parts paragraphs at least."""


@cache
def _credit() -> re.Pattern[str]:
    """A photo credit at the end of a line: ``(Ảnh: X)``, ``Photo: X/Y``; cue words come from the data."""
    names = "|".join(re.escape(c) for c in sorted(cues().photo_credits, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[\s(\[.|/–-])(?:{names})\s*[:：]\s*[^:.!?]{{1,60}}(?:\.\w{{2,10}})*[)\].]*$", re.IGNORECASE
    )


@dataclass(frozen=True, slots=True)
class MarkedCaption(Rule):
    """Takes what the page itself marks as a caption.

    Why: ``figcaption`` and its like say so.
    Keeps: long texts of a photo story, which the extractor hands over as paragraphs.
    """

    needs = Needs(page=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines whose place is a caption."""
        for index in draft.open():
            if draft.lines[index].place is Place.CAPTION:
                yield self.line(index, Role.CAPTION, "marked as a caption by the page")


@dataclass(frozen=True, slots=True)
class CreditedCaption(Rule):
    """Takes a line that ends with a photographer's credit: ``Lễ khai mạc. Ảnh: Lan Anh/TTXVN``.

    Why: only pictures carry such a credit, also where the extractor leaves a picture out of the text.
    Keeps: a long paragraph, a byline for text and pictures, a last paragraph with its author's name before
    the photographer's, and a photo story, whose paragraphs all carry a credit: in a dump only the credit is
    cut, on a page they are the publisher's own text.
    """

    needs = Needs(lines=1, max_words=MAX_CAPTION_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines with a photo credit at the end."""
        between = _between(draft)
        credited = {i: match for i in between if (match := photo_credit(draft.text(i)))}
        if credited and between[-1] in credited and _is_signed(draft.text(between[-1])):
            del credited[between[-1]]
        if not credited:
            return
        held = sum(words(draft.text(i)) for i in credited)
        open_prose = (draft.text(i) for i in inside(draft) if i not in credited)
        other = sum(words(text) for text in open_prose if is_paragraph(text))
        tells = MIN_TOLD_WORDS if other <= MAX_TOLD * (held + other) else MIN_STORY_WORDS
        for index, match in credited.items():
            evidence = f"photo credit «{match[0].strip()}»"
            if held > other and words(draft.text(index)) >= tells and index not in draft.spans:
                if draft.lines[index].place is not Place.TEXT:
                    continue
                yield self.span(index, Role.CAPTION, evidence, start=match.start(), end=match.end())
            else:
                yield self.line(index, Role.CAPTION, evidence)


@dataclass(frozen=True, slots=True)
class LabelledCaption(Rule):
    """Takes the line below the label ``Chú thích ảnh`` as a caption.

    Why: the label says so; pages hide it from eyes and leave it to screen readers.
    Keeps: a paragraph, which follows where the picture had no caption; captions that read as one
    carry a credit.
    """

    needs = Needs(lines=2, max_words=MAX_SET_OFF_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short lines right below a label."""
        for index in _between(draft):
            text = draft.text(index)
            above = line_key(draft.lines[index - 1].text) if index else ""
            if above in cues().caption_labels and words(text) <= MAX_SET_OFF_WORDS and not is_paragraph(text):
                yield self.line(index, Role.CAPTION, f"below the label «{above}»")


@dataclass(frozen=True, slots=True)
class CellCaption(Rule):
    """Takes a short sentence that stands in a table cell by itself: ``Quang cảnh buổi lễ. |``.

    Why: older systems lay a picture and its caption out as a table of two rows.
    Keeps: rows of data, which have bars between cells, and long cells.
    """

    needs = Needs(decided=True)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the lines from whose end a cell border was cut."""
        for index in inside(draft):
            cuts = draft.spans.get(index, ())
            text = draft.text(index)
            alone = any(cut.rule == "cell_bar" for cut in cuts) and "|" not in text
            if alone and words(text) <= MAX_SET_OFF_WORDS and sentences(text) == 1:
                yield self.line(index, Role.CAPTION, "one sentence in a table cell")


@dataclass(frozen=True, slots=True)
class DoubledCaption(Rule):
    """Takes a sentence that stands twice in a row as a caption (its image's alternative text and itself).

    Why: pages write the caption below the picture and inside it.
    Keeps: a refrain, which has no full stop and no credit; two equal headlines, which are a card.
    """

    needs = Needs(lines=2, max_words=MAX_CAPTION_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield both lines of each pair."""
        for first, second in pairwise(inside(draft)):
            text = draft.lines[first].text
            if text != draft.lines[second].text or not ends_with_stop(text):
                continue
            if MIN_DOUBLED_WORDS <= words(text) <= MAX_CAPTION_WORDS and sentences(text) <= 2:
                yield self.line(first, Role.CAPTION, "stands twice in a row")
                yield self.line(second, Role.CAPTION, f"same as line {draft.lines[first].number}")


@dataclass(frozen=True, slots=True)
class SceneCaption(Rule):
    """Takes a short line that begins by naming the picture: ``Quang cảnh hội nghị.``.

    Why: such words open captions, and only a cue list can know them.
    Keeps: a paragraph that begins the same way and goes on.
    """

    needs = Needs(lines=1, max_words=MAX_SCENE_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the short one-sentence lines that begin with a scene cue."""
        openings = tuple(cues().scenes)
        for index in inside(draft):
            text = draft.text(index)
            short = words(text) <= MAX_SCENE_WORDS and sentences(text) == 1
            if short and line_key(text).startswith(openings):
                yield self.line(index, Role.CAPTION, "begins by naming the picture")


@dataclass(frozen=True, slots=True)
class SetOffCaption(Rule):
    """Takes single sentences that are set off by more empty lines than the paragraphs are.

    Why: a picture leaves its space behind in a text dump, its caption stands after the gap.
    Keeps: paragraphs; headings, when no set-off line of the record reads as a sentence.
    """

    needs = Needs(lines=MIN_SET_OFF_LINES, max_words=MAX_SET_OFF_WORDS)

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        """Yield the set-off lines when at least two stand in the record and one is a sentence."""
        if all(line.gap < MIN_SET_OFF_GAP for line in draft.lines):
            return
        lines = inside(draft)
        usual = _usual_gap(draft, lines)
        set_off = {i for i in range(len(draft.lines)) if draft.lines[i].gap > usual > 0 and _short(draft, i)}
        if len(set_off) < MIN_SET_OFF_LINES or not any(ends_with_stop(draft.text(i)) for i in set_off):
            return
        for index in sorted(set_off.intersection(lines)):
            if ends_with_stop(draft.text(index)) or {index - 1, index + 1} & set_off:
                evidence = f"{draft.lines[index].gap} empty lines before it, paragraphs have {usual}"
                yield self.line(index, Role.CAPTION, evidence)


def photo_credit(text: str) -> re.Match[str] | None:
    """Return the credit at the end of a short line, unless it labels a byline for text and pictures."""
    points = text.startswith((">>", "»"))  # to a video, say: no photographer
    labelled = words(text) <= MAX_CAPTION_WORDS and (":" in text or "：" in text) and not points
    match = _credit().search(text) if labelled else None
    if match is None:
        return None
    before = text[: match.start() + 1].split()[-MAX_BYLINE_LABEL:]
    credit = match[0].partition(":")[0]
    labels = (line_key(" ".join((*before[at:], credit))) for at in range(len(before)))
    return None if any(label in cues().bylines for label in labels) else match


def _is_signed(text: str) -> bool:
    """Tell whether a paragraph ends in its author's name, beside which the credit of a picture may stand."""
    signed = glued_signature(text)
    return signed is not None and signed.byline is not None and signed.byline.author is not None


def _between(draft: Draft) -> list[int]:
    """Return the open lines from the first to the last of the main content, those left out of it too."""
    content = inside(draft)
    within = range(content[0], content[-1] + 1) if content else ()
    return [i for i in within if draft.decided[i] is None]


def _usual_gap(draft: Draft, lines: Sequence[int]) -> int:
    """Return the empty lines before most of the prose, by words: captions may outnumber paragraphs."""
    weight: Counter[int] = Counter()
    for index in lines:
        if is_paragraph(draft.text(index)):
            weight[draft.lines[index].gap] += words(draft.text(index))
    return max(weight, key=lambda gap: weight[gap], default=0)


def _short(draft: Draft, index: int) -> bool:
    text = draft.text(index)
    return words(text) <= MAX_SET_OFF_WORDS and sentences(text) == 1
