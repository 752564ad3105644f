"""The words by which pages name their parts: class, id, role and itemprop, told apart by what they mean."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from lxml.html import HtmlElement

MAX_NAMES: Final = 300
"""Characters of an element's names that are read; generated ones go on for thousands."""

MAX_REMEMBERED: Final = 1 << 14
"""Names that are remembered, some 3 MB: the pages of a site share theirs."""

_NAMED: Final = ("class", "id", "role", "itemprop")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@cache
def kinds() -> Mapping[str, tuple[str, ...]]:
    """Return the words by which pages name their parts, by kind."""
    text = (resources.files(__package__) / "names.toml").read_text(encoding="utf-8")
    return {kind: tuple(names) for kind, names in tomllib.loads(text)["kinds"].items()}


@cache
def _bits() -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for bit, names in enumerate(kinds().values()):
        for name in names:
            found[name] |= 1 << bit
    return found


def kinds_of(element: HtmlElement) -> int:
    """Return the kinds that the names of ``element`` speak of, a bit each in the order of ``kinds``."""
    bits = 0
    for attribute in _NAMED:
        value = element.get(attribute)
        if value:
            bits |= _bits_of(value[:MAX_NAMES])
    return bits


@lru_cache(MAX_REMEMBERED)
def _bits_of(value: str) -> int:
    bits = 0
    table = _bits()
    for word in _WORD.findall(value):
        bits |= table.get(word.lower(), 0)
    return bits
