"""Stories to make copies of: real reports that resemble no other, or composed ones where there are none."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks import copies_templates as invented
from benchmarks.pages import DUMP
from cleaning.dedup.shingles import ngrams, token_hashes
from cleaning.text import comparison_key

MIN_SENTENCES: Final = 8
MAX_SYLLABLES: Final = 1500
MAX_SHARED: Final = 0.1
"""Share of a real report's shingles that may stand in another one."""

_SAMPLE: Final = 8
_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[\"“A-ZÀ-ỸĐ])")


@dataclass(frozen=True, slots=True)
class Story:
    """One report as a headline and its sentences."""

    title: str
    sentences: tuple[str, ...]


def real_stories(count: int, seed: int) -> list[Story]:
    """Return up to ``count`` reports of the aggregator's dump, none of which shares much with another."""
    found = [story for story in _read() if story]
    alone = _alone([" ".join(story.sentences) for story in found])
    chosen = [found[at] for at in alone]
    random.Random(seed).shuffle(chosen)
    return chosen[:count]


def composed_stories(count: int, seed: int) -> list[Story]:
    """Return ``count`` stories of invented sentences."""
    chance = random.Random(seed)
    return [
        Story(sentence(chance), tuple(sentence(chance) for _ in range(chance.randint(9, 22))))
        for _ in range(count)
    ]


def sentence(chance: random.Random) -> str:
    """Return one invented sentence."""
    parts = (invented.SUBJECTS, invented.DEEDS, invented.THINGS, invented.TAILS, invented.TAILS)
    return filled(" ".join(chance.choice(part) for part in parts), chance) + "."


def filled(template: str, chance: random.Random) -> str:
    """Return ``template`` with places, people, numbers and days by chance."""
    numbers = {name: str(chance.randint(11, 98)) for name in "abcdefgh"}
    return template.format(
        **numbers,
        n=chance.randint(3, 980),
        day=f"{chance.randint(1, 28)}/{chance.randint(1, 12)}",
        mood=chance.choice(invented.MOODS),
        person=chance.choice(invented.PEOPLE),
        **{name: chance.choice(invented.PLACES) for name in ("place", "place2", "place3")},
    )


def sentences(text: str) -> list[str]:
    """Cut ``text`` where a sentence ends and a capital follows."""
    return [part for line in text.splitlines() for part in _END.split(line.strip()) if part]


def _read() -> Iterator[Story | None]:
    with gzip.open(DUMP, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            parts = sentences(row["body"])
            fits = len(parts) >= MIN_SENTENCES and len(row["body"].split()) <= MAX_SYLLABLES
            yield Story(row["title"], tuple(parts)) if fits else None


def _alone(texts: Sequence[str]) -> list[int]:
    """Return the positions of the texts that share little with every other, by a sample of 5-shingles."""
    samples = [_sampled(text) for text in texts]
    holders: dict[int, list[int]] = defaultdict(list)
    for at, sample in enumerate(samples):
        for shingle in sample:
            holders[shingle].append(at)
    return [at for at, sample in enumerate(samples) if sample and not _shares(at, sample, holders)]


def _sampled(text: str) -> list[int]:
    found = ngrams(token_hashes(comparison_key(text).split()), 5)
    return sorted(set(found[found % _SAMPLE == 0].tolist()))


def _shares(at: int, sample: Sequence[int], holders: dict[int, list[int]]) -> bool:
    shared = Counter(other for shingle in sample for other in holders[shingle][:1000] if other != at)
    return bool(shared) and max(shared.values()) > MAX_SHARED * len(sample)
