"""The frozen values that travel through cleaning: Record, Line, Draft, Removal, Document, verdicts.

Standard library only, so that every other file may import this one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What one line (or a span inside it) is to the report."""

    __hash__ = str.__hash__  # an enumeration's own is a call of Python's for each look into a set of roles

    TITLE = "title"
    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    SECTION = "section"
    DATE = "date"
    BYLINE = "byline"
    SOURCE = "source"
    RELATED = "related"
    UI = "ui"
    SPAM = "spam"
    REPEAT = "repeat"


TEXT_ROLES = frozenset({Role.BODY, Role.HEADING})
"""The roles that make up the column ``text``; every other role moves a line out of it."""

REMOVED_ROLES = frozenset({Role.RELATED, Role.UI, Role.SPAM, Role.REPEAT})
"""The roles that are not the report at all, neither its content nor its metadata."""


class Place(StrEnum):
    """Where a line stood in its source: plain text has one place, a page has several."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    CAPTION = "caption"
    TABLE = "table"
    QUOTE = "quote"
    OUTSIDE = "outside"


class Media(StrEnum):
    """How the content of a record is to be read."""

    TEXT = "text"
    HTML = "html"


class VerdictKind(StrEnum):
    """The one final state of a record."""

    KEPT = "kept"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a report beside its text; ``None`` or empty means unknown, never guessed.

    ``published_at`` is aware; ``published_precision`` is ``minute`` or ``day``; ``modified_at`` is when the
    page says it was last changed.
    ``canonical_url`` is the address the page itself claims (``rel=canonical``), when it can be its own.
    """

    title: str | None = None
    author: str | None = None
    agency: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: str | None = None
    canonical_url: str | None = None
    modified_at: datetime | None = None


NOTHING_KNOWN = Metadata()
"""The metadata of a source that says nothing about itself."""


@dataclass(frozen=True, slots=True)
class Record:
    """One unit of input: a page, a text file, a row of a dump.

    ``content`` is bytes while its encoding is unknown (files, WARC payloads), text once decoded
    (rows). ``source_record`` is the place in the file: row or WARC record, counted from 0; for rows
    of a text format, the physical line counted from 1 would not survive compression, so rows count.
    ``declared`` holds what the row itself says (title, author, ...).
    """

    source_path: str
    source_record: int
    content: bytes | str
    media: Media
    url: str | None = None
    charset: str | None = None
    fetched_at: datetime | None = None
    declared: Metadata = NOTHING_KNOWN
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read as a record: verdict ``failed``, with the error for a person.

    ``reason`` is a stable id (``invalid_json``), ``evidence`` the one-line error, ``text`` what was
    readable, cut to a sensible length.
    """

    source_path: str
    source_record: int
    reason: str
    evidence: str
    url: str | None = None
    text: str = ""
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line (block) of the normalised input.

    ``number`` counts physical lines from 1 (blocks of a page: from 1 in document order), ``gap`` the
    empty lines before it, ``linked`` the share (0 to 1) of its characters that are link text. Lines of
    a page with the same ``box`` (from 1) lie in one part of it beside or between the paragraphs; 0
    is a line of its own. ``doubtful``: it stands among the report's lines and yet does not read as its text;
    a rule may know what it is.
    """

    number: int
    text: str
    place: Place = Place.TEXT
    gap: int = 0
    linked: float = 0.0
    box: int = 0
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """An editor's wish: give line ``index`` (or its characters ``start`` to ``end``) this role.

    One that ``revises`` may replace a role given before; the evidence then says what it was.
    """

    index: int
    role: Role
    rule: str
    evidence: str = ""
    start: int | None = None
    end: int | None = None
    revises: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A piece of the normalised input that is not in ``text``: what, where, why.

    ``line`` is the line's number; ``start`` and ``end`` are character offsets inside that line.
    """

    line: int
    role: Role
    rule: str
    evidence: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the normalised input that is in ``text``: the counterpart of a Removal.

    ``line`` is the line's number; ``start`` and ``end`` are character offsets inside that line. The pieces
    of one line make one paragraph.
    """

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the page of a record may hold no report: the stable id of what it is instead, and the evidence."""

    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Document:
    """What one record became: its text, its metadata and the removals that led there.

    ``words`` counts whitespace-separated tokens holding a letter or digit (syllables in Vietnamese).
    ``pieces`` say where the paragraphs of ``text`` stood, in its order, so that one can still be removed;
    they are not kept once the document is settled. ``doubt`` is for the judges, and is not kept either.
    """

    id: str
    url: str | None
    site: str | None
    source_path: str
    source_record: int
    title: str
    text: str
    captions: tuple[str, ...] = ()
    metadata: Metadata = NOTHING_KNOWN
    fetched_at: datetime | None = None
    language: str = ""
    language_score: float = 0.0
    words: int = 0
    relevance: float | None = None
    nearest_sample: str | None = None
    flags: tuple[str, ...] = ()
    removals: tuple[Removal, ...] = field(default=(), repr=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    doubt: Doubt | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that is left out, with the reason, the evidence and its text as far as it got."""

    document: Document
    reason: str
    evidence: str
    verdict: VerdictKind = VerdictKind.REJECTED


Outcome = Document | Rejection
"""What cleaning one record yields; copies are found later, among the documents."""
