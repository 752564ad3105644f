"""A draft as a matrix: for each line its own signs, its place among the others, and what the rules said.

Every feature lies between 0 and about 1. All of it takes time linear in the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, pairwise
from math import log1p
from operator import eq
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.cues import cues
from cleaning.document import Role
from cleaning.draft import Draft
from cleaning.line_model import signs
from cleaning.line_model.runs import Counts, Flags, above, card_lengths, distances, run_lengths, since
from cleaning.line_model.vocabulary import WORDS, Known, Words
from cleaning.shape import words
from cleaning.text import line_key

Matrix = npt.NDArray[np.float32]
Table = npt.NDArray[Any]
"""Some features of each line, before they are made 32-bit floats."""

REACH: Final = 12
"""Lines below a label in which its list is expected to lie."""
MAX_SHORT: Final = 5
SHORT_PARAGRAPH: Final = 20
"""Words: most captions are no longer, most paragraphs of news are."""
_ROLES: Final = tuple(Role)
_SAID: Final[dict[Role | None, int]] = {None: 0} | {role: at for at, role in enumerate(_ROLES, start=1)}

PLACE_NAMES: Final = (
    "lines_of_record",
    "prose_before",
    "prose_after",
    "before_all_prose",
    "after_all_prose",
    "nearly_before_prose",
    "nearly_after_prose",
    *(f"{way}_paragraph_{far}" for way in ("last", "next") for far in ("1", "2", "3_up", "6_up", "none")),
    "gap_above_usual",
    "gap_below_usual",
    "next_gap_above_usual",
    "next_gap_below_usual",
    "first_of_block",
    "block_of_one",
    "block_of_4_up",
    "block_of_10_up",
    "prose_in_block",
    "label_opens_block",
    "titles_in_a_row_3",
    "titles_in_a_row_5",
    "short_in_a_row_3",
    "short_in_a_row_8",
    "paragraphs_in_a_row_3",
    "paragraphs_in_a_row_6",
    "marked_in_a_row_2",
    *("card_alone", "cards_in_a_row_2", "cards_in_a_row_3", "cards_in_a_row_5"),
    "same_shape_above",
    "same_shape_below",
    "in_list_after_colon",
    "stands_twice",
    "same_as_neighbour",
    "shared_with_title",
    "is_title_again",
    "words_shared",
    "pairs_shared",
    "long_words_shared",
    "related_within_3",
    "related_within_12",
    "ui_within_3",
    "ui_within_12",
    "title_above",
    "length_beside_paragraphs",
    "half_as_long_as_paragraphs",
    "paragraphs_of_one_sentence",
    "short_paragraphs",
    "words_of_paragraphs",
)
RULE_NAMES: Final = ("rules_open", *(f"rules_say_{role}" for role in _ROLES))
NAMES: Final = (*signs.NAMES, *PLACE_NAMES, *RULE_NAMES)


def features(draft: Draft) -> Matrix:
    """Return one row of ``NAMES`` for each line of ``draft``."""
    page = _Page(draft)
    found = np.zeros((len(page.texts), len(NAMES)), np.float32)
    if not page.texts:
        return found
    column = 0
    for part in (page.signs, *page.places()):
        found[:, column : column + part.shape[1]] = part
        column += part.shape[1]
    found[np.arange(len(found)), [column + _SAID[role] for role in page.roles]] = 1
    return found


def line_texts(draft: Draft) -> list[str]:
    """Return what is left of each line after the cuts, or the line where nothing is."""
    return [draft.text(index) or line.text for index, line in enumerate(draft.lines)]


@dataclass(frozen=True)
class _Page:
    """The lines of a draft, at least one, read once; and what each is among the others."""

    draft: Draft

    @cached_property
    def texts(self) -> list[str]:
        return line_texts(self.draft)

    @property
    def read(self) -> Iterator[Words]:
        """The words of each line, found again each time: those of a long record are too many to hold."""
        return map(WORDS.__getitem__, self.texts)

    @cached_property
    def signs(self) -> Matrix:
        own = b"".join(map(signs.packed_signs, self.texts))
        return np.frombuffer(own, np.float32).reshape(len(self.texts), -1)

    def _signed(self, sign: int) -> Flags:
        flags: Flags = self.signs[:, sign] > 0
        return flags

    @cached_property
    def roles(self) -> list[Role | None]:
        return [self.draft.role(i) for i in range(len(self.draft.lines))]

    @cached_property
    def sizes(self) -> Counts:
        return np.array([words(text) for text in self.texts])

    @cached_property
    def gaps(self) -> Counts:
        return np.array([line.gap for line in self.draft.lines])

    @cached_property
    def labels(self) -> list[str]:
        """The comparison key of each line that is short enough for a label."""
        short = (self.sizes <= signs.MAX_LABEL_WORDS).tolist()
        return [line_key(text) if is_short else "" for text, is_short in zip(self.texts, short, strict=True)]

    @cached_property
    def paragraph(self) -> Flags:
        return self._signed(_PARAGRAPH)

    @cached_property
    def prose(self) -> Flags:
        """Paragraphs that no rule has taken out of the report."""
        return self.paragraph & self._have(None, Role.BODY)

    def _have(self, *roles: Role | None) -> Flags:
        return np.array([role in roles for role in self.roles])

    def places(self) -> tuple[Table, ...]:
        """Return the features of ``PLACE_NAMES``, group by group, each with a row for each line."""
        return (
            self._amounts(),
            distances(self.paragraph),
            self._gaps(),
            self._blocks(),
            self._runs(),
            self._lists(),
            self._repeats(),
            self._shared(),
            self._labels(),
            self._style(),
        )

    def _amounts(self) -> Table:
        held = self.sizes * self.prose
        until = np.cumsum(held)
        total = int(until[-1]) or 1
        share, rest = (until - held) / total, 1 - until / total
        length = np.full(len(held), min(log1p(len(held)) / 6, 1.0))
        return np.column_stack((length, share, rest, share == 0, rest <= 0, share <= 0.05, rest <= 0.05))

    def _gaps(self) -> Table:
        weight: Counter[int] = Counter()
        for gap, size in zip(self.gaps.tolist(), (self.sizes * self.prose).tolist(), strict=True):
            weight[gap] += size
        usual = max(weight, key=lambda gap: weight[gap])
        following = np.append(self.gaps[1:], usual)
        return np.column_stack(
            (self.gaps > usual, self.gaps < usual, following > usual, following < usual),
        )

    def _blocks(self) -> Table:
        """Blocks are lines without an empty one between; a text without empty lines is one block."""
        first = self.gaps > 0
        first[0] = True
        block = np.cumsum(first) - 1
        size = np.bincount(block)
        prose = np.bincount(block, self.paragraph) / size
        known = cues().related | cues().ui | cues().comments
        label = np.array([self.labels[start] in known for start in np.flatnonzero(first)])
        each = np.column_stack((size == 1, size >= 4, size >= 10, prose, label))
        return np.column_stack((first, each[block]))

    def _runs(self) -> Table:
        title_like = self._signed(_TITLE) & ~self.paragraph
        titles, cards = run_lengths(title_like), card_lengths(title_like, self.paragraph)
        short = run_lengths(self.sizes <= MAX_SHORT)
        prose = run_lengths(self.paragraph)
        marked = run_lengths(self._signed(_BULLET) | self._signed(_NUMBER))
        in_a_row = (titles >= 3, titles >= 5, short >= 3, short >= 8, prose >= 3, prose >= 6, marked >= 2)
        return np.column_stack((*in_a_row, cards == 1, cards >= 2, cards >= 3, cards >= 5))

    def _lists(self) -> Table:
        shapes = list(map(_shape, self.texts, self.sizes.tolist()))
        same = list(map(eq, shapes, shapes[1:]))
        opens = np.array([text.endswith((":", "：")) for text in self.texts])
        listed = since(opens) < since(self.paragraph & ~opens)
        return np.column_stack(([False, *same], [*same, False], above(listed, first=0)))

    def _repeats(self) -> Table:
        keys = [line_key(text) for text in self.texts]
        count = Counter(keys)
        twice = [bool(key) and count[key] > 1 for key in keys]
        same = [bool(key) and key == below for key, below in pairwise(keys)]
        beside = np.array([False, *same]) | np.array([*same, False])
        title = self.draft.index_of(Role.TITLE)
        again = [title is not None and bool(key) and key == keys[title] for key in keys]
        return np.column_stack((twice, beside, self._shared_with(title), again))

    def _shared_with(self, title: int | None) -> list[float]:
        """Return the share of each line's words that the line ``title`` has, 0 for that line itself."""
        if title is None:
            return [0.0] * len(self.texts)
        headline = Known(WORDS[self.texts[title]].single, frozenset())
        shared = [headline.share(read.single, itself=False) for read in self.read]
        shared[title] = 0.0
        return shared

    def _shared(self) -> Table:
        """Shares of a line's words, of its pairs and of its long words that other paragraphs have too."""
        prose = list(compress(self.texts, self.prose))
        single = Known.of(WORDS[text].single for text in prose)
        pairs = Known.of(WORDS[text].pairs for text in prose)
        return np.array(
            [
                (
                    single.share(read.single, itself=itself),
                    pairs.share(read.pairs, itself=itself),
                    single.share(read.long, itself=itself),
                )
                for read, itself in zip(self.read, self.prose.tolist(), strict=True)
            ]
        )

    def _labels(self) -> Table:
        related = since(np.array([key in cues().related for key in self.labels]) | self._have(Role.RELATED))
        ui = since(np.array([key in cues().ui for key in self.labels]) | self._have(Role.UI))
        titled = np.logical_or.accumulate(self._have(Role.TITLE))
        return np.column_stack((related <= 3, related <= REACH, ui <= 3, ui <= REACH, titled))

    def _style(self) -> Table:
        """How long the paragraphs of this text usually are: a lone short one among long ones is a caption."""
        sizes = self.sizes[self.prose]
        usual = float(np.median(sizes)) if len(sizes) else SHORT_PARAGRAPH
        count = len(sizes) or 1
        style = (
            np.sum(self.prose & ~self._signed(_SEVERAL)) / count,
            np.sum(sizes <= SHORT_PARAGRAPH) / count,
            min(log1p(np.sum(sizes)) / 8, 1.0),
        )
        own = np.column_stack((np.minimum(self.sizes / usual, 2.0) / 2, self.sizes * 2 <= usual))
        return np.hstack((own, np.broadcast_to(style, (len(own), len(style)))))


_PARAGRAPH: Final = signs.NAMES.index("paragraph")
_TITLE: Final = signs.NAMES.index("headline_like")
_BULLET: Final = signs.NAMES.index("begins_with_bullet")
_NUMBER: Final = signs.NAMES.index("begins_with_number")
_SEVERAL: Final = signs.NAMES.index("several_sentences")


def _shape(text: str, size: int) -> str:
    """Return what a list's entries have in common: how they begin, end, and how long they are."""
    first, last = text[:1], text[-1:]
    kind = "d" if first.isdigit() else "a" if first.islower() else "A" if first.isalpha() else first
    end = "w" if last.isalnum() else last
    return f"{kind}{end}{min(size, 40).bit_length()}"
