"""What to fetch first: the samples' topic and what the crawl has learned, as numbers the frontier sorts.

Pages are judged by the samples alone, so that a verdict never depends on the way the crawl took. Links are
judged by more: see ``crawler.learning``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np

from cleaning.relevance import TopicModel
from crawler.learning import Clue, LinkLearner
from crawler.relevance import POLL_PRIORITY, SCALE, Topic, slug_words
from crawler.sites import PageKind

EXPLORED: Final = 20
"""One link of so many, chosen by its address, is favoured for its place having been tried little."""

FIRST_LESSON: Final = 30
"""Reports fetched until the words of links are learned anew; later at every doubling."""

LESSON: Final = 50
"""Reports fetched until what waits is weighed anew: a few milliseconds a thousand addresses."""

MAX_TEXT: Final = 200
"""Characters kept of a link's words."""

MAX_SCORES: Final = 50_000
"""Links whose words' scores are remembered, some 15 MB."""

PAGING_DISCOUNT: Final = 0.6
"""The next page of a list is older and so a little less promising than this one."""


class Guide:
    """Weighs links by kind, words, place and what the crawl has brought so far."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self._words = topic.model
        self._scores: dict[tuple[str, str], float] = {}  # the same links stand on many pages
        self._learner = LinkLearner(topic.threshold)
        self._scale = max(topic.threshold, 0.01)  # score of the words of a good link
        self._next_words = FIRST_LESSON
        self._next_weights = LESSON

    @property
    def is_due(self) -> bool:
        """Whether enough was learned to weigh anew what waits."""
        return self._learner.pages >= self._next_weights

    def words(self, url: str, text: str) -> float:
        """Return the topic score of a link's words or of its slug, whichever says more."""
        if self._words is None:
            return 0.0
        said = (text, slug_words(url))
        if said not in self._scores:
            if len(self._scores) >= MAX_SCORES:
                self._scores.clear()
            self._scores[said] = max(map(self._words.score_link, said))
        return self._scores[said]

    def priority(self, kind: PageKind, url: str, meta: Mapping[str, Any]) -> int:
        """Return the priority of a link of ``kind`` to ``url``; ``meta`` is what the frontier keeps of it."""
        if kind is PageKind.POLL:
            return POLL_PRIORITY
        if self._words is None:
            return 0
        clue = self._clue(url, meta)
        if kind is PageKind.ARTICLE:
            bonus = self._learner.curiosity(clue) if crc32(url.encode()) % EXPLORED == 0 else 0.0
            return round(SCALE * (self._learner.promise(clue) + bonus))
        inherited, expected = self._learner.worth(clue.inherited), self._learner.expected(clue)
        if kind is PageKind.PAGING:
            return round(SCALE * PAGING_DISCOUNT * max(expected, (inherited + expected) / 2))
        return round(SCALE * (self._learner.of_list(clue) + clue.words / 4))

    def learn(self, url: str, meta: Mapping[str, Any], score: float, text: str) -> None:
        """Take in a report that was fetched."""
        if self._words is not None:
            self._learner.learn(self._clue(url, meta), score, text)

    def learn_list(self, url: str, meta: Mapping[str, Any], interest: float) -> None:
        """Take in a list that was read, by the interest of its best links."""
        if self._words is not None:
            self._learner.learn_list(self._clue(url, meta), interest)

    def relearn(self) -> None:
        """Learn the words of links anew when the reports have doubled; the next lesson is set."""
        self._next_weights = self._learner.pages + LESSON
        if self._learner.pages >= self._next_words and self.topic.model is not None:
            self._next_words = 2 * self._learner.pages
            found = {f"found {at}": text for at, text in enumerate(self._learner.examples())}
            self._words = TopicModel.fit({**self.topic.samples, **found})
            said = list(self._scores)
            self._scores = {
                (text, slug): max(map(self._words.score_link, (text, slug))) for text, slug in said
            }
        self._rescale()

    def _rescale(self) -> None:
        """Set what counts as good words by the best twentieth of the links seen."""
        if len(self._scores) >= 100:
            self._scale = max(0.001, float(np.quantile(list(self._scores.values()), 0.95)))

    def to_json(self) -> str:
        """Return what was learned, for the next run."""
        return self._learner.to_json()

    def restore(self, text: str) -> None:
        """Go on from what ``to_json`` wrote; what can't be read is learned again."""
        try:
            self._learner.restore(text)
        except (ValueError, KeyError, TypeError):
            return
        self.relearn()

    def _clue(self, url: str, meta: Mapping[str, Any]) -> Clue:
        return Clue(
            words=self.words(url, str(meta.get("text", ""))) / self._scale,
            inherited=float(meta.get("inherited", 0.0)),
            host=urlsplit(url).hostname or "",
            section=str(meta.get("section", "")),
            place=str(meta.get("place", "")),
        )


def section_of(url: str, kind: PageKind, of_page: str) -> str:
    """Return the section a link belongs to: its first folder, or the list it stands on.

    ``of_page`` is the section of the page the link stands on. A list is a section of its own.
    """
    if kind is PageKind.PAGING:
        return of_page
    folders = [step for step in urlsplit(url).path.split("/") if step]
    if kind is PageKind.ARTICLE:
        return folders[0] if len(folders) > 1 else of_page
    return folders[0] if folders else ""
