"""Our pipeline against annotated dumps: text, the role of every line, metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Final

from benchmarks.gold import GoldDump
from benchmarks.shingles import Overlap, mean, overlap
from cleaning.document import TEXT_ROLES, Document, Rejection
from cleaning.draft import Draft
from cleaning.pipeline import Pipeline
from cleaning.text import normalise

FIELDS: Final = ("title", "published", "byline", "source")
_BETWEEN_NAMES: Final = re.compile(r"\s+[-–&/]\s+|\s*[,;]\s*|\s+(?:và|and)\s+")
MISSING: Final = "(missing)"
"""The role of a line that is in the gold and not among our lines."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line whose role is wrong: the gold's role, ours, and the rule that claimed it."""

    dump: str
    number: int
    gold: str
    ours: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldMistake:
    """A field of the metadata that is wrong."""

    dump: str
    field: str
    gold: str | None
    ours: str | None


@dataclass(frozen=True, slots=True)
class DumpScore:
    """How one dump came out."""

    name: str
    text: Overlap
    lines: int
    mistakes: tuple[Mistake, ...]
    field_mistakes: tuple[FieldMistake, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How a folder of dumps came out."""

    dumps: tuple[DumpScore, ...]

    @property
    def f1(self) -> float:
        """The mean over the dumps of their F1: the headline, and how the shared figures were taken."""
        return fmean(dump.text.f1 for dump in self.dumps)

    @property
    def worst_f1(self) -> float:
        """The F1 of the dump that came out worst."""
        return min(dump.text.f1 for dump in self.dumps)

    @property
    def role_accuracy(self) -> float:
        """The share of all lines whose role is right."""
        return 1 - len(self.mistakes) / sum(dump.lines for dump in self.dumps)

    @property
    def text_accuracy(self) -> float:
        """The share of all lines rightly in the text (body, heading) or rightly out of it."""
        wrong = sum((m.gold in TEXT_ROLES) != (m.ours in TEXT_ROLES) for m in self.mistakes)
        return 1 - wrong / sum(dump.lines for dump in self.dumps)

    @property
    def metadata_accuracy(self) -> float:
        """The share of the fields of all dumps that are right; knowing that there is none counts."""
        wrong = sum(len(dump.field_mistakes) for dump in self.dumps)
        return 1 - wrong / (len(FIELDS) * len(self.dumps))

    @property
    def mistakes(self) -> list[Mistake]:
        """Every wrong line, in order."""
        return [mistake for dump in self.dumps for mistake in dump.mistakes]

    @property
    def field_mistakes(self) -> list[FieldMistake]:
        """Every wrong field, in order."""
        return [mistake for dump in self.dumps for mistake in dump.field_mistakes]

    def confusion(self) -> Counter[tuple[str, str]]:
        """Count the wrong lines by (gold role, our role)."""
        return Counter((mistake.gold, mistake.ours) for mistake in self.mistakes)


@dataclass(frozen=True, slots=True)
class TextScore:
    """How the text of a tool compares: averages over the dumps, and the worst."""

    f1: float
    pooled: Overlap
    worst_f1: float


def score(dumps: Iterable[GoldDump], pipeline: Pipeline | None = None) -> Score:
    """Score ``pipeline`` on ``dumps``; the default has all editors and no judge, which would drop dumps."""
    engine = pipeline or Pipeline(judges=())
    return Score(tuple(_score(dump, engine) for dump in dumps))


def score_text(dumps: Sequence[GoldDump], extract: Callable[[str, str], str]) -> TextScore:
    """Score the text that ``extract`` finds in ``dumps``."""
    overlaps = [overlap(dump.body, extract(dump.text, dump.metadata.lang or "")) for dump in dumps]
    return TextScore(fmean(o.f1 for o in overlaps), mean(overlaps), min(o.f1 for o in overlaps))


def _score(dump: GoldDump, pipeline: Pipeline) -> DumpScore:
    draft = pipeline.draft(dump.record)
    outcome = pipeline.clean(dump.record)
    document = outcome.document if isinstance(outcome, Rejection) else outcome
    return DumpScore(
        dump.name,
        overlap(dump.body, draft.body_text()),
        len(dump.lines),
        tuple(_mistakes(dump, draft)),
        tuple(_field_mistakes(dump, document)),
    )


def _mistakes(dump: GoldDump, draft: Draft) -> Iterable[Mistake]:
    decided = {line.number: draft.decided[index] for index, line in enumerate(draft.lines)}
    physical = dump.text.split("\n")
    for line in dump.lines:
        decision = decided.get(line.number)
        ours = str(decision.role) if decision else MISSING
        if ours != line.role:
            rule = decision.rule if decision else ""
            yield Mistake(dump.name, line.number, line.role, ours, rule, physical[line.number - 1].strip())


def _field_mistakes(dump: GoldDump, document: Document) -> Iterable[FieldMistake]:
    known = document.metadata
    published = known.published_at.isoformat() if known.published_at else None
    ours = dict(zip(FIELDS, (document.title or None, published, known.author, known.agency), strict=True))
    for field in FIELDS:
        wanted: str | None = getattr(dump.metadata, field)
        if not _SAME.get(field, _same_text)(wanted, ours[field]):
            yield FieldMistake(dump.name, field, wanted, ours[field])


def _same_text(gold: str | None, ours: str | None) -> bool:
    return (normalise(gold) if gold else None) == (normalise(ours) if ours else None)


def _same_names(gold: str | None, ours: str | None) -> bool:
    """Compare the names: pages set signs or words of their own between two, and some print capitals."""
    return _names(gold) == _names(ours)


def _names(byline: str | None) -> list[str]:
    return _BETWEEN_NAMES.split(normalise(byline).casefold()) if byline else []


def _same_time(gold: str | None, ours: str | None) -> bool:
    """Compare as instants; a gold value without a time asks for the day alone."""
    if gold is None or ours is None:
        return gold == ours
    found = datetime.fromisoformat(ours)
    return (
        found.date() == date.fromisoformat(gold) if "T" not in gold else found == datetime.fromisoformat(gold)
    )


_SAME: Final[dict[str, Callable[[str | None, str | None], bool]]] = {
    "byline": _same_names,
    "published": _same_time,
}
