"""Training of the line model: examples to matrices, gradient steps, the finished network.

Adam (D. Kingma and J. Ba, 2015) with dropout and weight decay over pages in random order; every draw comes
from one seeded generator, so the same data give the same network on the same machine and numpy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.line_examples import Example
from cleaning.document import Role
from cleaning.line_model.committee import Seen
from cleaning.line_model.features import Matrix, features, line_texts
from cleaning.line_model.lexicon import Bags, Lexicon, read_terms
from cleaning.line_model.network import DILATIONS, Network, sigmoid
from cleaning.pipeline import BEFORE_HEADLINE, RULES
from cleaning.shape import words

WIDTH: Final = 40
EPOCHS: Final = 6
PAGES_A_STEP: Final = 8
RATE: Final = 3e-3
DROPOUT: Final = 0.15
MIN_SITES: Final = 8
"""A word of fewer sites tells what they write about, not what the line is."""
MAX_TERMS: Final = 3000
"""6,000 scored .002 more under cross-validation, in twice the space."""
WORD_WIDTH: Final = 8
WORD_DROPOUT: Final = 0.3
WORD_SPREAD: Final = 0.3
DECAY: Final = 1e-2
ROLE_SHARE: Final = 0.3
"""Weight of a wrong role beside a wrong answer to "text or not"."""
PAGE_WEIGHT: Final = 10.0
ANNOTATED_WEIGHT: Final = 2.0
"""Annotated lines count double: labels of stored pages are aligned by machine and partly wrong."""
HEADLINE_WEIGHT: Final = 20
"""A page has one headline among some fifty lines."""
MIN_SPREAD: Final = 0.05
_ROLES: Final = tuple(Role)
_MOMENTUM: Final = 0.9
_SECOND: Final = 0.999
_WARM_UP: Final = 30
_LAST_RATE: Final = 0.02


@dataclass(frozen=True)
class Page:
    """An example over its lines: text, features, whether it stays (0 or 1), weight, role (-1: unknown)."""

    texts: tuple[str, ...]
    features: Matrix
    text: Matrix
    weight: Matrix
    roles: npt.NDArray[np.int64]


def lexicon_terms(examples: Iterable[Example]) -> tuple[str, ...]:
    """Return the words, and pairs of words, that stand on most sites, in that order, then by themselves."""
    sites: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for line in one.lines:
            for term in read_terms(line.text):
                sites[term].add(one.site)
    known = [term for term, seen_on in sites.items() if len(seen_on) >= MIN_SITES]
    return tuple(sorted(known, key=lambda term: (-len(sites[term]), term))[:MAX_TERMS])


def page(example: Example) -> Page:
    """Return ``example`` as arrays; a line weighs the root of its words, a page as much as any other."""
    weight = np.array([line.weight * max(words(line.text), 1) ** 0.5 for line in example.lines])
    factor = ANNOTATED_WEIGHT if example.kind in ("annotated", "composed") else 1.0
    draft = example.draft(RULES)
    return Page(
        tuple(line_texts(draft)),
        features(draft),
        np.array([line.in_text for line in example.lines], dtype=np.float32),
        (weight / weight.sum() * PAGE_WEIGHT * factor).astype(np.float32),
        np.array([_ROLES.index(line.role) if line.role else -1 for line in example.lines]),
    )


def headline_page(example: Example) -> Page:
    """Return ``example`` as arrays for finding the headline: the draft before it, "text" is the title."""
    title = np.array([line.role is Role.TITLE for line in example.lines], dtype=np.float32)
    weight = 1 + HEADLINE_WEIGHT * title
    draft = example.draft(BEFORE_HEADLINE)
    return Page(
        tuple(line_texts(draft)),
        features(draft),
        title,
        (weight / weight.sum() * PAGE_WEIGHT).astype(np.float32),
        np.full(len(title), -1),
    )


def train(
    pages: Sequence[Page], *, terms: Sequence[str] = (), seed: int = 0, epochs: int = EPOCHS
) -> Network:
    """Return the network learned from ``pages``, which knows the words ``terms``."""
    chance = np.random.RandomState(seed)
    model = _initial(pages, len(terms), chance)
    lexicon = Lexicon.of(terms)
    seen = [Seen(model.standardised(one.features), lexicon.bags(one.texts)) for one in pages]
    steps = _Steps(model, epochs * -(-len(pages) // PAGES_A_STEP))
    for _ in range(epochs):
        order = chance.permutation(len(pages))
        for start in range(0, len(order), PAGES_A_STEP):
            steps.take(
                [_gradient(model, seen[i], pages[i], chance) for i in order[start : start + PAGES_A_STEP]]
            )
    return model


def _initial(pages: Sequence[Page], terms: int, chance: np.random.RandomState) -> Network:
    every = np.vstack([one.features for one in pages])
    size = every.shape[1]

    def drawn(rows: int, columns: int, scale: float) -> Matrix:
        made: Matrix = (chance.randn(rows, columns) * np.sqrt(2 / rows) * scale).astype(np.float32)
        return made

    weights = {"mean": every.mean(0), "spread": every.std(0) + MIN_SPREAD, "dense": drawn(size, WIDTH, 1.0)}
    weights["dense"] = np.vstack([weights["dense"], drawn(WORD_WIDTH, WIDTH, 0.5)])
    weights["words"] = np.vstack([np.zeros((1, WORD_WIDTH)), chance.randn(terms, WORD_WIDTH) * WORD_SPREAD])
    for layer in range(len(DILATIONS)):
        weights[f"conv{layer}"] = drawn(3 * WIDTH, WIDTH, 0.5)
    weights |= {"text": drawn(WIDTH + size, 1, 0.1), "roles": drawn(WIDTH + size, len(_ROLES), 0.1)}
    biases = {f"{name}_bias": np.zeros(w.shape[1], np.float32) for name, w in weights.items() if w.ndim == 2}
    del biases["words_bias"]
    return Network({name: w.astype(np.float32) for name, w in (weights | biases).items()})


def _gradient(model: Network, seen: Seen, target: Page, chance: np.random.RandomState) -> dict[str, Matrix]:
    """Return the gradients of one page; a part of the words and of what the heads see is dropped at random.

    The features of ``seen`` are standardised.
    """
    given, bags = seen.features, _thinned(seen.bags, chance)
    trace = model.forward(np.hstack([given, bags.pooled(model.weights["words"])]))
    out = np.hstack([trace.last, given])
    kept = ((chance.rand(*out.shape) > DROPOUT) / (1 - DROPOUT)).astype(np.float32)
    out *= kept
    text = out @ model.weights["text"] + model.weights["text_bias"]
    roles = out @ model.weights["roles"] + model.weights["roles_bias"]
    text_error = ((sigmoid(text[:, 0]) - target.text) * target.weight)[:, None].astype(np.float32)
    role_error = _role_error(roles, target)
    back = (text_error @ model.weights["text"].T + role_error @ model.weights["roles"].T) * kept
    found = model.backward(trace, back[:, : trace.last.shape[1]])
    found["words"] = _by_term(bags, found.pop("given")[:, given.shape[1] :], len(model.weights["words"]))
    found |= {"text": out.T @ text_error, "text_bias": text_error.sum(0)}
    return found | {"roles": out.T @ role_error, "roles_bias": role_error.sum(0)}


def _thinned(bags: Bags, chance: np.random.RandomState) -> Bags:
    """Drop a part of the words at random, so that no single one decides."""
    kept = ((chance.rand(len(bags.shares)) > WORD_DROPOUT) / (1 - WORD_DROPOUT)).astype(np.float32)
    return Bags(bags.terms, bags.shares * kept, bags.starts)


def _by_term(bags: Bags, lines: Matrix, terms: int) -> Matrix:
    """Return the gradient of each term's vector from those of the lines it stands in."""
    found = np.zeros((terms, lines.shape[1]), np.float32)
    of_term = np.repeat(lines, np.diff(bags.starts), axis=0) * bags.shares[:, None]
    np.add.at(found, bags.terms, of_term)
    return found


