"""What is remembered of a document to find its copies: a few hundred bytes, computed in worker processes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Final

import numpy as np

from cleaning.dedup.minhash import band_hashes
from cleaning.dedup.origin import origin
from cleaning.dedup.shingles import Hashes, sample, shingle_set
from cleaning.dedup.tokens import are_numbers, hashes_of, text_hashes
from cleaning.document import Document
from cleaning.text import comparison_key

MIN_SYLLABLES: Final = 40
"""Syllables from which a text alone says what it reports. Shorter ones ("the video follows") are stubs that
many reports share: they are copies only when title, captions and text are all the same."""

MAX_CREDIT_SYLLABLES: Final = 5
"""Syllables of a last line that may be a credit: a name or an agency with a word or two before it."""

MAX_CREDIT_TOKENS: Final = 2 * MAX_CREDIT_SYLLABLES
"""Pieces between spaces from which a line is too long for a credit without counting: dashes stand alone."""

SUSPECT_FLAGS: Final = frozenset({"hacked_page", "mojibake", "legacy_encoding"})
"""Flags of texts that are worse than the same text without them: tampered with, or repaired by guess."""

UNKNOWN: Final = 2**63 - 1
"""Time of what has none: after everything."""

_DATE: Final = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[/.-](0?[1-9]|1[0-2])(?!\d)")
"""A day and its month, as titles of daily bulletins name them."""

EDITION_BYTES: Final = 5
"""Bytes of a key's ``edition`` that tell its title, the dates apart; the rest tell the dates."""

_READ: Final = 64
"""Documents in memory at a time."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class CopyKey:
    """What decides whether a document is a copy, and of which; small, cheap to pickle.

    ``fingerprint`` is 16 bytes, equal for equal texts; ``bands`` the band hashes as little-endian uint32,
    empty for texts too short to have near copies; ``sample`` the sampled passages in the same form;
    ``address`` and ``site`` 8 bytes, empty without; ``title`` 8 bytes, and so ``edition``, equal for titles
    that differ in their numbers only, empty for those without a date. ``origin`` is less the nearer to the
    source. ``published`` and ``fetched`` are microseconds since 1970, ``UNKNOWN`` without; a day without a
    time counts as its last moment, so that the publisher's 8:30 comes before an aggregator's bare day.
    ``length`` counts syllables. ``settled`` documents are in the corpus already and always stay.
    """

    fingerprint: bytes
    bands: bytes
    sample: bytes
    address: bytes
    site: bytes
    title: bytes
    edition: bytes
    origin: int
    published: int
    fetched: int
    length: int
    suspect: bool
    settled: bool
    id: str
    source_path: str
    source_record: int


def copy_key(document: Document, settled: bool = False) -> CopyKey:  # noqa: FBT001, FBT002 - contract
    """Return the key of ``document``; ``settled`` when it is in the corpus already."""
    return _key(document, text_hashes(document.text), settled=settled)


def copy_keys(documents: Iterable[Document], *, settled: bool = False) -> Iterator[CopyKey]:
    """Yield ``copy_key`` of each of ``documents``, some read at once: a fifth faster."""
    given = iter(documents)
    while some := list(islice(given, _READ)):
        words = hashes_of([document.text for document in some])
        yield from (_key(one, own, settled=settled) for one, own in zip(some, words, strict=True))


def _key(document: Document, words: Hashes, *, settled: bool) -> CopyKey:
    title = text_hashes(document.title)
    long = len(words) >= MIN_SYLLABLES
    return CopyKey(
        fingerprint=_fingerprint(document, words if long else None),
        bands=band_hashes(shingle_set(words)).astype("<u4").tobytes() if long else b"",
        sample=sample(words).astype("<u4").tobytes() if long else b"",
        address=_digest(document.url, 8) if document.url else b"",
        site=_digest(document.site, 8) if document.site else b"",
        title=_of_words(title, 8),
        edition=_edition(document.title, title),
        origin=origin(document.site, document.metadata.agency),
        published=_published(document),
        fetched=_microseconds(document.fetched_at),
        length=len(words),
        suspect=not SUSPECT_FLAGS.isdisjoint(document.flags),
        settled=settled,
        id=document.id,
        source_path=document.source_path,
        source_record=document.source_record,
    )


def _fingerprint(document: Document, words: Hashes | None) -> bytes:
    """Digest the words of the text without a closing credit; of a short text, title and captions too."""
    if words is None:
        whole = (document.title, document.text, *document.captions)
        return _digest("\n".join(map(comparison_key, whole)), 16)
    own = words[: len(words) - _credit_syllables(document.text)]
    return _of_words(own, 16)


def _edition(title: str, words: Hashes) -> bytes:
    """Digest the words of a title with a date, its numbers all alike, and behind that its dates.

    The first part is the same for every day's bulletin, the second for the reports of one day.
    """
    dates = sorted({(int(date[1]), int(date[2])) for date in _DATE.finditer(title)})
    if not dates:
        return b""
    alike = _of_words(np.where(are_numbers(words), np.uint64(0), words), EDITION_BYTES)
    return alike + _digest(repr(dates), 8 - EDITION_BYTES)


def _credit_syllables(text: str) -> int:
    """Return how many syllables of the end of ``text`` are a credit that re-publishers add or drop.

    A credit is a short last line that is no sentence and holds no digit (results and prices end in
    short lines too). No word of any language is needed for that.
    """
    last = text.rstrip().rpartition("\n")[2].strip()
    bare = last.removesuffix("./.").rstrip()
    sentence = bare.endswith((".", "!", "?", "…", ":", '"', "”", "»"))
    if sentence or bare.count(" ") >= MAX_CREDIT_TOKENS or any(c.isdigit() for c in bare):
        return 0
    count = len(text_hashes(bare))
    return count if count <= MAX_CREDIT_SYLLABLES else 0


def _of_words(words: Hashes, size: int) -> bytes:
    return blake2b(words.astype("<u8").tobytes(), digest_size=size).digest()


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _published(document: Document) -> int:
    at = _microseconds(document.metadata.published_at)
    whole_day = at != UNKNOWN and document.metadata.published_precision == "day"
    return at + _DAY - 1 if whole_day else at


def _microseconds(at: datetime | None) -> int:
    return UNKNOWN if at is None else (at - _EPOCH) // _MICROSECOND
