"""A draft as a matrix: for each line its own signs, its place among the others, and what the rules said.

Every feature lies between 0 and about 1. All of it takes time linear in the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log1p
from statistics import median
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.cues import cues
from cleaning.document import Role
from cleaning.draft import Draft
from cleaning.line_model import signs
from cleaning.line_model.runs import FAR, blocks, distances, run_lengths
from cleaning.line_model.vocabulary import WORDS, Known, Words
from cleaning.shape import is_paragraph, is_title_like, words
from cleaning.text import line_key

Matrix = npt.NDArray[np.float32]

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
    "paragraphs_without_stop",
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
    column = len(signs.NAMES)
    own = b"".join(map(signs.packed_signs, page.texts))
    found[:, :column] = np.frombuffer(own, np.float32).reshape(len(found), -1)
    for part in page.places():
        values = np.fromiter(chain.from_iterable(part), np.float32).reshape(len(found), -1)
        found[:, column : column + values.shape[1]] = values
        column += values.shape[1]
    found[np.arange(len(found)), [column + _SAID[role] for role in page.roles]] = 1
    return found


def line_texts(draft: Draft) -> list[str]:
    """Return what is left of each line after the cuts, or the line where nothing is."""
    return [draft.text(index) or line.text for index, line in enumerate(draft.lines)]


@dataclass(frozen=True)
class _Page:
    """The lines of a draft, read once, and what each is among the others."""

    draft: Draft

    @cached_property
    def texts(self) -> list[str]:
        return line_texts(self.draft)

    @property
    def read(self) -> Iterator[Words]:
        """The words of each line, found again each time: those of a long record are too many to hold."""
        return map(WORDS.__getitem__, self.texts)

    @cached_property
    def roles(self) -> list[Role | None]:
        return [self.draft.role(i) for i in range(len(self.draft.lines))]

    @cached_property
    def sizes(self) -> list[int]:
        return [words(text) for text in self.texts]

    @cached_property
    def paragraph(self) -> list[bool]:
        return [is_paragraph(text) for text in self.texts]

    @cached_property
    def prose(self) -> list[bool]:
        """Paragraphs that no rule has taken out of the report."""
        taken = (Role.BODY, None)
        return [p and role in taken for p, role in zip(self.paragraph, self.roles, strict=True)]

    def places(self) -> tuple[Iterable[Sequence[float]], ...]:
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

    def _amounts(self) -> Iterable[list[float]]:
        held = [size if prose else 0 for size, prose in zip(self.sizes, self.prose, strict=True)]
        total = sum(held) or 1
        length = min(log1p(len(held)) / 6, 1.0)
        before = 0
        for size in held:
            share, rest = before / total, 1 - (before + size) / total
            yield [length, share, rest, share == 0, rest <= 0, share <= 0.05, rest <= 0.05]
            before += size

    def _gaps(self) -> Iterable[list[bool]]:
        gaps = [line.gap for line in self.draft.lines]
        weight: Counter[int] = Counter()
        for gap, size, prose in zip(gaps, self.sizes, self.prose, strict=True):
            weight[gap] += size * prose
        usual = max(weight, key=lambda gap: weight[gap], default=0)
        for gap, following in zip(gaps, gaps[1:] + [usual] * bool(gaps), strict=True):
            yield [gap > usual, gap < usual, following > usual, following < usual]

    def _blocks(self) -> Iterable[list[float]]:
        """Blocks are lines without an empty one between; a text without empty lines is one block."""
        for start, end in blocks([line.gap for line in self.draft.lines]):
            size = end - start
            prose = sum(self.paragraph[start:end]) / size
            key = line_key(self.texts[start]) if self.sizes[start] <= signs.MAX_LABEL_WORDS else ""
            label = bool(key) and (key in cues().related or key in cues().ui or key in cues().comments)
            for index in range(start, end):
                yield [index == start, size == 1, size >= 4, size >= 10, prose, label]

    def _runs(self) -> Iterable[list[bool]]:
        titles = run_lengths(
            [is_title_like(text) and not p for text, p in zip(self.texts, self.paragraph, strict=True)]
        )
        short = run_lengths([size <= MAX_SHORT for size in self.sizes])
        prose = run_lengths(self.paragraph)
        marked = run_lengths([_is_marked(text) for text in self.texts])
        for t, s, p, m in zip(titles, short, prose, marked, strict=True):
            yield [t >= 3, t >= 5, s >= 3, s >= 8, p >= 3, p >= 6, m >= 2]

    def _lists(self) -> Iterable[list[bool]]:
        shapes = [_shape(text, size) for text, size in zip(self.texts, self.sizes, strict=True)]
        below = shapes[1:] + [""] * bool(shapes)
        above = ""
        listed = False
        for text, shape, following, prose in zip(self.texts, shapes, below, self.paragraph, strict=True):
            yield [shape == above, shape == following, listed]
            listed = text.endswith((":", "：")) or (listed and not prose)
            above = shape

    def _repeats(self) -> Iterable[list[float]]:
        keys = [line_key(text) for text in self.texts]
        count = Counter(keys)
        title = self.draft.index_of(Role.TITLE)
        headline = WORDS[self.texts[title]].single if title is not None else frozenset()
        for index, (key, read) in enumerate(zip(keys, self.read, strict=True)):
            beside = key and key in (keys[index - 1] if index else "", "".join(keys[index + 1 : index + 2]))
            own = read.single
            shared = len(headline & own) / len(own) if own and title != index else 0.0
            again = title is not None and bool(key) and key == keys[title]
            yield [bool(key) and count[key] > 1, bool(beside), shared, again]

    def _shared(self) -> Iterable[list[float]]:
        """Shares of a line's words, of its pairs and of its long words that other paragraphs have too."""
        prose = [text for text, is_prose in zip(self.texts, self.prose, strict=True) if is_prose]
        single = Known.of(WORDS[text].single for text in prose)
        pairs = Known.of(WORDS[text].pairs for text in prose)
        for read, itself in zip(self.read, self.prose, strict=True):
            yield [
                single.share(read.single, itself=itself),
                pairs.share(read.pairs, itself=itself),
                single.share(read.long, itself=itself),
            ]

    def _labels(self) -> Iterable[list[bool]]:
        related = ui = FAR
        titled = False
        for text, size, role in zip(self.texts, self.sizes, self.roles, strict=True):
            key = line_key(text) if size <= signs.MAX_LABEL_WORDS else ""
            related = 0 if role is Role.RELATED or (key and key in cues().related) else related + 1
            ui = 0 if role is Role.UI or (key and key in cues().ui) else ui + 1
            titled = titled or role is Role.TITLE
            yield [related <= 3, related <= REACH, ui <= 3, ui <= REACH, titled]

    def _style(self) -> Iterable[list[float]]:
        """How long the paragraphs of this text usually are: a lone short one among long ones is a caption."""
        sizes = [size for size, prose in zip(self.sizes, self.prose, strict=True) if prose]
        usual = median(sizes) if sizes else SHORT_PARAGRAPH
        own = [signs.signs(text) for text, prose in zip(self.texts, self.prose, strict=True) if prose]
        count = len(own) or 1
        style = [
            sum(not one[_SEVERAL] for one in own) / count,
            sum(size <= SHORT_PARAGRAPH for size in sizes) / count,
            sum(one[_OPEN_END] for one in own) / count,
            min(log1p(sum(sizes)) / 8, 1.0),
        ]
        for size in self.sizes:
            yield [min(size / usual, 2.0) / 2, size * 2 <= usual, *style]


def _is_marked(text: str) -> bool:
    own = signs.signs(text)
    return bool(own[_BULLET] or own[_NUMBER])


_BULLET: Final = signs.NAMES.index("begins_with_bullet")
_NUMBER: Final = signs.NAMES.index("begins_with_number")
_SEVERAL: Final = signs.NAMES.index("several_sentences")
_OPEN_END: Final = signs.NAMES.index("ends_in_no_mark")


def _shape(text: str, size: int) -> str:
    """Return what a list's entries have in common: how they begin, end, and how long they are."""
    first, last = text[:1], text[-1:]
    kind = "d" if first.isdigit() else "a" if first.islower() else "A" if first.isalpha() else first
    end = "w" if last.isalnum() else last
    return f"{kind}{end}{min(size, 40).bit_length()}"
