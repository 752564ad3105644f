"""Reads one file: takes compression off, finds out what it is, hands it to the reader of its kind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from cleaning.document import Media, Record
from cleaning.inputs import sniff
from cleaning.inputs.archives import read_tar, read_zip
from cleaning.inputs.compression import decompressed
from cleaning.inputs.csvs import read_csv, read_tsv
from cleaning.inputs.item import Item
from cleaning.inputs.json_lines import Read, RowLines, read_json_lines
from cleaning.inputs.jsons import read_json
from cleaning.inputs.options import Format, InputOptions
from cleaning.inputs.parquet import read_parquet
from cleaning.inputs.paths import STDIN, Found
from cleaning.inputs.problems import ReadError, failure
from cleaning.inputs.streams import Budget, Peekable, read_all
from cleaning.inputs.taken import Taken
from cleaning.inputs.warcs import read_warc

Outcomes = Iterator[Read]

_MAX_LAYERS = 2
"""Compressions on top of one another; two happen by mistake (``.gz`` served with gzip)."""


def read_file(
    found: Found, options: InputOptions, at: Callable[[int], None], *, taken: Taken | None = None
) -> Outcomes:
    """Yield what one file holds; trouble with the file itself is its last outcome, a Failure.

    ``at`` is told before each how far the file has been read, ``taken`` what was taken from each row.
    """
    budget = Budget(options.max_unpacked_bytes, options.max_ratio)
    if found.path == STDIN:
        yield from read_item(Item(STDIN, Peekable(sys.stdin.buffer), options, budget, taken=taken))
        return
    try:
        file = Path(found.path).open("rb", buffering=0)  # noqa: SIM115  # an error while reading is not an error of opening
    except OSError as error:
        yield failure(found.shown, "unreadable_file", f"cannot be opened ({error.strerror})")
        return
    with file:
        item = Item(found.shown, Peekable(file), options, budget, file=file, taken=taken, named=found.named)
        for outcome in read_item(item):
            at(file.tell())
            yield outcome


def read_item(item: Item) -> Outcomes:
    """Yield what a file, standard input or a member of an archive holds."""
    following = 0
    try:
        for outcome in _unpacked(item):
            yield outcome
            following = max(following, outcome.source_record + _records(outcome))
    except ReadError as error:
        record = following if error.record is None else error.record
        where = f"after {following} record{'s' if following > 1 else ''}: " if following else ""
        yield failure(item.name, error.reason, f"{where}{error}", record=record)
    except OSError as error:
        yield failure(item.name, "unreadable_file", f"cannot be read ({error.strerror})", record=following)
    except Exception as error:  # noqa: BLE001  # a file that a library chokes on must not stop the others
        said = f"cannot be read ({type(error).__name__}: {error})"
        yield failure(item.name, "unreadable_file", said, record=following)


def _records(outcome: Read) -> int:
    return outcome.records if isinstance(outcome, RowLines) else 1


def _unpacked(item: Item) -> Outcomes:
    """Take compression off, then open an archive or read the content."""
    for _ in range(_MAX_LAYERS):
        stream = decompressed(item.stream, item.stream.peek(sniff.HEAD), item.budget)
        if stream is None:
            break
        item = item.unpacked(stream)
    head = item.stream.peek(sniff.HEAD)
    if not head:
        item.stream.read(1)  # raises what stands in the way of the first byte
        raise ReadError("empty_file", "is empty")
    sniff.refuse_other_formats(head)
    if sniff.is_zip(head) or sniff.is_tar(head):
        if item.inside:
            raise ReadError("nested_archive", "an archive inside an archive is not opened")
        return read_zip(item, read_item) if sniff.is_zip(head) else read_tar(item, read_item)
    kind = item.options.format or sniff.kind_of(item.name, head, named=item.named)
    return _READERS[kind](item)


def _read_text(item: Item) -> Outcomes:
    yield _whole(item, Media.TEXT)


def _read_html(item: Item) -> Outcomes:
    yield _whole(item, Media.HTML)


def _whole(item: Item, media: Media) -> Record:
    """The content as one record."""
    content = read_all(item.stream, max_bytes=item.options.max_record_bytes)
    return Record(item.name, 0, content, media, charset=item.options.encoding)


_READERS: dict[Format, Callable[[Item], Outcomes]] = {
    Format.TEXT: _read_text,
    Format.HTML: _read_html,
    Format.JSONL: read_json_lines,
    Format.JSON: read_json,
    Format.CSV: read_csv,
    Format.TSV: read_tsv,
    Format.PARQUET: read_parquet,
    Format.WARC: read_warc,
}
