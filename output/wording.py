"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, name: str, plural: str | None = None) -> str:
    """Return ``number`` with its noun in the right form: ``1 page``, ``2,000 pages``."""
    return f"{number:,} {name if number == 1 else plural or name + 's'}"
