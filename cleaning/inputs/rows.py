"""Rows of dumps as records: which column is what, and what a row declares about itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from cleaning.document import NOTHING_KNOWN, Failure, Media, Metadata, Record
from cleaning.inputs import options as names
from cleaning.inputs.options import InputOptions
from cleaning.inputs.problems import failure
from cleaning.inputs.sniff import looks_like_html
from cleaning.inputs.taken import Columns, Taken, keep_names
from cleaning.syllables import without_marks

_EARLIEST, _LATEST = 631_152_000, 4_102_444_800
"""1990 and 2100 in seconds since 1970: a number between them, or a thousand times it, is a moment."""

_WRITTEN_NUMBER = re.compile(r"[1-9][0-9]{8,12}(?:\.[0-9]*)?")
"""Text that may be such a number, as a CSV has it: no day (``20240305``) has as many digits."""

_MAX_REMEMBERED_LAYOUTS = 1_000
"""Different sets of keys in one file whose columns are remembered; more is not a table."""


def choose_columns(columns: Iterable[str], options: InputOptions) -> Columns:
    """Find the columns by the names given, else by the usual ones; case does not matter.

    The usual names are found with their Vietnamese marks, too: ``Nội dung`` is ``noi_dung``.
    """
    columns = list(columns)
    known = {_folded(name): name for name in reversed(columns)}
    plain = {without_marks(folded): name for folded, name in known.items()}

    def find(given: str | None, usual: Iterable[str]) -> str | None:
        if given is not None:
            return known.get(_folded(given))
        return next((plain[name] for name in usual if name in plain), None)

    text = None if options.html_field else find(options.text_field, names.TEXT_NAMES)
    html = None if text or options.text_field else find(options.html_field, names.HTML_NAMES)
    return Columns(
        text or html,
        html is not None,
        find(options.title_field, names.TITLE_NAMES),
        find(options.url_field, names.URL_NAMES),
        find(options.date_field, names.DATE_NAMES),
        find(options.author_field, names.AUTHOR_NAMES),
        *(find(None, usual) for usual in (names.AGENCY_NAMES, names.SECTION_NAMES, names.TAGS_NAMES)),
    )


def missing_text(columns: Iterable[str], options: InputOptions) -> str:
    """The message for a row or table without text: what was looked for, what there is."""
    given = options.text_field or options.html_field
    wanted = f"no column {given!r}" if given else "no column that holds the text (name it: --text-field)"
    return f"{wanted}; there are: {', '.join(map(str, columns)) or 'none'}"


@dataclass
class Rows:
    """Turns the rows of one file into records and failures, and counts them.

    ``has_text`` tells whether any row had a column of text, ``lacking`` counts those that had none.
    """

    source_path: str
    options: InputOptions
    taken: Taken | None = None
    count: int = 0
    has_text: bool = False
    lacking: int = 0
    _names: dict[str, None] = field(default_factory=dict)
    _layouts: dict[tuple[str, ...], Columns] = field(default_factory=dict)

    def record(self, row: Mapping[str, object], where: str, flags: tuple[str, ...] = ()) -> Record | Failure:
        """Return the record of ``row``, or the failure that says why it is none.

        A text may be a list of paragraphs.
        """
        columns = self._columns(tuple(row))
        if columns.text is None:
            self.lacking += 1
            return self.failed("missing_field", where, missing_text(row, self.options))
        self.has_text = True
        content = row.get(columns.text)
        if content is None:
            return self.failed("missing_field", where, f"{columns.text!r} is null")
        if isinstance(content, list) and all(isinstance(paragraph, str) for paragraph in content):
            content = "\n".join(content)
        if not isinstance(content, str | bytes):
            kind = type(content).__name__
            return self.failed("bad_field", where, f"{columns.text!r} is {kind}, not text")
        if len(content) > self.options.max_record_bytes:
            return self.too_large(where)
        declared = _declared(row, columns, self.options.zone)
        if self.taken is not None:
            dated = columns.date is not None and row.get(columns.date) not in (None, "")
            self.taken.note(columns, unread_date=dated and declared.published_at is None)
        return Record(
            self.source_path,
            self._next(),
            content,
            self._media(content, columns),
            url=_text(row.get(columns.url)) if columns.url else None,
            declared=declared,
            flags=flags,
        )

    def failed(self, reason: str, where: str, message: str, text: str = "") -> Failure:
        """Return the failure of the next row; ``where`` is its place for a person (``line 12``)."""
        record = self._next()
        message = f"record {record} ({where}): {message}" if where else f"record {record}: {message}"
        return failure(self.source_path, reason, message, record=record, text=text)

    def too_large(self, where: str) -> Failure:
        """Return the failure of a row that is larger than allowed."""
        limit = self.options.max_record_bytes
        return self.failed("record_too_large", where, f"larger than {limit:,} bytes")

    def without_column(self, first: Failure) -> Failure:
        """Return the one failure of a file whose rows, ``first`` and all others, have no column of text."""
        message = f"none of its {self.lacking:,} rows has text: {missing_text(self._names, self.options)}"
        return failure(self.source_path, "missing_column", message, record=first.source_record)

    def lacking_column(self, record: int) -> Failure:
        """Return the failure of a row of which only its number was kept; it names the columns of all such."""
        message = f"record {record}: {missing_text(self._names, self.options)}"
        return failure(self.source_path, "missing_field", message, record=record)

    def none_found(self) -> Failure | None:
        """Return the failure of a file without rows."""
        if self.count:
            return None
        return failure(self.source_path, "no_records", "holds no records")

    def _next(self) -> int:
        self.count += 1
        return self.count - 1

    def _columns(self, layout: tuple[str, ...]) -> Columns:
        columns = self._layouts.get(layout)
        if columns is None:
            columns = choose_columns(layout, self.options)
            if columns.text is None:
                keep_names(self._names, layout)
            elif self.taken is not None:
                keep_names(self.taken.names, layout)
            if len(self._layouts) < _MAX_REMEMBERED_LAYOUTS:
                self._layouts[layout] = columns
        return columns

    def _media(self, content: str | bytes, columns: Columns) -> Media:
        if columns.is_html or self.options.text_is_html:
            return Media.HTML
        if self.options.text_is_html is False:
            return Media.TEXT
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        return Media.HTML if looks_like_html(text) else Media.TEXT


def moment(value: object, zone: tzinfo | None = None) -> Metadata:
    """Return as metadata the date of ``value``: text, date, datetime or Unix time, even as text."""
    if isinstance(value, str):
        return _of_text(value.strip(), zone)
    if isinstance(value, datetime):
        return _dated(value, zone)
    if isinstance(value, date):
        return _dated(datetime(value.year, value.month, value.day), zone)  # noqa: DTZ001  # zoned there
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return _counted_moment(value, zone)
    return NOTHING_KNOWN


def _folded(name: str) -> str:
    return str(name).strip().casefold().replace("-", "_").replace(" ", "_")


def _declared(row: Mapping[str, object], columns: Columns, zone: tzinfo | None) -> Metadata:
    dated = moment(row.get(columns.date), zone) if columns.date else NOTHING_KNOWN
    return Metadata(
        title=_text(row.get(columns.title)) if columns.title else None,
        author=_names(row.get(columns.author)) if columns.author else None,
        agency=_text(row.get(columns.agency)) if columns.agency else None,
        section=_text(row.get(columns.section)) if columns.section else None,
        tags=_several(row.get(columns.tags)) if columns.tags else (),
        published_at=dated.published_at,
        published_precision=dated.published_precision,
    )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _names(value: object) -> str | None:
    """One author or a list of them."""
    return ", ".join(_several(value)) or None


def _several(value: object) -> tuple[str, ...]:
    """The texts of a list, or the one text."""
    several = value if isinstance(value, list | tuple) else [value]
    return tuple(text for text in map(_text, several) if text)


def _of_text(text: str, zone: tzinfo | None) -> Metadata:
    counted = _counted_seconds(float(text)) if _WRITTEN_NUMBER.fullmatch(text) else NOTHING_KNOWN
    return counted if counted.published_at else _written_moment(text, zone)


def _written_moment(text: str, zone: tzinfo | None) -> Metadata:
    try:
        return _dated(datetime.fromisoformat(text), zone)
    except ValueError:
        pass
    from cleaning.dates import VIETNAM, parse_date  # only dumps with other forms pay  # noqa: PLC0415

    stamp = parse_date(text, zone=zone or VIETNAM)
    return Metadata(published_at=stamp.at, published_precision=stamp.precision) if stamp else NOTHING_KNOWN


def _counted_moment(value: float, zone: tzinfo | None) -> Metadata:
    counted = _counted_seconds(value)
    if counted.published_at or not isinstance(value, int):
        return counted
    return _written_moment(str(value), zone)


def _counted_seconds(value: float) -> Metadata:
    seconds = value / 1_000 if abs(value) > _LATEST else value
    if _EARLIEST <= seconds <= _LATEST:
        return Metadata(published_at=datetime.fromtimestamp(seconds, UTC), published_precision="minute")
    return NOTHING_KNOWN


def _dated(at: datetime, zone: tzinfo | None) -> Metadata:
    """Midnight sharp is what tools write when they know the day only."""
    from cleaning.dates import MAX_YEAR, MIN_YEAR, VIETNAM  # noqa: PLC0415

    if not MIN_YEAR <= at.year <= MAX_YEAR:
        return NOTHING_KNOWN
    precision = "minute" if (at.hour, at.minute, at.second) != (0, 0, 0) else "day"
    aware = at if at.tzinfo else at.replace(tzinfo=zone or VIETNAM)
    return Metadata(published_at=aware, published_precision=precision)
