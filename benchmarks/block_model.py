"""``python -m benchmarks.block_model --train | --validate | --whole``: learn which blocks are the report.

``--train`` writes the weights of ``cleaning/block_model`` from all pages with known bodies (some minutes).
``--validate`` learns from three quarters of the sites and scores the pages of the rest, four times over, with
the ablations; F1 is that of ``benchmarks.extraction`` over the blocks chosen, before recovery and rules.
``--whole`` does so for the text that comes out of the whole pipeline.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Final
from unittest.mock import patch

import numpy as np

from benchmarks.alignment import report_lines
from benchmarks.extraction import StoredPage, load
from benchmarks.line_training import Page, train
from benchmarks.pages import DATA
from benchmarks.shingles import Overlap, mean, overlap
from benchmarks.tables import figure, table
from cleaning.block_model import model, wording
from cleaning.block_model.features import NAMES, OWN_NAMES, Flags, Matrix, features, with_witness
from cleaning.block_model.markup import NAMES as MARKUP
from cleaning.blocks import ExtractionError, page_blocks, parse_page
from cleaning.document import Document, Place
from cleaning.extract import page_view, witness
from cleaning.line_model.committee import Committee, wordless
from cleaning.metadata import page_metadata
from cleaning.page_head import is_same_line
from cleaning.pipeline import Pipeline
from cleaning.remembered import forget_lines

SETS: Final = ("aeb", "fundus", "silver", "wcxb")
TARGET: Final = Path(model.__file__).parent
FOLDS: Final = 4
MEMBERS: Final = 3
EPOCHS: Final = 8
MAX_BLOCKS: Final = 1500
"""Larger pages are indexes with a text; they would take a tenth of the time for a hundredth of the pages."""
PAGE_WEIGHT: Final = 10.0
RARE_WEIGHT: Final = 2.0
"""Pages of ``fundus`` and ``silver`` are few, and the only ones in their languages."""
CAPTION_WEIGHT: Final = 0.3
"""WCXB counts captions to the text now and then, the others never."""


@dataclass(frozen=True)
class Example:
    """A stored page: its blocks' texts, features, labels, and which of them repeat the headline."""

    stored: StoredPage
    kind: str
    texts: tuple[str, ...]
    matrix: Matrix
    in_text: Flags
    headline: Flags
    caption: Flags

    @cached_property
    def sizes(self) -> list[int]:
        """The words of each block, at least one."""
        return model.sizes_of(self.texts)

    def page(self, columns: Sequence[int]) -> Page:
        """Return the arrays the network learns from; a block weighs the root of its words."""
        weight = np.sqrt(self.sizes) * ~self.headline
        if self.kind == "wcxb":
            weight = weight * np.where(self.caption, CAPTION_WEIGHT, 1)
        factor = PAGE_WEIGHT * (RARE_WEIGHT if self.kind in ("fundus", "silver") else 1)
        weight = (weight / (weight.sum() or 1) * factor).astype(np.float32)
        unknown = np.full(len(self.texts), -1)
        return Page(
            self.texts, self.matrix[:, list(columns)], self.in_text.astype(np.float32), weight, unknown
        )

    def text(self, taken: Flags) -> str:
        """Return the text of the blocks ``taken``, without the headline."""
        return "\n".join(text for text, flag in zip(self.texts, taken & ~self.headline, strict=True) if flag)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.block_model", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--train", action="store_true", help="write the weights")
    what.add_argument("--validate", action="store_true", help="print the figures by unseen sites")
    what.add_argument("--whole", action="store_true", help="print the whole pipeline's by unseen sites")
    parser.add_argument("--members", type=int, default=MEMBERS, help="networks (%(default)s)")
    arguments = parser.parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.block_model: needs the shared data at {DATA}\n")
        return 2
    examples = [one for name in SETS for page in load(name) if (one := example(name, page))]
    if arguments.train:
        for name, seen in model.SEEN.items():
            model.store(learned(examples, range(len(seen)), arguments.members), TARGET / name)
            print(f"{name}: {(TARGET / name).stat().st_size / 1e3:.0f} kB from {len(examples)} pages")
        return 0
    print((whole if arguments.whole else validated)(examples, arguments.members))
    return 0


def example(kind: str, stored: StoredPage) -> Example | None:
    """Return a stored page as an example, or ``None`` for one without text."""
    forget_lines()
    try:
        tree = parse_page(stored.html)
        blocks = page_blocks(tree)
    except ExtractionError:
        return None
    if not blocks:
        return None
    title = page_metadata(tree, url=stored.url or None, blocks=blocks).title
    found = witness(tree, stored.url or None, blocks)
    texts = tuple(block.text for block in blocks)
    return Example(
        stored,
        kind,
        texts,
        with_witness(features(page_view(tree, blocks, title)), found.match.chosen),
        np.array(report_lines(texts, stored.truth)),
        np.array([bool(title) and is_same_line(text, title or "") for text in texts]),
        np.array([block.place is Place.CAPTION for block in blocks]),
    )


