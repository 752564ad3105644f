"""Fingerprints: which record is already known, and which id a row gets.

A fingerprint is 16 bytes of BLAKE2b; by chance two of a billion rows share one with probability 1e-21.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaning.draft import PARAGRAPH_BREAK

DIGEST_BYTES = 16


def digest(*parts: str | int | None) -> bytes:
    """Return the fingerprint of ``parts``; each is preceded by its length, so borders count."""
    encoded = [b"\xff" if part is None else str(part).encode() for part in parts]
    sized = b"".join([b"%d:%b" % (len(one), one) for one in encoded])
    return blake2b(sized, digest_size=DIGEST_BYTES).digest()


def digest_after(first: str) -> Callable[[str], bytes]:
    """Return the function that gives ``digest(first, text)``, in a third of the time."""
    encoded = first.encode()
    begun = b"%d:%b" % (len(encoded), encoded)

    def rest(text: str) -> bytes:
        own = text.encode()
        return blake2b(b"%b%d:%b" % (begun, len(own), own), digest_size=DIGEST_BYTES).digest()

    return rest


def derived_id(*parts: str | int | None) -> str:
    """Return the fingerprint of ``parts`` as an id: 32 hexadecimal digits."""
    return digest(*parts).hex()


def known_key(
    row: Mapping[str, Any], loose: Container[bytes] = frozenset(), *, removed: Sequence[str] = ()
) -> bytes:
    """Return the fingerprint by which a later run recognises the record of ``row``.

    With an address it is address and text, so that the same page in another archive is known; without
    one it is the name of the file without its folders, the record's place in it and the text. The folders
    don't count because one file has many paths (``x/a.txt``, ``/home/me/x/a.txt``, ``a.txt`` from inside):
    each spelling would add all its records once more. The price: a record that another file of the same
    name holds at the same place is known to a later run, not listed as a copy; within one run each is
    listed. A left-out record counts per reason, so that it is judged anew when a rule changes. ``row`` is
    a row of any table but ``removals``.

    ``removed`` are the paragraphs that were taken out of the text later, because the site repeats them. The
    record comes again with them, so they count as part of the text, and the reason does not, since what
    left the record out was not yet known to the pipeline. Where they stood isn't known any more: of
    paragraphs whose fingerprints are ``loose``, which must hold those of all ``removed``, only the number
    counts. All others count in their order.
    """
    place = (row["url"],) if row["url"] else (PurePath(row["source_path"]).name, row["source_record"])
    reason = None if removed else row.get("reason")
    fixed, unordered = [], [digest(one) for one in removed]
    for paragraph in filter(None, row["text"].split(PARAGRAPH_BREAK)):
        own = digest(paragraph)
        if own in loose:
            unordered.append(own)
        else:
            fixed.append(own)
    return digest(*place, reason, b"".join(fixed).hex(), _sum(unordered))


def _sum(digests: Iterable[bytes]) -> int:
    """Return a number that is the same for the same fingerprints in any order (AdHash, Bellare 1997)."""
    return sum(int.from_bytes(one, "little") for one in digests) % (1 << 8 * DIGEST_BYTES)


class DigestSet:
    """A set of fingerprints in 16 bytes each: a sorted array, asked by binary search.

    A Python set of the same needs about 100 bytes each.
    """

    def __init__(self, digests: Iterable[bytes] = ()) -> None:
        self._sorted = np.sort(np.frombuffer(b"".join(digests), dtype=f"S{DIGEST_BYTES}"))

    @classmethod
    def packed(cls, digests: bytes | bytearray) -> DigestSet:
        """Return the set of the fingerprints that follow each other in ``digests``."""
        return cls((bytes(digests),))

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, one: object) -> bool:
        if not isinstance(one, bytes):
            return False
        place = int(np.searchsorted(self._sorted, one))
        return place < len(self._sorted) and bool(self._sorted[place] == one.rstrip(b"\0"))

    def among(self, digests: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Return which of an array of ``digests`` are in the set."""
        if not len(self):
            return np.zeros(len(digests), dtype=bool)
        place = np.minimum(np.searchsorted(self._sorted, digests), len(self) - 1)
        found: npt.NDArray[np.bool_] = self._sorted[place] == digests
        return found

    def repeated(self) -> DigestSet:
        """Return the fingerprints that were given more than once, each once."""
        again = np.unique(self._sorted[1:][self._sorted[1:] == self._sorted[:-1]])
        return DigestSet.packed(again.tobytes())