def _role_error(scores: Matrix, target: Page) -> Matrix:
    chances = np.exp(scores - scores.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    known = target.roles >= 0
    chances[known, target.roles[known]] -= 1
    error: Matrix = (chances * (target.weight * ROLE_SHARE * known)[:, None]).astype(np.float32)
    return error


class _Steps:
    """Adam with weight decay; the rate rises for the first steps and falls to nearly nothing."""

    def __init__(self, model: Network, count: int) -> None:
        self._model = model
        self._count = count
        self._taken = 0
        self._names = [name for name in model.weights if name not in ("mean", "spread")]
        self._first = {name: np.zeros_like(model.weights[name]) for name in self._names}
        self._second = {name: np.zeros_like(model.weights[name]) for name in self._names}

    def take(self, gradients: Sequence[dict[str, Matrix]]) -> None:
        """Change the weights by the sum of ``gradients``."""
        self._taken += 1
        rate = RATE * max(_LAST_RATE, min(1.0, self._taken / _WARM_UP) * (1 - self._taken / self._count))
        for name in self._names:
            gradient = np.sum([one[name] for one in gradients], axis=0)
            first = self._first[name] = _MOMENTUM * self._first[name] + (1 - _MOMENTUM) * gradient
            second = self._second[name] = _SECOND * self._second[name] + (1 - _SECOND) * gradient**2
            step = (first / (1 - _MOMENTUM**self._taken)) / (
                np.sqrt(second / (1 - _SECOND**self._taken)) + 1e-8
            )
            weight = self._model.weights[name]
            decay = DECAY * weight if weight.ndim == 2 else 0
            self._model.weights[name] = (weight - rate * (step + decay)).astype(np.float32)
