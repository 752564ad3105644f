"""The learned part: a small convolutional network over the lines of a page, and the reasons it can give.

A dense layer reads the features of each line, four residual convolutions of width 3 and growing dilation
(1, 2, 4, 8 lines; F. Yu and V. Koltun, Multi-Scale Context Aggregation by Dilated Convolutions, 2016) let it
see 15 lines either way, two linear heads score "belongs to the text" and the role. Trained by
``benchmarks.line_model``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.line_model.features import NAMES, Matrix

DILATIONS: Final = (1, 2, 4, 8)
REACH: Final = sum(DILATIONS)
"""Lines either way that bear on the score of a line."""
LINES: Final = "lines.npz"
"""Weights of the networks that tell text from the rest, after the rules."""
HEADLINE: Final = "headline.npz"
"""Weights of those that find the headline, before the rules that lean on it."""
WINDOW: Final = 2_000
"""Lines that are scored at a time: memory doesn't grow with the length of a record."""
MAX_ROWS: Final = 48
"""Rows of one product of matrices. OpenBLAS starts a thread on every core from 262,144 multiplications on,
here 54 rows; on a page those threads cost twice to four times the CPU time of the work."""
_FEATURES: Final = "features"
_FINGERPRINT: Final = 16
"""Hexadecimal digits: enough to tell any two trainings apart, short enough to read."""
_LARGEST: Final = 30.0


@dataclass(frozen=True)
class Scores:
    """For each line: the probability that it belongs to the text (n), and a score per role (n × roles).

    ``active`` (members × layers × n × width / 8, a bit each) says which units fired, for ``Committee.pull``.
    """

    text: Matrix
    roles: Matrix
    active: npt.NDArray[np.uint8]


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
        return Committee((self,)).scores(features)

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


@dataclass(frozen=True)
class Committee:
    """Networks that learned from the same pages in another order: their mean is steadier than each."""

    members: tuple[Network, ...]

    def scores(self, features: Matrix) -> Scores:
        """Return the mean scores of lines with ``features`` (n × features), window by window."""
        parts = list(self._parts(features)) or [self._scored(features)]
        return Scores(
            np.concatenate([part.text for part in parts]),
            np.concatenate([part.roles for part in parts]),
            np.concatenate([part.active for part in parts], axis=2),
        )

    def pull(self, features: Matrix, scores: Scores, lines: npt.NDArray[np.intp]) -> Matrix:
        """Return how each feature of ``lines`` pulls that line towards (> 0) or out of (< 0) the text.

        Gradient times input (A. Shrikumar et al., Not Just a Black Box, 2016), in units of log odds, with the
        mean line as the zero: one row for each of ``lines``, about its own features only. No two paths of
        dilations lead from a line back to itself, so its gradient runs through the middle of each
        convolution alone and costs about as much as its score.
        """
        known = self._stacked
        width = known.dense.shape[2]
        fired = np.unpackbits(scores.active[:, :, lines], axis=-1, count=width)
        gradient = np.broadcast_to(known.heads[:, None, :, 0], (len(self.members), len(lines), width))
        for layer in range(len(DILATIONS) - 1, -1, -1):
            middle = known.convolutions[layer][:, width : 2 * width].transpose(0, 2, 1)
            gradient = gradient + _product(gradient * fired[:, layer + 1], middle)
        slope = _product(gradient * fired[:, 0], known.dense.transpose(0, 2, 1))
        slope += known.given[:, None, :, 0]
        pulled: Matrix = (slope * (features[lines] - known.mean[:, None])).mean(0)
        return pulled

    @cached_property
    def _stacked(self) -> _Stacked:
        return _Stacked.of([member.weights for member in self.members])

    def _parts(self, features: Matrix) -> Iterator[Scores]:
        """Yield the scores of each window, read with the lines around it that bear on them."""
        for start in range(0, len(features), WINDOW):
            first, end = max(start - REACH, 0), start + WINDOW
            read = self._scored(features[first : end + REACH])
            own = slice(start - first, end - first)
            yield Scores(read.text[own], read.roles[own], read.active[:, :, own])

    def _scored(self, features: Matrix) -> Scores:
        known = self._stacked
        hidden = np.maximum(_product(features, known.dense) + known.dense_bias, 0)
        fired = [hidden > 0]
        for dilation, weights, bias in zip(DILATIONS, known.convolutions, known.biases, strict=True):
            change = np.maximum(_product(neighbours(hidden, dilation), weights) + bias, 0)
            fired.append(change > 0)
            hidden += change
        out = _product(hidden, known.heads) + _product(features, known.given) + known.heads_bias
        active = np.stack([np.packbits(layer, axis=-1) for layer in fired], axis=1)
        return Scores(sigmoid(out[:, :, 0]).mean(0), out[:, :, 1:].mean(0), active)


