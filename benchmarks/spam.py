"""``python -m benchmarks.spam``: how many betting portals are rejected, and how much real news with them.

First the composed texts of ``spam_cases/``, then those of ``../shared/data`` beside the repository, which
belongs to others: nothing of it is copied here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.composed_spam import fate, load, report
from benchmarks.harm import Article, draw
from benchmarks.tables import table
from cleaning.document import Media, Metadata, Record, Rejection
from cleaning.pipeline import Pipeline
from cleaning.quality import BlankForm, TooShort, WrongLanguage
from cleaning.spam import HACKED_PAGE, BettingPage

DATA: Final = Path(__file__).parents[2] / "shared" / "data"
PORTALS: Final = DATA / "spam"
NEWS: Final = (
    PORTALS / "hard_negatives_baomoi.jsonl",
    DATA / "text" / "underthesea_unc_dantri.jsonl.gz",
    DATA / "text" / "baomoi.jsonl.gz",
)

PIPELINE: Final = Pipeline(judges=(TooShort(), BlankForm(), BettingPage(), WrongLanguage()))
SHOWN_EVIDENCE: Final = 100
FLAGGED: Final = "kept, flagged"
"""What a real report on a portal should be: kept, with the flag that its page was tampered with."""

REPORTS: Final = ("newsRef/", "page/news/", "page/resources/")
"""Folders of a portal in which it re-hosts football reports, general news and a lottery company's notices."""
PITCHES: Final = ("page/news/news_7.html",)
"""What lies among the reports and is none: an introduction to casino games."""
SEEN_WHILE_TUNING: Final = ("betRef/", "page/")
"""The limits were set on these folders; the others (and the second portal) are the other half."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a portal: ``path`` on the portal tells what it is."""

    path: str
    record: Record

    @property
    def group(self) -> str:
        """Return the row of the table this item is counted in."""
        if self.path.startswith(REPORTS) and self.path not in PITCHES:
            return "real reports re-hosted"
        half = "tuned on" if self.path.startswith(SEEN_WHILE_TUNING) else "other half"
        return f"portal's own, {half}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    arguments = _parser().parse_args(argv)
    print(report([fate(case) for case in load()]), end="\n\n")
    if not PORTALS.exists():
        sys.stderr.write(f"benchmarks.spam: {PORTALS} is missing\n")
        return 2
    print(portals("texts", texts()), portals("pages", pages()), sep="\n\n")
    for path in NEWS:
        print(news(path, draw(path, arguments.rows, arguments.seed)), sep="\n")
    return 0


def texts() -> Iterator[Item]:
    """Yield the portals' texts, each on one line as they were scraped."""
    with (PORTALS / "gambling_text.jsonl").open(encoding="utf-8") as file:
        for number, row in enumerate(map(json.loads, file)):
            yield Item(row["path"], Record("gambling_text", number, row["text"], Media.TEXT))


def pages() -> Iterator[Item]:
    """Yield the portals' HTML pages."""
    for path in sorted((PORTALS / "html").rglob("*.html")):
        yield Item(path.name.replace("__", "/"), Record(path.name, 0, path.read_bytes(), Media.HTML))


def portals(name: str, items: Iterable[Item]) -> str:
    """Return the table of what became of ``items``, and the portals' own texts that were kept."""
    found = [(item, _reason(item.record)) for item in items]
    reasons = sorted({reason for _, reason in found} | {"kept", FLAGGED, "betting_page"})
    rows = []
    for group in sorted({item.group for item, _ in found}):
        counts = Counter(reason for item, reason in found if item.group == group)
        rows.append((f"{name}: {group}", str(counts.total()), *(str(counts[reason]) for reason in reasons)))
    kept = [
        item.path for item, reason in found if reason in {"kept", FLAGGED} and item.group.startswith("portal")
    ]
    return "\n".join(
        [table(("", "records", *reasons), rows), f"kept of the portal's own: {', '.join(kept) or '-'}"]
    )


def news(path: Path, articles: Sequence[Article]) -> str:
    """Return how many of ``articles`` were rejected as betting pages, each with its evidence."""
    wrong = []
    for number, article in enumerate(articles):
        declared = Metadata(title=article.title)
        outcome = PIPELINE.clean(Record(path.name, number, article.text, Media.TEXT, declared=declared))
        if isinstance(outcome, Rejection) and outcome.reason == BettingPage().reason:
            wrong.append(f"  {article.id} {article.title}: {outcome.evidence[:SHOWN_EVIDENCE]}")
    return "\n".join([f"{path.name}: {len(wrong)} of {len(articles)} rejected as betting pages", *wrong])


def _reason(record: Record) -> str:
    outcome = PIPELINE.clean(record)
    if isinstance(outcome, Rejection):
        return outcome.reason
    return FLAGGED if HACKED_PAGE in outcome.flags else "kept"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spam", description=__doc__)
    parser.add_argument("--rows", type=int, default=6000, help="news drawn from each file")
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
