"""The four tables of a corpus, written out once; every writer and reader takes them from here."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

SCHEMA_VERSION: Final = "4"
"""What each version changed, so that ``output.upgrade`` can bring older files along:

1  the four tables; later files of it have ``jaccard`` and ``contained`` in ``duplicates``, earlier ones not
2  these two columns, null where version 1 did not measure them; an example beside each meaning
3  ``modified_at`` in ``documents``, null in rows from before
4  ``author``, ``agency`` and ``modified_at`` in ``duplicates``, null in rows from before
"""

PUBLISHED_ZONE: Final = "Asia/Ho_Chi_Minh"
"""Zone in which ``published_at`` is shown; the instant is absolute. Readers that print the zone then
show the day the reader of the paper saw, which UTC would not for anything published before 7 am."""

TABLES: Final = ("documents", "duplicates", "rejected", "removals")


def _field(name: str, kind: pa.DataType, meaning: str, example: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"meaning": meaning, "example": example})


_STRINGS = pa.list_(pa.field("element", pa.string()))  # the name Parquet prescribes, so files equal this
_FETCHED = pa.timestamp("us", tz="UTC")
_PUBLISHED = pa.timestamp("us", tz=PUBLISHED_ZONE)

_AN_ID: Final = "9f2c51d07ab34e8890c1de62f7a4b305"
_A_TEXT: Final = "Sáng 28-2, đoàn công tác đến thăm cảng.\n\nHai bên trao đổi về đê biển."

_ID = _field("id", pa.string(), "stable id of the record, unique in the corpus", _AN_ID)
_URL = _field(
    "url", pa.string(), "canonical address", "https://bao.example/doi-ngoai/tham-cang-812.htm", null=True
)
_SITE = _field("site", pa.string(), "registrable domain of the address", "bao.example", null=True)
_PATH = _field(
    "source_path", pa.string(), "input file (archive file for a crawled page)", "archive/20260301.warc.gz"
)
_RECORD = _field("source_record", pa.int64(), "the record's place in that file, from 0", "41")
_TITLE = _field("title", pa.string(), "headline, empty when the record has none", "Đoàn công tác thăm cảng")
_RUN = _field("run", pa.string(), "the run that added the row", "20260301T021500000Z")
_FETCHED_AT = _field(
    "fetched_at", _FETCHED, "when the page was fetched", "2026-03-01 02:15:07+00:00", null=True
)
_PUBLISHED_AT = _field(
    "published_at", _PUBLISHED, "when the report was published", "2026-02-28 19:30:00+07:00", null=True
)
_SINCE_4: Final = "null in rows from before schema version 4"


def _modified_at(*, since: int) -> pa.Field:
    return _field(
        "modified_at",
        _PUBLISHED,
        f"when the page says the report was last changed; null in rows from before schema version {since}",
        "2026-02-28 21:05:00+07:00",
        null=True,
    )


DOCUMENTS: Final = pa.schema(
    [
        _ID,
        _URL,
        _SITE,
        _PATH,
        _RECORD,
        _TITLE,
        _field("text", pa.string(), "body and headings, one paragraph a line, blank line between", _A_TEXT),
        _field("captions", _STRINGS, "image captions, out of the text", '["Cầu cảng lúc sáng sớm"]'),
        _field("author", pa.string(), "byline, as printed", "Lê Thị Mận", null=True),
        _field("agency", pa.string(), "the wire, paper or office credited, as printed", "TTXVN", null=True),
        _field("section", pa.string(), "section of the site, as printed", "Đối ngoại", null=True),
        _field("tags", _STRINGS, "the site's keywords", '["cảng biển", "đê"]'),
        _PUBLISHED_AT,
        _field(
            "published_precision",
            pa.string(),
            "minute, or day when only the day is known (midnight is no time then)",
            "minute",
            null=True,
        ),
        _modified_at(since=3),
        _FETCHED_AT,
        _field("language", pa.string(), "ISO 639 code", "vi"),
        _field("language_score", pa.float32(), "confidence of the language, 0 to 1", "0.99"),
        _field("words", pa.int32(), "number of words (syllables for Vietnamese)", "412"),
        _field("characters", pa.int32(), "number of characters of the text", "1893"),
        _field("relevance", pa.float32(), "similarity to the samples, when given", "0.37", null=True),
        _field("nearest_sample", pa.string(), "the most similar sample", "tham-huu-nghi", null=True),
        _field(
            "family",
            pa.string(),
            "id of the oldest of its family: copies, versions and follow-ups of one report",
            _AN_ID,
        ),
        _field(
            "flags",
            _STRINGS,
            "remarks on the source of the text; uncertain_topic: barely like the samples",
            '["hacked_page"]',
        ),
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
        _field("author", pa.string(), f"byline of the copy; {_SINCE_4}", "Lê Thị Mận", null=True),
        _field("agency", pa.string(), f"whom the copy itself credits; {_SINCE_4}", "TTXVN", null=True),
        _field("kept_id", pa.string(), "id of the document that was kept instead", _AN_ID),
        _field("kind", pa.string(), "exact, near, contained or revision", "near"),
        _field(
            "similarity",
            pa.float32(),
            "what decided, 0 to 1: 1, Jaccard, or the weighted share contained",
            "0.83",
        ),
        _field(
            "jaccard",
            pa.float32(),
            "Jaccard of both texts' 5-syllable shingles, 0 to 1; null in rows from before schema version 2",
            "0.83",
            null=True,
        ),
        _field(
            "contained",
            pa.float32(),
            "share of the copy's shingles that the kept document has, 0 to 1; null likewise",
            "0.97",
            null=True,
        ),
        _FETCHED_AT,
        _PUBLISHED_AT,
        _modified_at(since=4),
        _RUN,
        _field("text", pa.string(), "the cleaned text of the copy", _A_TEXT),
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
        _field("reason", pa.string(), "stable id of the reason", "too_short"),
        _field(
            "evidence", pa.string(), "what was seen; for failures the error", "12 words, at least 50 wanted"
        ),
        _FETCHED_AT,
        _PUBLISHED_AT,
        _RUN,
        _field("text", pa.string(), "the text as far as it got", "Tin đang được cập nhật."),
    ]
)

REMOVALS: Final = pa.schema(
    [
        _field("document_id", pa.string(), "id of the record the piece was taken from", _AN_ID),
        _field("line_number", pa.int32(), "line number in the normalised input, from 1", "3"),
        _field("role", pa.string(), "what the piece is: ui, related, spam, byline, date …", "ui"),
        _field("rule", pa.string(), "the rule that says so", "share_bar"),
        _field("evidence", pa.string(), "why the rule says so", "names of networks"),
        _field("text", pa.string(), "the piece", "Chia sẻ qua thư"),
        _field("start", pa.int32(), "first character of the piece in its line, from 0", "0"),
        _field("end", pa.int32(), "character after the piece in its line", "15"),
        _RUN,
    ]
)

SCHEMAS: Final = dict(zip(TABLES, (DOCUMENTS, DUPLICATES, REJECTED, REMOVALS), strict=True))


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of ``table`` with the schema version in its key/value metadata."""
    return SCHEMAS[table].with_metadata({"tinsach.schema_version": SCHEMA_VERSION, "tinsach.table": table})
