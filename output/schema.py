"""The four tables of a corpus, written out once; every writer and reader takes them from here."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = "1"

PUBLISHED_ZONE: Final = "Asia/Ho_Chi_Minh"
"""Zone in which ``published_at`` is shown; the instant is absolute. Readers that print the zone then
show the day the reader of the paper saw, which UTC would not for anything published before 7 am."""

TABLES: Final = ("documents", "duplicates", "rejected", "removals")


def _field(name: str, kind: pa.DataType, meaning: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"meaning": meaning})


_STRINGS = pa.list_(pa.field("element", pa.string()))  # the name Parquet prescribes, so files equal this
_FETCHED = pa.timestamp("us", tz="UTC")
_PUBLISHED = pa.timestamp("us", tz=PUBLISHED_ZONE)

_ID = _field("id", pa.string(), "stable id of the record, unique in the corpus")
_URL = _field("url", pa.string(), "canonical address", null=True)
_SITE = _field("site", pa.string(), "registrable domain of the address", null=True)
_PATH = _field("source_path", pa.string(), "input file (archive file for a crawled page)")
_RECORD = _field("source_record", pa.int64(), "the record's place in that file, from 0")
_TITLE = _field("title", pa.string(), "headline, empty when the record has none")
_RUN = _field("run", pa.string(), "the run that added the row")
_FETCHED_AT = _field("fetched_at", _FETCHED, "when the page was fetched", null=True)
_PUBLISHED_AT = _field("published_at", _PUBLISHED, "when the report was published", null=True)

DOCUMENTS: Final = pa.schema(
    [
        _ID,
        _URL,
        _SITE,
        _PATH,
        _RECORD,
        _TITLE,
        _field("text", pa.string(), "body and headings, one paragraph a line, blank line between"),
        _field("captions", _STRINGS, "image captions, out of the text"),
        _field("author", pa.string(), "byline", null=True),
        _field("agency", pa.string(), "the wire or paper credited", null=True),
        _field("section", pa.string(), "section of the site", null=True),
        _field("tags", _STRINGS, "the site's keywords"),
        _PUBLISHED_AT,
        _field("published_precision", pa.string(), "minute or day", null=True),
        _FETCHED_AT,
        _field("language", pa.string(), "ISO 639 code"),
        _field("language_score", pa.float32(), "confidence of the language, 0 to 1"),
        _field("words", pa.int32(), "number of words (syllables for Vietnamese)"),
        _field("characters", pa.int32(), "number of characters of the text"),
        _field("relevance", pa.float32(), "similarity to the samples, when given", null=True),
        _field("nearest_sample", pa.string(), "the most similar sample", null=True),
        _field(
            "family",
            pa.string(),
            "id of the oldest of its family: copies, versions and follow-ups of one report",
        ),
        _field("flags", _STRINGS, "remarks, e.g. hacked_page"),
        _RUN,
    ]
)

DUPLICATES: Final = pa.schema(
    [
        _ID,
        _URL,
        _SITE,
        _PATH,
        _RECORD,
        _TITLE,
        _field("kept_id", pa.string(), "id of the document that was kept instead"),
        _field("kind", pa.string(), "exact, near, contained or revision"),
        _field(
            "similarity", pa.float32(), "what decided, 0 to 1: 1, Jaccard, or the weighted share contained"
        ),
        _field("jaccard", pa.float32(), "Jaccard of both texts' 5-syllable shingles, 0 to 1"),
        _field("contained", pa.float32(), "share of the copy's shingles that the kept document has, 0 to 1"),
        _FETCHED_AT,
        _PUBLISHED_AT,
        _RUN,
        _field("text", pa.string(), "the cleaned text of the copy"),
    ]
)

REJECTED: Final = pa.schema(
    [
        _ID,
        _URL,
        _SITE,
        _PATH,
        _RECORD,
        _TITLE,
        _field("reason", pa.string(), "stable id of the reason"),
        _field("evidence", pa.string(), "what was seen; for failures the error"),
        _FETCHED_AT,
        _PUBLISHED_AT,
        _RUN,
        _field("text", pa.string(), "the text as far as it got"),
    ]
)

REMOVALS: Final = pa.schema(
    [
        _field("document_id", pa.string(), "id of the record the piece was taken from"),
        _field("line_number", pa.int32(), "line number in the normalised input, from 1"),
        _field("role", pa.string(), "what the piece is"),
        _field("rule", pa.string(), "the rule that says so"),
        _field("evidence", pa.string(), "why the rule says so"),
        _field("text", pa.string(), "the piece"),
        _field("start", pa.int32(), "first character of the piece in its line"),
        _field("end", pa.int32(), "character after the piece in its line"),
        _RUN,
    ]
)

SCHEMAS: Final = dict(zip(TABLES, (DOCUMENTS, DUPLICATES, REJECTED, REMOVALS), strict=True))


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of ``table`` with the schema version in its key/value metadata."""
    return SCHEMAS[table].with_metadata({"tinsach.schema_version": SCHEMA_VERSION, "tinsach.table": table})
