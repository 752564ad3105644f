"""What was computed of the lines of the record at work, so that a dozen rules pay for it once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

MAX_CHARACTERS: Final = 16_000_000
"""Characters of the lines remembered: 100,000 lines of prose fit (9 million characters took 36 MB). Lines of
a larger record are computed again by each rule, which takes three times as long."""

_EVERY: Final[list[Remembered[object]]] = []


class Remembered(dict[str, Value], Generic[Value]):
    """Line → what ``compute`` makes of it; a dict, because its look-up is twice as fast as ``lru_cache``'s.

    ``memory[line]`` computes and remembers, ``memory.get(line)`` only looks.
    """

    def __init__(self, compute: Callable[[str], Value]) -> None:
        super().__init__()
        self._compute = compute
        self._characters = 0
        _EVERY.append(self)  # type: ignore[arg-type]  # only forgotten through the list

    def __missing__(self, line: str) -> Value:
        if self._characters + len(line) > MAX_CHARACTERS:
            self.clear()
        self._characters += len(line)
        value = self[line] = self._compute(line)
        return value

    def clear(self) -> None:
        """Forget every line."""
        super().clear()
        self._characters = 0


def forget_lines() -> None:
    """Forget the lines of the record before: nothing depends on it but how much memory is held."""
    for memory in _EVERY:
        memory.clear()
