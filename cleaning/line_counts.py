"""How many documents of a site hold a line: compact keys of paragraphs, and counts by key.

A paragraph has two keys of 8 bytes: ``exact`` for its words, ``masked`` for its words with every number
alike, so that the same line with another date or counter is met again. Both name the site too; the key of
a site alone counts its documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.draft import PARAGRAPH_BREAK
from cleaning.text import comparison_key

Keys = npt.NDArray[np.uint64]

LINE: Final = np.dtype([("exact", "<u8"), ("masked", "<u8")])
"""The keys of one paragraph; both are ``NO_KEY`` when it can't be told from others by its words."""

NO_KEY: Final = 0

KEYS_AT_ONCE: Final = 1 << 22
"""Keys that are counted at a time, some 150 MB: a corpus has about 20 for each report."""

_JOINED: Final = 1 << 18
"""Keys of documents that are held one by one before they are joined: an array of its own takes 100 bytes."""

MAX_LINE_CHARACTERS: Final = 1_000
"""Longer paragraphs have no key: the imprints of news sites, run together into one line, have up to 700."""

_NUMBER: Final = re.compile(r"\d+")
_LETTER: Final = re.compile(r"[^\W\d_]")


def site_key(site: str) -> int:
    """Return the key under which the documents of ``site`` are counted."""
    return _key(site, "")


def paragraph_keys(site: str | None, text: str) -> npt.NDArray[Any]:
    """Return the keys (``LINE``) of the paragraphs of a document's text; none when it has no site."""
    if site is None or not text:
        return np.empty(0, dtype=LINE)
    return np.array([_keys(site, paragraph) for paragraph in text.split(PARAGRAPH_BREAK)], dtype=LINE)


def counted_keys(site: str, keys: npt.NDArray[Any]) -> Keys:
    """Return what a document of ``site`` with paragraphs of ``keys`` is counted under, each key once."""
    every = np.concatenate([keys["exact"], keys["masked"], np.array([site_key(site)], dtype=np.uint64)])
    found: Keys = np.unique(every[every != NO_KEY])
    return found


def _keys(site: str, paragraph: str) -> tuple[int, int]:
    if len(paragraph) > MAX_LINE_CHARACTERS:
        return NO_KEY, NO_KEY
    words = comparison_key(paragraph)  # looks among the lines of the record at work, and adds none
    if not _LETTER.search(words):
        return NO_KEY, NO_KEY
    exact = _key(site, words)
    masked = _NUMBER.sub("#", words)
    return exact, exact if masked == words else _key(site, masked)


def _key(site: str, words: str) -> int:
    state = blake2b(site.encode("utf-8", "surrogatepass"), digest_size=8)
    state.update(b"\0" + words.encode("utf-8", "surrogatepass"))
    return int.from_bytes(state.digest(), "little") or 1


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The keys from ``first`` to ``last``, both included."""

    first: int
    last: int

    def of(self, keys: Keys) -> Keys:
        """Return those of the sorted ``keys`` that lie in the range."""
        first = np.searchsorted(keys, np.uint64(self.first))
        return keys[first : np.searchsorted(keys, np.uint64(self.last), side="right")]


def key_ranges(keys: int) -> list[KeyRange]:
    """Return ranges, in order, of which each holds at most about ``KEYS_AT_ONCE`` of so many ``keys``.

    Keys are hashes and so spread evenly. What is counted range by range needs the memory of one of them.
    """
    count = 1 + keys // KEYS_AT_ONCE
    width = (1 << 64) // count
    ends = [*range(0, (1 << 64) - width + 1, width)][:count]
    return [KeyRange(at, end - 1) for at, end in zip(ends, [*ends[1:], 1 << 64], strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class LineCounts:
    """Sorted keys and the number of documents counted under each: 12 bytes a key."""

    keys: Keys
    documents: npt.NDArray[np.uint32]

    @classmethod
    def none(cls) -> LineCounts:
        """Return the counts of no document."""
        return cls(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint32))

    @classmethod
    def of(cls, documents: Iterable[Keys]) -> LineCounts:
        """Return the counts of ``documents``, each given as its ``counted_keys``."""
        joined = list(_joined(documents))
        if not joined:
            return cls.none()
        keys, counts = np.unique(np.concatenate(joined), return_counts=True)
        return cls(keys, counts.astype(np.uint32))

    @classmethod
    def sum(cls, several: Iterable[LineCounts]) -> LineCounts:
        """Return the counts of ``several`` sets of documents together."""
        held = list(several)
        if not held:
            return cls.none()
        keys, place = np.unique(np.concatenate([one.keys for one in held]), return_inverse=True)
        weights = np.concatenate([one.documents for one in held])
        return cls(keys, np.bincount(place, weights, minlength=len(keys)).astype(np.uint32))

    def __len__(self) -> int:
        return len(self.keys)

    def count(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Return the number of documents counted under each of ``keys``, 0 for unknown ones."""
        found = np.zeros(len(keys), dtype=np.int64)
        if len(self):
            place = np.searchsorted(self.keys, keys)
            place[place == len(self)] = 0
            known = self.keys[place] == keys
            found[known] = self.documents[place[known]]
        return found

    def only(self, chosen: npt.NDArray[np.bool_]) -> LineCounts:
        """Return the counts of the ``chosen`` keys."""
        return LineCounts(self.keys[chosen], self.documents[chosen])

    def at_least(self, documents: int) -> LineCounts:
        """Return the counts of the keys under which at least ``documents`` are counted."""
        return self.only(self.documents >= documents)


def _joined(several: Iterable[Keys]) -> Iterator[Keys]:
    """Yield the keys of ``several`` documents in arrays of some ``_JOINED``."""
    held: list[Keys] = []
    size = 0
    for keys in several:
        held.append(keys)
        size += len(keys)
        if size >= _JOINED:
            yield np.concatenate(held)
            held, size = [], 0
    if held:
        yield np.concatenate(held)
