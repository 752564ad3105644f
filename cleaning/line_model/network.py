"""The learned part: a small convolutional network over the lines of a page, and how it learns.

A dense layer reads the features of each line and the sum of its known words' vectors, four residual
convolutions of width 3 and growing dilation (1, 2, 4, 8 lines; F. Yu and V. Koltun, Multi-Scale Context
Aggregation by Dilated Convolutions, 2016) let it see 15 lines either way, two linear heads score "belongs to
the text" and the role. Trained by ``benchmarks.line_model``; ``committee`` runs what was learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaning.line_model.features import Matrix

DILATIONS: Final = (1, 2, 4, 8)
REACH: Final = sum(DILATIONS)
"""Lines either way that bear on the score of a line."""
_LARGEST: Final = 30.0


@dataclass(frozen=True)
class Trace:
    """What goes into the layers and comes out of them, kept for the way back."""

    given: Matrix
    first: Matrix
    seen: tuple[Matrix, ...]
    added: tuple[Matrix, ...]
    last: Matrix


@dataclass(frozen=True)
class Network:
    """The weights by name, with mean and spread of each feature over the training lines.

    ``words`` has a vector for each term of the lexicon, that of number 0 all zeros.
    """

    weights: dict[str, Matrix]

    def standardised(self, features: Matrix) -> Matrix:
        """Return ``features`` around 0, each divided by its spread."""
        return ((features - self.weights["mean"]) / self.weights["spread"]).astype(np.float32)

    def forward(self, given: Matrix) -> Trace:
        """Run the layers below the heads over standardised features and, beside them, pooled words."""
        hidden = first = np.maximum(given @ self.weights["dense"] + self.weights["dense_bias"], 0)
        seen: list[Matrix] = []
        added: list[Matrix] = []
        for layer, dilation in enumerate(DILATIONS):
            around = neighbours(hidden, dilation)
            change = np.maximum(around @ self.weights[f"conv{layer}"] + self.weights[f"conv{layer}_bias"], 0)
            seen.append(around)
            added.append(change)
            hidden = hidden + change
        return Trace(given, first, tuple(seen), tuple(added), hidden)

    def backward(self, trace: Trace, hidden: Matrix) -> dict[str, Matrix]:
        """Return the gradients of the weights below the heads, and under ``given`` that of what they got.

        ``hidden`` is the gradient of the last hidden layer (n × width).
        """
        found: dict[str, Matrix] = {}
        width = hidden.shape[1]
        for layer in range(len(DILATIONS) - 1, -1, -1):
            dilation = DILATIONS[layer]
            change = hidden * (trace.added[layer] > 0)
            found[f"conv{layer}"] = trace.seen[layer].T @ change
            found[f"conv{layer}_bias"] = change.sum(0)
            around = change @ self.weights[f"conv{layer}"].T
            back = around[:, width : 2 * width].copy()
            if len(back) > dilation:
                back[:-dilation] += around[dilation:, :width]
                back[dilation:] += around[:-dilation, 2 * width :]
            hidden = hidden + back
        first = hidden * (trace.first > 0)
        found["dense"] = trace.given.T @ first
        found["dense_bias"] = first.sum(0)
        found["given"] = first @ self.weights["dense"].T
        return found


def neighbours(hidden: Matrix, dilation: int) -> Matrix:
    """Return for each line the hidden values of the line ``dilation`` above, of itself, and of that below.

    ``hidden`` is one network's (n × width), or several ones' (members × n × width).
    """
    *members, count, width = hidden.shape
    around = np.zeros((*members, count, 3 * width), dtype=np.float32)
    around[..., width : 2 * width] = hidden
    if count > dilation:
        around[..., dilation:, :width] = hidden[..., :-dilation, :]
        around[..., :-dilation, 2 * width :] = hidden[..., dilation:, :]
    return around


def sigmoid(score: Matrix) -> Matrix:
    """Return the probability of log odds ``score``."""
    probability: Matrix = (1 / (1 + np.exp(-np.clip(score, -_LARGEST, _LARGEST)))).astype(np.float32)
    return probability
