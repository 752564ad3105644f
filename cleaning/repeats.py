"""A corpus judge: lines that repeat across the documents of one site are its menus, notices and imprint.

What a rule for a single page can't know, the site's other pages show: a line that many reports share, word
for word, belongs to none of them. Learned from the corpus itself, so it needs no word of any language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.document import Document, Piece, Removal, Role
from cleaning.draft import PARAGRAPH_BREAK
from cleaning.line_counts import LineCounts, site_key
from cleaning.shape import ends_sentence, is_paragraph, sentences, words
from cleaning.text import syllables, word_count

REPEATED_ON_SITE: Final = "repeated_on_site"
"""The id of the rule in the table of removals."""

MIN_DOCUMENTS: Final = 5
"""Documents of a site that must hold a line before it says anything about the site."""

MIN_SHARE: Final = 0.3
"""Share of a site's documents. A site's pages come in a few kinds, each with its own furniture. In 2,653
articles of one paper the commonest line at an edge of the text, a credit, stands in 2 %."""

MIN_NOTICE_DOCUMENTS: Final = 10
MIN_NOTICE_SHARE: Final = 0.8
"""The same for what could be the report's own. Reports on one running story repeat whole paragraphs of
background, and a corpus on one subject may hold little else of a site: so the place must speak as well."""

MIN_LONE_SHARE: Final = 0.95
"""The same for a notice with no label beside it: what looks like a paragraph must be on nearly every page."""

MAX_SHARED_PAIRS: Final = 0.25
"""Share of a sentence's pairs of words that stand in the rest of the report: more, and it speaks of what the
report speaks of. The limit by which a list of headlines is told from the report's own."""

MAX_ROUNDS: Final = 8
"""Times the edges are found again; a text that goes on changing keeps everything."""

MIN_NOTICE_WORDS: Final = 8
"""Shorter sentences are speech or verse: the thanks that end an interview have up to seven words."""

MAX_LABEL_WORDS: Final = 25
MAX_VARYING: Final = 0.25
"""Share of the lines of an edge that may differ in their numbers (a date, a counter of visits). Tables of
prices or weather alternate: there every second line or more does."""

MIN_DISTINCT_WORDS: Final = 40
"""Words that must be a text's own to compare it by them alone; reports with fewer are too short to stay."""

LIST_MARKS: Final = "-–+*•●"


