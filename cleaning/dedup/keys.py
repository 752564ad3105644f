"""What is remembered of a document to find its copies: a few hundred bytes, computed in worker processes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import compress, islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup import compiled
from cleaning.dedup.minhash import band_hashes
from cleaning.dedup.origin import origin
from cleaning.dedup.shingles import MAX_SHINGLES, SHINGLE, Hashes, Runs, runs, samples, shingle_set
from cleaning.dedup.tokens import are_numbers, hashes_of
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

_STORED: Final = np.dtype("<u4")
_DIGESTED: Final = np.dtype("<u8")
"""Hashes in bytes: the same on every machine."""

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
    (key,) = copy_keys([document], settled=settled)
    return key


def copy_keys(documents: Iterable[Document], *, settled: bool = False) -> Iterator[CopyKey]:
    """Yield ``copy_key`` of each of ``documents``, many read at once: twice as fast, compiled again so."""
    given = iter(documents)
    while some := list(islice(given, _READ)):
        words = list(hashes_of([document.text for document in some]))
        titles = hashes_of([document.title for document in some])
        read = map(_Words, words, titles, _credits(some), _signatures(words))
        yield from (_key(document, own, settled=settled) for document, own in zip(some, read, strict=True))


def _credits(documents: Sequence[Document]) -> Iterator[int]:
    """Yield how many words the credit of each document has, 0 without one, as most are."""
    lines = [_credit_line(document.text) for document in documents]
    sizes = map(len, hashes_of(list(filter(None, lines))))
    return (next(sizes) if line else 0 for line in lines)


class _Signature(NamedTuple):
    """``bands`` and ``sample`` of a key."""

    bands: bytes
    sample: bytes

    @classmethod
    def of(cls, bands: npt.NDArray[np.uint32], sample: npt.NDArray[np.uint32]) -> _Signature:
        """Return these hashes as bytes."""
        return cls(bands.astype(_STORED, copy=False).tobytes(), sample.astype(_STORED, copy=False).tobytes())


class _Words(NamedTuple):
    """The words of a document's text and title, how many a credit has, and what was made of the text's."""

    text: Hashes
    title: Hashes
    credit: int
    signature: _Signature


def _signatures(texts: Sequence[Hashes]) -> Iterator[_Signature]:
    """Yield the signature of each text, given its words: an empty one when it is a stub."""
    usual = [MIN_SYLLABLES <= len(words) <= MAX_SHINGLES for words in texts]
    found = _usual_signatures(list(compress(texts, usual)))
    for words, is_usual in zip(texts, usual, strict=True):
        yield next(found) if is_usual else _unusual_signature(words)


def _usual_signatures(texts: Sequence[Hashes]) -> Iterator[_Signature]:
    """Yield the signatures of texts that are no stubs and of which every shingle is kept."""
    if not texts:
        return
    if compiled.pays(0):
        from cleaning.dedup.compiled.reading import signatures  # noqa: PLC0415 - numba is optional

        yield from (_Signature(*found) for found in signatures(texts))
        return
    bands = band_hashes(runs(texts, SHINGLE), len(texts))
    yield from map(_Signature.of, bands, samples(texts))


def _unusual_signature(words: Hashes) -> _Signature:
    """Return the signature of a stub, or of a text of which only some shingles are kept."""
    if len(words) < MIN_SYLLABLES:
        return _Signature(b"", b"")
    shingles = shingle_set(words)
    bands = band_hashes(Runs(shingles, np.zeros(len(shingles), dtype=np.intp)), 1)
    return _Signature.of(bands[0], *samples([words]))


def _key(document: Document, words: _Words, *, settled: bool) -> CopyKey:
    return CopyKey(
        fingerprint=_fingerprint(document, words),
        bands=words.signature.bands,
        sample=words.signature.sample,
        address=_digest(document.url, 8) if document.url else b"",
        site=_digest(document.site, 8) if document.site else b"",
        title=_of_words(words.title, 8),
        edition=_edition(document.title, words.title),
        origin=origin(document.site, document.metadata.agency),
        published=_published(document),
        fetched=_microseconds(document.fetched_at),
        length=len(words.text),
        suspect=not SUSPECT_FLAGS.isdisjoint(document.flags),
        settled=settled,
        id=document.id,
        source_path=document.source_path,
        source_record=document.source_record,
    )


def _fingerprint(document: Document, words: _Words) -> bytes:
    """Digest the words of the text without a closing credit; of a short text, title and captions too."""
    if len(words.text) < MIN_SYLLABLES:
        whole = (document.title, document.text, *document.captions)
        return _digest("\n".join(map(comparison_key, whole)), 16)
    credit = words.credit if words.credit <= MAX_CREDIT_SYLLABLES else 0
    return _of_words(words.text[: len(words.text) - credit], 16)


def _edition(title: str, words: Hashes) -> bytes:
    """Digest the words of a title with a date, its numbers all alike, and behind that its dates.

    The first part is the same for every day's bulletin, the second for the reports of one day.
    """
    found = _DATE.findall(title)
    if not found:
        return b""
    dates = sorted({(int(day), int(month)) for day, month in found})
    alike = _of_words(np.where(are_numbers(words), np.uint64(0), words), EDITION_BYTES)
    return alike + _digest(repr(dates), 8 - EDITION_BYTES)


def _credit_line(text: str) -> str:
    """Return the last line of ``text`` if it may be a credit that re-publishers add or drop, or nothing.

    A credit is a short last line that is no sentence and holds no digit (results and prices end in
    short lines too). No word of any language is needed for that.
    """
    whole = text.rstrip()
    bare = whole[whole.rfind("\n") + 1 :].strip().removesuffix("./.").rstrip()
    sentence = bare.endswith((".", "!", "?", "…", ":", '"', "”", "»"))
    if sentence or bare.count(" ") >= MAX_CREDIT_TOKENS or any(map(str.isdigit, bare)):
        return ""
    return bare


def _of_words(words: Hashes, size: int) -> bytes:
    return blake2b(words.astype(_DIGESTED, copy=False).tobytes(), digest_size=size).digest()


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _published(document: Document) -> int:
    at = _microseconds(document.metadata.published_at)
    whole_day = at != UNKNOWN and document.metadata.published_precision == "day"
    return at + _DAY - 1 if whole_day else at


def _microseconds(at: datetime | None) -> int:
    return UNKNOWN if at is None else (at - _EPOCH) // _MICROSECOND
