"""``python -m benchmarks.curve``: what cleaning costs as a line grows to a megabyte, or lines to 100,000.

For each kind of text it prints microseconds for a kilobyte at each size and the exponent of growth: the slope
of time over size on doubly logarithmic paper, fitted over the upper two decades. A linear stage has 1, a
quadratic one 2. The stage that grows fastest is named. Exit code 1 when one grows faster than the bound.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import linear_regression
from typing import Final

from benchmarks.curve_texts import LONG_LINES, MANY_LINES, Make
from benchmarks.tables import table
from cleaning import assemble
from cleaning.document import Media, Record
from cleaning.language import identify
from cleaning.pipeline import EDITORS, judges, read
from cleaning.rules.base import rule_id

CHARACTERS: Final = (1_000, 3_200, 10_000, 32_000, 100_000, 320_000, 1_000_000)
LINES: Final = (100, 320, 1_000, 3_200, 10_000, 32_000, 100_000)

MAX_EXPONENT: Final = 1.25
"""Sorting is n log n and memory gets slower as caches overflow: linear code measures up to 1.15 here."""

FITTED: Final = 5
"""The largest sizes, two decades: below them constant costs hide the growth."""

MIN_SECONDS: Final = 0.05
"""A stage that takes less at the largest size is not judged: the clock's noise would be."""

MAX_SECONDS: Final = 12.0
"""A kind is stopped when one size takes longer: quadratic stages would take hours at the next."""

KILOBYTE: Final = 1000

WARMING: Final = ("prose", "English", "betting")
"""Kinds taken once before the clock counts: tables and models are loaded on first use."""


@dataclass(slots=True)
class Measured:
    """CPU seconds of the stages for a record of ``size`` characters or lines, ``octets`` bytes of UTF-8."""

    size: int
    octets: int
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The seconds of all stages."""
        return sum(self.seconds.values())

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add what the block takes to the stage ``name``."""
        begin = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begin


