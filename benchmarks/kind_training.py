"""Learns the models of ``cleaning.page_kind.model``: logistic regressions with a ridge (Newton's method)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.kind_pages import KINDS, REPORT
from cleaning.page_kind.model import KindModel

RIDGE: Final = 60.0
"""The penalty for weights (of signs in standard deviations), one for all kinds: 15 to 60 were as good."""

MIN_SPREAD: Final = 0.05
"""Added to a standard deviation, so that a sign of a handful of pages decides nothing."""

NEWS_WEIGHT: Final = 3.0
"""News pages are few among the articles of blogs and firms, and the ones this is for."""

NEWS: Final = frozenset({"fundus", "silver", "news"})
MAX_STEPS: Final = 40
ENOUGH: Final = 1e-6
"""Largest change of a weight from which the method has arrived."""

Array = npt.NDArray[np.float64]

Example = tuple[str | None, str, Sequence[Mapping[str, float]]]
"""The kind of a page (``None``: of no use), its set, and its signs with and without its address."""


def learned(examples: Iterable[Example]) -> dict[str, KindModel]:
    """Return a model for each kind, learned from its pages and from reports."""
    known = [one for one in examples if one[2]]
    return {kind: _model(kind, known) for kind in dict.fromkeys(KINDS.values())}


def _model(kind: str, examples: Sequence[Example]) -> KindModel:
    used = [one for one in examples if one[0] in (REPORT, kind)]
    names = sorted(used[0][2][0])
    rows = np.array([[signs[name] for name in names] for one in used for signs in one[2]], np.float64)
    is_report = np.array([one[0] == REPORT for one in used for _ in one[2]], np.float64)
    weight = np.array(
        [(NEWS_WEIGHT if one[1] in NEWS else 1.0) / len(one[2]) for one in used for _ in one[2]]
    )
    mean, spread = rows.mean(0), rows.std(0) + MIN_SPREAD
    found = _fitted((rows - mean) / spread, is_report, weight)
    slope = found[1:] / spread
    usual = rows[is_report > 0].mean(0)
    return KindModel(
        float(found[0] - slope @ mean),
        dict(zip(names, slope.tolist(), strict=True)),
        dict(zip(names, usual.tolist(), strict=True)),
    )


def _fitted(signs: Array, is_report: Array, weight: Array) -> Array:
    """Return the bias and the weights that make the examples likeliest, with the ridge on the weights."""
    known = np.column_stack([np.ones(len(signs)), signs])
    ridge = np.eye(known.shape[1]) * RIDGE
    ridge[0, 0] = ENOUGH
    found = np.zeros(known.shape[1])
    for _ in range(MAX_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(known @ found, -30, 30)))
        slope = known.T @ (weight * (likely - is_report)) + ridge @ found
        curve = (known * (weight * likely * (1 - likely))[:, None]).T @ known + ridge
        step = np.linalg.solve(curve, slope)
        found -= step
        if np.abs(step).max() < ENOUGH:
            break
    return found
