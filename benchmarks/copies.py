"""``python -m benchmarks.copies``: families and removals on labelled copies, beside other ways to find them.

Three parts: a set made of real reports with known families (``copies_set``), each way of finding copies in
one run; the real pairs of the aggregator's dump, by Jaccard and by
labels of ours (``copies_real``); and, where there is no shared data, composed
stories. What is true of a page is how it was made; the thresholds were chosen on the set of the other seed
(``--seed 1``).
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.copies_days import day_by_day
from benchmarks.copies_peers import finders
from benchmarks.copies_real import real_pairs
from benchmarks.copies_scores import agreement
from benchmarks.copies_set import NEGATIVES, Labelled, kinds, labelled_set, mega_stories
from benchmarks.copies_stories import Story, composed_stories, real_stories
from benchmarks.pages import DATA, DUMP
from benchmarks.tables import figure, table
from cleaning.dedup import KeyTable, Relations, compiled, copy_keys, relate
from cleaning.document import Document

OUTCOMES: Final = ("exact", "near", "contained", "revision", "kept")


@dataclass(frozen=True, slots=True)
class Timed:
    """What a way of finding copies said, and its CPU seconds."""

    clusters: list[int]
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run the parts asked for and return the exit code."""
    arguments = _parser().parse_args(argv)
    if not DUMP.exists() and not arguments.composed:
        sys.stderr.write(f"benchmarks.copies: needs the shared data at {DATA}; or give --composed\n")
        return 2
    print(_compiled())
    if "set" in arguments.only:
        pages = labelled_pages(arguments)
        print(f"{len(pages)} pages of {len({page.family for page in pages})} families\n")
        peers = None if arguments.ours else arguments.peer
        print(compared(pages, peers=peers, rounds=arguments.rounds), end="\n\n", flush=True)
        if arguments.days:
            print(by_days(pages, arguments.days), end="\n\n")
    if "pairs" in arguments.only and not arguments.composed:
        print(real_pairs(found_by_us))
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def _compiled() -> str:
    """Fetch or make the compiled loops, which no figure below holds, and return what that took."""
    started = time.process_time()
    if not compiled.pays(compiled.MIN_COMPILED):
        return "no compiled loops: numba (the extra `fast`) can't be had"
    return f"compiled loops ready after {time.process_time() - started:.1f} CPU s\n"


def labelled_pages(arguments: argparse.Namespace) -> list[Labelled]:
    """Return the set that ``arguments`` ask for."""
    if arguments.composed:
        stories = composed_stories(arguments.stories, arguments.seed)
    else:
        stories = _half(real_stories(2 * arguments.stories, 7), arguments.seed)
    pages = labelled_set(stories, arguments.seed)
    return [*pages, *mega_stories(stories, len(pages), arguments.seed)] if arguments.mega else pages


def _half(stories: list[Story], seed: int) -> list[Story]:
    middle = len(stories) // 2
    return stories[middle:] if seed == 2 else stories[:middle]


def found_by_us(documents: Sequence[Document]) -> Relations:
    """Return what we say of ``documents``."""
    keys = KeyTable(copy_keys(documents))
    return relate(keys, lambda wanted: ((at, documents[at].text) for at in wanted))


def compared(pages: Sequence[Labelled], *, peers: str | None, rounds: int) -> str:
    """Return the table of ways to find copies, and what we did with each kind of page.

    Of the other ways those whose name holds ``peers``; none without.

    Each way is run ``rounds`` times, in turn, and its median time counts: other work slows all.
    """
    texts, true = [page.document.text for page in pages], [page.family for page in pages]
    documents = [page.document for page in pages]
    relations = found_by_us(documents)
    ways: dict[str, Callable[[], list[int]]] = {"ours: families": lambda: _families(documents)}
    for name, find in finders().items():
        if peers is not None and peers in name:
            ways[name] = lambda find=find: find(texts)  # type: ignore[misc]  # bound now
    runs: dict[str, list[Timed]] = defaultdict(list)
    for _ in range(rounds):
        for name, way in ways.items():
            runs[name].append(_timed(way))
    rows = [_row(name, true, sorted(timed, key=lambda one: one.seconds)) for name, timed in runs.items()]
    header = ["families", "P", "R", "F1", "ARI", "B-cubed", "biggest", "docs/CPU s"]
    return "\n\n".join((table(header, rows), outcomes(pages, relations), removals(pages, relations)))


