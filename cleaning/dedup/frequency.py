"""How common each sampled passage is among the documents, and what it weighs therefore."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

COMMON: Final = 20
"""Documents from which a passage weighs less, in proportion: hardly a report but a template, a motto or a
site's own text stands in so many (shared facts; 10 and 40 did as well)."""

RARE: Final = 1 << 36
"""Weight of a passage that hardly any other document has. Weights are whole numbers: their sums are the
same in every order and on every machine, and with them what is removed."""

Keys = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """Sampled passages that more than one document has: their sorted ``keys``, and in how many each is."""

    keys: Keys
    documents: npt.NDArray[np.int64]

    def weights(self, keys: Keys) -> Weights:
        """Return the weight of each of ``keys``: ``RARE``, or when common that times 20 / documents."""
        return _weights(self.count(keys))

    def count(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Return in how many documents each of ``keys`` is, 0 for those that are not among its own."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.documents[place], 0)

    def common_weights(self) -> Weights:
        """Return the weight of each of its own keys."""
        return _weights(self.documents)


def _weights(documents: npt.NDArray[np.int64]) -> Weights:
    found: Weights = np.minimum(RARE, COMMON * RARE // np.maximum(documents, 1))
    return found


NO_FREQUENCIES: Final = Frequencies(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64))
"""Those of no documents."""
