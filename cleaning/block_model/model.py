"""Which blocks are the report: the trained networks, and the choice made of their probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np

from cleaning.block_model.features import NAMES, Flags, Matrix, PageBlocks, features
from cleaning.line_model.committee import Committee, stored_committee, wordless
from cleaning.line_model.committee import store as store_committee
from cleaning.shape import words

WEIGHTS: Final = "blocks.npz"
MIN_PROBABILITY: Final = 0.5
"""A block above it is likelier the report than not."""
MIN_EXPECTED: Final = 0.75
"""Expected F1 from which the blocks above ``MIN_PROBABILITY`` are taken. On a page where the networks are
unsure of everything that is nothing at all; there the blocks that promise the best F1 are taken."""
MIN_PROMISE: Final = 0.3
"""Expected F1 of the best choice below which nothing on the page reads as a report."""


def probabilities(page: PageBlocks) -> Matrix:
    """Return for each block of ``page`` the probability that it belongs to the report (n)."""
    return committee().scores(wordless(features(page))).text if page.blocks else np.zeros(0, np.float32)


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
    """Write the weights with the names of the features they are for."""
    store_committee(committee, path, NAMES)


@cache
def committee() -> Committee:
    """Return the networks shipped with the package; their weights are read once."""
    with (resources.files(__package__) / WEIGHTS).open("rb") as file:
        return stored_committee(file, NAMES, "benchmarks.block_model")