@dataclass(frozen=True)
class _Stacked:
    """The weights of the members behind one another, for features as they are: their spread is divided in.

    Both heads are one matrix, text first: ``heads`` for the last hidden layer, ``given`` for the features.
    """

    mean: Matrix
    dense: Matrix
    dense_bias: Matrix
    convolutions: tuple[Matrix, ...]
    biases: tuple[Matrix, ...]
    heads: Matrix
    given: Matrix
    heads_bias: Matrix

    @classmethod
    def of(cls, members: Sequence[dict[str, Matrix]]) -> _Stacked:
        every = {name: np.stack([weights[name] for weights in members]) for name in members[0]}
        heads = np.concatenate([every["text"], every["roles"]], axis=2)
        bias = np.concatenate([every["text_bias"], every["roles_bias"]], axis=1)[:, None]
        width = every["dense"].shape[2]
        spread, mean = every["spread"][:, :, None], every["mean"][:, None]
        dense, given = every["dense"] / spread, heads[:, width:] / spread
        layers = range(len(DILATIONS))
        return cls(
            mean=every["mean"],
            dense=dense,
            dense_bias=every["dense_bias"][:, None] - mean @ dense,
            convolutions=tuple(every[f"conv{layer}"] for layer in layers),
            biases=tuple(every[f"conv{layer}_bias"][:, None] for layer in layers),
            heads=np.ascontiguousarray(heads[:, :width]),
            given=given.astype(np.float32),
            heads_bias=(bias - mean @ given).astype(np.float32),
        )


def _product(rows: Matrix, weights: Matrix) -> Matrix:
    """Return ``rows`` (n × k, or one such for each member) times ``weights`` (members × k × m), in slices."""
    count = rows.shape[-2]
    found = np.empty((len(weights), count, weights.shape[2]), dtype=np.float32)
    for start in range(0, count, MAX_ROWS):
        part = slice(start, start + MAX_ROWS)
        np.matmul(rows[..., part, :], weights, out=found[:, part])
    return found


def store(committee: Committee, path: Path) -> None:
    """Write the weights in half precision, with the names of the features they are for."""
    arrays: dict[str, npt.NDArray[Any]] = {_FEATURES: np.array(NAMES)}
    for number, member in enumerate(committee.members):
        arrays |= {f"{number}/{name}": w.astype(np.float16) for name, w in member.weights.items()}
    np.savez_compressed(path, allow_pickle=False, **arrays)


@cache
def committee(name: str) -> Committee:
    """Return the networks shipped with the package as ``name``; their 200 kB are read once."""
    with _shipped(name).open("rb") as file, np.load(file) as stored:
        if tuple(stored[_FEATURES]) != NAMES:
            raise ValueError(f"{name} is for other features: python -m benchmarks.line_model --train")
        weights: dict[str, dict[str, Matrix]] = {}
        for entry in stored.files:
            number, _, part = entry.partition("/")
            if part:
                weights.setdefault(number, {})[part] = stored[entry].astype(np.float32)
    return Committee(tuple(Network(member) for member in weights.values()))


@cache
def weights_fingerprint(name: str) -> str:
    """Return the beginning of the SHA-256 of the weights shipped as ``name``, by which a run tells them."""
    return sha256(_shipped(name).read_bytes()).hexdigest()[:_FINGERPRINT]


def _shipped(name: str) -> Traversable:
    return resources.files(__package__) / name
