"""Explains one row of a corpus from its tables: what became of it, what was taken out, what it copies.

The tables hold the text and, with their line numbers, the pieces that are not in it. With the source at
hand its lines are laid out as they stood; without it the order is what the line numbers say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from cleaning.document import TEXT_ROLES, Line, Proposal, Removal, Role
from cleaning.draft import PARAGRAPH_BREAK, Draft, replay
from output.corpus import Corpus
from output.document_order import document_order
from output.errors import CorpusError
from output.explain import ExplainedLine, Explanation, Fact, Piece, balance, moment, pieces_of
from output.review import Reviewed, reviewed
from output.rows import Row
from output.side_by_side import Passage, side_by_side
from output.tables import Tables

SourcesOf = Callable[[Row], Iterable[Draft]]
"""Returns settled drafts of records a row may have been made from; the first that gives its text is it."""

DIGITS: Final = 4
"""Decimals of a score: the tables hold it in 32 bits, whose further digits say nothing."""

NO_SOURCE: Final = Draft.of(())

MAX_NAMED: Final = 5
"""Ids named when more than one begins as asked for."""

ORDER_BY_NUMBERS: Final = (
    "The source is gone or reads otherwise now: the line numbers of what was taken out say where it stood, "
    "and about where the text did."
)


def explanation_of_row(corpus: Corpus, row_id: str, sources_of: SourcesOf = lambda _row: ()) -> Explanation:
    """Return the explanation of the row with ``row_id`` (or the only one whose id begins so).

    Raises CorpusError when there is none or more than one.
    """
    tables = corpus.tables()
    found = _found(tables, row_id)
    failed = found.table == "rejected" and not found.removals  # reading it again may well fail again
    source = None if failed else _source(found, sources_of(found.row))
    lines = tuple(_lines_of_source(source, found.removals) if source else explained_lines(found))
    facts = (*_row_facts(found), *_carriers(tables, found), *balance(lines))
    remark = "" if source or not found.removals else ORDER_BY_NUMBERS
    return Explanation(_row_verdict(found), facts, lines, _compared(tables, found), remark)


def _source(found: Reviewed, drafts: Iterable[Draft]) -> Draft | None:
    """Return the first draft that gives the text of the row when the run's removals are taken out of it."""
    for draft in drafts:
        if draft.lines and replay(draft.lines, found.removals) == found.row["text"]:
            return draft
    return None


def _found(tables: Tables, row_id: str) -> Reviewed:
    matches = [
        (table, row["id"])
        for table in ("documents", "duplicates", "rejected")
        for row in tables.rows(table, ["id"])
        if row_id and row["id"].startswith(row_id)
    ]
    exact = [match for match in matches if match[1] == row_id] or matches
    if len(exact) != 1:
        which = [one for _, one in exact[:MAX_NAMED]] + ["…"] * (len(exact) > MAX_NAMED)
        named = f": {', '.join(which)}" if which else ""
        raise CorpusError(
            f"{tables.layout.root}: {len(exact) or 'no'} rows have an id like {row_id!r}{named}"
        )
    table, found = exact[0]
    return reviewed(tables, table, [found])[0]


def _row_verdict(found: Reviewed) -> str:
    row = found.row
    if found.table == "duplicates":
        measures = [f"similarity {row['similarity']:.2f}"]
        if row["jaccard"] is not None:  # rows from before schema version 2 don't have it
            measures += [f"Jaccard {row['jaccard']:.2f}", f"{row['contained']:.0%} of it in the kept one"]
        return f"duplicate: {row['kind']} copy of {row['kept_id']} ({', '.join(measures)})"
    return f"rejected: {row['reason']} ({row['evidence']})" if found.table == "rejected" else "kept"


def _row_facts(found: Reviewed) -> Iterator[tuple[str, Fact]]:
    skipped = {
        "text",
        "captions",
        "reason",
        "evidence",
        "kept_id",
        "kind",
        "similarity",
        "jaccard",
        "contained",
    }
    for name, value in found.row.items():
        if name not in skipped and value not in (None, "", []):
            yield name, _fact(value)


def _carriers(tables: Tables, found: Reviewed) -> Iterator[tuple[str, Fact]]:
    """Yield how many copies of a document came in, and the sites that carried them."""
    if found.table != "documents":
        return
    copies = list(tables.find("duplicates", "kept_id", [found.row["id"]]))
    if copies:
        sites = sorted({copy["site"] for copy in copies if copy["site"]})
        yield "copies", len(copies)
        if sites:
            yield "sites_of_copies", tuple(sites)


def _compared(tables: Tables, found: Reviewed) -> tuple[Passage, ...]:
    if found.table != "duplicates":
        return ()
    kept = next(tables.find("documents", "id", [found.row["kept_id"]]), None)
    return side_by_side(found.row["text"], kept["text"]) if kept else ()


def _fact(value: Any) -> Fact:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, float):
        return round(value, DIGITS)
    return value if isinstance(value, int) else str(value)


def _lines_of_source(source: Draft, removals: Sequence[Removal]) -> Iterator[ExplainedLine]:
    """Yield the lines of the source, each with what the run took out of it.

    The tables tell no rule for what stayed: that is today's.
    """
    by_line = {number: list(group) for number, group in groupby(removals, key=lambda removal: removal.line)}
    for line, decision in zip(source.lines, source.decided, strict=True):
        explained = _explained(line, by_line.get(line.number, []))
        yield explained if explained.rule else replace(explained, **_stayed(decision))


def _stayed(decision: Proposal | None) -> dict[str, Any]:
    """Return role, rule and evidence of a line that the run left in the text, by what is decided now."""
    if decision is None:
        return {}
    if decision.role in TEXT_ROLES:
        return {"role": decision.role, "rule": decision.rule, "evidence": decision.evidence}
    return {"rule": Role.BODY.value, "evidence": f"the run kept it; now {decision.rule} would not"}


def _explained(line: Line, removals: Sequence[Removal]) -> ExplainedLine:
    """Return a line as that of an input is shown: what took most of it is its role, the others are cuts."""
    cuts = [Proposal(0, r.role, r.rule, r.evidence, r.start, r.end) for r in removals]
    pieces = tuple(pieces_of(line.text, cuts))
    if not removals or any(piece.cut is None for piece in pieces):
        return ExplainedLine(line.number, Role.BODY, "", "", pieces)
    why = _why(max(cuts, key=_weight))
    rest = tuple(
        Piece(piece.text, None if piece.cut and why == _why(piece.cut) else piece.cut) for piece in pieces
    )
    return ExplainedLine(line.number, *why, rest)


def _weight(cut: Proposal) -> tuple[bool, int]:
    """Spam was cut out of a line that something else took; else the longest piece says what the line is."""
    return cut.role is not Role.SPAM, (cut.end or 0) - (cut.start or 0)


def _why(cut: Proposal) -> tuple[Role, str, str]:
    return cut.role, cut.rule, cut.evidence


def explained_lines(found: Reviewed) -> Iterator[ExplainedLine]:
    """Yield the paragraphs of the text, which have no numbers, among the pieces that are not in it."""
    paragraphs = found.row["text"].split(PARAGRAPH_BREAK) if found.row["text"] else []
    for placed in document_order(len(paragraphs), found.removals):
        if placed.paragraph is not None:
            yield ExplainedLine(None, Role.BODY, "", "", (Piece(paragraphs[placed.paragraph]),))
        for one in placed.removals or ():
            yield ExplainedLine(one.line, one.role, one.rule, one.evidence, (Piece(one.text),))
