"""``python -m benchmarks.not_reports [--train] [--limit N]``: pages that are no report, told by the pipeline.

All stored pages go through the whole pipeline in any language; printed is how many of each set and type end
as something else than a report (``NOT_REPORTS``, or without any text), once with the shipped models and once
with models that have learned from the other sites only, ten times over. ``--train`` writes
``cleaning/page_kind/weights.json`` from the same pages. The blocks of a page are chosen by the shipped block
model, which knows the articles, both times.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.kind_pages import KindPage, kind_pages
from benchmarks.kind_training import learned
from benchmarks.pages import DATA
from benchmarks.tables import table
from cleaning import extract
from cleaning.document import Document, Doubt, Media, Record
from cleaning.page_kind import kind, model
from cleaning.page_kind.kind import NOT_REPORTS
from cleaning.page_kind.page import WholePage
from cleaning.pipeline import Pipeline, judges

TARGET: Final = Path(model.__file__).parent / model.WEIGHTS
FOLDS: Final = 10
DIGITS: Final = 4
"""Decimals of a weight: fewer would move a score by more than a hundredth."""

BEFORE_MODELS: Final = frozenset({"blocked_page", "error_page", "video_page", "list_page"})
"""What rules say of a page, they say before the models are asked."""

EMPTY: Final = frozenset({"empty_page"})
"""A page without a word: there is nothing to tell its kind by, and nothing of it is kept."""

LOST: Final = frozenset({"too_short"})
"""Counted apart: such a page is left out, yet nobody knows what it was."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its signs and what the pipeline says of it when the models are silent.

    ``signs`` are those with its address and without; none when the page has no text.
    """

    page: KindPage
    signs: tuple[Mapping[str, float], ...]
    reason: str

    def fate(self, models: Mapping[str, model.KindModel]) -> str:
        """Return the reason for which the page is left out, empty when it is kept."""
        if not self.signs or self.reason in BEFORE_MODELS:
            return self.reason
        with patch.object(model, "models", lambda: models):
            doubt = model.learned_kind(self.signs[0])
        return doubt.reason if doubt else self.reason


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.not_reports", description=__doc__)
    parser.add_argument("--train", action="store_true", help="write the weights before")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N pages of each set and type (all)")
    arguments = parser.parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.not_reports: needs the shared data at {DATA}\n")
        return 2
    found = [judge(page) for page in _limited(kind_pages(), arguments.limit)]
    if arguments.train:
        write(learned((one.page.kind, one.page.group, one.signs) for one in found))
        model.models.cache_clear()
        print(f"{TARGET.name}: {TARGET.stat().st_size / 1e3:.0f} kB from {len(found)} pages\n")
    print(report(found, [one.fate(model.models()) for one in found], "shipped models"), "\n")
    print(report(found, cross_validated(found), "models that have not seen the site"))
    return 0


def judge(page: KindPage) -> Judged:
    """Take ``page`` through the pipeline with the models silent, and keep its signs on the way."""
    seen: list[WholePage] = []

    def told(whole: WholePage) -> Doubt | None:
        seen.append(whole)
        with patch.object(kind, "learned_kind", lambda _: None):
            return kind.doubt_of(whole)

    record = Record(page.name, 0, page.content, Media.HTML, url=page.url)
    with patch.object(extract, "doubt_of", told):
        outcome = Pipeline(judges=judges(languages=["any"])).clean(record)
    reason = "" if isinstance(outcome, Document) else outcome.reason
    signs = tuple(signs for one in seen for signs in _with_and_without_address(one))
    return Judged(page, signs, reason)


def cross_validated(found: Sequence[Judged]) -> list[str]:
    """Return the fate of each page by models that learned from the pages of other sites."""
    sites = sorted({one.page.site for one in found})
    fold = {site: at % FOLDS for at, site in enumerate(sorted(sites, key=lambda site: site[::-1]))}
    fates: dict[int, str] = {}
    for left_out in range(FOLDS):
        known = [one for one in found if fold[one.page.site] != left_out]
        models = learned((one.page.kind, one.page.group, one.signs) for one in known)
        fates |= {at: one.fate(models) for at, one in enumerate(found) if fold[one.page.site] == left_out}
    return [fates[at] for at in range(len(found))]


def report(found: Sequence[Judged], fates: Sequence[str], title: str) -> str:
    """Return the table of what became of the pages by set and type, and the articles that were lost."""
    rows: dict[tuple[str, str], Counter[str]] = {}
    for one, fate in zip(found, fates, strict=True):
        rows.setdefault((one.page.group, one.page.type), Counter())[fate] += 1
    header = (title, "pages", "recognised", "share", "too short", "kept", "as what")
    lines = [(f"{group}, {name}", *_row(count)) for (group, name), count in sorted(rows.items())]
    lost = [
        f"  {one.page.group} {one.page.url or one.page.name}: {fate}"
        for one, fate in zip(found, fates, strict=True)
        if one.page.type == "article" and fate
    ]
    return "\n".join([table(header, lines), "", "articles left out:", *lost])


def write(models: Mapping[str, model.KindModel]) -> None:
    """Write ``models`` where the package reads them."""
    kinds = {
        reason: {"bias": round(one.bias, DIGITS), "weights": [round(w, DIGITS) for w in one.weights.values()]}
        for reason, one in models.items()
    }
    usual = next(iter(models.values())).usual
    stored = {"usual": {name: round(value, DIGITS) for name, value in usual.items()}, "kinds": kinds}
    TARGET.write_text(json.dumps(stored) + "\n", encoding="utf-8")


def _limited(pages: Iterator[KindPage], limit: int | None) -> Iterator[KindPage]:
    taken: Counter[tuple[str, str]] = Counter()
    for page in islice(pages, None):
        taken[page.group, page.type] += 1
        if limit is None or taken[page.group, page.type] <= limit:
            yield page


def _with_and_without_address(page: WholePage) -> Iterator[Mapping[str, float]]:
    yield model.signs_of(page)
    with patch.object(WholePage, "address", ""):
        yield model.signs_of(page)


def _row(count: Counter[str]) -> tuple[str, ...]:
    total = count.total()
    known = {fate: number for fate, number in count.items() if fate in NOT_REPORTS or fate in EMPTY}
    recognised = sum(known.values())
    short = sum(count[fate] for fate in LOST)
    said = ", ".join(f"{fate} {number}" for fate, number in sorted(known.items(), key=lambda one: -one[1]))
    share = f"{recognised / total:.3f}"
    return (str(total), str(recognised), share, str(short), str(total - recognised - short), said)


if __name__ == "__main__":
    sys.exit(main())
