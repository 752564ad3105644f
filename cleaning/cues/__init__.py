"""Cue words: the labels by which pages name their parts, as data per language (``*.toml`` beside this file).

All languages apply at once: a whole line "Share" is a button in a Vietnamese page as well, and exact
matches of whole lines do not collide between languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from cleaning.text import comparison_key


@dataclass(frozen=True, slots=True)
class Cues:
    """Comparison keys of the cue words, by the part they label."""

    ui: frozenset[str]
    ui_prefixes: tuple[str, ...]
    ui_labels: frozenset[str]
    ago: tuple[str, ...]
    comments: frozenset[str]
    related: frozenset[str]
    related_prefixes: tuple[str, ...]
    home: frozenset[str]
    pages: frozenset[str]
    imprint: tuple[str, ...]
    imprint_labels: tuple[str, ...]
    credits: tuple[str, ...]
    houses: tuple[str, ...]
    bylines: tuple[str, ...]
    photo_credits: tuple[str, ...]
    caption_labels: frozenset[str]
    scenes: tuple[str, ...]
    form_fields: tuple[str, ...]


LANGUAGES = ("vi", "en", "zh")


@cache
def cues() -> Cues:
    """Return the cue words of all languages, as comparison keys (prefixes as written, casefolded)."""
    tables = [_load(language) for language in LANGUAGES]
    return Cues(
        ui=frozenset(_keys(tables, "ui", "exact")),
        ui_prefixes=tuple(_keys(tables, "ui", "prefix")),
        ui_labels=frozenset(_keys(tables, "ui", "label")),
        ago=tuple(_keys(tables, "ui", "ago")),
        comments=frozenset(_keys(tables, "comments", "exact")),
        related=frozenset(_keys(tables, "related", "exact")),
        related_prefixes=tuple(_words(tables, "related", "prefix")),
        home=frozenset(_keys(tables, "home", "exact")),
        pages=frozenset(_keys(tables, "home", "page")),
        imprint=tuple(_keys(tables, "imprint", "strong")),
        imprint_labels=tuple(_words(tables, "imprint", "word")),
        credits=tuple(_keys(tables, "credit", "prefix")),
        houses=tuple(_keys(tables, "credit", "house")),
        bylines=tuple(_keys(tables, "byline", "prefix")),
        photo_credits=tuple(_keys(tables, "photo", "credit")),
        caption_labels=frozenset(_keys(tables, "photo", "label")),
        scenes=tuple(_keys(tables, "photo", "scene")),
        form_fields=tuple(_keys(tables, "form", "field")),
    )


def _load(language: str) -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))


def _words(tables: Iterable[Mapping[str, Any]], part: str, kind: str) -> list[str]:
    return [word.casefold() for table in tables for word in table[part][kind]]


def _keys(tables: Iterable[Mapping[str, Any]], part: str, kind: str) -> list[str]:
    return sorted({comparison_key(word) for word in _words(tables, part, kind)})
