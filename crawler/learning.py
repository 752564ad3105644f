"""What a crawl learns while it runs: which places lead to what is sought.

A link's promise is a weighted sum of its words (by the samples, and by what was found: see
``crawler.vocabulary``), of what its page passes on, of the words of the links beside it, and of what its
position on the page, its section, the sections of that name and its host have brought beyond those
(``crawler.yields``; after the online link classifier of Chakrabarti et al. 2002, Anthelion's host yields,
SB-CLASSIFIER's link positions). Sections and positions not tried yet get a bonus that fades with every try.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Final

from crawler.yields import Lesson, Yields

PRIOR: Final = (0.0, 0.2, 0.2, 0.3, 0.4)
"""Weights before anything is learned: none, words by the samples, words by what was found, inherited,
words of the links beside it."""

SMOOTHING: Final = 3.0
"""Lists' worth of evidence for which a place is taken to be like its host, and a host like all."""

CURIOSITY: Final = 0.15
"""Bonus of a section or position never tried; it fades with the root of the tries (UCB, Auer 2002)."""

LIST_HOPE: Final = 0.3
"""Rate (see ``crawler.shelves``) of a list of which nothing is known: that of a good one."""

LIST_CURIOSITY: Final = 0.15
"""Bonus of a list at a place and of a name never tried. With .1 a section that holds a third of what is
sought may stay unread for a tenth of the crawl (six webs: .485 instead of .507 found by then); with .2 and
.3 all sections of twenty small sites come before the first report."""

LISTS_OF_A_SITE: Final = 10.0
"""Lists of one place (a menu, a tag cloud) that are read before the bonus for trying has fallen by a third:
a paper has some ten sections, and to read each once is cheap."""

MAX_WORDS: Final = 2.0
"""Words count for so much at most: a headline of the samples' very words is no better than a good one."""

MAX_PLACES: Final = 20_000
"""Places remembered, so that memory is bounded; the ones tried least are forgotten first."""

AROUND: Final = 5.0
"""Links of a section whose words are seen until they count as much as those of all links."""

SURE: Final = 3.5
"""Thresholds from which a page counts as fully on topic; from the threshold on it counts in part. Of the
pages between 2 and 3 thresholds .25 to .55 are sought, of those above .5 to .8 (three webs). A tenth
of the pages brings .490 of what is sought with 3, .498 with 3.5, .484 with 4 (eight webs)."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What is known of a link before it is followed.

    ``words`` and ``found`` say how its words resemble the samples and what was found, 1 for the best
    twentieth of the links seen; ``inherited`` is the faded worth (0 to 1) of the pages before it; ``shelf``
    the list it stands on, or its page does.
    """

    words: float
    inherited: float
    host: str
    section: str = ""
    place: str = ""
    found: float = 0.0
    shelf: str = ""


@dataclass(slots=True)
class _Tally:
    tries: float = 0.0
    worth: float = 0.0


