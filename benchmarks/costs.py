"""``python -m benchmarks.costs``: bytes and CPU hours for a million pages, from the crawl to the corpus.

Crawl: the built-in news web of ``tinsach demo``, whose serving is counted too, so an upper bound; its pages
are small, and time on the network is no CPU. The rest: stored pages of real sites, Vietnamese first. What
these figures come to for a shard, a country and a year is in docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.gold import FIXTURES, load
from benchmarks.pages import DATA, article_pages, lay_out_pages
from benchmarks.stages import REST, STAGES, seconds_by_stage
from benchmarks.supervise import measured
from benchmarks.tables import table
from cleaning.pipeline import Pipeline
from crawler.archive import FetchedPage, Header, WarcArchive
from output.schema import TABLES

MILLION: Final = 1_000_000
SECONDS_AN_HOUR: Final = 3_600
GIGABYTE: Final = 1e9
COPIES: Final = ("keys of copies", "take the keys", "compare: keys, pairs, texts")
CORPUS: Final = (
    *("keys of lines", "rows and keys for the main process", "stage on disk"),
    *("lines that a site repeats", "write the tables"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one part costs for one page."""

    part: str
    cpu: float
    size: float

    def row(self) -> tuple[str, str, str, str]:
        """Return the part with CPU ms a page, CPU hours and gigabytes for a million."""
        hours = self.cpu * MILLION / SECONDS_AN_HOUR
        size = f"{self.size * MILLION / GIGABYTE:.1f}" if self.size else ""
        return self.part, f"{1000 * self.cpu:.2f}", f"{hours:.1f}", size


def main(argv: Sequence[str] | None = None) -> int:
    """Measure every part and print the table."""
    arguments = _parser().parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.costs: needs the shared data at {DATA}\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        pages = scratch / "pages"
        size = lay_out_pages(article_pages(arguments.pages), pages) / arguments.pages
        costs = [crawl(scratch), archive(pages, scratch / "archive"), *cleaned(pages, scratch / "corpus")]
    print(f"{arguments.pages} pages of {size / 1000:.0f} kB")
    print(table(("for a million pages", "CPU ms a page", "CPU hours", "GB"), [cost.row() for cost in costs]))
    return 0


def crawl(scratch: Path) -> Cost:
    """Crawl and clean the demo's web, clean its archive again, and take the difference."""
    home = scratch / "demo"
    both = measured([sys.executable, "-m", "tinsach", "demo", "--out", str(home)])
    archive = [str(path) for path in (home / "archive").glob("*.warc.gz")]
    samples = ["--samples", str(home / "samples")]
    again = [sys.executable, "-m", "tinsach", "clean", *archive, "--out", str(scratch / "again"), *samples]
    alone = measured(again, allowed=(0, 1))
    fetched = json.loads((home / "archive" / "crawl.json").read_text(encoding="utf-8"))["fetched"]
    return Cost(f"crawl ({fetched} fetched)", (both.cpu - alone.cpu) / fetched, 0)


def archive(pages: Path, folder: Path) -> Cost:
    """Write the pages as the crawler does."""
    folder.mkdir()
    bodies = [path.read_bytes() for path in sorted(pages.iterdir())]
    writer = WarcArchive(folder, "costs")
    begin = time.process_time()
    for number, body in enumerate(bodies):
        headers = [Header("Content-Type", "text/html; charset=utf-8")]
        url = f"https://costs.example/{number}.html"
        writer.write(FetchedPage(url, datetime.now(UTC), 200, headers, body))
    writer.close()
    size = sum(path.stat().st_size for path in folder.iterdir())
    return Cost("archive", (time.process_time() - begin) / len(bodies), size / len(bodies))


def cleaned(pages: Path, corpus: Path) -> list[Cost]:
    """Clean the pages in one process, each stage clocked, and weigh the corpus."""
    for dump in load(FIXTURES):
        Pipeline().clean(dump.record)  # what a process loads once is no cost of a page
    count = len(list(pages.iterdir()))
    seconds = seconds_by_stage(pages, corpus)

    def each(names: Sequence[str]) -> float:
        return sum(seconds[name] for name in names) / count

    own = [name for name in (*STAGES, REST) if name not in {*COPIES, *CORPUS}]
    tables = sum(_size(corpus / name) for name in TABLES) / count
    index = sum(_size(corpus / name) for name in ("keys", "index")) / count
    return [
        Cost("clean", each(own), 0),
        Cost("copies", each(COPIES), index),
        Cost("corpus", each(CORPUS), tables),
    ]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="stored pages (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
