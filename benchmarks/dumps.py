"""``python -m benchmarks.dumps [--set SET…]``: stored pages as select-all dumps, ours beside other tools.

A page whose body is known is turned into what select-all and copy would give; our cleaning, which sees only
that text, and other tools are scored by shingles of four tokens against the ground truth. ``aeb`` is
article-extraction-benchmark (mostly English), ``fundus`` other languages, ``silver`` Vietnamese pages whose
truth comes from the publisher's own markup, ``wcxb`` the article pages of WCXB's development split.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import fmean
from typing import Final

from benchmarks.dump_sets import SETS, Dump, labels, load
from benchmarks.pages import DATA
from benchmarks.peers import PEERS, Peer
from benchmarks.shingles import Overlap, mean, overlap
from benchmarks.tables import figure, table
from cleaning.document import TEXT_ROLES
from cleaning.pipeline import Pipeline

__all__ = ["SETS", "Dump", "labels", "load", "main"]

Tool = Callable[[Dump], str]
"""Takes a dump, returns the text of the report as the tool sees it."""

WORST: Final = 10
MIN_GROUP: Final = 2
"""Sites and languages with fewer dumps have no row of their own: the worst dumps are named anyway."""

SHOWN: Final = 100
DEFAULT_SETS: Final = ("aeb", "fundus", "silver")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    arguments = _parser().parse_args(argv)
    if not DATA.is_dir():
        sys.stderr.write(f"benchmarks.dumps: needs the shared data at {DATA}\n")
        return 2
    for name in arguments.set:
        dumps = load(name)[: arguments.limit]
        if arguments.show:
            chosen = [dump for dump in dumps if dump.name.startswith(arguments.show)]
            print("\n".join(line for dump in chosen for line in marked(dump)))
        else:
            print(f"{name}: {report(dumps, ['ours'] if arguments.ours else list(TOOLS))}\n", flush=True)
    return 0


def report(dumps: Sequence[Dump], tools: Sequence[str]) -> str:
    """Return the tables of one set: the tools, by language and by site, and the worst of the first tool."""
    found = {tool: [overlap(dump.truth_text, TOOLS[tool](dump)) for dump in dumps] for tool in tools}
    head = f"{len(dumps)} dumps, {sum(bool(line) for dump in dumps for line in dump.lines)} lines"
    header = ("text of the report", "F1", "precision", "recall", "worst F1", "pooled F1")
    rows = [(tool, *_figures(overlaps)) for tool, overlaps in found.items()]
    by_language = grouped("language", [dump.language for dump in dumps], found)
    by_site = grouped("site", [dump.site for dump in dumps], found)
    parts = (head, table(header, rows), by_language, by_site, _worst(dumps, found[tools[0]]))
    return "\n\n".join(filter(None, parts))


def grouped(key: str, groups: Sequence[str], found: Mapping[str, Sequence[Overlap]]) -> str:
    """Return the mean F1 of each tool by group (``groups``: one name a dump); empty when all are single."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        members[group].append(at)
    rows = [
        (group or "?", str(len(held)), *(figure(fmean(one[at].f1 for at in held)) for one in found.values()))
        for group, held in sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        if len(held) >= MIN_GROUP
    ]
    return table((f"F1 by {key}", "dumps", *found), rows) if rows else ""


def marked(dump: Dump) -> Iterator[str]:
    """Yield the lines of ``dump`` with a mark: ``=`` rightly in our text, ``-`` missed, ``+`` too much.

    Behind the mark stands the rule that decided.
    """
    yield f"# {dump.name}, {dump.site}, {dump.language}: {dump.title}"
    draft = Pipeline(judges=()).draft(dump.record)
    decided = {line.number: draft.decided[at] for at, line in enumerate(draft.lines)}
    for number, (line, wanted) in enumerate(zip(dump.lines, labels(dump), strict=True), start=1):
        decision = decided.get(number)
        kept = decision is not None and decision.role in TEXT_ROLES
        mark = "=" if kept and wanted else "-" if wanted else "+" if kept else " "
        yield f"{mark} {decision.rule if decision else '':24.24} {line[:SHOWN]}"


def _ours(dump: Dump) -> str:
    return Pipeline(judges=()).draft(dump.record).body_text()


def _labelled(dump: Dump) -> str:
    return "\n".join(line for line, wanted in zip(dump.lines, labels(dump), strict=True) if wanted)


def _peer(peer: Peer, dump: Dump) -> str:
    return peer(dump.text, dump.language)


TOOLS: Final[dict[str, Tool]] = {
    "ours": _ours,
    **{name: partial(_peer, peer) for name, peer in PEERS.items()},
    "labelled lines": _labelled,
}
"""The rows of the table: the last is what a perfect choice among whole lines reaches."""


def _figures(overlaps: Sequence[Overlap]) -> tuple[str, ...]:
    pooled, each = mean(overlaps), [one.f1 for one in overlaps]
    return tuple(map(figure, (fmean(each), pooled.precision, pooled.recall, min(each), pooled.f1)))


def _worst(dumps: Sequence[Dump], ours: Sequence[Overlap]) -> str:
    worst = sorted(zip(ours, dumps, strict=True), key=lambda pair: (pair[0].f1, pair[1].name))[:WORST]
    rows = [
        (dump.name[:24], dump.site, dump.language, *map(figure, (one.f1, one.precision, one.recall)))
        for one, dump in worst
    ]
    return table((f"ours, worst {len(rows)}", "site", "language", "F1", "precision", "recall"), rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dumps", description=__doc__)
    parser.add_argument("--set", nargs="+", choices=SETS, default=DEFAULT_SETS, help="sets (%(default)s)")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N dumps of each set (all)")
    parser.add_argument("--ours", action="store_true", help="our own figures only")
    parser.add_argument("--show", metavar="NAME", help="print the lines of the dumps named so, with marks")
    return parser


if __name__ == "__main__":
    sys.exit(main())
