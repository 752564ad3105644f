"""Which pages are lists, offers, threads or references: one small logistic model each, against reports.

Each weighs the signs of the page; together they are some kB of numbers in ``weights.json``, learned by
``python -m benchmarks.not_reports --train``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Final

from cleaning.document import Doubt
from cleaning.page_kind.page import WholePage
from cleaning.page_kind.parts import part_signs
from cleaning.page_kind.texts import text_signs

WEIGHTS: Final = "weights.json"
MAX_LOG_ODDS: Final = {"list_page": 0.2, "product_page": 1.2, "forum_page": 1.2, "reference_page": -0.2}
"""Log odds of a report below which a page is of the kind. Each was chosen on sites not learned from, where it
takes at most five of 827 articles: few offers and threads come near a report, many lists do."""

GROUNDS: Final = {
    "list_page": {"links": 0.38},
    "product_page": dict.fromkeys(
        ("label_price", "label_cart", "type_product", "og_product", "part_price"), 0.01
    ),
    "forum_page": dict.fromkeys(("label_thread", "part_thread", "part_comment", "type_thread"), 0.01),
    "reference_page": dict.fromkeys(
        ("tag_pre", "tag_code", "part_reference", "type_reference", "path_reference"), 0.01
    ),
}
"""Signs of which a page of the kind has one at least (for a list: ten lines of links). A page that lacks them
all is an odd one, verses or a form, and what is odd is not for that a list."""

SHOWN: Final = 4
"""Signs that are named as evidence, the strongest first."""

NAMES: Final = {
    "list_page": "a list of other pages",
    "product_page": "an offer",
    "forum_page": "a thread of a forum",
    "reference_page": "a page of documentation",
}


@dataclass(frozen=True, slots=True)
class KindModel:
    """A logistic model of one kind against reports; the score of a report is above 0.

    ``usual`` is the mean of each sign among reports, ``weights`` are per unit of the sign.
    """

    bias: float
    weights: Mapping[str, float]
    usual: Mapping[str, float]

    def score(self, signs: Mapping[str, float]) -> float:
        """Return the log odds that a page is a report and not of the kind."""
        return self.bias + sum(weight * signs[name] for name, weight in self.weights.items())

    def strongest(self, signs: Mapping[str, float]) -> list[str]:
        """Return the signs that speak most against a report, the strongest first."""
        pull = {name: weight * (signs[name] - self.usual[name]) for name, weight in self.weights.items()}
        return sorted((name for name in pull if pull[name] < 0), key=lambda name: (pull[name], name))[:SHOWN]


def signs_of(page: WholePage) -> dict[str, float]:
    """Return the signs of ``page`` by name, each between 0 and 1."""
    return {name: float(value) for part in (text_signs(page), part_signs(page)) for name, value in part}


def learned_kind(signs: Mapping[str, float]) -> Doubt | None:
    """Return the kind of the page with these signs, when it is surely no report, and what speaks for it."""
    margins = {
        kind: model.score(signs) - MAX_LOG_ODDS[kind]
        for kind, model in models().items()
        if any(signs[name] >= least for name, least in GROUNDS[kind].items())
    }
    kind = min(margins, key=lambda one: margins[one], default="")
    if not kind or margins[kind] >= 0:
        return None
    score = models()[kind].score(signs)
    said = "; ".join(_said(models()[kind], signs))
    return Doubt(kind, f"reads as {NAMES[kind]} (probability {1 / (1 + exp(score)):.2f}): {said}")


def _said(model: KindModel, signs: Mapping[str, float]) -> Iterator[str]:
    for name in model.strongest(signs):
        yield f"{phrases()[name]} {signs[name]:.2f} (a report {model.usual[name]:.2f})"


@cache
def models() -> Mapping[str, KindModel]:
    """Return the models shipped with the package by the reason they give."""
    stored = json.loads((resources.files(__package__) / WEIGHTS).read_text(encoding="utf-8"))
    usual = stored["usual"]
    return {
        kind: KindModel(one["bias"], dict(zip(usual, one["weights"], strict=True)), usual)
        for kind, one in stored["kinds"].items()
    }


@cache
def phrases() -> Mapping[str, str]:
    """Return what each sign is called."""
    text = (resources.files(__package__) / "phrases.toml").read_text(encoding="utf-8")
    known: dict[str, str] = {}
    for family, table in tomllib.loads(text).items():
        prefix = "" if family == "sign" else f"{family}_"
        known |= {f"{prefix}{name}": phrase for name, phrase in table.items()}
    return known
