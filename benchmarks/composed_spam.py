"""Composed betting portals, and honest reports on betting: what becomes of each, in figures from 0 to 1.

The texts stand in ``spam_cases/*.toml`` beside this file, in two halves. ``unseen`` was composed before the
rules were looked at, and only its totals are printed; ``tuned`` may be looked at.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from benchmarks.tables import table
from cleaning.document import Media, Record, Rejection, Role
from cleaning.pipeline import Pipeline
from cleaning.quality import BlankForm, TooShort
from cleaning.spam import BettingPage

CASES: Final = Path(__file__).parent / "spam_cases"

PIPELINE: Final = Pipeline(judges=(BlankForm(), BettingPage(), TooShort()))
"""The judges of the main job but for the language: the texts are in seven."""
SPAM_REASONS: Final = frozenset({BlankForm().reason, BettingPage().reason})


class Half(StrEnum):
    """Whether a text may be looked at when rules are changed."""

    UNSEEN = "unseen"
    TUNED = "tuned"


@dataclass(frozen=True, slots=True)
class Case:
    """One composed text; ``portal`` tells what it is."""

    name: str
    language: str
    text: str
    portal: bool
    half: Half


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a text: the reason of its rejection, or None, and the pieces that spam rules took."""

    case: Case
    reason: str | None
    taken: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a portal is left out, for whatever reason, and a report neither left out nor touched."""
        return self.reason is not None if self.case.portal else self.kept and not self.taken

    @property
    def kept(self) -> bool:
        """Whether no judge of spam objects; a short brief may still be too short."""
        return self.reason not in SPAM_REASONS


def load(folder: Path = CASES) -> list[Case]:
    """Return the texts in ``folder``; raises OSError or tomllib.TOMLDecodeError."""
    return [
        Case(item["name"], item["language"], item["text"], kind == "portals", half)
        for kind in ("portals", "news")
        for half in Half
        for item in tomllib.loads((folder / f"{kind}_{half}.toml").read_text(encoding="utf-8"))["case"]
    ]


def fate(case: Case) -> Fate:
    """Return what becomes of ``case`` in the pipeline, as a plain-text record."""
    outcome = PIPELINE.clean(Record(case.name, 0, case.text, Media.TEXT))
    document, reason = (
        (outcome.document, outcome.reason) if isinstance(outcome, Rejection) else (outcome, None)
    )
    taken = tuple(removal.text for removal in document.removals if removal.role is Role.SPAM)
    return Fate(case, reason, taken)


def figures(fates: Sequence[Fate]) -> dict[str, float]:
    """Return for each half the shares of portals left out, of reports kept and of reports untouched."""
    found: dict[str, float] = {}
    for half in Half:
        portals = [f for f in fates if f.case.half is half and f.case.portal]
        news = [f for f in fates if f.case.half is half and not f.case.portal]
        found[f"portals_left_out_{half}"] = _share(f.right for f in portals)
        found[f"news_kept_{half}"] = _share(f.kept for f in news)
        found[f"news_untouched_{half}"] = _share(not f.taken for f in news)
    return found


def fingerprint(folder: Path = CASES) -> str:
    """Return the sha256 of the texts in ``folder``."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def report(fates: Sequence[Fate]) -> str:
    """Return the table of what became of the texts, and the names of the tuned ones that went wrong."""
    rows = [
        _row(name, fates, portal=portal, half=half)
        for name, portal in (("portals", True), ("news", False))
        for half in Half
    ]
    wrong = [f for f in fates if f.case.half is Half.TUNED and not f.right]
    names = (f"  {f.case.language} {f.case.name}: {f.reason or 'kept'} {list(f.taken) or ''}" for f in wrong)
    return "\n".join(
        [table(("composed", "texts", "left out", "as spam", "touched"), rows), "wrong, tuned on:", *names]
    )


def _row(name: str, fates: Sequence[Fate], *, portal: bool, half: Half) -> tuple[str, ...]:
    chosen = [f for f in fates if f.case.portal is portal and f.case.half is half]
    counts = (
        len(chosen),
        sum(f.reason is not None for f in chosen),
        sum(not f.kept for f in chosen),
        sum(bool(f.taken) for f in chosen),
    )
    return (f"{name}, {half}", *map(str, counts))


def _share(right: Iterable[bool]) -> float:
    found = list(right)
    return sum(found) / len(found) if found else 0.0
