"""``python -m benchmarks.floors``: the quality gate. Exit code 1 when a figure is below its pinned floor.

Floors stand in ``floors.toml`` with a fingerprint of the gold data they were measured on. ``--raise`` pins
what got better; a lower floor is written by ``--lower`` only, so that nobody gives up quality in passing.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from benchmarks import composed_spam
from benchmarks.gold import FIXTURES, HELD_OUT, SAMPLES, GoldError, fingerprint, load
from benchmarks.scoring import score
from benchmarks.tables import table

FLOORS: Final = Path(__file__).resolve().parent / "floors.toml"
SETS: Final = {"fixtures": FIXTURES, "held_out": HELD_OUT, "samples": SAMPLES, "spam": composed_spam.CASES}
OPTIONAL: Final = frozenset({"samples"})
"""Sets that lie outside the repository: left out, with a note, where they are missing."""

MARGIN: Final = 0.002
"""What a figure may fall short. The engine is deterministic: this allows for one flipped line among 500,
or a token or two at a changed span, not for a paragraph."""

DIGITS: Final = 4

_HEAD: Final = """\
# Quality floors of `python -m benchmarks.floors`. Written by --raise and --lower, not by hand:
# each set names the fingerprint (sha256 of dumps and gold) it was measured on and the noise margin.
"""


class FloorsError(ValueError):
    """The floors can't be read or don't belong to this data; the message says what to do."""


class Mode(StrEnum):
    """What to do with the figures measured."""

    CHECK = "check"
    RAISE = "raise"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Floors:
    """The pinned figures of one set of dumps, each 0 to 1, and what they hold for."""

    fingerprint: str
    figures: Mapping[str, float]
    margin: float = MARGIN


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure beside its floor; ``floor`` is ``None`` while nothing is pinned."""

    name: str
    measured: float
    floor: float | None
    margin: float = MARGIN

    @property
    def below(self) -> bool:
        """Whether the figure is below its floor by more than the margin."""
        return self.floor is not None and self.measured < self.floor - self.margin


def main(argv: Sequence[str] | None = None) -> int:
    """Run the gate and return its exit code: 0 held, 1 below a floor or not pinned, 2 unusable."""
    arguments = _parser().parse_args(argv)
    mode = Mode.LOWER if arguments.lower else Mode.RAISE if arguments.raise_ else Mode.CHECK
    try:
        return run(SETS, arguments.floors, mode)
    except (FloorsError, GoldError, OSError) as error:
        sys.stderr.write(f"benchmarks.floors: {error}\n")
        return 2


def run(sets: Mapping[str, Path], floors: Path, mode: Mode) -> int:
    """Measure ``sets`` against the file ``floors``, write it when ``mode`` says so, return the exit code."""
    pinned = read(floors) if floors.exists() else {}
    failed = False
    for name, folder in sets.items():
        if name in OPTIONAL and not folder.is_dir():
            print(f"{name}: not here, left out")
            continue
        now = measure(folder)
        problems = judge(name, now, pinned.get(name), mode)
        _show(name, now, pinned.get(name))
        for problem in problems:
            print(problem)
        failed = failed or bool(problems)
        if not problems:
            pinned = {**pinned, name: settled(now, pinned.get(name), mode)}
    if mode is not Mode.CHECK and not failed:
        write(floors, pinned)
    return int(failed)


def measure(folder: Path) -> Floors:
    """Return the figures of the dumps in ``folder``, or of the composed spam, as they are now."""
    if folder == composed_spam.CASES:
        return _measure_spam(folder)
    found = score(load(folder))
    figures = {
        "f1": found.f1,
        "worst_f1": found.worst_f1,
        "role_accuracy": found.role_accuracy,
        "metadata_accuracy": found.metadata_accuracy,
    }
    return Floors(fingerprint(folder), {name: round(value, DIGITS) for name, value in figures.items()})


def _measure_spam(folder: Path) -> Floors:
    figures = composed_spam.figures([composed_spam.fate(case) for case in composed_spam.load(folder)])
    shares = {name: round(value, DIGITS) for name, value in figures.items()}
    return Floors(composed_spam.fingerprint(folder), shares)


def judge(name: str, now: Floors, pinned: Floors | None, mode: Mode) -> list[str]:
    """Return one line for each reason why ``mode`` must not pass: none means the floors hold."""
    if mode is Mode.LOWER:
        return []
    if pinned is None:
        return [] if mode is Mode.RAISE else [f"{name}: no floors pinned; pin them with --raise"]
    below = [
        f"{name}: {finding.name} {finding.measured:.4f} is below its floor {finding.floor:.4f}"
        for finding in findings(now, pinned)
        if finding.below
    ]
    if now.fingerprint != pinned.fingerprint and mode is Mode.CHECK:
        return [f"{name}: the gold data changed since the floors were pinned; pin them anew with --raise"]
    return [*below, f"{name}: to accept that, run with --lower and say why"] if below else []


def findings(now: Floors, pinned: Floors | None) -> list[Finding]:
    """Return each figure of ``now`` beside its floor."""
    known: Mapping[str, float] = pinned.figures if pinned else {}
    margin = pinned.margin if pinned else MARGIN
    return [Finding(name, value, known.get(name), margin) for name, value in now.figures.items()]


def settled(now: Floors, pinned: Floors | None, mode: Mode) -> Floors:
    """Return what to pin: with ``lower`` the figures as they are, with ``raise`` the better of each."""
    if mode is Mode.CHECK and pinned:
        return pinned
    if mode is Mode.LOWER or pinned is None:
        return now
    better = {name: max(value, pinned.figures.get(name, 0.0)) for name, value in now.figures.items()}
    return Floors(now.fingerprint, better, pinned.margin)


def read(path: Path) -> dict[str, Floors]:
    """Return the floors of each set in the file ``path``; raises FloorsError."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _floors(dict(values)) for name, values in tables.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise FloorsError(f"{path}: not a floors file: {type(error).__name__}: {error}") from error


def write(path: Path, pinned: Mapping[str, Floors]) -> None:
    """Write ``pinned`` to ``path``."""
    parts = [_HEAD]
    for name, floors in pinned.items():
        lines = [f"[{name}]", f'fingerprint = "{floors.fingerprint}"', f"margin = {floors.margin}"]
        parts.append(
            "\n".join([*lines, *(f"{key} = {value}" for key, value in floors.figures.items())]) + "\n"
        )
    path.write_text("\n".join(parts), encoding="utf-8")


def _floors(values: dict[str, object]) -> Floors:
    known = str(values.pop("fingerprint"))
    margin = float(str(values.pop("margin")))
    return Floors(known, {name: float(str(value)) for name, value in values.items()}, margin)


def _show(name: str, now: Floors, pinned: Floors | None) -> None:
    rows = [
        (
            f.name,
            f"{f.measured:.4f}",
            "-" if f.floor is None else f"{f.floor:.4f}",
            "BELOW" if f.below else "",
        )
        for f in findings(now, pinned)
    ]
    print(table((name, "now", "floor", ""), rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors", description=__doc__)
    parser.add_argument("--floors", type=Path, default=FLOORS, help="the file of floors (%(default)s)")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--raise", dest="raise_", action="store_true", help="pin what got better")
    change.add_argument("--lower", action="store_true", help="pin the figures as they are, even lower ones")
    return parser


if __name__ == "__main__":
    sys.exit(main())
