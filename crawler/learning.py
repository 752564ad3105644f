"""What a crawl learns while it runs: which places lead to what is sought.

A link's promise is a weighted sum of its words (by the samples, and by what was found: see
``crawler.vocabulary``), of what its page passes on and of what its position on the page, its section and
its host have brought; the weights are fitted by ridge regression around what is known to work (an online
link classifier after Chakrabarti et al. 2002, Anthelion's host yields, SB-CLASSIFIER's link positions).
Sections and positions not tried yet get a bonus that fades with every try.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PRIOR: Final = (0.0, 0.2, 0.2, 0.3, 0.1, 0.3, 0.3)
"""Weights before anything is learned: none, words by the samples, words by what was found, inherited,
position, section, host. A link's own words say most; the rest stands near it."""

FIRMNESS: Final = 10.0
"""Pages' worth of evidence that the prior weights stand for."""

SMOOTHING: Final = 3.0
"""Pages' worth of evidence for which a place is taken to be like its host, and a host like all."""

CURIOSITY: Final = 0.15
"""Bonus of a section or position never tried; it fades with the root of the tries (UCB, Auer 2002)."""

LIST_HOPE: Final = 0.3
"""Rate (see ``crawler.shelves``) of a list of which nothing is known: that of a good one."""

LIST_CURIOSITY: Final = 0.1
"""Bonus of a list at a place never tried. With .3 all sections of all sites come before the first report:
2 % of the pages then bring 6 % of what is sought instead of 11 %, and 20 % of them the same."""

LISTS_OF_A_SITE: Final = 10.0
"""Lists of one place (a menu, a tag cloud) that are read before the bonus for trying has fallen by a third:
a paper has some ten sections, and to read each once is cheap."""

MAX_WORDS: Final = 2.0
"""Words count for so much at most: a headline of the samples' very words is no better than a good one."""

MAX_PLACES: Final = 20_000
"""Places remembered, so that memory is bounded; the ones tried least are forgotten first."""

SURE: Final = 4.0
"""Thresholds from which a page counts as fully on topic; from the threshold on it counts in part. Counted
from 0 on, pages of no interest weigh so much together that 9 of 10 reports take 2 % more of the pages."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What is known of a link before it is followed.

    ``words`` and ``found`` say how its words resemble the samples and what was found, 1 for the best
    twentieth of the links seen; ``inherited`` is the faded worth (0 to 1) of the pages before it.
    """

    words: float
    inherited: float
    host: str
    section: str = ""
    place: str = ""
    found: float = 0.0


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
    _moments: Floats = field(default_factory=lambda: FIRMNESS * np.eye(len(PRIOR)))
    _products: Floats = field(default_factory=lambda: FIRMNESS * np.array(PRIOR))
    _weights: Floats = field(default_factory=lambda: np.array(PRIOR))

    def worth(self, score: float) -> float:
        """Return how surely a page of this score is on topic: 0 at the threshold, 1 at ``SURE`` of it."""
        return min(1.0, max(0.0, (score / max(self.threshold, 0.01) - 1.0) / (SURE - 1.0)))

    def promise(self, clue: Clue) -> float:
        """Return the worth expected of the page behind a link, from about 0 to 1."""
        return float(self._weights @ self._features(clue))

    def of_list(self, clue: Clue) -> float:
        """Return the rate expected of a list not read yet, with a bonus for what was tried little."""
        place = f"l {clue.host} {clue.place}"
        mean = self._mean(place, self.of_host(clue.host))
        mean = self._mean(f"l {_namesakes(clue)}", mean, 1.0) if clue.section else mean
        bonus = LIST_CURIOSITY / sqrt(1.0 + self._tallies.get(place, _NEVER).tries / LISTS_OF_A_SITE)
        return mean + bonus

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
        names = [name for name in _names(clue)[:2] if name]
        least = min((self._tallies.get(name, _NEVER).tries for name in names), default=0.0)
        return CURIOSITY / sqrt(1.0 + least)

    def learn(self, clue: Clue, score: float) -> None:
        """Take in what the page behind ``clue`` turned out to be."""
        worth, features = self.worth(score), self._features(clue)
        self._moments = self._moments + np.outer(features, features)
        self._products += worth * features
        self._weights = _solved(self._moments, self._products)
        for name in filter(None, (*_names(clue), _namesakes(clue), "all")):
            self._count(name, worth)
        self.pages += 1

    def _count(self, name: str, worth: float) -> None:
        tally = self._tallies.setdefault(name, _Tally())
        tally.tries += 1
        tally.worth += worth

    def _features(self, clue: Clue) -> Floats:
        place, section, host = _names(clue)
        of_all = self._mean("all", 0.1)
        of_host = self._mean(host, of_all)
        like_it = (of_host + self._mean(_namesakes(clue), of_all)) / 2  # until the section itself is known
        yields = (self._mean(place, of_host), self._mean(section, like_it), of_host)
        said = (min(MAX_WORDS, clue.words), min(MAX_WORDS, clue.found))
        return np.array((1.0, *said, clue.inherited, *yields))

    def _mean(self, name: str, otherwise: float, smoothing: float = SMOOTHING) -> float:
        tally = self._tallies.get(name, _NEVER) if name else _NEVER
        return (tally.worth + smoothing * otherwise) / (tally.tries + smoothing)

    def to_dict(self) -> dict[str, Any]:
        """Return what was learned as plain data, bounded in size."""
        most = heapq.nlargest(MAX_PLACES, self._tallies.items(), key=lambda item: item[1].tries)
        return {
            "pages": self.pages,
            "tallies": {name: (tally.tries, tally.worth) for name, tally in most},
            "moments": self._moments.tolist(),
            "products": self._products.tolist(),
        }

    def restore(self, stored: Mapping[str, Any]) -> None:
        """Take up what ``to_dict`` returned; raises ``ValueError``, ``KeyError`` or ``TypeError``."""
        moments, products = np.array(stored["moments"]), np.array(stored["products"])
        weights = _solved(moments, products)
        self._tallies = {name: _Tally(*tally) for name, tally in stored["tallies"].items()}
        self.pages = int(stored["pages"])
        self._moments, self._products, self._weights = moments, products, weights


def _solved(moments: Floats, products: Floats) -> Floats:
    found: Floats = np.linalg.solve(moments, products).astype(np.float64)
    return found


_NEVER: Final = _Tally()


def _names(clue: Clue) -> Sequence[str]:
    """Return the names under which position, section and host are counted; '' when not known."""
    place = f"p {clue.host} {clue.place}" if clue.place else ""
    section = f"s {clue.host} {clue.section}" if clue.section else ""
    return place, section, f"h {clue.host}"


def _namesakes(clue: Clue) -> str:
    """Return the name under which the sections of this name on all hosts are counted.

    Papers call their sections alike: what "the-gioi" brought on one host is a guess for the next.
    """
    return f"n {clue.section}" if clue.section else ""
