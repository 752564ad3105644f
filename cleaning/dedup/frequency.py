"""How common each sampled passage is among the documents, and what it weighs therefore."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

COMMON: Final = 20
"""Documents from which a passage weighs less, in proportion: hardly a report but a template, a motto or a
site's own text stands in so many (shared facts; 10 and 40 did as well)."""

Keys = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """Sampled passages that more than one document has: their sorted ``keys``, and in how many each is."""

    keys: Keys
    documents: npt.NDArray[np.int64]

    def weights(self, keys: Keys) -> npt.NDArray[np.float64]:
        """Return the weight of each of ``keys``: 1 when rare, 20 / documents when common."""
        if not len(self.keys):
            return np.ones(len(keys))
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        documents = np.where(self.keys[place] == keys, self.documents[place], 1)
        found: npt.NDArray[np.float64] = np.minimum(1.0, COMMON / documents)
        return found


NO_FREQUENCIES: Final = Frequencies(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64))
"""Those of no documents."""
