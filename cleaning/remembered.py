"""What was computed of the lines of the record at work, and of the words of all records, paid for once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

MAX_OCTETS: Final = 48_000_000
"""Bytes that one memory may hold, if it says nothing else: of 100,000 lines sizes and signs fit. Lines of
a larger record are computed again by each rule, which takes up to three times as long."""

SLOT_OCTETS: Final = 100
"""Bytes of an entry of a dict that is as full as it gets on average."""

MAX_WORDS: Final = 1 << 17
"""Words remembered (some 20 MB): 35,000 reports hold fewer, so the common ones are never computed again."""
MAX_WORD_LENGTH: Final = 24
"""Characters of the longest word that is remembered; longer ones hardly come twice."""

_EVERY: Final[list[Remembered[object]]] = []


class Remembered(dict[str, Value], Generic[Value]):
    """Line → what ``compute`` makes of it; a dict, because its look-up is twice as fast as ``lru_cache``'s.

    ``memory[line]`` computes and remembers, ``memory.get(line)`` only looks. A value takes about ``octets``
    bytes, and ``per_character`` more for each character of its line; the line itself is the draft's. All
    is forgotten when ``max_octets`` (``MAX_OCTETS``) would be exceeded.
    """

    def __init__(
        self,
        compute: Callable[[str], Value],
        *,
        octets: int,
        per_character: int = 0,
        max_octets: int | None = None,
    ) -> None:
        super().__init__()
        self._most = max_octets
        self._compute = compute
        self._fixed = SLOT_OCTETS + octets
        self._per_character = per_character
        self._held = 0
        _EVERY.append(self)  # type: ignore[arg-type]  # only forgotten through the list

    def __missing__(self, line: str) -> Value:
        octets = self._fixed + self._per_character * len(line)
        if self._held + octets > (self._most or MAX_OCTETS):
            self.clear()
        self._held += octets
        value = self[line] = self._compute(line)
        return value

    def clear(self) -> None:
        """Forget every line."""
        super().clear()
        self._held = 0


class RememberedWords(dict[str, Value], Generic[Value]):
    """Word → what ``compute`` makes of it, kept from record to record: a corpus has few distinct words.

    A dict for the same reason; ``map(memory.__getitem__, words)`` costs a look-up for each word.
    """

    def __init__(self, compute: Callable[[str], Value], *, max_words: int = MAX_WORDS) -> None:
        super().__init__()
        self._compute = compute
        self._most = max_words

    def __missing__(self, word: str) -> Value:
        value = self._compute(word)
        if len(word) <= MAX_WORD_LENGTH:
            if len(self) >= self._most:
                self.clear()
            self[word] = value
        return value


def forget_lines() -> None:
    """Forget the lines of the record before: nothing depends on it but how much memory is held."""
    for memory in _EVERY:
        if memory:
            memory.clear()