@dataclass(frozen=True, slots=True)
class RepeatedOnSite:
    """Removes lines that many documents of a site share at an edge of the text: labels, and notices.

    A label has no sentence end, a notice is a long sentence of nearly all documents. From the first and from
    the last line inwards they go as long as each repeats; the first line that does not ends that edge.

    Why: a site's menu, share bar, imprint or call to subscribe stands on every page in words no rule knows.
    Keeps: what stands between the report's own sentences, however many reports have it: subheadings of a
    recurring kind, background that follow-ups repeat; at an edge, background that shares the report's
    words, rows of price and weather tables, whose numbers differ, the thanks that end an interview, which
    are short, a refrain, which stands inside the text too, and one line alone beside verses or rows.
    """

    min_documents: int = MIN_DOCUMENTS
    min_share: float = MIN_SHARE
    min_notice_documents: int = MIN_NOTICE_DOCUMENTS
    min_notice_share: float = MIN_NOTICE_SHARE

    def repeats(self, document: Document, keys: npt.NDArray[Any], counts: LineCounts) -> dict[int, str]:
        """Return the evidence against paragraphs of ``document`` by their number, counted from 0.

        ``keys`` are its ``paragraph_keys``; ``counts`` those of the documents of its site.
        """
        if document.site is None or not len(keys):
            return {}
        site = int(counts.count(np.array([site_key(document.site)], dtype=np.uint64))[0])
        same, varying = counts.count(keys["exact"]), counts.count(keys["masked"])
        if varying.max() < self.min_documents:
            return {}
        text = _Text.of(document)
        told = (at for at in range(len(same)) if not text.is_label(at))
        gone = frozenset(at for at in told if self._fixed(text, at, int(same[at]), site))
        text = replace(text, gone=gone)
        fixed = [self._fixed(text, at, int(n), site) for at, n in enumerate(same)]
        numbered = [
            not fixed[at] and text.is_label(at) and not text.may_be_content(at) and self._many(int(n), site)
            for at, n in enumerate(varying)
        ]
        everywhere = [n >= MIN_LONE_SHARE * site for n in same.tolist()]
        seen = _Seen(keys["exact"].tolist(), fixed, numbered, everywhere)
        return {
            at: _evidence(int(same[at] if fixed[at] else varying[at]), site, fixed=fixed[at])
            for at in sorted(_at_edges(text, seen))
        }

    def _fixed(self, text: _Text, at: int, documents: int, site: int) -> bool:
        """Whether the line repeats as it is, often enough for what it looks like."""
        if text.is_label(at) and not text.may_be_content(at):
            return self._many(documents, site)
        if not text.is_label(at) and not text.is_notice(at):
            return False
        return documents >= max(self.min_notice_documents, self.min_notice_share * site)

    def _many(self, documents: int, site: int) -> bool:
        return documents >= max(self.min_documents, self.min_share * site)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lines of a text as the site has them: their keys; which repeat as they are, or with other numbers.

    ``everywhere`` are those of nearly every document; ``fixed`` changes as lines prove to be the report's.
    """

    keys: Sequence[int]
    fixed: list[bool]
    numbered: Sequence[bool]
    everywhere: Sequence[bool]

    def edges(self) -> list[Sequence[int]]:
        """Return the lines that repeat at the beginning and at the end, inwards."""
        forward = range(len(self.keys))
        return [_edge(way, self.fixed, self.numbered) for way in (forward, forward[::-1])]


def _at_edges(text: _Text, seen: _Seen) -> set[int]:
    """Return the lines that go at either edge, without those that may be the report's own after all.

    A line that isn't taken may end its edge further out, so the edges are found again.
    """
    for _ in range(MAX_ROUNDS):
        edges = seen.edges()
        found = set().union(*edges)
        inside = {key for at, key in enumerate(seen.keys) if at not in found}
        own = {at for at in found if seen.fixed[at] and seen.keys[at] in inside}
        own.update(edge[0] for edge in edges if len(edge) == 1 and text.is_among_rows(edge[0]))
        for edge in edges:
            notices = [at for at in edge if not text.is_label(at)]
            lone = len(notices) == len(edge)
            own.update(at for at in notices if lone and not seen.everywhere[at])
            own.update(text.told(notices, found))
        if not own:
            return found
        for at in own:
            seen.fixed[at] = False
    return set()


def _evidence(documents: int, site: int, *, fixed: bool) -> str:
    said = f"in {documents} of {site} documents of this site"
    return said if fixed else f"{said}, with other numbers"


def _edge(inwards: Sequence[int], fixed: Sequence[bool], numbered: Sequence[bool]) -> Sequence[int]:
    """Return the lines from an edge of the text up to the last fixed one before a line of the report."""
    length = differing = 0
    for seen, at in enumerate(inwards, start=1):
        differing += numbered[at]
        if not fixed[at] and not numbered[at]:
            break
        if fixed[at] and differing <= MAX_VARYING * seen:
            length = seen
    return inwards[:length]


@dataclass(frozen=True, slots=True)
class _Text:
    """The paragraphs of a text, how many of them stand above the headline, and which ones go in any case."""

    paragraphs: tuple[str, ...]
    above_title: int
    gone: frozenset[int] = frozenset()

    @classmethod
    def of(cls, document: Document) -> _Text:
        title = next((r.line for r in document.removals if r.role is Role.TITLE), 0)
        above = sum(pieces[0].line < title for pieces in _by_paragraph(document))
        return cls(tuple(document.text.split(PARAGRAPH_BREAK)), above)

    def is_label(self, at: int) -> bool:
        """Whether the line is no sentence, introduces nothing, and is short."""
        line = self.paragraphs[at]
        return not ends_sentence(line) and line[-1] not in ":;," and words(line) <= MAX_LABEL_WORDS

    def is_notice(self, at: int) -> bool:
        """Whether the line is a sentence too long for speech or verse that stands in many reports."""
        line = self.paragraphs[at]
        return (ends_sentence(line) or sentences(line) > 1) and words(line) >= MIN_NOTICE_WORDS

    def is_among_rows(self, at: int) -> bool:
        """Whether the line next to one at an edge is no sentence: a row of a table, a line of a verse."""
        beside = at + 1 if at == 0 else at - 1
        if at < self.above_title or not 0 <= beside < len(self.paragraphs):
            return False
        return not ends_sentence(self.paragraphs[beside])

    def told(self, notices: Sequence[int], found: Collection[int]) -> list[int]:
        """Return the ``notices`` that share their pairs of words with what is not ``found`` to repeat."""
        rest = (line for at, line in enumerate(self.paragraphs) if notices and at not in found)
        known = {pair for line in rest for pair in pairwise(syllables(line))}
        pairs = {at: list(pairwise(syllables(self.paragraphs[at]))) for at in notices}
        return [
            at for at, own in pairs.items() if sum(map(known.__contains__, own)) > MAX_SHARED_PAIRS * len(own)
        ]

    def may_be_content(self, at: int) -> bool:
        """Whether a label may be the report's own: an item of a list, or a heading above a paragraph.

        Above the headline there is no report yet.
        """
        if at < self.above_title:
            return False
        below = next((n for n in range(at + 1, len(self.paragraphs)) if n not in self.gone), None)
        following = self.paragraphs[below] if below is not None else ""
        return self.paragraphs[at][0] in LIST_MARKS or is_paragraph(following)


def without(document: Document, evidence: Mapping[int, str]) -> Document:
    """Return ``document`` without the paragraphs numbered in ``evidence``, each with its removal.

    Title, captions and metadata stay as they are.
    """
    paragraphs = document.text.split(PARAGRAPH_BREAK) if document.text else []
    pieces = _by_paragraph(document)
    removed = [
        removal for at, why in evidence.items() for removal in _removals(paragraphs[at], pieces[at], why)
    ]
    kept = [at for at in range(len(paragraphs)) if at not in evidence]
    text = PARAGRAPH_BREAK.join(paragraphs[at] for at in kept)
    return replace(
        document,
        text=text,
        words=word_count(text),
        removals=tuple(sorted((*document.removals, *removed), key=lambda r: (r.line, r.start))),
        pieces=tuple(piece for at in kept for piece in pieces[at]),
    )


def _by_paragraph(document: Document) -> list[list[Piece]]:
    return [list(found) for _, found in groupby(document.pieces, key=lambda piece: piece.line)]


def _removals(paragraph: str, pieces: Sequence[Piece], why: str) -> Iterator[Removal]:
    position = 0
    for piece in pieces:
        end = position + piece.end - piece.start
        yield Removal(
            piece.line, Role.REPEAT, REPEATED_ON_SITE, why, paragraph[position:end], piece.start, piece.end
        )
        position = end


def distinct_text(text: str, keys: npt.NDArray[Any], frequent: LineCounts) -> str:
    """Return ``text`` without the lines in ``frequent``: what is compared to find copies.

    A copy that was cleaned before the site's lines were known still has them, a later one does not; and a
    brief under a long menu resembles every other one. ``keys`` are the text's ``paragraph_keys``. A text
    that has little else is compared as it is.
    """
    common = frequent.count(keys["exact"]) > 0
    if not common.any():
        return text
    paragraphs = text.split(PARAGRAPH_BREAK)
    own = PARAGRAPH_BREAK.join(p for p, shared in zip(paragraphs, common, strict=True) if not shared)
    return own if word_count(own) >= MIN_DISTINCT_WORDS else text
