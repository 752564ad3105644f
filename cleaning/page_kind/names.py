"""The words by which pages name themselves and their parts, and the kinds of page they speak of."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from cleaning.text import comparison_key

MAX_NAME: Final = 300
"""Characters of a name that are read; generated ones go on for thousands."""

MAX_REMEMBERED: Final = 1 << 14
"""Names whose kinds are remembered, 2 MB: the pages of a site share theirs."""

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@cache
def kinds(part: str) -> tuple[str, ...]:
    """Return the kinds of the table ``part`` (``element``, ``box``, ``path``, ``type`` or ``og``)."""
    return tuple(_tables()[part])


def kinds_of(name: str, part: str) -> frozenset[str]:
    """Return the kinds that the words of ``name`` (a class, a step of a path) speak of."""
    return _kinds_of(name[:MAX_NAME], part)


@lru_cache(MAX_REMEMBERED)
def _kinds_of(name: str, part: str) -> frozenset[str]:
    known = _words(part)
    return frozenset(kind for word in _WORD.findall(name) for kind in known.get(word.lower(), ()))


def kinds_of_type(name: str) -> tuple[str, ...]:
    """Return the kinds that a type of schema.org, a word as a whole, speaks of."""
    return _words("type").get(name.lower(), ())


@cache
def labels() -> Mapping[str, tuple[str, ...]]:
    """Return for each label of buttons and lists, as a comparison key, its kinds (``cues/pages.toml``)."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for kind in ("cart", "sorting", "thread"):
        for key in cue_keys(kind):
            found[key] += (kind,)
    return dict(found)


@cache
def cue_keys(kind: str) -> tuple[str, ...]:
    """Return the words of one kind in all languages, as comparison keys."""
    file = resources.files("cleaning.cues") / "pages.toml"
    languages = tomllib.loads(file.read_text(encoding="utf-8")).values()
    return _keys(word for language in languages for word in language.get(kind, ()))


def _keys(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(comparison_key, words)))


def marks(kind: str) -> tuple[str, ...]:
    """Return the marks of one kind: names that scripts and frameworks give to their parts."""
    return tuple(_tables()["mark"][kind])


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((resources.files(__package__) / "names.toml").read_text(encoding="utf-8"))


@cache
def _words(part: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for kind, names in _tables()[part].items():
        for name in names:
            found[name.lower()] += (kind,)
    return dict(found)
