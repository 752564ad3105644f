"""langdetect with its inner loops written for speed: the same answers, digit for digit, five times as fast.

Only ``cleaning.language`` imports this file, and late: langdetect takes half a second to load. Method:
N. Shuyo, language-detection: naive Bayes over 1-3-grams that are drawn at random until one language is sure,
seven times over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import ErrorCode, LangDetectException
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray

BETWEEN_LOOKS: Final = 5
"""Grams drawn between two looks at whether one language is sure; after the first gram it looks as well."""

MAX_REMEMBERED_WORDS: Final = 1 << 14
"""Words whose grams are remembered, some 4 MB: the frequent ones of the languages of a corpus."""

_SPACES: Final = re.compile(" {2,}")
_LATIN: Final = re.compile("[A-z]")
_BEYOND_LATIN: Final = re.compile("[\u0300-\U0010ffff]")

Shares = NDArray[np.float64]


def detectors() -> Any:
    """Return a factory of quick detectors, seeded; langdetect's global one is neither used nor changed."""
    factory = _QuickFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)
    factory.make_table()
    return factory


class _Normalised(dict[int, str]):
    """langdetect's replacement of each character, for ``str.translate``: found once, then remembered."""

    def __missing__(self, code: int) -> str:
        character: str = NGram.normalize(chr(code))
        self[code] = character
        return character


_NORMALISED: Final = _Normalised()


class _QuickFactory(DetectorFactory):  # type: ignore[misc]  # langdetect has no types
    """Holds the profiles as one table, a row for each gram and a column for each language."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, int] = {}
        self.table: Shares = np.empty((0, 0))
        self._columns: list[dict[int, float]] = []
        self.word_rows = lru_cache(MAX_REMEMBERED_WORDS)(self._rows_in)

    def add_profile(self, profile: Any, index: int, langsize: int) -> None:  # noqa: ARG002  # langdetect's form
        """Take the shares of one language's grams among those of their length."""
        self.langlist.append(profile.name)
        self._columns.append(
            {
                self.rows.setdefault(gram, len(self.rows)): times / profile.n_words[len(gram) - 1]
                for gram, times in profile.freq.items()
                if len(gram) <= NGram.N_GRAM
            }
        )

    def make_table(self) -> None:
        """Lay the shares of all languages side by side."""
        self.table = np.zeros((len(self.rows), len(self._columns)))
        for at, column in enumerate(self._columns):
            self.table[list(column), at] = list(column.values())
        self._columns.clear()

    def _rows_in(self, word: str) -> tuple[int, ...]:
        """Return the rows of the known grams of a word between spaces: one to three letters, up to each."""
        found: list[int | None] = []
        for at in range(1, len(word)):
            if word[at].isupper() and word[at - 1].isupper():
                continue  # inside words in capitals
            if word[at] != " ":
                found.append(self.rows.get(word[at]))
            found.append(self.rows.get(word[at - 1 : at + 1]))
            if at > 1:
                found.append(self.rows.get(word[at - 2 : at + 1]))
        return tuple(row for row in found if row is not None)

    def _create_detector(self) -> _QuickDetector:
        return _QuickDetector(self)


class _QuickDetector(Detector):  # type: ignore[misc]  # as above
    """Overrides what langdetect does for each character, each gram drawn and each language.

    Draws, products and sums are made in its order, so that not even rounding differs.
    """

    def __init__(self, factory: _QuickFactory) -> None:
        super().__init__(factory)
        self._word_rows, self._table = factory.word_rows, factory.table

    def append(self, text: str) -> None:
        """Take ``text`` without addresses, each run of spaces as one, up to the longest length."""
        text = self.MAIL_RE.sub(" ", self.URL_RE.sub(" ", text))
        self.text += _SPACES.sub(" ", NGram.normalize_vi(text)[: self.max_text_length])

    def cleaning_text(self) -> None:
        """Drop Latin letters from a text in another script; most hold too little of one to look closer."""
        if 2 * len(_LATIN.findall(self.text)) < len(_BEYOND_LATIN.findall(self.text)):
            super().cleaning_text()

    def _extract_ngrams(self) -> list[int]:
        """Return the rows of the known grams in order."""
        *words, last = self.text.translate(_NORMALISED).split(" ")
        found = [row for word in words if word for row in self._word_rows(f" {word} ")]
        return found + ([*self._word_rows(f" {last}")] if last else [])

    def _detect_block(self) -> None:
        self.cleaning_text()
        rows = self._extract_ngrams()
        if not rows:
            raise LangDetectException(ErrorCode.CantDetectError, "No features in text.")
        self.random.seed(self.seed)
        total = np.zeros(len(self.langlist))
        for _ in range(self.n_trial):
            total += self._trial(rows) / self.n_trial
        self.langprob = total.tolist()

    def _trial(self, rows: list[int]) -> Shares:
        """Return the probabilities of the languages once one is sure, or the limit of draws is reached."""
        weight = (self.alpha + self.random.gauss(0.0, 1.0) * self.ALPHA_WIDTH) / self.BASE_FREQ
        draw = partial(_drawn, rows, self.random.getrandbits)
        seen = np.full((1 + BETWEEN_LOOKS, len(self.langlist)), 1.0 / len(self.langlist))
        drawn = 0
        while True:
            count = BETWEEN_LOOKS if drawn else 1
            drawn_rows = seen[1 : 1 + count]
            self._table.take(draw(count), axis=0, out=drawn_rows, mode="clip")
            drawn_rows += weight
            product: Shares = np.multiply.reduce(seen[: 1 + count], axis=0)
            values = product.tolist()
            total = sum(values)  # numpy adds in another order
            product /= total
            if max(values) / total > self.CONV_THRESHOLD or drawn >= self.ITERATION_LIMIT:
                return product
            seen[0] = product
            drawn += count if drawn else BETWEEN_LOOKS


def _drawn(rows: list[int], bits: Callable[[int], int], count: int) -> list[int]:
    """Return ``count`` of ``rows``, those that ``random.choice`` would draw one by one."""
    length = len(rows)
    width = length.bit_length()
    found: list[int] = []
    while len(found) < count:
        place = bits(width)
        if place < length:
            found.append(rows[place])
    return found
