"""How probable a line must be to stay, for a whole page's text to be as near its report as can be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaning.line_model.features import Matrix


def best_threshold(chances: Matrix, sizes: npt.NDArray[np.float64]) -> float:
    """Return the threshold on ``chances`` to be text (n) of the highest expected F1 by ``sizes`` (n, words).

    It is half of that F1 (Z. Lipton et al., Optimal Thresholding of Classifiers to Maximize F1, 2014): the
    less sure a page is altogether, the more of it stays. 0 for a page without words.
    """
    likeliest = np.argsort(-chances, kind="stable")
    expected = np.cumsum((chances * sizes)[likeliest])
    kept = np.cumsum(sizes[likeliest])
    total = expected[-1] if len(expected) else 0.0
    return float(np.max(expected / (kept + total), initial=0.0)) if total > 0 else 0.0
