"""Texts as they came out of the pipeline, before the lines that their site repeats were taken out.

What was learned when a record came in must not decide whether it is known when it comes again, nor what
its lines count for; both are worked out from the tables, so that nothing else need be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import pyarrow.compute as pc

from cleaning.repeats import REPEATED_ON_SITE
from output.identity import digest
from output.rows import Row
from output.tables import Tables

_COLUMNS = ("document_id", "line_number", "start", "rule", "text")


def removed_paragraphs(tables: Tables) -> dict[bytes, list[str]]:
    """Return the paragraphs taken out as repeated on the site, by the fingerprint of the document's id.

    Memory: those paragraphs; ask part by part (``Tables.parts``): a document's removals are in its own part.
    """
    found: dict[bytes, list[str]] = {}
    for (owner, _), pieces in groupby(_removed(tables), key=itemgetter("document_id", "line_number")):
        found.setdefault(digest(owner), []).append("".join(piece["text"] for piece in pieces))
    return found


def _removed(tables: Tables) -> Iterator[Row]:
    """Yield the removed pieces; a document's are all in one file, sorted by line and place."""
    for batch in tables.batches("removals", _COLUMNS):
        yield from batch.filter(pc.equal(batch.column("rule"), REPEATED_ON_SITE)).to_pylist()
