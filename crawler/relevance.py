"""The topic of the samples: how close a page is to it, and what a page passes on to its links.

The topic model itself is ``cleaning.relevance``. What a page passes on fades with every step (Shark
search, Hersovici et al. 1998; best-first with inherited scores, Menczer et al. 2004).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cleaning.relevance import Band, TopicModel, TopicModelError
from cleaning.text import UndecodableError, decode
from crawler.page import read_page

POLL_PRIORITY: Final = 100_000
"""Seeds, feeds and sitemaps come first: they are few and say where everything else is."""

SCALE: Final = 1000
"""Scrapy's priorities are whole numbers; three digits of a score are more than it means."""

DECAY: Final = 0.5
"""What is left of a page's interest one step further (the value of the Shark search paper)."""

PAGE_ENDINGS: Final = frozenset({".html", ".htm"})
SAMPLE_ENDINGS: Final = frozenset({".txt", ".md", *PAGE_ENDINGS})


class SamplesError(ValueError):
    """The samples can't be used; the message names the folder or file."""


@dataclass(frozen=True, slots=True)
class PageScore:
    """How close a page is to the samples. Without samples every page is on topic with score 0."""

    score: float
    band: Band = Band.ON
    nearest_sample: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """The samples' topic, or nothing (``model`` is ``None``): then the crawl is breadth-first."""

    model: TopicModel | None = None
    samples: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def threshold(self) -> float:
        """The score from which a page is on topic."""
        return self.model.threshold if self.model else 0.0

    def page(self, title: str, text: str) -> PageScore:
        """Score a page by its title and running text."""
        if self.model is None:
            return PageScore(0.0)
        found = self.model.score(f"{title}\n{text}")
        return PageScore(found.score, self.band(found.score), found.nearest_sample, found.terms)

    def band(self, score: float) -> Band:
        """Return what the score of a page says."""
        return self.model.band(score) if self.model else Band.ON


def load_topic(samples: Path | None) -> Topic:
    """Learn the topic of a folder (or file) of samples; ``None`` gives the topic of no samples."""
    if samples is None:
        return Topic()
    texts = read_samples(samples)
    try:
        return Topic(TopicModel.fit(texts), texts)
    except TopicModelError as error:
        raise SamplesError(f"{samples}: {error}") from error


def read_samples(samples: Path) -> dict[str, str]:
    """Return the texts of a folder's text and HTML files (or one file) by name; raises ``SamplesError``."""
    files = sorted(samples.iterdir()) if samples.is_dir() else [samples]
    texts = {f.name: _decoded(f) for f in files if f.suffix.lower() in SAMPLE_ENDINGS and f.is_file()}
    if not texts:
        raise SamplesError(
            f"{samples}: no samples here; they are text or HTML files ({', '.join(sorted(SAMPLE_ENDINGS))})"
        )
    return texts


def _decoded(file: Path) -> str:
    try:
        text = decode(file.read_bytes()).text
    except (OSError, UndecodableError) as error:
        raise SamplesError(f"{file}: can't be read as text: {error}") from error
    if file.suffix.lower() not in PAGE_ENDINGS:
        return text
    page = read_page(text, "")
    return f"{page.title}\n{page.text}"


def interest_of_article(worth: float, inherited: float) -> float:
    """Return what a report passes on to its links: its own worth, or the faded one of how it was found."""
    return worth or DECAY * inherited
