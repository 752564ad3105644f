"""What a user may say about the inputs, and what is guessed when they say nothing."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum


class Format(StrEnum):
    """How the content of a file (unpacked) is laid out."""

    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    WARC = "warc"


TEXT_NAMES = (
    *("text", "maintext", "main_text", "body", "content", "article_text", "article_body", "articlebody"),
    *("full_text", "fulltext", "plain_text", "article", "noi_dung", "noidung", "noi_dung_bai_viet"),
)
HTML_NAMES = ("html", "raw_html", "html_content", "content_html", "body_html", "page_html")
TITLE_NAMES = ("title", "headline", "tieu_de", "tieude")
URL_NAMES = ("url", "link", "href", "source_url", "page_url", "canonical_url", "uri", "duong_dan", "lien_ket")
DATE_NAMES = (
    *("published_at", "date_publish", "publish_date", "date_published", "datepublished", "published"),
    *("publish_time", "published_time", "pubdate", "pub_date", "date", "datetime", "ngay_dang"),
)
AUTHOR_NAMES = ("author", "authors", "byline", "tac_gia")
AGENCY_NAMES, SECTION_NAMES, TAGS_NAMES = ("agency",), ("section",), ("tags",)
"""Column names of common news dumps, best first; compared in lower case, ``-`` and space as ``_``.

Text is preferred to HTML. Names that mean other things elsewhere (``topic``, ``description``,
``source``, ``name``) are not guessed; the last three are as a corpus of ours names them.
"""


@dataclass(frozen=True, slots=True)
class InputOptions:
    """Says how to read rows and bytes; what is ``None`` is guessed from the names above and the content.

    A field that is given is not guessed: a file without it is a failure. ``html_field`` names a column
    of HTML; ``text_is_html`` settles what the text column holds. ``format`` overrides suffix and
    content (archives and compression are still unpacked). ``encoding`` is any name Python knows and
    overrides byte order marks. ``zone`` is meant by dates without one (default: as
    ``cleaning.dates``). ``max_record_bytes`` bounds memory; ``max_unpacked_bytes`` and ``max_ratio``
    (unpacked to packed size) stop archives made to fill disks. Raises ValueError.
    """

    text_field: str | None = None
    html_field: str | None = None
    title_field: str | None = None
    url_field: str | None = None
    date_field: str | None = None
    author_field: str | None = None
    text_is_html: bool | None = None
    format: Format | None = None
    encoding: str | None = None
    zone: tzinfo | None = None
    max_record_bytes: int = 64 * 2**20
    max_unpacked_bytes: int = 256 * 2**30
    max_ratio: int = 200

    def __post_init__(self) -> None:
        if self.format is not None:
            object.__setattr__(self, "format", _format(self.format))
        if self.encoding is not None:
            _check_encoding(self.encoding)
        if self.text_field and self.html_field:
            raise ValueError("text_field and html_field: name one of them, the other would not be read")
        if min(self.max_record_bytes, self.max_unpacked_bytes, self.max_ratio) < 1:
            raise ValueError("max_record_bytes, max_unpacked_bytes and max_ratio must be positive")


def _format(name: str) -> Format:
    """Accept a plain string, as the command line gives it."""
    try:
        return Format(name)
    except ValueError as error:
        known = ", ".join(Format)
        raise ValueError(f"unknown input format {name!r}; known: {known}") from error


def _check_encoding(name: str) -> None:
    try:
        text = codecs.lookup(name)._is_text_encoding  # hex, zlib and rot13 are codecs too
    except (LookupError, ValueError) as error:
        raise ValueError(
            f"unknown encoding {name!r}; give a name Python knows, such as utf-8 or cp1258"
        ) from error
    if not text:
        raise ValueError(f"{name!r} is not a text encoding")
