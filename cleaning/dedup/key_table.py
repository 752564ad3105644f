"""The keys of many documents in little memory, and the order in which documents stay."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaning.dedup.frequency import Keys
from cleaning.dedup.keys import CopyKey
from cleaning.dedup.minhash import BANDS
from cleaning.dedup.origin import Origin

ROW: Final = np.dtype(
    [
        ("fingerprint", "<u8", 2),
        ("bands", "<u4", BANDS),
        ("address", "<u8"),
        ("site", "<u8"),
        ("title", "<u8"),
        ("edition", "<u8"),
        ("published", "<i8"),
        ("fetched", "<i8"),
        ("id", ">u8"),
        ("record", "<i8"),
        ("path", "<u4"),
        ("length", "<u4"),
        ("origin", "u1"),
        ("suspect", "?"),
        ("settled", "?"),
        ("banded", "?"),
        ("addressed", "?"),
    ]
)
"""One key in a table: 193 bytes. ``id`` is its first 8 bytes in reading order: enough for breaking ties."""

SAMPLE_BYTES: Final = 4
"""Bytes of a sampled passage in a key."""

_PACK: Final = struct.Struct(f"<16s{4 * BANDS}s8s8s8s8sqq8sqIIB????")


class KeyTable:
    """Many keys in little memory: 193 bytes each, some 140 for the sample, every source path once."""

    def __init__(self, keys: Iterable[CopyKey] = ()) -> None:
        self._rows = bytearray()
        self._samples: list[bytes] = []
        self._paths: dict[str, int] = {}
        for key in keys:
            self.append(key)

    def __len__(self) -> int:
        return len(self._rows) // ROW.itemsize

    def append(self, key: CopyKey) -> None:
        """Add ``key``; its position is the number of keys before it."""
        self._rows += self._packed(key)
        self._samples.append(key.sample)

    def replace(self, position: int, key: CopyKey) -> None:
        """Put ``key`` in the place of the one at ``position``."""
        start = position * ROW.itemsize
        self._rows[start : start + ROW.itemsize] = self._packed(key)
        self._samples[position] = key.sample

    def drop(self, positions: Collection[int]) -> None:
        """Take out the keys at ``positions``; those behind them move up."""
        stays = np.ones(len(self), dtype=bool)
        stays[list(positions)] = False
        self._rows = bytearray(self.rows()[stays].tobytes())
        self._samples = list(compress(self._samples, stays.tolist()))

    def extend(self, keys: KeyTable, chosen: npt.NDArray[np.bool_]) -> None:
        """Add the ``chosen`` ones of ``keys``."""
        rows = keys.rows()[chosen]
        if not len(rows):
            return
        paths = [self._paths.setdefault(path, len(self._paths)) for path in keys._paths]
        rows["path"] = np.array(paths, dtype=np.uint32)[rows["path"]]
        self._rows += rows.tobytes()
        self._samples += compress(keys._samples, chosen.tolist())

    def _packed(self, key: CopyKey) -> bytes:
        return _PACK.pack(
            key.fingerprint,
            key.bands,
            key.address,
            key.site,
            key.title,
            key.edition,
            key.published,
            key.fetched,
            key.id.encode("utf-8", "surrogatepass"),
            key.source_record,
            self._paths.setdefault(key.source_path, len(self._paths)),
            min(key.length, 2**32 - 1),
            key.origin,
            key.suspect,
            key.settled,
            bool(key.bands),
            bool(key.address),
        )

    def rows(self) -> npt.NDArray[Any]:
        """Return the table as an array of ``ROW``: a view, so nothing can be added while it is held."""
        return np.frombuffer(self._rows, dtype=ROW)

    def samples(self) -> Sequence[bytes]:
        """Return the sampled passages of each key."""
        return self._samples

    def extended(self, keys: KeyTable) -> KeyTable:
        """Return a table of these keys followed by ``keys``; ``keys`` itself when there are none of these."""
        if not len(self):
            return keys
        both = KeyTable()
        more = sorted(keys._paths.keys() - self._paths.keys())
        both._paths = self._paths | {path: at for at, path in enumerate(more, len(self._paths))}
        both._rows = self._rows + keys._rows
        both._samples = [*self._samples, *keys._samples]
        places = np.array([both._paths[path] for path in keys._paths], dtype=np.uint32)
        rows = both.rows()[len(self) :]
        rows["path"] = places[rows["path"]] if len(rows) else 0
        return both

    def ranked(self) -> Ranked:
        """Return the keys in the order in which they stay.

        Settled first, then unsuspicious, not an aggregator's, earliest published, nearest to the source,
        longest; then by id, path and record.
        """
        rows = self.rows()
        order = {path: place for place, path in enumerate(sorted(self._paths))}
        places = np.array([order[path] for path in self._paths], dtype=np.uint32)
        path = places[rows["path"]] if len(rows) else rows["path"]
        longest = -rows["length"].astype(np.int64)
        aggregated = rows["origin"] == Origin.AGGREGATOR
        last_first = (
            rows["record"],
            path,
            rows["id"],
            longest,
            rows["origin"],
            rows["published"],
            aggregated,
        )
        return Ranked(rows, np.lexsort((*last_first, rows["suspect"], ~rows["settled"])), self._samples)


class Sampled(NamedTuple):
    """Sampled passages, those of a document together: how many each of ``ranks`` has, one at least."""

    ranks: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    passages: Keys


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Keys numbered by rank: 0 stays before all others. Columns are gathered one at a time.

    ``order`` holds the position of each rank in ``rows``.
    """

    rows: npt.NDArray[Any]
    order: npt.NDArray[np.int64]
    samples: Sequence[bytes]

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

    def sampled(self, ranks: npt.NDArray[np.int64]) -> Sampled:
        """Return the sampled passages of the documents of ``ranks``."""
        held = [self.samples[position] for position in self.order[ranks].tolist()]
        sizes = np.fromiter(map(len, held), dtype=np.int64, count=len(held)) // SAMPLE_BYTES
        passages = np.frombuffer(b"".join(held), dtype="<u4")
        return Sampled(ranks[sizes > 0], sizes[sizes > 0], passages)