def _families(documents: Sequence[Document]) -> list[int]:
    found = found_by_us(documents).families
    return [found.get(at, at) for at in range(len(documents))]


def by_days(pages: Sequence[Labelled], days: int) -> str:
    """Return how families found day by day agree with those found at once, and with the true ones."""
    documents, true = [page.document for page in pages], [page.family for page in pages]
    once, daily = _families(documents), day_by_day(documents, days)
    rows = [
        [name, *map(figure, (found.precision, found.recall, found.f1, found.b_cubed))]
        for name, found in (
            ("day by day beside all at once", agreement(once, daily)),
            ("all at once beside true", agreement(true, once)),
            ("day by day beside true", agreement(true, daily)),
        )
    ]
    return table([f"families in {days} parts", "P", "R", "F1", "B-cubed"], rows)


def outcomes(pages: Sequence[Labelled], relations: Relations) -> str:
    """Return what became of each kind of page, and how many are in the largest piece of their family."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    pieces: dict[int, Counter[int]] = defaultdict(Counter)
    for at, page in enumerate(pages):
        pieces[page.family][relations.families.get(at, at)] += 1
    home = {family: max(sorted(found), key=found.__getitem__) for family, found in pieces.items()}
    for at, page in enumerate(pages):
        copy = relations.copies.get(at)
        counts[page.kind][copy.kind if copy else "kept"] += 1
        counts[page.kind]["together"] += relations.families.get(at, at) == home[page.family]
    rows = []
    for kind in kinds(pages):
        total = sum(counts[kind][outcome] for outcome in OUTCOMES)
        shares = [figure(counts[kind][outcome] / total) for outcome in OUTCOMES]
        rows.append([kind, str(total), *shares, figure(counts[kind]["together"] / total)])
    return table(["kind", "pages", *OUTCOMES, "with its family"], rows)


def removals(pages: Sequence[Labelled], relations: Relations) -> str:
    """Return how many removed pages are copies of what was kept, and how many reports of their own went."""
    wrong = [at for at, copy in relations.copies.items() if pages[at].family != pages[copy.kept].family]
    lost = Counter(pages[at].kind for at in wrong if pages[at].kind in NEGATIVES)
    precision = 1 - len(wrong) / max(1, len(relations.copies))
    removed = f"removed {len(relations.copies)}, precision {precision:.4f}"
    return f"{removed}, reports of their own removed: {dict(lost)}"


def _timed(find: Callable[[], list[int]]) -> Timed:
    started = time.process_time()
    found = find()
    return Timed(found, time.process_time() - started)


def _row(name: str, true: Sequence[int], runs: Sequence[Timed]) -> list[str]:
    score = agreement(true, runs[0].clusters)
    shares = (score.precision, score.recall, score.f1, score.ari, score.b_cubed)
    seconds = runs[len(runs) // 2].seconds
    return [name, *map(figure, shares), str(score.biggest), f"{len(true) / seconds:.0f}"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies", description=__doc__)
    parser.add_argument(
        "--stories", type=int, default=10_000, help="stories to make pages of; as many pages come out"
    )
    parser.add_argument("--seed", type=int, default=2, help="1: the half that thresholds were chosen on")
    parser.add_argument("--composed", action="store_true", help="invented stories; needs no shared data")
    parser.add_argument("--mega", action="store_true", help="add four stories of 250 copies each")
    parser.add_argument("--ours", action="store_true", help="leave the other ways out")
    parser.add_argument("--peer", default="", help="of the other ways only those with this in their name")
    parser.add_argument(
        "--rounds", type=int, default=1, help="times each way is run, in turn, for its median time"
    )
    parser.add_argument("--days", type=int, default=0, help="compare with families found in so many parts")
    parser.add_argument("--only", nargs="+", choices=("set", "pairs"), default=("set", "pairs"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
