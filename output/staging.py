"""The outcomes of a run at work, on disk: staged one by one, revised once all of them are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaning.document import Document, Outcome, VerdictKind
from cleaning.line_counts import LINE, Keys, counted_keys
from output.encoded import Columns
from output.rows import STAGED, STAGED_REMOVALS, Row, Staged, staged, staged_document
from output.spool import Spool
from output.tables import in_utc

Change = Callable[[int, Document, npt.NDArray[Any]], Outcome | None]
"""Given the ordinal of a staged document, the document and its paragraphs' keys, returns what becomes of it;
``None`` leaves it as it is."""

REVISED_AT_ONCE: Final = 256
"""Outcomes in memory while they are revised."""

_KEY_COLUMNS: Final = ("ordinal", "verdict", "site", "line_keys")


class Staging:
    """Two spools, of outcomes and of their removals, both in the order of the ordinals.

    ``left_out`` counts the outcomes that are no documents, by verdict and reason; ``keys`` is the most that
    ``line_keys`` yields in all.
    """

    def __init__(self, folder: Path) -> None:
        self.left_out: Counter[tuple[str, str]] = Counter()
        self.rows = Spool(folder, "rows", STAGED)
        self.removals = Spool(folder, "removals", STAGED_REMOVALS)
        self.keys = 0
        self._folder = folder

    def append(self, some: Columns) -> int:
        """Keep outcomes and return the ordinal of the first, counted from 0."""
        rows, removals = some.numbered_from(self.rows.rows)
        verdicts, reasons = rows.column("verdict").to_pylist(), rows.column("reason").to_pylist()
        self.left_out.update(one for one in zip(verdicts, reasons, strict=True) if one[0] != VerdictKind.KEPT)
        held = pc.sum(pc.binary_length(rows.column("line_keys"))).as_py() or 0
        self.keys += 2 * (held // LINE.itemsize) + rows.num_rows
        self.removals.append(removals)
        return self.rows.append(rows)

    def line_keys(self, chosen: Callable[[int], bool]) -> Iterator[Keys]:
        """Yield what each of the ``chosen`` documents (by ordinal) is counted under, as it was staged."""
        for batch in self.rows.batches(_KEY_COLUMNS):
            for row in batch.filter(pc.is_valid(batch.column("site"))).to_pylist():
                if row["line_keys"] and chosen(row["ordinal"]):
                    yield counted_keys(row["site"], np.frombuffer(row["line_keys"], dtype=LINE))

    def revise(self, change: Change) -> None:
        """Let ``change`` look at each staged document and put what it returns in the document's place.

        Call it once: its time and its space on disk are those of staging everything again.
        """
        folder = self._folder / "revised"
        folder.mkdir()
        revised = Staging(folder)
        try:
            outcomes = (_revised(row, removals, change) for row, removals in self._staged())
            while some := list(islice(outcomes, REVISED_AT_ONCE)):
                revised.append(Columns.of(some))
        except BaseException:
            revised.close()
            raise
        self.close()
        self.rows, self.removals, self.left_out = revised.rows, revised.removals, revised.left_out
        self.keys = revised.keys

    def close(self) -> None:
        """Close the files."""
        try:
            self.rows.close()
        finally:
            self.removals.close()

    def _staged(self) -> Iterator[tuple[Row, list[Row]]]:
        """Yield the rows in order, each with its removals."""
        pieces = groupby(_plain(self.removals.batches()), key=itemgetter("ordinal"))
        ordinal, held = next(pieces, (None, iter(())))
        for row in _plain(self.rows.batches()):
            mine = list(held) if ordinal == row["ordinal"] else []
            yield row, mine
            if ordinal == row["ordinal"]:
                ordinal, held = next(pieces, (None, iter(())))


def _plain(batches: Iterator[pa.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        yield from in_utc(batch).to_pylist()


def _revised(row: Row, removals: list[Row], change: Change) -> Staged:
    if row["verdict"] == VerdictKind.KEPT:
        keys = np.frombuffer(row["line_keys"], dtype=LINE)
        outcome = change(row["ordinal"], staged_document(row, removals), keys)
        if outcome is not None:
            made = staged(outcome)
            made.row["line_keys"] = row["line_keys"]
            return made
    return Staged(row, removals)


def heads(copies: Collection[int], families: Collection[int]) -> Callable[[int], bool]:
    """Return the test whether a staged document counts: neither a copy nor a later one of its family."""
    return lambda ordinal: ordinal not in copies and ordinal not in families
