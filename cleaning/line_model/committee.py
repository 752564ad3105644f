"""Several networks as one: the scores of a draft's lines, and what speaks for or against each.

Networks that learned from the same pages in another order differ by a few hundredths in what they get right;
their mean is steadier than each. Their weights are laid behind one another, so that a page costs one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.draft import Draft
from cleaning.line_model.features import NAMES, Matrix, features, line_texts
from cleaning.line_model.lexicon import Bags, Lexicon
from cleaning.line_model.network import DILATIONS, REACH, Network, neighbours, sigmoid

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
_TERMS: Final = "terms"
_FINGERPRINT: Final = 16
"""Hexadecimal digits: enough to tell any two trainings apart, short enough to read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What networks see of lines: their features (n × features) and known words."""

    features: Matrix
    bags: Bags

    def part(self, start: int, end: int) -> Seen:
        """Return the lines from ``start`` on, before ``end``."""
        return Seen(self.features[start:end], self.bags.part(start, end))


def wordless(features: Matrix) -> Seen:
    """Return lines, or whatever networks are to choose among, of which only features are seen."""
    return Seen(features, Lexicon.of(()).bags([""] * len(features)))


@dataclass(frozen=True)
class Scores:
    """For each line: the probability that it belongs to the text (n), and a score per role (n × roles).

    ``active`` (members × layers × n × width / 8, a bit each) says which units fired, for ``Committee.pull``.
    """

    text: Matrix
    roles: Matrix
    active: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pull:
    """What pulls lines towards (> 0) or out of (< 0) the text, in log odds: features, and words by line."""

    features: Matrix
    words: tuple[dict[str, float], ...]


@dataclass(frozen=True)
class Committee:
    """Networks that learned from the same pages in another order, and the words they know."""

    members: tuple[Network, ...]
    terms: tuple[str, ...] = ()

    def read(self, draft: Draft) -> Seen:
        """Return what the networks see of the lines of ``draft``."""
        return Seen(features(draft), self.lexicon.bags(line_texts(draft)))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words it knows."""
        return Lexicon.of(self.terms)

    def scores(self, seen: Seen) -> Scores:
        """Return the mean scores of lines, window by window."""
        parts = list(self._parts(seen)) or [self._scored(seen)]
        return Scores(
            np.concatenate([part.text for part in parts]),
            np.concatenate([part.roles for part in parts]),
            np.concatenate([part.active for part in parts], axis=2),
        )

    def pull(self, seen: Seen, scores: Scores, lines: npt.NDArray[np.intp]) -> Pull:
        """Return how each feature, and each known word, of ``lines`` pulls that line.

        Gradient times input (A. Shrikumar et al., Not Just a Black Box, 2016), the mean line being the zero:
        about each line's own features and words only. No two paths of dilations lead from a line back to
        itself, so its gradient runs through the middle of each convolution alone and costs about as much as
        its score.
        """
        known = self._stacked
        first = self._gradient(scores, lines)
        slope = _product(first, known.dense.transpose(0, 2, 1)) + known.given[:, None, :, 0]
        pulled: Matrix = (slope * (seen.features[lines] - known.mean[:, None])).mean(0)
        flat = np.concatenate(list(first), axis=1) / len(self.members)
        return Pull(pulled, tuple(self._by_word(seen.bags, *one) for one in zip(lines, flat, strict=True)))

    def _gradient(self, scores: Scores, lines: npt.NDArray[np.intp]) -> Matrix:
        """Return the gradient at the units of the first layer (members × lines × width)."""
        known = self._stacked
        width = known.dense.shape[2]
        fired = np.unpackbits(scores.active[:, :, lines], axis=-1, count=width)
        gradient = np.broadcast_to(known.heads[:, None, :, 0], (len(self.members), len(lines), width))
        for layer in range(len(DILATIONS) - 1, -1, -1):
            middle = known.convolutions[layer][:, width : 2 * width].transpose(0, 2, 1)
            gradient = gradient + _product(gradient * fired[:, layer + 1], middle)
        found: Matrix = gradient * fired[:, 0]
        return found

    def _by_word(self, bags: Bags, line: np.intp, gradient: Matrix) -> dict[str, float]:
        own = bags.of_line(int(line))
        terms, shares = bags.terms[own][1:], bags.shares[own][1:]
        pulls = (self._stacked.words[terms] @ gradient) * shares
        return {self.terms[term - 1]: pull for term, pull in zip(terms.tolist(), pulls.tolist(), strict=True)}

    @cached_property
    def _stacked(self) -> _Stacked:
        return _Stacked.of([member.weights for member in self.members])

    def _parts(self, seen: Seen) -> Iterator[Scores]:
        """Yield the scores of each window, read with the lines around it that bear on them."""
        for start in range(0, len(seen.features), WINDOW):
            first, end = max(start - REACH, 0), start + WINDOW
            read = self._scored(seen.part(first, end + REACH))
            own = slice(start - first, end - first)
            yield Scores(read.text[own], read.roles[own], read.active[:, :, own])

    def _scored(self, seen: Seen) -> Scores:
        known = self._stacked
        spoken = self._words(seen.bags) if self.terms else 0.0
        hidden = np.maximum(_product(seen.features, known.dense) + spoken + known.dense_bias, 0)
        fired = [hidden > 0]
        for dilation, weights, bias in zip(DILATIONS, known.convolutions, known.biases, strict=True):
            change = np.maximum(_product(neighbours(hidden, dilation), weights) + bias, 0)
            fired.append(change > 0)
            hidden += change
        out = _product(hidden, known.heads) + _product(seen.features, known.given) + known.heads_bias
        active = np.stack([np.packbits(layer, axis=-1) for layer in fired], axis=1)
        return Scores(sigmoid(out[:, :, 0]).mean(0), out[:, :, 1:].mean(0), active)

    def _words(self, bags: Bags) -> Matrix:
        """Return what the words of each line add to the first layer (members × n × width)."""
        count, width = len(self.members), self._stacked.dense.shape[2]
        added = np.empty((len(bags), count * width), np.float32)
        for start in range(0, len(bags), MAX_ROWS):
            part = bags.part(start, start + MAX_ROWS)
            added[start : start + MAX_ROWS] = part.pooled(self._stacked.words)
        return added.reshape(len(bags), count, width).transpose(1, 0, 2)


