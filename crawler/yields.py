"""What the pages of a host, a section or a place bring beyond what the words of their links promise.

Plain means say nothing here: a crawl follows the best words of every section, so that after a tenth of
the simulated papers a section where all is sought had brought .43, one where a sixth is .42. So words and
places are weighed together: ridge regression on the words, and for every name an effect, the mean of what
they leave unexplained, drawn towards 0 while the name is tried little (a mixed model, Henderson 1975,
fitted by backfitting, Breiman and Friedman 1985).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FIRMNESS: Final = 10.0
"""Pages' worth of evidence that the prior weights stand for. 3 and 30 find no more."""

SHRINKAGE: Final = 20.0
"""Pages' worth of evidence for which a name is taken to have no effect. With 4 what is left to fetch is
sorted worse (average precision .20 instead of .22 on nine webs); 10 and 30 do as well."""

ROUNDS: Final = 6
"""Rounds of backfitting; more change nothing in the order."""

MAX_LESSONS: Final = 5_000
"""Pages remembered, the last ones: 2 MB, some 20 ms to learn from and 0.4 MB of state."""

DIGITS: Final = 4
"""Digits kept of a lesson, in memory as in the state, so that a crawl goes on as if it had not stopped."""


class Lesson(NamedTuple):
    """A page that was fetched: what its link looked like, the names it goes by, and what it was worth."""

    features: tuple[float, ...]
    names: tuple[str, ...]
    worth: float


class Yields:
    """Expects of a link what links like it have brought; ``prior`` are the weights of its features at first.

    A name that is not known is '', and all lessons have equally many.
    """

    def __init__(self, prior: Sequence[float]) -> None:
        self._prior: Floats = np.array(prior, dtype=np.float64)
        self._weights = self._prior
        self._effects: dict[str, float] = {}
        self._lessons: deque[Lesson] = deque(maxlen=MAX_LESSONS)

    def expected(self, features: Sequence[float], names: Sequence[str]) -> float:
        """Return the worth expected of a link."""
        return float(self._weights @ np.array(features)) + sum(self._effects.get(n, 0.0) for n in names)

    def learn(self, lesson: Lesson) -> None:
        """Take in a page; it tells after ``fit``."""
        features = tuple(round(value, DIGITS) for value in lesson.features)
        self._lessons.append(Lesson(features, lesson.names, round(lesson.worth, DIGITS)))

    def fit(self) -> None:
        """Let all that was taken in tell."""
        if not self._lessons:
            return
        features = np.array([lesson.features for lesson in self._lessons])
        worth = np.array([lesson.worth for lesson in self._lessons])
        numbers = {"": 0}
        rows = [[numbers.setdefault(n, len(numbers)) for n in lesson.names] for lesson in self._lessons]
        names = np.array(rows, dtype=np.intp)
        effects = np.zeros(len(numbers))
        moments = features.T @ features + FIRMNESS * np.eye(len(self._prior))
        for _ in range(ROUNDS):
            left = worth - effects[names].sum(axis=1)
            self._weights = np.linalg.solve(moments, features.T @ left + FIRMNESS * self._prior)
            _refine(effects, names, worth - features @ self._weights)
        self._effects = dict(zip(numbers, effects.tolist(), strict=True))

    def to_list(self) -> list[Any]:
        """Return the lessons as plain data."""
        return [[*lesson] for lesson in self._lessons]

    def restore(self, stored: Sequence[Any]) -> None:
        """Take up what ``to_list`` returned; raises ``ValueError`` or ``TypeError``."""
        lessons = [Lesson(tuple(map(float, x)), tuple(map(str, n)), float(y)) for x, n, y in stored]
        if any(len(lesson.features) != len(self._prior) for lesson in lessons):
            raise ValueError(f"lessons of other than {len(self._prior)} features")
        self._lessons = deque(lessons, maxlen=MAX_LESSONS)
        self.fit()


def _refine(effects: Floats, names: npt.NDArray[np.intp], left: Floats) -> None:
    """Set the effects, one kind of name after the other, to what is ``left`` beside the other kinds."""
    for column in names.T:
        unexplained = left - effects[names].sum(axis=1) + effects[column]
        tries = np.bincount(column, minlength=len(effects))
        total = np.bincount(column, unexplained, minlength=len(effects))
        effects[column] = (total / (tries + SHRINKAGE))[column]
        effects[0] = 0.0  # the name that is not known