def learned(examples: Sequence[Example], columns: Sequence[int], members: int) -> Committee:
    """Return the networks learned from ``examples`` by the features at ``columns``."""
    pages = [one.page(columns) for one in examples if len(one.texts) <= MAX_BLOCKS]
    return Committee(tuple(train(pages, seed=seed, epochs=EPOCHS) for seed in range(members)))


def _columns(*left_out: str) -> list[int]:
    return [at for at, name in enumerate(NAMES) if name not in left_out]


WITH: Final = "the model, trafilatura its witness"
WITHOUT: Final = "without the witness"
WAYS: Final[dict[str, Callable[[], list[int]]]] = {
    WITH: lambda: list(range(len(NAMES))),
    WITHOUT: lambda: list(range(len(OWN_NAMES))),
    "without markup": lambda: _columns(*MARKUP),
    "without wording": lambda: _columns(*wording.NAMES),
}
"""The rows of the ablation table: which features each way sees."""


def validated(examples: Sequence[Example], members: int) -> str:
    """Return the table of F1 on unseen sites, one row for each of ``WAYS``."""
    rows = [_row("trafilatura, fast", examples, [_of_witness(one) for one in examples])]
    likely: dict[str, list[Matrix]] = {}
    for name, columns in WAYS.items():
        found = likely[name] = cross_validated(examples, columns(), members)
        taken = [model.chosen(p, one.sizes) for one, p in zip(examples, found, strict=True)]
        rows.append(_row(name, examples, taken))
        print(*rows[-1], file=sys.stderr, flush=True)
    rows.append(_in_doubt(examples, likely[WITHOUT], likely[WITH]))
    return table(("F1 on sites not learned from", *SETS), rows)


def _in_doubt(examples: Sequence[Example], alone: list[Matrix], witnessed: list[Matrix]) -> tuple[str, ...]:
    """Return the row for a witness that is asked only about pages of which the networks are unsure."""
    sure = [model.is_sure(p, one.sizes) for one, p in zip(examples, alone, strict=True)]
    taken = [
        model.chosen(own if flag else told, one.sizes)
        for one, flag, own, told in zip(examples, sure, alone, witnessed, strict=True)
    ]
    return _row(f"with it where in doubt ({figure(1 - fmean(sure))} of the pages)", examples, taken)


def whole(examples: Sequence[Example], members: int) -> str:
    """Return the row of F1 of the pipeline's text on unseen sites."""
    texts: dict[int, str] = {}
    pipeline = Pipeline(judges=())
    both = [folds(examples, range(len(seen)), members) for seen in model.SEEN.values()]
    for pair in zip(*both, strict=True):
        networks = dict(zip(model.SEEN, (fold.networks for fold in pair), strict=True))
        with patch.object(model, "committee", networks.__getitem__):
            for at in pair[0].left_out:
                outcome = pipeline.clean(examples[at].stored.record)
                texts[at] = outcome.text if isinstance(outcome, Document) else ""
    found = [overlap(one.stored.truth, texts[at]) for at, one in enumerate(examples)]
    row = ("the whole pipeline", *_cells(examples, found))
    return table(("F1 on sites not learned from", *SETS), [row])


@dataclass(frozen=True)
class Fold:
    """Networks, and the places of the examples from whose sites they have not learned."""

    networks: Committee
    left_out: list[int]


def folds(examples: Sequence[Example], columns: Sequence[int], members: int) -> Iterator[Fold]:
    """Yield ``FOLDS`` times the networks that learned from all sites but a part, and that part."""
    sites = sorted({one.stored.site for one in examples})
    random.Random(0).shuffle(sites)
    fold = {site: at % FOLDS for at, site in enumerate(sites)}
    for left_out in range(FOLDS):
        known = [one for one in examples if fold[one.stored.site] != left_out]
        rest = [at for at, one in enumerate(examples) if fold[one.stored.site] == left_out]
        yield Fold(learned(known, columns, members), rest)


def cross_validated(examples: Sequence[Example], columns: Sequence[int], members: int) -> list[Matrix]:
    """Return for each example the probabilities by networks that learned from other sites."""
    found: dict[int, Matrix] = {}
    for fold in folds(examples, columns, members):
        for at in fold.left_out:
            found[at] = fold.networks.scores(wordless(examples[at].matrix[:, list(columns)])).text
    return [found[at] for at in range(len(examples))]


def _of_witness(one: Example) -> Flags:
    flags: Flags = one.matrix[:, NAMES.index("witness")] > 0
    return flags


def _row(name: str, examples: Sequence[Example], taken: Sequence[Flags]) -> tuple[str, ...]:
    pairs = zip(examples, taken, strict=True)
    return (name, *_cells(examples, [overlap(one.stored.truth, one.text(flags)) for one, flags in pairs]))


def _cells(examples: Sequence[Example], found: Sequence[Overlap]) -> Iterator[str]:
    """Yield for each set the mean F1 of its pages, and in brackets that of mean precision and recall."""
    for kind in SETS:
        each = [score for one, score in zip(examples, found, strict=True) if one.kind == kind]
        yield f"{figure(fmean(score.f1 for score in each))} ({figure(mean(each).f1)})"


if __name__ == "__main__":
    sys.exit(main())