@dataclass(slots=True)
class LinkLearner:
    """Learns from visited pages what a link is worth. ``threshold`` is the topic's."""

    threshold: float
    pages: int = 0
    _tallies: dict[str, _Tally] = field(default_factory=dict)
    _yields: Yields = field(default_factory=lambda: Yields(PRIOR))

    def worth(self, score: float) -> float:
        """Return how surely a page of this score is on topic: 0 at the threshold, 1 at ``SURE`` of it."""
        return min(1.0, max(0.0, (score / max(self.threshold, 0.01) - 1.0) / (SURE - 1.0)))

    def promise(self, clue: Clue) -> float:
        """Return the worth expected of the page behind a link, from about 0 to 1."""
        return self._yields.expected(self._features(clue), _names(clue))

    def of_list(self, clue: Clue) -> float:
        """Return the rate expected of a list not read yet, with a bonus for what was tried little."""
        place, name = f"l {clue.host} {clue.place}", f"l {_namesakes(clue)}" if clue.section else ""
        mean = self._mean(place, self.of_host(clue.host))
        mean = self._mean(name, mean, 1.0) if name else mean
        tries = self._tries(place) / LISTS_OF_A_SITE + self._tries(name)
        return mean + LIST_CURIOSITY / sqrt(1.0 + tries)

    def of_section(self, clue: Clue) -> float:
        """Return the rate expected of the next page of a list, by what its section brought before."""
        return self._mean(f"r {clue.host} {clue.section}", self.of_host(clue.host))

    def of_host(self, host: str) -> float:
        """Return the rate expected of any list of a host."""
        return self._mean(f"l {host}", self._mean("l", LIST_HOPE))

    def learn_list(self, clue: Clue, rate: float) -> None:
        """Take in the rate that a list turned out to have."""
        names = ("", f" {clue.host}", f" {clue.host} {clue.place}", f" {_namesakes(clue)}")
        for name in (*(f"l{name}" for name in names), f"r {clue.host} {clue.section}"):
            self._count(name, rate)

    def curiosity(self, clue: Clue) -> float:
        """Return the bonus for what has been tried little."""
        least = min((self._tries(name) for name in _places(clue) if name), default=0.0)
        return CURIOSITY / sqrt(1.0 + least)

    def see(self, clue: Clue) -> None:
        """Take in a link that was seen for the first time."""
        for name in (_around(clue), ALL_AROUND):
            self._count(name, min(MAX_WORDS, clue.words))

    def learn(self, clue: Clue, score: float) -> None:
        """Take in what the page behind ``clue`` turned out to be; tells after ``fit``."""
        worth = self.worth(score)
        self._yields.learn(Lesson(self._features(clue), _names(clue), worth))
        for name in filter(None, _places(clue)):
            self._count(name, worth)
        self.pages += 1

    def fit(self) -> None:
        """Let the pages visited tell."""
        self._yields.fit()

    def _count(self, name: str, worth: float) -> None:
        tally = self._tallies.setdefault(name, _Tally())
        tally.tries += 1
        tally.worth += worth

    def _tries(self, name: str) -> float:
        return self._tallies.get(name, _NEVER).tries

    def _features(self, clue: Clue) -> tuple[float, ...]:
        around = self._mean(_around(clue), self._mean(ALL_AROUND, 0.0), AROUND)
        said = (min(MAX_WORDS, clue.words), min(MAX_WORDS, clue.found))
        return (1.0, *said, clue.inherited, around)

    def _mean(self, name: str, otherwise: float, smoothing: float = SMOOTHING) -> float:
        tally = self._tallies.get(name, _NEVER)
        return (tally.worth + smoothing * otherwise) / (tally.tries + smoothing)

    def to_dict(self) -> dict[str, Any]:
        """Return what was learned as plain data, bounded in size."""
        most = heapq.nlargest(MAX_PLACES, self._tallies.items(), key=lambda item: item[1].tries)
        return {
            "pages": self.pages,
            "tallies": {name: (tally.tries, tally.worth) for name, tally in most},
            "lessons": self._yields.to_list(),
        }

    def restore(self, stored: Mapping[str, Any]) -> None:
        """Take up what ``to_dict`` returned; raises ``ValueError``, ``KeyError`` or ``TypeError``.

        States of version 0.1 hold no lessons: of them lists and tries are taken up.
        """
        tallies = {name: _Tally(*map(float, tally)) for name, tally in stored["tallies"].items()}
        pages, yields = int(stored["pages"]), Yields(PRIOR)
        yields.restore(stored.get("lessons", ()))
        self.pages, self._tallies, self._yields = pages, tallies, yields


_NEVER: Final = _Tally()

ALL_AROUND: Final = "w"
"""The name under which the words of all links are counted."""


def _around(clue: Clue) -> str:
    """Return the name under which the words of a link and of those beside it are counted."""
    return f"w {clue.host} {clue.shelf or clue.section}"


def _places(clue: Clue) -> tuple[str, str]:
    """Return the names of position and section; '' when not known."""
    place = f"p {clue.host} {clue.place}" if clue.place else ""
    section = f"s {clue.host} {clue.section}" if clue.section else ""
    return place, section


def _names(clue: Clue) -> tuple[str, ...]:
    """Return the names that a page's worth tells on; '' when not known."""
    place, section = _places(clue)
    return f"h {clue.host}", section, _namesakes(clue), place


def _namesakes(clue: Clue) -> str:
    """Return the name under which the sections of this name on all hosts are counted.

    Papers call their sections alike: what "the-gioi" brought on one host is a guess for the next.
    """
    return f"n {clue.section}" if clue.section else ""
