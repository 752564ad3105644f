"""Explains one row of a corpus from its tables: what became of it, what was taken out, what it copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cleaning.document import Role
from output.corpus import Corpus
from output.errors import CorpusError
from output.explain import ExplainedLine, Explanation, Piece, moment
from output.review import Reviewed, reviewed
from output.side_by_side import Passage, side_by_side
from output.tables import Tables


def explanation_of_row(corpus: Corpus, row_id: str) -> Explanation:
    """Return the explanation of the row with ``row_id`` (or the only one whose id begins so).

    Raises CorpusError when there is none or more than one.
    """
    tables = corpus.tables()
    found = _found(tables, row_id)
    facts = (*_row_facts(found), *_carriers(tables, found))
    return Explanation(_row_verdict(found), facts, tuple(_row_lines(found)), _compared(tables, found))


def _found(tables: Tables, row_id: str) -> Reviewed:
    matches = [
        (table, row["id"])
        for table in ("documents", "duplicates", "rejected")
        for row in tables.rows(table, ["id"])
        if row_id and row["id"].startswith(row_id)
    ]
    exact = [match for match in matches if match[1] == row_id] or matches
    if len(exact) != 1:
        raise CorpusError(f"{tables.layout.root}: {len(exact) or 'no'} rows have an id like {row_id!r}")
    table, found = exact[0]
    return reviewed(tables, table, [found])[0]


def _row_verdict(found: Reviewed) -> str:
    row = found.row
    if found.table == "duplicates":
        measures = f"similarity {row['similarity']:.2f}, Jaccard {row['jaccard']:.2f}"
        held = f"{row['contained']:.0%} of it in the kept one"
        return f"duplicate: {row['kind']} copy of {row['kept_id']} ({measures}, {held})"
    return f"rejected: {row['reason']} ({row['evidence']})" if found.table == "rejected" else "kept"


def _row_facts(found: Reviewed) -> Iterator[tuple[str, str]]:
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


def _carriers(tables: Tables, found: Reviewed) -> Iterator[tuple[str, str]]:
    """Yield how many copies of a document came in and the sites that carried them."""
    if found.table != "documents":
        return
    copies = list(tables.find("duplicates", "kept_id", [found.row["id"]]))
    if copies:
        sites = sorted({copy["site"] for copy in copies if copy["site"]})
        yield "copies", f"{len(copies)} ({', '.join(sites)})" if sites else str(len(copies))


def _compared(tables: Tables, found: Reviewed) -> tuple[Passage, ...]:
    if found.table != "duplicates":
        return ()
    kept = next(tables.find("documents", "id", [found.row["kept_id"]]), None)
    return side_by_side(found.row["text"], kept["text"]) if kept else ()


def _fact(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        return ", ".join(value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _row_lines(found: Reviewed) -> Iterator[ExplainedLine]:
    """Yield the paragraphs of the text, then what is not in it: the tables keep no line numbers of text."""
    for paragraph in found.row["text"].split("\n\n"):
        yield ExplainedLine(None, Role.BODY, "", "", (Piece(paragraph),))
    for removal in found.removals:
        yield ExplainedLine(
            removal.line, removal.role, removal.rule, removal.evidence, (Piece(removal.text),)
        )
