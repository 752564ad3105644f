"""The edits by which a copy is made from its original, so that the truth about copies is known.

A step is a table with one key: ``keep`` (paragraph numbers, the lead is 0), ``drop`` (the beginning of a
sentence), ``swap`` (old and new words), ``lead`` (a paragraph put before all others). A step that finds
nothing to edit is an error: the data would lie.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

SEAM = "\x00"
"""Stands between a paragraph and the captions and headings that hang on it; edits leave those alone."""

_SENTENCE_END = re.compile(r"(?<=[.!?”…])\s+(?=[^\W\d_a-z]|“)")


class EditError(ValueError):
    """An edit that does not fit the original."""


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph at sentence ends followed by a capital letter or an opening quote."""
    return _SENTENCE_END.split(paragraph)


def apply(paragraphs: Sequence[str], steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return ``paragraphs`` after all ``steps``; raises ``EditError`` when one does not fit."""
    edited = list(paragraphs)
    for step in steps:
        (name, value), *others = step.items()
        if others or name not in _STEPS:
            raise EditError(f"an edit has one key of {sorted(_STEPS)}, not {sorted(step)}")
        edited = _STEPS[name](edited, value)
    return edited


def _keep(paragraphs: list[str], numbers: Sequence[int]) -> list[str]:
    return [paragraphs[number].split(SEAM)[0] for number in numbers]


def _drop(paragraphs: list[str], beginning: str) -> list[str]:
    for place, paragraph in enumerate(paragraphs):
        text, seam, hung = paragraph.partition(SEAM)
        rest = [sentence for sentence in sentences(text) if not sentence.startswith(beginning)]
        if len(rest) < len(sentences(text)):
            shorter = [" ".join(rest) + seam + hung] if rest else []
            return paragraphs[:place] + shorter + paragraphs[place + 1 :]
    raise EditError(f"no sentence begins with {beginning!r}")


def _swap(paragraphs: list[str], words: Sequence[str]) -> list[str]:
    old, new = words
    if not any(old in paragraph for paragraph in paragraphs):
        raise EditError(f"nothing to swap: {old!r}")
    return [paragraph.replace(old, new) for paragraph in paragraphs]


def _lead(paragraphs: list[str], text: str) -> list[str]:
    return [text, *paragraphs]


_STEPS: Mapping[str, Callable[[list[str], Any], list[str]]] = {
    "keep": _keep,
    "drop": _drop,
    "swap": _swap,
    "lead": _lead,
}
