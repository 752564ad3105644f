"""``python -m benchmarks.extraction [--set SET…] [--limit N]``: HTML pages, ours beside other extractors.

Every page goes through our whole pipeline and, in the same run, through the modes of trafilatura and through
jusText; each text is scored by shingles of four tokens against the set's truth (see ``benchmarks.dumps`` for
the sets). ``silver`` also scores the metadata. Nothing is taken out of any tool's output, titles neither.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from statistics import fmean
from typing import Final
from urllib.parse import urlsplit

from benchmarks.dump_sets import SETS, Source
from benchmarks.dumps import grouped
from benchmarks.page_metadata import SilverGold, metadata_table, silver_golds
from benchmarks.pages import DATA
from benchmarks.peers import STOP_LISTS
from benchmarks.selection import select_all
from benchmarks.shingles import Overlap, mean, overlap
from benchmarks.tables import figure, table
from cleaning.document import Document, Media, Record
from cleaning.language import identify
from cleaning.pipeline import Pipeline
from cleaning.text import decode

WORST: Final = 10

Tool = Callable[["StoredPage"], str]
"""Takes a page, returns the text of the report as the tool sees it."""


@dataclass(frozen=True)
class StoredPage:
    """A stored page as bytes, its address (empty: unknown), site, and the report it holds.

    ``language`` is an ISO 639 code read from the truth (empty: unknown).
    """

    name: str
    site: str
    language: str
    content: bytes
    url: str
    truth: str

    @cached_property
    def html(self) -> str:
        """The page as text, decoded once for all tools."""
        return decode(self.content).text

    @property
    def record(self) -> Record:
        """The page as the pipeline takes it."""
        return Record(self.name, 0, self.content, Media.HTML, url=self.url or None)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    arguments = _parser().parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.extraction: needs the shared data at {DATA}\n")
        return 2
    for name in arguments.set:
        pages = load(name, arguments.limit)
        print(f"{name}: {report(pages, ['ours'] if arguments.ours else list(TOOLS))}\n", flush=True)
        if name == "silver":
            print(metadata_table([(page.record, page.html, _golds()[page.name]) for page in pages]), "\n")
    return 0


def load(name: str, limit: int | None = None) -> list[StoredPage]:
    """Return the first ``limit`` pages of the set ``name`` that hold a report, in a fixed order.

    Raises KeyError for a name that isn't in ``SETS`` and OSError where the shared data is missing.
    """
    pages = (_page(source, is_silver=name == "silver") for source in SETS[name]())
    return list(islice((page for page in pages if page.truth.strip()), limit))


def _page(source: Source, *, is_silver: bool) -> StoredPage:
    stem = source.path.name.removesuffix(".html.gz")
    truth = _golds()[stem].text if is_silver else source.truth
    host = urlsplit(source.url).hostname
    return StoredPage(
        stem,
        (host or source.url).removeprefix("www."),
        identify(truth).code,
        gzip.decompress(source.path.read_bytes()),
        source.url if host else "",
        truth,
    )


def report(pages: Sequence[StoredPage], tools: Sequence[str]) -> str:
    """Return the tables of one set: the tools, by language, and the worst of the first tool."""
    found = {tool: [overlap(page.truth, TOOLS[tool](page)) for page in pages] for tool in tools}
    header = ("text of the report", "F1", "precision", "recall", "worst F1", "pooled F1")
    rows = [(tool, *_figures(overlaps)) for tool, overlaps in found.items()]
    by_language = grouped("language", [page.language for page in pages], found)
    parts = (f"{len(pages)} pages", table(header, rows), by_language, worst(pages, found))
    return "\n\n".join(filter(None, parts))


def worst(pages: Sequence[StoredPage], found: Mapping[str, Sequence[Overlap]]) -> str:
    """Return the pages on which the first tool of ``found`` is worst, beside the best of the others."""
    ours, *others = found.values()
    order = sorted(range(len(pages)), key=lambda at: (ours[at].f1, pages[at].name))[:WORST]
    rows = [
        (
            pages[at].name[:24],
            pages[at].site,
            pages[at].language,
            *map(figure, (ours[at].f1, ours[at].precision, ours[at].recall)),
            figure(max((one[at].f1 for one in others), default=float("nan"))),
        )
        for at in order
    ]
    header = (f"{next(iter(found))}, worst {len(rows)}", "site", "language", "F1", "precision", "recall")
    return table((*header, "best other"), rows)


def _figures(overlaps: Sequence[Overlap]) -> Iterator[str]:
    pooled, each = mean(overlaps), [one.f1 for one in overlaps]
    yield from map(figure, (fmean(each), pooled.precision, pooled.recall, min(each), pooled.f1))


def _golds() -> Mapping[str, SilverGold]:
    return silver_golds(DATA)


def _ours(page: StoredPage) -> str:
    outcome = Pipeline(judges=()).clean(page.record)
    return outcome.text if isinstance(outcome, Document) else ""


def _trafilatura(
    page: StoredPage, *, favor_precision: bool = False, favor_recall: bool = False, fast: bool = False
) -> str:
    import trafilatura  # noqa: PLC0415  # 0.7 s

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every short page as an error
    found = trafilatura.extract(
        page.html,
        url=page.url or None,
        include_comments=False,
        favor_precision=favor_precision,
        favor_recall=favor_recall,
        fast=fast,
    )
    return found or ""


def _justext(page: StoredPage) -> str:
    import justext  # noqa: PLC0415

    stop_words = justext.get_stoplist(STOP_LISTS.get(page.language, "English"))
    paragraphs = justext.justext(page.html.replace("\0", "").encode(), stop_words, encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


TOOLS: Final[dict[str, Tool]] = {
    "ours": _ours,
    "trafilatura, default": _trafilatura,
    "trafilatura, precision": partial(_trafilatura, favor_precision=True),
    "trafilatura, recall": partial(_trafilatura, favor_recall=True),
    "trafilatura, fast": partial(_trafilatura, fast=True),
    "jusText": _justext,
    "raw text": lambda page: select_all(page.html),
}
"""The rows of the table, in its order."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("--set", nargs="+", choices=SETS, default=tuple(SETS), help="sets (%(default)s)")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N pages of each set (all)")
    parser.add_argument("--ours", action="store_true", help="our own figures only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
