"""Other ways to find copies, each as a function from texts to clusters: libraries where they are installed.

Each library is used as its documentation shows it: a band shared makes an edge, connected components make
clusters. text-dedup and datatrove are scripts and pipelines of their own; their settings run on our own
bands and hashes here, which is said in their names.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from cleaning.dedup.shingles import mix, ngrams
from cleaning.dedup.tokens import text_hashes
from cleaning.dedup.verify import MIN_JACCARD
from cleaning.text import comparison_key

Finder = Callable[[Sequence[str]], list[int]]

PERMUTATIONS: Final = 128


def finders() -> dict[str, Finder]:
    """Return the ways that can run here, by name."""
    found: dict[str, Finder] = {"exact, normalised": exact}
    if importlib.util.find_spec("rensa"):
        found["rensa R-MinHash, 5 words, .7"] = rensa
        found["the same, spelling made one, candidates checked"] = rensa_checked
    if importlib.util.find_spec("datasketch"):
        found["datasketch, 5 words, .7"] = datasketch
    found["settings of text-dedup (5 words, 25 bands of 10)"] = lambda texts: banded(texts, bands=25, rows=10)
    found["settings of datatrove (5 words, 14 bands of 8)"] = lambda texts: banded(texts, bands=14, rows=8)
    return found


def exact(texts: Sequence[str]) -> list[int]:
    """Return a cluster for each normalised text."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(comparison_key(text), len(numbers)) for text in texts]


def rensa(texts: Sequence[str]) -> list[int]:
    """Return the clusters of rensa's R-MinHash and its index."""
    return clusters(len(texts), _rensa_pairs(map(_shingles, texts)))


def rensa_checked(texts: Sequence[str]) -> list[int]:
    """Return the clusters of rensa's candidates of exact Jaccard .6 and more, as our first stage checks.

    Words are those of the normalised text: the same work as ours but for the second stage.
    """
    shingles = [_shingles(comparison_key(text)) for text in texts]
    sets: dict[int, frozenset[str]] = {}

    def similar(one: int, other: int) -> bool:
        first, second = (sets.setdefault(at, frozenset(shingles[at])) for at in (one, other))
        return len(first & second) >= MIN_JACCARD * len(first | second)

    edges = _rensa_pairs(shingles)
    return clusters(len(texts), (edge for edge in edges if similar(*edge)))


def _rensa_pairs(shingles: Iterable[list[str]]) -> Iterator[tuple[int, int]]:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 - optional

    index = RMinHashLSH(threshold=0.7, num_perm=PERMUTATIONS, num_bands=16)
    for at, found in enumerate(shingles):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(found)
        yield from ((at, other) for other in index.query(sketch))
        index.insert(at, sketch)


def datasketch(texts: Sequence[str]) -> list[int]:
    """Return the clusters of datasketch's MinHash and its index."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - optional

    index = MinHashLSH(threshold=0.7, num_perm=PERMUTATIONS)
    edges = []
    for at, text in enumerate(texts):
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        edges += [(at, other) for other in index.query(sketch)]
        index.insert(at, sketch)
    return clusters(len(texts), edges)


def banded(texts: Sequence[str], *, bands: int, rows: int) -> list[int]:
    """Return the clusters when every shared band is an edge, as text-dedup and datatrove do."""
    seeds = mix(np.arange(1, bands * rows + 1, dtype=np.uint64))[:, np.newaxis]
    first: dict[bytes, int] = {}
    edges = []
    for at, text in enumerate(texts):
        found = ngrams(text_hashes(text), 5)
        if not len(found):
            continue
        lowest = mix(found[np.newaxis, :] ^ seeds).min(axis=1).reshape(bands, rows)
        for number, band in enumerate(lowest):
            edges.append((at, first.setdefault(number.to_bytes(1, "big") + band.tobytes(), at)))
    return clusters(len(texts), edges)


def clusters(count: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Return the connected component of each of ``count`` documents."""
    parent = list(range(count))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in edges:
        parent[root(one)] = root(other)
    return [root(one) for one in range(count)]


def _shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))]
