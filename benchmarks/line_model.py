"""``python -m benchmarks.line_model --train | --validate``: learn the line model, or judge it site by site.

``--train`` writes ``cleaning/line_model/*.npz`` from all examples (some minutes). ``--validate`` learns
from three quarters of the sites and scores the last, four times over, with the ablations: rules alone, model
alone, rules and model, and the model without compositions. Held-out dumps are scored by each of the four, and
never learned from.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.gold import FIXTURES, HELD_OUT, GoldDump, load
from benchmarks.line_examples import (
    HELD_OUT_PREFIX,
    Example,
    annotated_examples,
    captioned_examples,
    clean_examples,
    compositions,
    example,
    page_examples,
)
from benchmarks.line_training import EPOCHS, Page, headline_page, lexicon_terms, page, train
from benchmarks.tables import figure, table
from cleaning.document import TEXT_ROLES, Role
from cleaning.line_model.committee import HEADLINE, LINES, Committee, Seen, committee, store
from cleaning.line_model.features import NAMES, RULE_NAMES, Matrix
from cleaning.rules.learned import MAX_TEXT
from cleaning.shape import words

Flags = npt.NDArray[np.bool_]

FOLDS: Final = 4
MEMBERS: Final = 3
"""One network alone differs from the next by .02 on the held-out dumps."""
COMPOSED: Final = 3200
"""From 700 to 3,200 pages the held-out dumps gained .007; the fold's other figures stood."""
TARGET: Final = Path(__file__).resolve().parents[1] / "cleaning" / "line_model"
OPEN: Final = NAMES.index(RULE_NAMES[0])
TEXT_COLUMNS: Final = [OPEN, *(NAMES.index(f"rules_say_{role}") for role in sorted(TEXT_ROLES))]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.line_model", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--train", action="store_true", help="write the weights")
    what.add_argument("--validate", action="store_true", help="print the figures by unseen sites")
    parser.add_argument("--composed", type=int, default=COMPOSED, help="compositions to learn from")
    arguments = parser.parse_args(argv)
    examples = [*annotated_examples(), *page_examples(), *clean_examples(), *captioned_examples()]
    if arguments.train:
        learned_from = [*examples, *compositions(examples, arguments.composed, seed=0)]
        _train([headline_page(one) for one in learned_from if _has_title(one)], (), HEADLINE)
        committee.cache_clear()
        terms = lexicon_terms(examples)
        _train([page(one) for one in learned_from], terms, LINES)
        return 0
    print(_validated(examples, arguments.composed))
    return 0


def _has_title(example: Example) -> bool:
    return any(line.role is Role.TITLE for line in example.lines)


def _train(pages: list[Page], terms: tuple[str, ...], name: str) -> None:
    members = tuple(train(pages, terms=terms, seed=seed) for seed in range(MEMBERS))
    store(Committee(members, terms), TARGET / name)
    print(f"{name}: {(TARGET / name).stat().st_size / 1e3:.0f} kB from {len(pages)} pages", flush=True)


@dataclass(frozen=True)
class _Scored:
    """One page's mean F1 in each of the ways to decide."""

    kind: str
    name: str
    f1: dict[str, float]


def _validated(examples: list[Example], composed: int) -> str:
    fold = _folds(examples)
    pages = [page(one) for one in examples]
    held = [example("held out", dump) for dump in _held_out()]
    held_pages = [page(one) for one in held]
    scored: list[_Scored] = []
    for left_out in range(FOLDS):
        rest = [one for one, at in zip(examples, fold, strict=True) if at != left_out]
        known = [one for one, at in zip(pages, fold, strict=True) if at != left_out]
        more = [page(one) for one in compositions(rest, composed, seed=left_out + 1)]
        terms = lexicon_terms(rest)
        networks = {
            "rules and model": _learned([*known, *more], terms),
            "without words": _learned([*known, *more], ()),
            "without compositions": _learned(known, terms, epochs=12),
        }
        tests = [(e, p) for e, p, at in zip(examples, pages, fold, strict=True) if at == left_out]
        for one, arrays in (*tests, *zip(held, held_pages, strict=True)):
            scored.append(_Scored(one.kind, one.site, _figures(one, arrays, networks)))
    return _report(scored)


def _held_out() -> list[GoldDump]:
    return [*load(HELD_OUT), *(d for d in load(FIXTURES) if d.name.startswith(HELD_OUT_PREFIX))]


def _folds(examples: Sequence[Example]) -> list[int]:
    sites = sorted({one.site for one in examples})
    random.Random(0).shuffle(sites)
    place = {site: at % FOLDS for at, site in enumerate(sites)}
    return [place[one.site] for one in examples]


def _learned(pages: Sequence[Page], terms: tuple[str, ...], epochs: int = EPOCHS) -> Committee:
    return Committee((train(pages, terms=terms, epochs=epochs),), terms)


def _figures(one: Example, arrays: Page, networks: Mapping[str, Committee]) -> dict[str, float]:
    size = np.array([max(words(line.text), 1) for line in one.lines], dtype=np.float32)
    rules = arrays.features[:, TEXT_COLUMNS].sum(1) > 0
    said = {name: _text(network, arrays) for name, network in networks.items()}
    kept = {"rules": rules, "model": said["rules and model"] >= 0.5}
    kept |= {name: rules & (text >= MAX_TEXT) for name, text in said.items()}
    return {name: _f1(chosen, arrays.text > 0, size) for name, chosen in kept.items()}


def _text(network: Committee, arrays: Page) -> Matrix:
    return network.scores(Seen(arrays.features, network.lexicon.bags(arrays.texts))).text


def _f1(chosen: Flags, wanted: Flags, size: Matrix) -> float:
    right = float((size * (chosen & wanted)).sum())
    both = float((size * chosen).sum() + (size * wanted).sum())
    return 2 * right / both if both else 1.0


def _report(scored: Sequence[_Scored]) -> str:
    kinds = list(dict.fromkeys(one.kind for one in scored))
    ways = list(scored[0].f1)
    rows = [
        [
            kind,
            str(len({o.name for o in scored if o.kind == kind})),
            *(_cell(scored, kind, way) for way in ways),
        ]
        for kind in kinds
    ]
    return table(["F1 by words: mean (median)", "pages", *ways], rows)


def _cell(scored: Sequence[_Scored], kind: str, way: str) -> str:
    values = [one.f1[way] for one in scored if one.kind == kind]
    return f"{figure(fmean(values))} ({figure(median(values))})"


if __name__ == "__main__":
    sys.exit(main())
