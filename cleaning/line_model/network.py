"""The learned part: a small convolutional network over the lines of a page, and the reasons it can give.

A dense layer reads the features of each line, four residual convolutions of width 3 and growing dilation
(1, 2, 4, 8 lines; F. Yu and V. Koltun, Multi-Scale Context Aggregation by Dilated Convolutions, 2016) let it
see 15 lines either way, two linear heads score "belongs to the text" and the role. Trained by
``benchmarks.line_model``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.line_model.features import NAMES, Matrix

DILATIONS: Final = (1, 2, 4, 8)
LINES: Final = "lines.npz"
"""Weights of the networks that tell text from the rest, after the rules."""
HEADLINE: Final = "headline.npz"
"""Weights of those that find the headline, before the rules that lean on it."""
_FEATURES: Final = "features"
_LARGEST: Final = 30.0


@dataclass(frozen=True)
class Scores:
    """For each line: the probability that it belongs to the text (n), and a score per role (n × roles)."""

    text: Matrix
    roles: Matrix


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
    """The weights by name, with mean and spread of each feature over the training lines."""

    weights: dict[str, Matrix]

    def scores(self, features: Matrix) -> Scores:
        """Return the scores of lines with ``features`` (n × features), in time linear in n."""
        trace = self.forward(self.standardised(features))
        out = np.hstack([trace.last, trace.given])
        text = out @ self.weights["text"] + self.weights["text_bias"]
        roles = out @ self.weights["roles"] + self.weights["roles_bias"]
        return Scores(sigmoid(text[:, 0]), roles)

    def standardised(self, features: Matrix) -> Matrix:
        """Return ``features`` around 0, each divided by its spread."""
        return ((features - self.weights["mean"]) / self.weights["spread"]).astype(np.float32)

    def forward(self, given: Matrix) -> Trace:
        """Run the layers below the heads over standardised features."""
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
        """Return the gradients of the weights below the heads, and under ``given`` that of the features.

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

    def pull(self, features: Matrix, lines: npt.NDArray[np.bool_]) -> Matrix:
        """Return how each feature of each line pulls ``lines`` towards (> 0) or out of (< 0) the text.

        Gradient times input (A. Shrikumar et al., Not Just a Black Box, 2016), in units of log odds.
        """
        trace = self.forward(self.standardised(features))
        width = trace.last.shape[1]
        head = lines[:, None].astype(np.float32) @ self.weights["text"].T
        gradient = self.backward(trace, head[:, :width])["given"] + head[:, width:]
        pulled: Matrix = gradient * trace.given
        return pulled


def neighbours(hidden: Matrix, dilation: int) -> Matrix:
    """Return for each line the hidden values of the line ``dilation`` above, of itself, and of that below."""
    count, width = hidden.shape
    around = np.zeros((count, 3 * width), dtype=np.float32)
    around[:, width : 2 * width] = hidden
    if count > dilation:
        around[dilation:, :width] = hidden[:-dilation]
        around[:-dilation, 2 * width :] = hidden[dilation:]
    return around


def sigmoid(score: Matrix) -> Matrix:
    """Return the probability of log odds ``score``."""
    probability: Matrix = (1 / (1 + np.exp(-np.clip(score, -_LARGEST, _LARGEST)))).astype(np.float32)
    return probability


@dataclass(frozen=True)
class Committee:
    """Networks that learned from the same pages in another order: their mean is steadier than each."""

    members: tuple[Network, ...]

    def scores(self, features: Matrix) -> Scores:
        """Return the mean scores of lines with ``features`` (n × features)."""
        each = [member.scores(features) for member in self.members]
        return Scores(_mean([one.text for one in each]), _mean([one.roles for one in each]))

    def pull(self, features: Matrix, lines: npt.NDArray[np.bool_]) -> Matrix:
        """Return the mean pull of each feature of each line; see ``Network.pull``."""
        return _mean([member.pull(features, lines) for member in self.members])


def _mean(arrays: Sequence[Matrix]) -> Matrix:
    mean: Matrix = np.mean(arrays, axis=0)
    return mean


def store(committee: Committee, path: Path) -> None:
    """Write the weights in half precision, with the names of the features they are for."""
    arrays: dict[str, npt.NDArray[Any]] = {_FEATURES: np.array(NAMES)}
    for number, member in enumerate(committee.members):
        arrays |= {f"{number}/{name}": w.astype(np.float16) for name, w in member.weights.items()}
    np.savez_compressed(path, allow_pickle=False, **arrays)


@cache
def committee(name: str) -> Committee:
    """Return the networks shipped with the package as ``name``; their 200 kB are read once."""
    with (resources.files(__package__) / name).open("rb") as file, np.load(file) as stored:
        if tuple(stored[_FEATURES]) != NAMES:
            raise ValueError(f"{name} is for other features: python -m benchmarks.line_model --train")
        weights: dict[str, dict[str, Matrix]] = {}
        for entry in stored.files:
            number, _, part = entry.partition("/")
            if part:
                weights.setdefault(number, {})[part] = stored[entry].astype(np.float32)
    return Committee(tuple(Network(member) for member in weights.values()))
