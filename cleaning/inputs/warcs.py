"""WARC: the pages of a crawl.

A page is a ``response`` with status 200 and an HTML or text type, or a ``conversion`` to text (the
WET files of Common Crawl). All other records are no input: requests, revisits, metadata, other
statuses (a 404 page is no report) and types, ``robots.txt``, feeds and sitemaps. They yield nothing,
not even a failure, so a WARC without pages is an empty input and no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from cleaning.document import Failure, Media, Record
from cleaning.inputs.item import Item
from cleaning.inputs.problems import ReadError, failure, without_surrogates
from cleaning.inputs.sniff import is_binary, looks_like_html
from cleaning.inputs.streams import CHUNK

_MEDIA = {"text/html": Media.HTML, "application/xhtml+xml": Media.HTML, "text/plain": Media.TEXT}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:\-]+)", re.IGNORECASE)
_NO_PAGE_PATH = re.compile(
    r"/robots\.txt$|/[^/]*(?:sitemap|feed|rss)[^/]*\.(?:txt|xml)$|/(?:feed|rss)/?$", re.IGNORECASE
)
_NO_PAGE_START = re.compile(
    rb"[\s\xef\xbb\xbf]*(?:<(?:\?|!--)[^>]{0,500}>\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b",
    re.IGNORECASE,
)
_HEAD = 4096


def read_warc(item: Item) -> Iterator[Record | Failure]:
    """Yield the pages of a WARC file; ``source_record`` counts all its records from 0.

    A damaged file gives its whole records, then raises ReadError.
    """
    for number, record in enumerate(_records(item)):
        outcome = _outcome(item, record, number)
        _refuse_cut(record, number)
        if outcome is not None:
            yield outcome


def _records(item: Item) -> Iterator[Any]:
    from warcio.archiveiterator import WARCIterator  # other inputs need not pay for it  # noqa: PLC0415
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    # HTTP headers are parsed here, record by record: the iterator would not survive a bad one
    records = WARCIterator(item.stream, no_record_parse=True)
    records.INC_RECORD = ""  # its warning on standard error
    for number in count():
        try:
            record = next(records, None)
        except ArchiveLoadFailed as error:
            raise ReadError("corrupt_archive", f"damaged WARC file ({error})", record=number) from error
        if record is None:
            return
        if records.err_count or record.length is None:
            raise ReadError("corrupt_archive", "a WARC record is not as long as it says", record=number)
        yield record


def _refuse_cut(record: Any, number: int) -> None:
    """Raise ReadError when the file ends inside this record."""
    while record.raw_stream.read(CHUNK):
        pass
    if record.raw_stream.limit:
        raise ReadError("truncated_archive", "the WARC file ends in the middle of a record", record=number)


def _outcome(item: Item, record: Any, number: int) -> Record | Failure | None:
    """Return what one WARC record is to us, ``None`` for nothing."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http:", "https:")) or _NO_PAGE_PATH.search(url.partition("?")[0]):
        return None
    content_type = _content_type(record)
    if content_type is None:
        return None
    limit = item.options.max_record_bytes
    content = record.content_stream().read(limit + 1)
    if len(content) > limit:
        message = f"record {number} ({url}): larger than {limit:,} bytes"
        large = failure(item.name, "record_too_large", message, record=number)
        return replace(large, url=url, fetched_at=_fetched_at(record))
    media = _media(content_type, content)
    if media is None or _NO_PAGE_START.match(content[:_HEAD]):
        return None
    charset = _CHARSET.search(content_type)
    return Record(
        item.name,
        number,
        content,
        media,
        url=without_surrogates(url),
        charset=item.options.encoding or (charset.group(1) if charset else None),
        fetched_at=_fetched_at(record),
        flags=("truncated_page",) if record.rec_headers.get_header("WARC-Truncated") else (),
    )


def _content_type(record: Any) -> str | None:
    """The declared type of a page (empty when undeclared), ``None`` for what is no page."""
    if record.rec_type == "conversion":
        return record.rec_headers.get_header("Content-Type") or ""
    if record.rec_type != "response":
        return None
    from warcio.statusandheaders import StatusAndHeadersParser  # noqa: PLC0415

    try:
        record.http_headers = StatusAndHeadersParser(["HTTP/"], verify=False).parse(record.raw_stream)
    except EOFError:  # an empty response
        return None
    if record.http_headers.get_statuscode() != "200":
        return None
    return record.http_headers.get_header("Content-Type") or ""


def _media(content_type: str, content: bytes) -> Media | None:
    """Go by the declared type; without one by the look of the content."""
    declared = content_type.partition(";")[0].strip().lower()
    if declared or is_binary(content[:_HEAD]):
        return _MEDIA.get(declared)
    head = content[:_HEAD].decode("utf-8", "replace")
    return Media.HTML if looks_like_html(head) else Media.TEXT


def _fetched_at(record: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