@dataclass(frozen=True, slots=True)
class Curve:
    """The measurements of one kind of text, smallest first; ``stopped`` when the last one took too long."""

    kind: str
    measured: tuple[Measured, ...]
    stopped: bool = False

    def exponent(self, stage: str | None = None) -> float | None:
        """Return the growth of ``stage``, without one of all together; None where too quick to tell."""
        seconds = [one.total if stage is None else one.seconds[stage] for one in self.measured]
        return growth([one.size for one in self.measured], seconds)

    @property
    def stages(self) -> dict[str, float]:
        """The exponents of the stages that can be judged, fastest growing first."""
        found = {name: self.exponent(name) for name in self.measured[-1].seconds}
        known = {name: exponent for name, exponent in found.items() if exponent is not None}
        return dict(sorted(known.items(), key=lambda item: -item[1]))


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """Return the exponent k of seconds = c * size**k over the largest sizes; None where too quick to tell."""
    points = [(size, spent) for size, spent in zip(sizes, seconds, strict=True) if spent > 0][-FITTED:]
    if len(points) < 2 or points[-1][1] < MIN_SECONDS:
        return None
    logarithms = [(math.log(size), math.log(spent)) for size, spent in points]
    return linear_regression(*zip(*logarithms, strict=True)).slope


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark and return its exit code."""
    arguments = _parser().parse_args(argv)
    for kind in WARMING:
        take(LONG_LINES[kind](CHARACTERS[0]), 0)
    worst: list[str] = []
    parts = (("one line, characters", LONG_LINES, CHARACTERS), ("lines", MANY_LINES, LINES))
    for name, kinds, sizes in parts:
        chosen = {kind: make for kind, make in kinds.items() if arguments.kind in kind}
        if arguments.only in {None, name.split()[0]} and chosen:
            held = [size for size in sizes if size <= arguments.max_size] if arguments.max_size else sizes
            curves = _curves(chosen, held, arguments.max_seconds)
            _print_part(name, curves, held)
            worst += too_steep(curves, arguments.max_exponent)
    print("\n".join(worst) if worst else f"no stage grows faster than size ** {arguments.max_exponent}")
    return 1 if worst else 0


def curve(kind: str, make: Make, sizes: Sequence[int], *, max_seconds: float = MAX_SECONDS) -> Curve:
    """Measure ``kind`` at each of ``sizes``, up to the first that takes longer than ``max_seconds``."""
    found: list[Measured] = []
    for size in sizes:
        found.append(take(make(size), size))
        if found[-1].total > max_seconds and size != sizes[-1]:
            return Curve(kind, tuple(found), stopped=True)
    return Curve(kind, tuple(found))


def take(text: str, size: int) -> Measured:
    """Take ``text`` through the stages of the pipeline, each on the clock.

    The garbage collector rests meanwhile, as in ``timeit``: it would stop whichever stage is at work.
    """
    gc.collect()
    gc.disable()
    try:
        return _taken(text, size)
    finally:
        gc.enable()


def _taken(text: str, size: int) -> Measured:
    record = Record(f"{size}", 0, text, Media.TEXT)
    measured = Measured(size, len(text.encode()))
    with measured.stage("read"):
        draft = read(record).draft
    for editor in EDITORS:
        with measured.stage(rule_id(type(editor))):
            draft = draft.apply(editor.propose(draft))
    with measured.stage("assemble"):
        document = assemble.assemble(draft.settle(), record)
    with measured.stage("language"):
        identify(document.text)
    for judge in judges():
        with measured.stage(judge.reason):
            judge.objection(document)
    return measured


def too_steep(curves: Sequence[Curve], max_exponent: float) -> list[str]:
    """Return a line for each stage that grows faster than ``max_exponent``, and for each stopped kind."""
    said: list[str] = []
    for one in curves:
        said += [f"{one.kind}: stopped at {one.measured[-1].size}"] if one.stopped else []
        said += [f"{one.kind}: {name} {k:.2f}" for name, k in one.stages.items() if k > max_exponent]
    return said


def _curves(kinds: Mapping[str, Make], sizes: Sequence[int], max_seconds: float) -> list[Curve]:
    found: list[Curve] = []
    for kind, make in kinds.items():
        sys.stderr.write(f"\r{kind:40}")
        found.append(curve(kind, make, sizes, max_seconds=max_seconds))
    sys.stderr.write(f"\r{'':40}\r")
    return found


def _print_part(name: str, curves: Sequence[Curve], sizes: Sequence[int]) -> None:
    header = (
        f"{name}; µs/kB at",
        *(f"{size:,}" for size in sizes),
        "exponent",
        "fastest growing",
        "most costly",
    )
    print(table(header, [_row(one, sizes) for one in curves]), end="\n\n", flush=True)


def _row(one: Curve, sizes: Sequence[int]) -> tuple[str, ...]:
    costs = [f"{1e6 * m.total / (m.octets / KILOBYTE):.0f}" for m in one.measured]
    costs += ["-"] * (len(sizes) - len(costs))
    total, last = one.exponent(), one.measured[-1]
    steepest = next(iter(one.stages.items()), None)
    costly = max(last.seconds, key=lambda name: last.seconds[name])
    return (
        one.kind,
        *costs,
        "-" if total is None else f"{total:.2f}",
        f"{steepest[0]} {steepest[1]:.2f}" if steepest else "-",
        f"{costly} {last.seconds[costly] / last.total:.0%}",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curve", description=__doc__)
    parser.add_argument("--only", choices=("one", "lines"), help="one long line, or many lines (both)")
    parser.add_argument("--kind", default="", metavar="WORDS", help="kinds whose name holds WORDS (all)")
    parser.add_argument("--max-size", type=int, metavar="N", help="leave out larger sizes (none)")
    parser.add_argument(
        "--max-seconds",
        type=float,
        default=MAX_SECONDS,
        metavar="S",
        help="stop a kind at the first size that takes longer (%(default)s)",
    )
    parser.add_argument(
        "--max-exponent", type=float, default=MAX_EXPONENT, metavar="K", help="bound (%(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
