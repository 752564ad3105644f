"""The outcomes of a run at work, on disk: staged one by one, revised once all of them are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaning.document import Document, Outcome, VerdictKind
from cleaning.line_counts import LINE, Keys, counted_keys
from output.rows import STAGED, STAGED_REMOVALS, Row, Staged, staged, staged_document
from output.spool import Spool
from output.tables import in_utc

Change = Callable[[int, Document, npt.NDArray[Any]], Outcome | None]
"""Given the ordinal of a staged document, the document and its paragraphs' keys, returns what becomes of it;
``None`` leaves it as it is."""

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

    def append(self, made: Staged, line_keys: bytes) -> int:
        """Keep an outcome and return its ordinal, counted from 0."""
        row = made.row | {"ordinal": self.rows.rows, "line_keys": line_keys}
        if row["verdict"] != VerdictKind.KEPT:
            self.left_out[row["verdict"], row["reason"]] += 1
        self.keys += 2 * (len(line_keys) // LINE.itemsize) + 1
        for removal in made.removals:
            self.removals.append(removal | {"ordinal": row["ordinal"]})
        return self.rows.append(row)

    def line_keys(self, chosen: Callable[[int], bool]) -> Iterator[Keys]:
        """Yield what each of the ``chosen`` documents (by ordinal) is counted under, as it was staged."""
        for batch in self.rows.batches(_KEY_COLUMNS):
            for row in batch.to_pylist():
                if row["site"] is not None and row["line_keys"] and chosen(row["ordinal"]):
                    yield counted_keys(row["site"], np.frombuffer(row["line_keys"], dtype=LINE))

    def revise(self, change: Change) -> None:
        """Let ``change`` look at each staged document and put what it returns in the document's place.

        Call it once: its time and its space on disk are those of staging everything again.
        """
        folder = self._folder / "revised"
        folder.mkdir()
        revised = Staging(folder)
        try:
            for row, removals in self._staged():
                revised.append(_revised(row, removals, change), row["line_keys"])
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
            return staged(outcome)
    return Staged(row, removals)


def heads(copies: Collection[int], families: Collection[int]) -> Callable[[int], bool]:
    """Return the test whether a staged document counts: neither a copy nor a later one of its family."""
    return lambda ordinal: ordinal not in copies and ordinal not in families
