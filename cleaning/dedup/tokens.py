"""The words of a text as hashes: what every comparison of texts begins with, and most of its cost."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.dedup.shingles import Hashes
from cleaning.text import normalise, words_of_token

_NO_WORD: Final = 0
_SEVERAL: Final = 2
_NUMBER: Final = np.uint64(1)

_MAX_REMEMBERED: Final = 1 << 17
"""Distinct tokens remembered, some 20 MB: 35,000 reports hold fewer."""

_MAX_REMEMBERED_LENGTH: Final = 24
"""Characters of the longest token remembered; longer ones hardly come twice."""


def text_hashes(text: str) -> Hashes:
    """Return one hash for each word of ``comparison_key(text)``, in order.

    Numbers are told by ``are_numbers``, and leading zeros don't count: the 5th is the 05th.
    """
    tokens = normalise(text).split()
    found = np.fromiter(map(_TOKENS.__getitem__, tokens), dtype=np.uint64, count=len(tokens))
    several = np.flatnonzero(found == _SEVERAL)
    return _spread(found, several, tokens) if len(several) else found[found != _NO_WORD]


def _spread(found: Hashes, several: npt.NDArray[np.intp], tokens: list[str]) -> Hashes:
    """Return the hashes of all words, those of tokens with ``several`` words in their places."""
    words = [_WORDS[tokens[place]] for place in several.tolist()]
    counts = (found != _NO_WORD).astype(np.intp)
    counts[several] = [len(hashes) for hashes in words]
    spread = np.repeat(found, counts)
    spread[spread == _SEVERAL] = [one for hashes in words for one in hashes]
    return spread


def are_numbers(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Return which of the words hold a digit."""
    found: npt.NDArray[np.bool_] = (hashes & _NUMBER) == _NUMBER
    return found


def _hashed(word: str) -> int:
    """Return a hash whose last bit says whether there is a digit; never one of the two marks."""
    number = any(map(str.isdigit, word))
    spelled = (word.lstrip("0") or "0") if number else word
    found = int.from_bytes(
        blake2b(spelled.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )
    return (found | 4) & ~1 | number


class _Tokens(dict[str, int]):
    """What stands between two spaces → the hash of its word, or one of the two marks."""

    def __missing__(self, token: str) -> int:
        words = words_of_token(token)
        found = _hashed(words[0]) if len(words) == 1 else _SEVERAL if words else _NO_WORD
        if len(token) <= _MAX_REMEMBERED_LENGTH:
            if len(self) >= _MAX_REMEMBERED:
                self.clear()
            self[token] = found
        return found


class _Words(dict[str, tuple[int, ...]]):
    """A token of several words → their hashes."""

    def __missing__(self, token: str) -> tuple[int, ...]:
        found = tuple(map(_hashed, words_of_token(token)))
        if len(token) <= _MAX_REMEMBERED_LENGTH:
            if len(self) >= _MAX_REMEMBERED:
                self.clear()
            self[token] = found
        return found


_TOKENS: Final = _Tokens()
_WORDS: Final = _Words()
