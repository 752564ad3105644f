"""Which blocks are the report: the trained networks, and the choice made of their probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np

from cleaning.block_model.features import NAMES, OWN_NAMES, Flags, Matrix, with_witness
from cleaning.line_model.committee import Committee, stored_committee, wordless
from cleaning.line_model.committee import store as store_committee
from cleaning.shape import words

WEIGHTS: Final = "blocks.npz"
"""Networks that see what the page itself says of its blocks."""
WITNESSED: Final = "witnessed.npz"
"""Those that see what another extractor chose besides."""
MIN_PROBABILITY: Final = 0.5
"""A block above it is likelier the report than not."""
MIN_EXPECTED: Final = 0.75
"""Expected F1 from which the blocks above ``MIN_PROBABILITY`` are taken. On a page where the networks are
unsure of everything that is nothing at all; there the blocks that promise the best F1 are taken."""
MIN_PROMISE: Final = 0.3
"""Expected F1 of the best choice below which nothing on the page reads as a report."""


MIN_SURE: Final = 0.92
"""Expected F1 from which a page needs no witness. Nine pages of ten have it on sites not learned from; with a
witness for the rest, F1 is what it is with one for all (benchmarks/README.md)."""
MIN_SURE_WORDS: Final = 80
"""Words of a choice from which it may be sure: a page whose text is in its data shows no more than a lead."""


def probabilities(own: Matrix, witness: Iterable[int] | None = None) -> Matrix:
    """Return for each block the probability that it belongs to the report (n), by its ``features``.

    ``witness``: the blocks that another extractor chose, where one was asked.
    """
    if not len(own):
        return np.zeros(0, np.float32)
    if witness is None:
        return committee(WEIGHTS).scores(wordless(own)).text
    return committee(WITNESSED).scores(wordless(with_witness(own, witness))).text


def is_sure(probability: Matrix, sizes: Sequence[int]) -> bool:
    """Tell whether the blocks likelier the report than not can be taken without another opinion."""
    size, taken = np.asarray(sizes, dtype=np.float32), probability >= MIN_PROBABILITY
    return bool(size[taken].sum() >= MIN_SURE_WORDS and expected_f1(probability, size, taken) >= MIN_SURE)


def chosen(probability: Matrix, sizes: Sequence[int]) -> Flags:
    """Tell for each block whether to take it; ``sizes`` are the blocks' words.

    The set of the highest expected F1 holds the likeliest blocks (Z. Lipton et al., Optimal Thresholding of
    Classifiers to Maximize F1 Measure, 2014); expectation of numerator and denominator are taken apart.
    """
    sure = probability >= MIN_PROBABILITY
    size = np.asarray(sizes, dtype=np.float32)
    if expected_f1(probability, size, sure) >= MIN_EXPECTED:
        return sure
    order = np.argsort(-probability, kind="stable")
    hit, taken = np.cumsum((probability * size)[order]), np.cumsum(size[order])
    promise = 2 * hit / (taken + (probability * size).sum() + 1e-9)
    best = np.zeros(len(probability), dtype=np.bool_)
    if promise.max(initial=0) >= MIN_PROMISE:
        best[order[: int(np.argmax(promise)) + 1]] = True
    return best


def expected_f1(probability: Matrix, size: Matrix, flags: Flags) -> float:
    """Return the F1 by words that taking ``flags`` promises."""
    weight = probability * size
    return float(2 * weight[flags].sum() / (size[flags].sum() + weight.sum() + 1e-9))


def sizes_of(texts: Sequence[str]) -> list[int]:
    """Return the words of each block, at least one."""
    return [max(words(text), 1) for text in texts]


def store(committee: Committee, path: Path) -> None:
    """Write the weights, at the name they are shipped with, with the names of the features they are for."""
    store_committee(committee, path, SEEN[path.name])


@cache
def committee(weights: str) -> Committee:
    """Return the networks shipped with the package as ``weights``; they are read once."""
    with (resources.files(__package__) / weights).open("rb") as file:
        return stored_committee(file, SEEN[weights], "benchmarks.block_model")


SEEN: Final = {WEIGHTS: OWN_NAMES, WITNESSED: NAMES}
"""The features that the networks of each file see."""