@dataclass(frozen=True)
class _Stacked:
    """The weights of the members behind one another, for features as they are: their spread is divided in.

    Both heads are one matrix, text first: ``heads`` for the last hidden layer, ``given`` for the features.
    ``words`` (terms × members * width) is what a word adds to the first layers.
    """

    mean: Matrix
    dense: Matrix
    dense_bias: Matrix
    words: Matrix
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
        size, width = every["mean"].shape[1], every["dense"].shape[2]
        spread, mean = every["spread"][:, :, None], every["mean"][:, None]
        dense, given = every["dense"][:, :size] / spread, heads[:, width:] / spread
        vectors = every.get("words", np.zeros((len(members), 1, 0), np.float32))
        words = vectors @ every["dense"][:, size:]
        layers = range(len(DILATIONS))
        return cls(
            mean=every["mean"],
            dense=dense,
            dense_bias=every["dense_bias"][:, None] - mean @ dense,
            words=np.ascontiguousarray(words.transpose(1, 0, 2).reshape(words.shape[1], -1)),
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


def store(committee: Committee, path: Path, names: Sequence[str] = NAMES) -> None:
    """Write the weights in half precision, with the ``names`` of the features they are for and the words."""
    arrays: dict[str, npt.NDArray[Any]] = {
        _FEATURES: np.array(names),
        _TERMS: np.array("\n".join(committee.terms)),
    }
    for number, member in enumerate(committee.members):
        arrays |= {f"{number}/{name}": w.astype(np.float16) for name, w in member.weights.items()}
    np.savez_compressed(path, allow_pickle=False, **arrays)


def stored_committee(file: IO[bytes], names: Sequence[str], trained_by: str) -> Committee:
    """Return what ``store`` wrote; raise ``ValueError`` where it is for other features than ``names``."""
    with np.load(file) as stored:
        if tuple(stored[_FEATURES]) != tuple(names):
            raise ValueError(f"the weights are for other features: python -m {trained_by} --train")
        weights: dict[str, dict[str, Matrix]] = {}
        for entry in stored.files:
            number, _, part = entry.partition("/")
            if part:
                weights.setdefault(number, {})[part] = stored[entry].astype(np.float32)
        terms = str(stored[_TERMS]) if _TERMS in stored.files else ""
    members = tuple(Network(member) for member in weights.values())
    return Committee(members, tuple(terms.split("\n")) if terms else ())


@cache
def committee(name: str) -> Committee:
    """Return the networks shipped with the package as ``name``; their 300 kB are read once."""
    with _shipped(name).open("rb") as file:
        return stored_committee(file, NAMES, "benchmarks.line_model")


@cache
def weights_fingerprint(name: str) -> str:
    """Return the beginning of the SHA-256 of the weights shipped as ``name``, by which a run tells them."""
    return sha256(_shipped(name).read_bytes()).hexdigest()[:_FINGERPRINT]


def _shipped(name: str) -> Traversable:
    return resources.files(__package__) / name
