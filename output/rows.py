"""Outcomes of cleaning as rows of staging, and rows of ``documents`` as documents again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

import pyarrow as pa

from cleaning.document import (
    Document,
    Failure,
    Metadata,
    Outcome,
    Piece,
    Rejection,
    Removal,
    Role,
    VerdictKind,
)
from output.identity import derived_id, digest
from output.schema import DOCUMENTS, REJECTED, REMOVALS

Row = dict[str, Any]
"""One row by column name, as pyarrow takes it."""

_FINAL_ONLY = {"family", "run"}

_PIECES = pa.list_(pa.struct([(name, pa.int32()) for name in ("line", "start", "end")]))

STAGED = pa.schema(
    [
        pa.field("ordinal", pa.int64()),
        pa.field("verdict", pa.string()),
        *(field for field in DOCUMENTS if field.name not in _FINAL_ONLY),
        REJECTED.field("reason").with_nullable(nullable=True),
        REJECTED.field("evidence").with_nullable(nullable=True),
        pa.field("text_digest", pa.binary(16)),
        pa.field("source_digest", pa.binary(16)),
        pa.field("removals", pa.int32()),
        pa.field("pieces", _PIECES),
        pa.field("line_keys", pa.binary()),
    ]
)
"""A staged outcome: every column any table needs, whichever table it ends in.

``id`` is the id it wishes for; the two digests are what its id is made from when that one is taken.
``line_keys`` are those of the paragraphs (``cleaning.line_counts``) as it came out of the pipeline.
"""

_FROM_DOCUMENT = [
    name for name in DOCUMENTS.names if name in Document.__dataclass_fields__ and name not in _FINAL_ONLY
]
_FROM_METADATA = [
    name for name in DOCUMENTS.names if name in Metadata.__dataclass_fields__ and name not in _FROM_DOCUMENT
]
_of_each_document = attrgetter(*_FROM_DOCUMENT)
_of_each_metadata = attrgetter(*_FROM_METADATA)
_TEXTS = [
    field.name for field in DOCUMENTS if pa.types.is_string(field.type) and field.name not in _FINAL_ONLY
]
_LISTS = [field.name for field in DOCUMENTS if pa.types.is_list(field.type)]

STAGED_REMOVALS = pa.schema(
    [
        pa.field("ordinal", pa.int64()),
        *(field for field in REMOVALS if field.name not in {"document_id", "run"}),
    ]
)


@dataclass(frozen=True, slots=True)
class Staged:
    """One outcome as rows: its own and those of its removals."""

    row: Row
    removals: list[Row]


def staged(outcome: Outcome | Failure) -> Staged:
    """Return ``outcome`` as rows of ``STAGED`` and ``STAGED_REMOVALS``, without their ordinal.

    Raises ValueError for a time without a zone: Arrow would silently take it as UTC.
    """
    if isinstance(outcome, Failure):
        return Staged(_left_out(_of_failure(outcome), outcome, VerdictKind.FAILED), [])
    if isinstance(outcome, Rejection):
        row = _of_document(outcome.document)
        removals = outcome.document.removals
        return Staged(_left_out(row, outcome, outcome.verdict, len(removals)), _of_removals(removals))
    row = _of_document(outcome)
    row |= _judgement(VerdictKind.KEPT, len(outcome.removals))
    row["text_digest"] = digest(row["id"], row["text"])
    row["source_digest"] = digest(row["id"], row["source_path"], row["source_record"], row["text"])
    return Staged(row, _of_removals(outcome.removals))


def staged_document(row: Mapping[str, Any], removals: Iterable[Mapping[str, Any]]) -> Document:
    """Return the document that a staged row and its removals were made from."""
    return replace(
        document_of(row),
        removals=tuple(removal_of(removal) for removal in removals),
        pieces=tuple(Piece(**piece) for piece in row["pieces"]),
    )


def removal_of(row: Mapping[str, Any]) -> Removal:
    """Return the removal a row of ``removals`` was written from."""
    role, place = Role(row["role"]), (row["start"], row["end"])
    return Removal(row["line_number"], role, row["rule"], row["evidence"], row["text"], *place)


def document_of(row: Mapping[str, Any]) -> Document:
    """Return the document a row of ``documents`` was written from, without its removals."""
    metadata = Metadata(
        title=row["title"] or None,
        author=row["author"],
        agency=row["agency"],
        section=row["section"],
        tags=tuple(row["tags"]),
        published_at=row["published_at"],
        published_precision=row["published_precision"],
        modified_at=row.get("modified_at"),
    )
    as_is = ("id", "url", "site", "source_path", "source_record", "title", "text", "fetched_at", "language")
    more = ("language_score", "words", "relevance", "nearest_sample")
    return Document(
        **{name: row[name] for name in (*as_is, *more)},
        captions=tuple(row["captions"]),
        flags=tuple(row["flags"]),
        metadata=metadata,
    )


def _left_out(row: Row, why: Rejection | Failure, verdict: VerdictKind, removals: int = 0) -> Row:
    """Complete the row of a record that is left out; its id is always made from all that tells it apart."""
    row |= _judgement(verdict, removals)
    row |= {"reason": _utf8(why.reason), "evidence": _utf8(why.evidence)}
    parts = (row["url"], row["source_path"], row["source_record"], row["reason"], row["text"])
    row["id"] = derived_id(*parts)
    row["text_digest"] = row["source_digest"] = digest(*parts)
    return row


def _judgement(verdict: VerdictKind, removals: int) -> Row:
    return {"verdict": verdict.value, "reason": None, "evidence": None, "removals": removals}


def _of_failure(failure: Failure) -> Row:
    """Return the row of a record that never became a document: what is unknown is empty."""
    unread = Document(
        id="",
        url=failure.url,
        site=None,
        source_path=failure.source_path,
        source_record=failure.source_record,
        title="",
        text=failure.text,
        fetched_at=failure.fetched_at,
    )
    return _of_document(unread)


def _of_document(document: Document) -> Row:
    row: Row = dict(zip(_FROM_DOCUMENT, _of_each_document(document), strict=True))
    row.update(zip(_FROM_METADATA, _of_each_metadata(document.metadata), strict=True))
    row["characters"] = len(document.text)
    row["pieces"] = [{"line": p.line, "start": p.start, "end": p.end} for p in document.pieces]
    row["line_keys"] = b""
    for name in ("published_at", "modified_at", "fetched_at"):
        if row[name] is not None and row[name].utcoffset() is None:
            place = f"{document.source_path}, record {document.source_record}"
            raise ValueError(f"{place}: {name} {row[name].isoformat()} has no time zone")
    for name in _TEXTS:
        if row[name] is not None:
            row[name] = _utf8(row[name])
    for name in _LISTS:
        row[name] = [_utf8(item) for item in row[name]]
    return row


def _of_removals(removals: tuple[Removal, ...]) -> list[Row]:
    return [
        {
            "line_number": removal.line,
            "role": removal.role.value,
            "rule": removal.rule,
            "evidence": _utf8(removal.evidence),
            "text": _utf8(removal.text),
            "start": removal.start,
            "end": removal.end,
        }
        for removal in removals
    ]


def _utf8(text: str) -> str:
    """Return ``text`` with lone surrogates spelled out, which file names can hold and Parquet can't."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text
