"""Explains one record: every line with its role, the rule that says so, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
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
from output.pages import page, visible
from output.schema import PUBLISHED_ZONE
from output.side_by_side import Passage

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDTH = 80
"""Columns of a plain terminal; explanations are folded to it unless the console is narrower."""


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


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a record (``verdict``), what is known about it (``facts``), and its lines.

    ``compared`` lays a copy beside the document that was kept instead.
    """

    verdict: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[ExplainedLine, ...]
    compared: tuple[Passage, ...] = ()

    def parts(self) -> list[tuple[str, list[ExplainedLine]]]:
        """Return the lines under headings: an input line by line, a row as its text and what is not in it."""
        text = [line for line in self.lines if line.number is None]
        rest = [line for line in self.lines if line.number is not None]
        named = (("Text", text), ("Taken out of the text" if text else "Line by line", rest))
        return [(name, lines) for name, lines in named if lines]


def explanation(draft: Draft, outcome: Outcome | Failure) -> Explanation:
    """Return the explanation of an input from its settled ``draft`` and what became of it."""
    if isinstance(outcome, Failure):
        return Explanation(f"failed: {outcome.reason} ({outcome.evidence})", (), ())
    document = outcome.document if isinstance(outcome, Rejection) else outcome
    verdict = "kept"
    if isinstance(outcome, Rejection):
        verdict = f"{outcome.verdict}: {outcome.reason} ({outcome.evidence})"
    return Explanation(verdict, tuple(_facts(document)), tuple(_lines(draft)))


def explain_terminal(explained: Explanation, console: Console) -> None:
    """Print ``explained`` in colour: one line of input each, its rule and reason below it."""
    from rich.text import Text  # noqa: PLC0415 - rich costs 200 ms that other commands need not pay

    width = min(WIDTH, console.width)
    console.print(Text(visible(explained.verdict), style="bold"), width=width)
    console.print(_fact_grid(explained), width=width)
    for name, lines in explained.parts():
        console.print(Text(f"\n{name}\n", style="bold"), width=width)
        console.print(_line_grid(lines), width=width)
    if explained.compared:
        console.print(Text("\nThis copy beside what was kept\n", style="bold"), width=width)
        console.print(_pair_grid(explained.compared), width=width)


def _fact_grid(explained: Explanation) -> Table:
    """Lay the facts out in two columns: in one, a long address would leave its name alone on a line."""
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in explained.facts:
        grid.add_row(f"{name}:", Text(visible(value)))
    return grid


def _line_grid(lines: Iterable[ExplainedLine]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim", width=4)
    grid.add_column(width=8)
    grid.add_column(overflow="fold")
    for line in lines:
        style = _STYLES.get(line.role, "")
        why = f"{line.rule}: {visible(line.evidence)}" if line.evidence else line.rule
        said = _said(line, style).append(f"\n{why}", style="dim italic") if why else _said(line, style)
        grid.add_row(str(line.number or ""), Text(line.role, style=style), said)
    return grid


def _pair_grid(passages: Iterable[Passage]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for passage in passages:
        styles = ("dim", "dim") if passage.same else ("red", "green")
        said = (passage.copy, passage.kept)
        grid.add_row(*(Text(visible(text), style=style) for text, style in zip(said, styles, strict=True)))
    return grid


def explain_html(explained: Explanation) -> str:
    """Return ``explained`` as one self-contained page."""
    gone = {str(role) for role in REMOVED_ROLES}
    meta = {str(role) for role in Role} - gone - {str(role) for role in TEXT_ROLES}
    return page("explain.html.j2", explained=explained, gone=gone, meta=meta)


_STYLES: dict[Role, str] = (
    dict.fromkeys(REMOVED_ROLES, "red")
    | dict.fromkeys((Role.SECTION, Role.DATE, Role.BYLINE, Role.SOURCE), "blue")
    | {Role.TITLE: "bold cyan", Role.HEADING: "bold", Role.CAPTION: "magenta"}
)


def _said(line: ExplainedLine, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415 - as above

    said = Text()
    for piece in line.pieces:
        said.append(visible(piece.text), style="red strike" if piece.cut else style)
    for piece in line.pieces:
        if piece.cut:
            said.append(f"\n✂ {piece.cut.rule}: {visible(piece.cut.evidence)}", style="dim red")
    return said


def _lines(draft: Draft) -> Iterator[ExplainedLine]:
    for index, line in enumerate(draft.lines):
        decision = draft.decided[index] or Proposal(index, Role.BODY, "body", "no rule claims the line")
        pieces = tuple(_pieces(line.text, draft.spans.get(index, ())))
        yield ExplainedLine(line.number, decision.role, decision.rule, decision.evidence, pieces)


def _pieces(text: str, cuts: tuple[Proposal, ...]) -> Iterator[Piece]:
    position = 0
    for cut in cuts:
        start, end = cut.start or 0, len(text) if cut.end is None else cut.end
        if position < start:
            yield Piece(text[position:start])
        yield Piece(text[start:end], cut)
        position = end
    if position < len(text):
        yield Piece(text[position:])


def _facts(document: Document) -> Iterator[tuple[str, str]]:
    known = document.metadata
    published = None
    if known.published_at:
        published = f"{moment(known.published_at)} ({known.published_precision})"
    for name, value in (
        ("id", document.id),
        ("from", f"{document.source_path}, record {document.source_record}"),
        ("address", document.url),
        ("title", document.title),
        ("published", published),
        ("author", known.author),
        ("agency", known.agency),
        ("section", known.section),
        ("language", document.language and f"{document.language} ({document.language_score:.2f})"),
        ("words", str(document.words)),
        ("relevance", document.relevance and f"{document.relevance:.2f} ({document.nearest_sample})"),
        ("remarks", ", ".join(document.flags)),
    ):
        if value:
            yield name, value


def moment(at: datetime) -> str:
    """Return a time as a reader of the paper would say it."""
    return at.astimezone(ZoneInfo(PUBLISHED_ZONE)).isoformat(sep=" ", timespec="minutes")
