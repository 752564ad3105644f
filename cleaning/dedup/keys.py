"""What is remembered of a document to find its copies: a few hundred bytes, computed in worker processes."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.dedup.minhash import BANDS, band_hashes
from cleaning.dedup.shingles import shingle_set
from cleaning.document import Document
from cleaning.text import comparison_key

MIN_SYLLABLES: Final = 40
"""Syllables from which a text alone says what it reports. Shorter ones ("the video follows") are stubs that
many reports share: they are copies only when title, captions and text are all the same."""

MAX_CREDIT_SYLLABLES: Final = 5
"""Syllables of a last line that may be a credit: a name or an agency with a word or two before it."""

SUSPECT_FLAGS: Final = frozenset({"hacked_page", "mojibake", "legacy_encoding"})
"""Flags of texts that are worse than the same text without them: tampered with, or repaired by guess."""

UNKNOWN: Final = 2**63 - 1
"""Time of what has none: after everything."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class CopyKey:
    """What decides whether a document is a copy, and of which; small, cheap to pickle.

    ``fingerprint`` is 16 bytes, equal for equal texts; ``bands`` the band hashes as little-endian
    uint32, empty for texts too short to have near copies; ``address`` 8 bytes, empty without address.
    ``published`` and ``fetched`` are microseconds since 1970, ``UNKNOWN`` without; a day without a time
    counts as its last moment, so that the publisher's 8:30 comes before an aggregator's bare day.
    ``length`` counts syllables.
    ``settled`` documents are in the corpus already and always stay.
    """

    fingerprint: bytes
    bands: bytes
    address: bytes
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
    tokens = comparison_key(document.text).split()
    long = len(tokens) >= MIN_SYLLABLES
    return CopyKey(
        fingerprint=_fingerprint(document, tokens if long else None),
        bands=band_hashes(shingle_set(tokens)).astype("<u4").tobytes() if long else b"",
        address=_digest(document.url, 8) if document.url else b"",
        published=_published(document),
        fetched=_microseconds(document.fetched_at),
        length=len(tokens),
        suspect=not SUSPECT_FLAGS.isdisjoint(document.flags),
        settled=settled,
        id=document.id,
        source_path=document.source_path,
        source_record=document.source_record,
    )


def _fingerprint(document: Document, tokens: list[str] | None) -> bytes:
    """Digest the words of the text without a closing credit; of a short text, title and captions too."""
    if tokens is None:
        whole = (document.title, document.text, *document.captions)
        return _digest("\n".join(map(comparison_key, whole)), 16)
    return _digest(" ".join(tokens[: len(tokens) - _credit_syllables(document.text)]), 16)


def _credit_syllables(text: str) -> int:
    """Return how many syllables of the end of ``text`` are a credit that re-publishers add or drop.

    A credit is a short last line that is no sentence and holds no digit (results and prices end in
    short lines too). No word of any language is needed for that.
    """
    last = text.rstrip().rpartition("\n")[2].strip()
    bare = last.removesuffix("./.").rstrip()
    words = comparison_key(bare).split()
    sentence = bare.endswith((".", "!", "?", "…", ":", '"', "”", "»"))
    if sentence or len(words) > MAX_CREDIT_SYLLABLES or any(c.isdigit() for c in bare):
        return 0
    return len(words)


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _published(document: Document) -> int:
    at = _microseconds(document.metadata.published_at)
    whole_day = at != UNKNOWN and document.metadata.published_precision == "day"
    return at + _DAY - 1 if whole_day else at


def _microseconds(at: datetime | None) -> int:
    return UNKNOWN if at is None else (at - _EPOCH) // _MICROSECOND


ROW: Final = np.dtype(
    [
        ("fingerprint", "<u8", 2),
        ("bands", "<u4", BANDS),
        ("address", "<u8"),
        ("published", "<i8"),
        ("fetched", "<i8"),
        ("id", ">u8"),
        ("record", "<i8"),
        ("path", "<u4"),
        ("length", "<u4"),
        ("suspect", "?"),
        ("settled", "?"),
        ("banded", "?"),
        ("addressed", "?"),
    ]
)
"""One key in a table: 168 bytes. ``id`` is its first 8 bytes in reading order: enough for breaking ties."""

_PACK: Final = struct.Struct(f"<16s{4 * BANDS}s8sqq8sqII????")


class KeyTable:
    """Many keys in little memory: 168 bytes each, and every distinct source path once."""

    def __init__(self, keys: Iterable[CopyKey] = ()) -> None:
        self._rows = bytearray()
        self._paths: dict[str, int] = {}
        for key in keys:
            self.append(key)

    def __len__(self) -> int:
        return len(self._rows) // ROW.itemsize

    def append(self, key: CopyKey) -> None:
        """Add ``key``; its position is the number of keys before it."""
        self._rows += self._packed(key)

    def replace(self, position: int, key: CopyKey) -> None:
        """Put ``key`` in the place of the one at ``position``."""
        start = position * ROW.itemsize
        self._rows[start : start + ROW.itemsize] = self._packed(key)

    def drop(self, positions: Collection[int]) -> None:
        """Take out the keys at ``positions``; those behind them move up."""
        stays = np.ones(len(self), dtype=bool)
        stays[list(positions)] = False
        self._rows = bytearray(self.rows()[stays].tobytes())

    def _packed(self, key: CopyKey) -> bytes:
        return _PACK.pack(
            key.fingerprint,
            key.bands,
            key.address,
            key.published,
            key.fetched,
            key.id.encode("utf-8", "surrogatepass"),
            key.source_record,
            self._paths.setdefault(key.source_path, len(self._paths)),
            min(key.length, 2**32 - 1),
            key.suspect,
            key.settled,
            bool(key.bands),
            bool(key.address),
        )

    def rows(self) -> npt.NDArray[Any]:
        """Return the table as an array of ``ROW``: a view, so nothing can be added while it is held."""
        return np.frombuffer(self._rows, dtype=ROW)

    def ranked(self) -> Ranked:
        """Return the keys in the order in which they stay.

        Settled first, then unsuspicious, earliest published, longest; then by id, path and record.
        """
        rows = self.rows()
        order = {path: place for place, path in enumerate(sorted(self._paths))}
        places = np.array([order[path] for path in self._paths], dtype=np.uint32)
        path = places[rows["path"]] if len(rows) else rows["path"]
        longest = -rows["length"].astype(np.int64)
        last_first = (rows["record"], path, rows["id"], longest, rows["published"], rows["suspect"])
        return Ranked(rows, np.lexsort((*last_first, ~rows["settled"])))


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Keys numbered by rank: 0 stays before all others. Columns are gathered one at a time.

    ``order`` holds the position of each rank in ``rows``.
    """

    rows: npt.NDArray[Any]
    order: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.order)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return column ``name`` of ``ROW``, by rank."""
        found: npt.NDArray[Any] = self.rows[name][self.order]
        return found

    def bands(self, ranks: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.uint32]]:
        """Yield each band's hashes of the documents of ``ranks``."""
        positions = self.order[ranks]
        return (self.rows["bands"][positions, band] for band in range(BANDS))
