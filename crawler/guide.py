"""What to fetch first: the samples' topic and what the crawl has learned, as numbers the frontier sorts.

Pages are judged by the samples alone, so that a verdict never depends on the way the crawl took. Links are
judged by more: see ``crawler.learning``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np

from cleaning.own_address import slug_words
from crawler.learning import Clue, LinkLearner
from crawler.relevance import POLL_PRIORITY, SCALE, Topic
from crawler.shelves import MAX_ON_SHELF, Shelves, Shown, rate_of
from crawler.sites import PageKind
from crawler.vocabulary import Terms, Vocabulary, terms_of

EXPLORED: Final = 20
"""One link of so many, chosen by its address, is favoured for its place having been tried little."""

LESSON: Final = 50
"""Reports fetched until what waits is weighed anew: a few milliseconds a thousand addresses."""

FIRST_LESSON: Final = 10
"""Reports fetched until it is the first time, and then at every doubling: the first finds say most."""

MAX_TEXT: Final = 200
"""Characters kept of a link's words."""

MAX_READ: Final = 20_000
"""Links whose words are kept read, some 15 MB: the same links stand on many pages."""

MIN_SCALE: Final = 0.001
GOOD_WORDS: Final = 0.95
"""Share of the links seen whose words say less than good ones."""


class _Words(NamedTuple):
    """A link's words, read: their score by the samples, and the terms of text and slug."""

    score: float
    text: Terms
    slug: Terms


class Guide:
    """Weighs links by kind, words, place and what the crawl has brought so far."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self._read: dict[tuple[str, str], _Words] = {}
        self._learner = LinkLearner(topic.threshold)
        self._vocabulary = Vocabulary(topic.samples.values())
        self._shelves = Shelves(lambda link: self._learner.promise(self._clue(link.url, link.meta)))
        self._fresh: dict[str, list[Shown]] = {}  # list being read -> new reports it linked to
        self._good_words = max(topic.threshold, 0.01)  # score of the words of a good link
        self._good_found = 1.0
        self._next_weights = FIRST_LESSON

    @property
    def is_due(self) -> bool:
        """Whether enough was learned to weigh anew what waits."""
        return self._learner.pages >= self._next_weights

    def words(self, url: str, text: str) -> float:
        """Return how the words of a link or its slug, whichever says more, resemble samples and finds."""
        words = self._words(url, text)
        return words.score / self._good_words + self._found(words) / self._good_found

    def _words(self, url: str, text: str) -> _Words:
        said = (text, slug_words(url))
        if (words := self._read.get(said)) is None:
            if len(self._read) >= MAX_READ:
                self._read.clear()
            model = self.topic.model
            score = max(map(model.score_link, said)) if model else 0.0
            words = self._read[said] = _Words(score, *map(terms_of, said))
        return words

    def _found(self, words: _Words) -> float:
        return max(0.0, self._vocabulary.score(words.text), self._vocabulary.score(words.slug))

    def priority(self, kind: PageKind, url: str, meta: Mapping[str, Any]) -> int:
        """Return the priority of a link of ``kind`` to ``url``; ``meta`` is what the frontier keeps of it."""
        if kind is PageKind.POLL:
            return POLL_PRIORITY
        if self.topic.model is None:
            return 0
        clue = self._clue(url, meta)
        if kind is PageKind.ARTICLE:
            bonus = self._learner.curiosity(clue) if crc32(url.encode()) % EXPLORED == 0 else 0.0
            return round(SCALE * (self._learner.promise(clue) + bonus))
        if kind is PageKind.PAGING:
            rate = self._shelves.rate(_shelf(url, meta))
            return round(SCALE * (self._learner.of_section(clue) if rate is None else rate))
        return round(SCALE * (self._learner.of_list(clue) + clue.words / 4))

    def worth(self, score: float) -> float:
        """Return how surely (0 to 1) a page with this topic score is on topic."""
        return self._learner.worth(score) if self.topic.model else 0.0

    def learn(self, url: str, meta: Mapping[str, Any], score: float, text: str) -> None:
        """Take in a report that was fetched."""
        if self.topic.model is not None:
            self._learner.learn(self._clue(url, meta), score)
            self._vocabulary.learn(text, self._learner.worth(score))

    def show(self, referrer: str, url: str, meta: Mapping[str, Any]) -> None:
        """Take in a report that a page, ``referrer``, links to and no page before it."""
        if self.topic.model is None:
            return
        self._learner.see(self._clue(url, meta))
        if meta.get("of_list"):
            shown = self._fresh.setdefault(referrer, [])
            if len(shown) < MAX_ON_SHELF:
                shown.append(Shown(url, meta))

    def learn_list(self, url: str, meta: Mapping[str, Any]) -> float:
        """Take in a list that was read, its reports shown before; return its rate (``crawler.shelves``).

        What a list is like is learned at its first visit: later ones show how much is new.
        """
        shown = self._fresh.pop(str(meta.get("key")), [])
        rate = rate_of([self._learner.promise(self._clue(link.url, link.meta)) for link in shown])
        if self.topic.model is not None:
            self._shelves.add(_shelf(url, meta), shown)
            if not meta.get("stamp"):
                self._learner.learn_list(self._clue(url, meta), rate)
        return rate

    def relearn(self) -> None:
        """Let what was learned tell on the words of links; the next lesson is set."""
        self._next_weights = self._learner.pages + min(LESSON, max(FIRST_LESSON, self._learner.pages))
        self._learner.fit()
        self._vocabulary.renew()
        self._shelves.forget_rates()
        known = list(islice(self._read.values(), MAX_READ))
        if len(known) >= 100:
            self._good_words = _high([words.score for words in known])
            self._good_found = _high([self._found(words) for words in known])

    def to_json(self) -> str:
        """Return what was learned, for the next run."""
        learned = {"links": self._learner.to_dict(), "words": self._vocabulary.to_dict()}
        return json.dumps(learned, ensure_ascii=False)

    def restore(self, text: str) -> None:
        """Go on from what ``to_json`` wrote; what can't be read is learned again."""
        learner, vocabulary = LinkLearner(self.topic.threshold), Vocabulary(())
        try:
            learned = json.loads(text)
            learner.restore(learned["links"])
            vocabulary.restore(learned["words"])
        except (ValueError, KeyError, TypeError):
            return
        self._learner, self._vocabulary = learner, vocabulary
        self.relearn()

    def _clue(self, url: str, meta: Mapping[str, Any]) -> Clue:
        words = self._words(url, str(meta.get("text", "")))
        return Clue(
            words=words.score / self._good_words,
            found=self._found(words) / self._good_found,
            inherited=float(meta.get("inherited", 0.0)),
            host=urlsplit(url).hostname or "",
            section=str(meta.get("section", "")),
            place=str(meta.get("place", "")),
            shelf=str(meta.get("shelf", "")),
        )


def _shelf(url: str, meta: Mapping[str, Any]) -> str:
    """Return the name under which the pages of one list are known."""
    return f"{urlsplit(url).hostname} {meta.get('section', '')}"


def _high(scores: list[float]) -> float:
    return max(MIN_SCALE, float(np.quantile(scores, GOOD_WORDS)))


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


def shelf_of(of_page: Mapping[str, Any]) -> str:
    """Return the list a link stands on: the page itself, by its section, or the list its report stood on.

    ``of_page`` is what the frontier keeps of the page the link stands on. Where addresses name no section
    or all reports share a folder, lists are all that tells them apart.
    """
    is_report = of_page.get("kind") == PageKind.ARTICLE
    return str(of_page.get("shelf" if is_report else "section", ""))
