"""The lines that real sites repeat: each one that goes, with its evidence, for a person to read.

``python -m benchmarks.repeats [FILE…]`` cleans the inputs as one corpus and lists what is removed as
repeated on the site. ``--dumps`` does so with pages as select-all copies, which bring their menus along.
``--topics N`` then makes corpora on one subject of the same documents, one for each pair of words that N
titles share: there, what follow-ups and bulletins repeat stands in the largest share of a site's reports.
``--one-site`` takes documents without an address for one site.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy.typing as npt

from benchmarks.pages import DATA
from benchmarks.selection import select_all
from cleaning.dedup import copy_key, relate
from cleaning.document import Document, Media, Record, Rejection
from cleaning.extract import decode_page
from cleaning.inputs import InputOptions, read
from cleaning.line_counts import LineCounts, counted_keys, paragraph_keys
from cleaning.pipeline import Pipeline, judges
from cleaning.repeats import RepeatedOnSite
from cleaning.text import comparison_key

DEFAULT: Final = (
    DATA / "text" / "underthesea_unc_dantri.jsonl.gz",
    DATA / "text" / "vfnd.jsonl.gz",
    DATA / "html" / "jaybmf_dantri",
    DATA / "html" / "meth04",
)
ONE_SITE: Final = "one-site.example"
SHOWN: Final = 150


@dataclass(frozen=True, slots=True)
class Removed:
    """One distinct line of a site: the evidence, how often it goes, and where: the first few places."""

    site: str
    text: str
    evidence: str
    times: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with its paragraphs' keys."""

    document: Document
    keys: npt.NDArray[Any]


def documents(paths: Iterable[Path], *, one_site: bool = False, dumps: bool = False) -> list[Kept]:
    """Return the documents that the inputs become, copies left out; of pages, their ``dumps``."""
    pipeline = Pipeline(judges=judges(languages=("any",)))
    found = (one for one in read([str(path) for path in paths], InputOptions()) if isinstance(one, Record))
    records = (_dump(one, pipeline) for one in found) if dumps else found
    outcomes = (pipeline.clean(record) for record in records)
    made = [_on_a_site(one, one_site=one_site) for one in outcomes if isinstance(one, Document)]
    copies = relate(map(copy_key, made), lambda places: ((at, made[at].text) for at in places)).copies
    kept = (one for at, one in enumerate(made) if at not in copies and one.site)
    return [Kept(one, paragraph_keys(one.site, one.text)) for one in kept]


def _dump(record: Record, pipeline: Pipeline) -> Record:
    """Return a page as its select-all copy with the address it claims; anything else as it is."""
    if record.media is not Media.HTML or isinstance(record.content, str):
        return record
    page = pipeline.clean(record)
    url = (page.document if isinstance(page, Rejection) else page).url
    return replace(record, content=select_all(decode_page(record.content).text), media=Media.TEXT, url=url)


def _on_a_site(document: Document, *, one_site: bool) -> Document:
    return replace(document, site=document.site or ONE_SITE) if one_site else document


def removed(kept: Collection[Kept], judge: RepeatedOnSite) -> list[Removed]:
    """Return the distinct lines that ``judge`` takes from the documents, the most frequent first."""
    counts = LineCounts.of(counted_keys(one.document.site or "", one.keys) for one in kept)
    found: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in kept:
        paragraphs = one.document.text.split("\n\n")
        for at, evidence in judge.repeats(one.document, one.keys, counts).items():
            place = f"{at + 1}/{len(paragraphs)}"
            found[one.document.site or "", paragraphs[at], evidence].append(place)
    lines = (Removed(*line, len(places), tuple(places[:5])) for line, places in found.items())
    return sorted(lines, key=lambda line: (-line.times, line.site, line.text))


def topics(kept: Sequence[Kept], titles: int) -> Iterator[tuple[str, list[Kept]]]:
    """Yield each pair of words that at least so many titles share, and the documents with these titles."""
    pairs: defaultdict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        words = comparison_key(one.document.title).split()
        for pair in dict.fromkeys(f"{first} {second}" for first, second in pairwise(words)):
            pairs[pair].append(one)
    yield from ((pair, held) for pair, held in sorted(pairs.items()) if len(held) >= titles)


def listing(lines: Iterable[Removed]) -> Iterator[str]:
    """Yield a line of text for each removed line."""
    for one in lines:
        text = one.text if len(one.text) <= SHOWN else f"{one.text[:SHOWN]}…"
        yield f"{one.times:>5} × {one.site}  {one.evidence}  at {', '.join(one.places)}\n        {text}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what goes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repeats", description=__doc__)
    parser.add_argument("inputs", nargs="*", type=Path, metavar="FILE", default=list(DEFAULT))
    parser.add_argument("--topics", type=int, metavar="N")
    parser.add_argument("--one-site", action="store_true")
    parser.add_argument("--dumps", action="store_true")
    options = parser.parse_args(arguments)
    judge = RepeatedOnSite()
    print(judge)
    kept = documents(options.inputs, one_site=options.one_site, dumps=options.dumps)
    sites = Counter(one.document.site for one in kept)
    print(f"{len(kept)} documents of {len(sites)} sites, {sum(len(one.keys) for one in kept)} paragraphs")
    _show(removed(kept, judge))
    if options.topics:
        _show_topics(kept, judge, options.topics)
    return 0


def _show(lines: Sequence[Removed]) -> None:
    print(f"{sum(line.times for line in lines)} paragraphs removed, {len(lines)} of them different")
    print("\n".join(listing(lines)))


def _show_topics(kept: Sequence[Kept], judge: RepeatedOnSite, titles: int) -> None:
    seen = 0
    gone: dict[tuple[str, str], Removed] = {}
    for pair, held in topics(kept, titles):
        seen += 1
        for line in removed(held, judge):
            named = replace(line, evidence=f"{line.evidence} ({pair})")
            if gone.setdefault((line.site, line.text), named).times < line.times:
                gone[line.site, line.text] = named
    print(f"\nCorpora on one subject: {seen}")
    _show(sorted(gone.values(), key=lambda line: -line.times))


if __name__ == "__main__":
    sys.exit(main())
