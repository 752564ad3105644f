"""How well found clusters agree with true ones: pairs, ARI and B-cubed (Amigó et al. 2009)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairwise precision, recall and F1, adjusted Rand index, B-cubed F1, and the biggest cluster found."""

    precision: float
    recall: float
    f1: float
    ari: float
    b_cubed: float
    biggest: int


def agreement(true: Sequence[int], found: Sequence[int]) -> Agreement:
    """Compare two clusterings of the same documents, given as the cluster of each."""
    both = Counter(zip(true, found, strict=True))
    of_true, of_found = Counter(true), Counter(found)
    shared, relevant, claimed = (_pairs(sizes.values()) for sizes in (both, of_true, of_found))
    precision, recall = _share(shared, claimed), _share(shared, relevant)
    chance = claimed * relevant / max(1, _pairs([len(true)]))
    ari = _share(shared - chance, (claimed + relevant) / 2 - chance)
    return Agreement(
        precision,
        recall,
        _mean(precision, recall),
        ari,
        _b_cubed(both, of_true, of_found),
        max(of_found.values(), default=0),
    )


def _b_cubed(both: Counter[tuple[int, int]], of_true: Counter[int], of_found: Counter[int]) -> float:
    """Return the F1 of each document's precision and recall in its own cluster, averaged before."""
    count = sum(of_true.values())
    precision = sum(n * n / of_found[found] for (_, found), n in both.items())
    recall = sum(n * n / of_true[true] for (true, _), n in both.items())
    return _mean(_share(precision, count), _share(recall, count))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
