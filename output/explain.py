"""Explains one record: every line with its role, the rule that says so, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cleaning.document import (
    REMOVED_ROLES,
    TEXT_ROLES,
    Document,
    Failure,
    Outcome,
    Proposal,
    Rejection,
    Role,
)
from cleaning.draft import Draft
from output.pages import page
from output.schema import PUBLISHED_ZONE
from output.side_by_side import Passage
from output.wording import counted


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``cut`` says why it is not in the text, ``None`` when it is left."""

    text: str
    cut: Proposal | None = None


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of the input, or a paragraph of the text when its ``number`` is no longer known (``None``)."""

    number: int | None
    role: Role
    rule: str
    evidence: str
    pieces: tuple[Piece, ...]

    @property
    def fate(self) -> str:
        """Return ``kept``, ``apart`` (in a column of its own, such as the title) or ``gone``."""
        if self.role in REMOVED_ROLES:
            return "gone"
        return "kept" if self.role in TEXT_ROLES else "apart"

    @property
    def cuts(self) -> list[Proposal]:
        """Return what was cut out of the line."""
        return [piece.cut for piece in self.pieces if piece.cut]


Fact = str | int | float | tuple[str, ...]
"""What is known of a record: as JSON tells it, and as ``shown`` tells a person."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a record (``verdict``), what is known about it (``facts``), and its lines in order.

    ``remark`` says what is not sure about their order. ``compared`` lays a copy beside the document that
    was kept instead.
    """

    verdict: str
    facts: tuple[tuple[str, Fact], ...]
    lines: tuple[ExplainedLine, ...]
    compared: tuple[Passage, ...] = ()
    remark: str = ""

    @property
    def state(self) -> str:
        """Return the first word of the verdict: ``kept``, ``duplicate``, ``rejected`` or ``failed``."""
        return self.verdict.partition(":")[0]

    @property
    def title(self) -> str:
        """Return the headline or, without one, where the record came from."""
        known = dict(self.facts)
        return str(known.get("title") or known.get("from") or known.get("source_path", ""))


def explanation(draft: Draft, outcome: Outcome | Failure) -> Explanation:
    """Return the explanation of an input from its settled ``draft`` and what became of it."""
    if isinstance(outcome, Failure):
        where = ("from", f"{outcome.source_path}, record {outcome.source_record}")
        return Explanation(f"failed: {outcome.reason} ({outcome.evidence})", (where,), ())
    document = outcome.document if isinstance(outcome, Rejection) else outcome
    verdict = "kept"
    if isinstance(outcome, Rejection):
        verdict = f"{outcome.verdict}: {outcome.reason} ({outcome.evidence})"
    lines = tuple(_lines(draft))
    return Explanation(verdict, (*_facts(document), *balance(lines)), lines)


def explain_html(explained: Sequence[Explanation], *, more: bool = False) -> str:
    """Return one self-contained page of explanations; ``more`` says that not all records are there."""
    return page("explain.html.j2", records=explained, more=more, shown=shown)


def balance(lines: Sequence[ExplainedLine]) -> Iterator[tuple[str, Fact]]:
    """Yield how many lines there are of each role, as one fact."""
    if not lines:
        return
    by_role = Counter(line.role for line in lines)
    roles = [f"{number} {role}" for role, number in sorted(by_role.items(), key=lambda item: -item[1])]
    cuts = sum(len(line.cuts) for line in lines)
    cut = f"; {counted(cuts, 'piece')} cut out of lines" if cuts else ""
    yield "lines", f"{len(lines):,} = {' + '.join(roles)}{cut}"


def pieces_of(text: str, cuts: Iterable[Proposal]) -> Iterator[Piece]:
    """Yield the stretches of a line; ``cuts`` are sorted and don't overlap."""
    position = 0
    for cut in cuts:
        start, end = cut.start or 0, len(text) if cut.end is None else cut.end
        if position < start:
            yield Piece(text[position:start])
        yield Piece(text[start:end], cut)
        position = end
    if position < len(text):
        yield Piece(text[position:])


def _lines(draft: Draft) -> Iterator[ExplainedLine]:
    for index, line in enumerate(draft.lines):
        decision = draft.decided[index] or Proposal(index, Role.BODY, "body", "no rule claims the line")
        pieces = tuple(pieces_of(line.text, draft.spans.get(index, ())))
        yield ExplainedLine(line.number, decision.role, decision.rule, decision.evidence, pieces)


def _facts(document: Document) -> Iterator[tuple[str, Fact]]:
    known = document.metadata
    for name, value in (
        ("id", document.id),
        ("from", f"{document.source_path}, record {document.source_record}"),
        ("address", document.url),
        ("title", document.title),
        ("published", moment(known.published_at) if known.published_at else None),
        ("precision", known.published_precision if known.published_at else None),
        ("author", known.author),
        ("agency", known.agency),
        ("section", known.section),
        ("language", document.language),
        ("language_score", document.language and document.language_score),
        ("words", document.words),
        ("relevance", document.relevance),
        ("nearest_sample", document.nearest_sample),
        ("remarks", document.flags),
    ):
        if value not in (None, "", ()):
            yield name, value


def shown(fact: Fact) -> str:
    """Return a fact as a person reads it."""
    if isinstance(fact, tuple):
        return ", ".join(fact)
    return f"{fact:.2f}" if isinstance(fact, float) else str(fact)


def moment(at: datetime) -> str:
    """Return a time as a reader of the paper would say it."""
    return at.astimezone(ZoneInfo(PUBLISHED_ZONE)).isoformat(sep=" ", timespec="minutes")
