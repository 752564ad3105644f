"""What becomes of every staged row: its table, its final id, and what it is a copy or a relative of.

Nothing here depends on the order in which rows were staged, so that the number of workers can't show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaning.document import VerdictKind
from output.errors import CorpusError
from output.identity import DIGEST_BYTES, DigestSet, derived_id, digest

INDEX_COLUMNS = (
    "ordinal",
    "verdict",
    "id",
    "site",
    "published_at",
    "fetched_at",
    "characters",
    "text_digest",
    "source_digest",
    "removals",
)
"""The columns of the staged rows that are held in memory while committing: about 130 bytes a row."""


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A document is a copy: of the staged document ``kept`` (its ordinal) or a settled one (its id).

    ``similarity`` is what decided; ``jaccard`` and ``contained`` are the measures beside it.
    """

    kept: int | str
    kind: str
    similarity: float
    jaccard: float = 1.0
    contained: float = 1.0


@dataclass(frozen=True, slots=True)
class Taken:
    """The fingerprints of the ids that are in the corpus already, in 16 bytes each."""

    documents: DigestSet = field(default_factory=DigestSet)
    others: DigestSet = field(default_factory=DigestSet)

    def __contains__(self, row_id: str) -> bool:
        one = digest(row_id)
        return one in self.documents or one in self.others

    def among(self, ids: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        """Return which of ``ids``, strings, are taken."""
        if not len(self.documents) and not len(self.others):
            return np.zeros(len(ids), dtype=bool)
        digests = np.frombuffer(b"".join(map(digest, ids.to_pylist())), dtype=f"S{DIGEST_BYTES}")
        return self.documents.among(digests) | self.others.among(digests)


@dataclass(frozen=True, slots=True)
class Plan:
    """The staged rows' index with final ids, and how copies and families refer to each other.

    ``tables`` names the table of each row by its ordinal.
    """

    index: pa.Table
    tables: np.ndarray
    ids: pa.Array
    copies: Mapping[int, CopyOf]
    families: Mapping[int, int | str]

    def kept_id(self, ordinal: int) -> str:
        """Return the id of the document that is kept instead of the copy ``ordinal``."""
        return self._document_id(self.copies[ordinal].kept)

    def family(self, ordinal: int) -> str:
        """Return the id of the family of the document ``ordinal``: its own when nothing else is known."""
        return self._document_id(self.families.get(ordinal, ordinal))

    def is_first_of_family(self, ordinal: int) -> bool:
        """Return whether the row is a document and the first of its family, which counts for all of it."""
        return bool(self.tables[ordinal] == "documents") and self.family(ordinal) == str(self.ids[ordinal])

    def _document_id(self, reference: int | str) -> str:
        for _ in range(len(self.copies) + 1):
            if isinstance(reference, str):
                return reference
            if reference not in self.copies:
                return str(self.ids[reference])
            reference = self.copies[reference].kept
        raise CorpusError(f"copies go round in a circle at staged record {reference}")


def make_plan(
    index: pa.Table, copies: Mapping[int, CopyOf], families: Mapping[int, int | str], taken: Taken
) -> Plan:
    """Return the plan for the staged rows in ``index`` (columns ``INDEX_COLUMNS``, by ordinal).

    Raises CorpusError when ``copies`` or ``families`` name something that is no document: then the
    code that compares documents is wrong, and nothing may be written.
    """
    kept = index.column("verdict").to_numpy(zero_copy_only=False) == VerdictKind.KEPT.value
    kept_ones = (copy.kept for copy in copies.values())
    for reference in chain(kept_ones, families.keys(), families.values(), copies):
        _require_document(reference, kept, taken)
    tables = np.where(kept, "documents", "rejected").astype("U10")
    tables[list(copies)] = "duplicates"
    return Plan(index, tables, _assigned(index, tables, taken), copies, families)


def _require_document(reference: int | str, kept: np.ndarray, taken: Taken) -> None:
    if isinstance(reference, str):
        known = digest(reference) in taken.documents
    else:
        known = 0 <= reference < len(kept) and bool(kept[reference])
    if not known:
        raise CorpusError(f"{reference!r} is named as a copy, a kept or a family document, and is none")


def _assigned(index: pa.Table, tables: np.ndarray, taken: Taken) -> pa.Array:
    """Return the final ids: the wished one where nobody else wants it or has it, else a derived one."""
    assigned: dict[int, str] = {}
    used: set[str] = set()
    for ordinal in _contested(index, tables, taken):
        row = {name: column[0].as_py() for name, column in _one(index, ordinal)}
        chosen = next(
            one for one in _candidates(row, tables[ordinal]) if one not in used and one not in taken
        )
        used.add(chosen)
        assigned[ordinal] = chosen
    wishes = index.column("id").combine_chunks()
    changed = np.zeros(len(index), dtype=bool)
    changed[list(assigned)] = True
    ids = pa.array([assigned[ordinal] for ordinal in sorted(assigned)], pa.string())
    return pc.replace_with_mask(wishes, pa.array(changed), ids)


def _one(index: pa.Table, ordinal: int) -> Iterator[tuple[str, pa.ChunkedArray]]:
    row = index.slice(ordinal, 1)
    return zip(row.column_names, row.columns, strict=True)


def _candidates(row: Mapping[str, object], table: str) -> Iterator[str]:
    """Yield the ids a row may get, best first.

    A left-out row's wish is already made from its source. A copy never takes the wished id from a
    document, which is why only documents try it.
    """
    source = bytes(row["source_digest"])  # type: ignore[call-overload]  # a cell of a binary column
    if table == "documents":
        yield str(row["id"])
        yield bytes(row["text_digest"]).hex()  # type: ignore[call-overload]  # likewise
    yield source.hex()
    number = 1
    while True:  # ends: only identical rows of one run come here, each of which takes one number
        yield derived_id(source.hex(), number)
        number += 1


def _contested(index: pa.Table, tables: np.ndarray, taken: Taken) -> list[int]:
    """Return the rows whose wished id is not theirs alone: documents first, the oldest first."""
    wishes = index.column("id")
    counts = pc.value_counts(wishes)
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    wanted_twice = pc.is_in(wishes, value_set=shared).to_numpy()
    ordinals = np.flatnonzero(wanted_twice | taken.among(wishes)).tolist()
    chosen = index.take(pa.array(ordinals, pa.int64()))
    ranked = chosen.append_column("rank", pa.array(tables[ordinals] != "documents", pa.bool_()))
    order = pc.sort_indices(
        ranked, [(name, "ascending") for name in ("rank", "published_at", "fetched_at", "source_digest")]
    )
    return [ordinals[place] for place in order.to_pylist()]
