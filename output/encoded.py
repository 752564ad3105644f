"""Outcomes as staging keeps them, made where they are known: a worker process hands on nothing but bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaning.document import Document, Failure, Outcome
from cleaning.line_counts import paragraph_keys
from output.identity import DIGEST_BYTES, DigestSet, known_key
from output.rows import STAGED, STAGED_REMOVALS, Row, Staged, staged


class WithKeys(NamedTuple):
    """One outcome, and the bytes of its ``paragraph_keys`` when they are known already."""

    outcome: Outcome | Failure
    line_keys: bytes | None = None


class Columns(NamedTuple):
    """Rows of ``STAGED`` and of ``STAGED_REMOVALS``; ordinals count from 0, the first of these rows."""

    rows: pa.RecordBatch
    removals: pa.RecordBatch

    @classmethod
    def of(cls, made: Sequence[Staged]) -> Columns:
        """Return the outcomes of ``made``, in their order."""
        rows = [one.row | {"ordinal": at} for at, one in enumerate(made)]
        removals = [piece | {"ordinal": at} for at, one in enumerate(made) for piece in one.removals]
        return cls(_batch(rows, STAGED), _batch(removals, STAGED_REMOVALS))

    def only(self, chosen: npt.NDArray[np.bool_]) -> Columns:
        """Return the ``chosen`` outcomes, their ordinals counted anew."""
        places = np.cumsum(chosen) - 1
        mine = chosen[self.removals.column("ordinal").to_numpy()]
        rows, removals = self.rows.filter(pa.array(chosen)), self.removals.filter(pa.array(mine))
        return Columns(
            _numbered(rows, np.arange(rows.num_rows)),
            _numbered(removals, places[removals.column("ordinal").to_numpy()]),
        )

    def numbered_from(self, first: int) -> Columns:
        """Return the same with ordinals that count from ``first``."""
        moved = (_numbered(one, one.column("ordinal").to_numpy() + first) for one in self)
        return Columns(*moved)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Some outcomes as ``Columns`` in Arrow's IPC format.

    ``known`` holds the fingerprint by which a corpus knows each record, one after the other; it is empty
    when the corpus knows none.
    """

    rows: bytes
    removals: bytes
    known: bytes = b""

    @classmethod
    def of(cls, outcomes: Sequence[WithKeys], loose: DigestSet | None) -> Encoded:
        """Return ``outcomes``; ``loose`` as in ``known_key``, ``None`` when the corpus knows no record.

        Raises ValueError for a time without a zone.
        """
        made = [staged(one.outcome) for one in outcomes]
        for one, given in zip(made, outcomes, strict=True):
            keys = given.line_keys
            one.row["line_keys"] = _line_keys(given.outcome) if keys is None else keys
        known = b"" if loose is None else b"".join(known_key(one.row, loose) for one in made)
        rows, removals = Columns.of(made)
        return cls(rows.serialize().to_pybytes(), removals.serialize().to_pybytes(), known)

    def columns(self) -> Columns:
        """Return the outcomes; nothing is copied."""
        return Columns(_read(self.rows, STAGED), _read(self.removals, STAGED_REMOVALS))

    def fingerprints(self) -> npt.NDArray[Any]:
        """Return the fingerprints by which a corpus knows the records."""
        return np.frombuffer(self.known, dtype=f"S{DIGEST_BYTES}")


def _line_keys(outcome: Outcome | Failure) -> bytes:
    if not isinstance(outcome, Document):
        return b""
    return paragraph_keys(outcome.site, outcome.text).tobytes()


def _batch(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def _read(batch: bytes, schema: pa.Schema) -> pa.RecordBatch:
    return pa.ipc.read_record_batch(pa.py_buffer(batch), schema)


def _numbered(batch: pa.RecordBatch, ordinals: npt.NDArray[np.int64]) -> pa.RecordBatch:
    return batch.set_column(0, batch.schema.field(0), pa.array(ordinals, pa.int64()))
