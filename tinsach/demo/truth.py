"""The truth about every address of the demo web, for tests that compare a corpus with it row by row."""

from __future__ import annotations

from cleaning.address import canonical
from tinsach.demo.pages import Kind, TruePage
from tinsach.demo.web import pages

__all__ = ["Kind", "TruePage", "articles", "by_corpus_url", "truth"]


def truth() -> list[TruePage]:
    """Return the truth about every address, sorted by address; see ``TruePage`` for the fields."""
    return sorted((page.truth for page in pages().values()), key=lambda true: true.url)


def articles(*, similar: bool | None = None) -> list[TruePage]:
    """Return the article pages, all or only those that do (do not) resemble the demo samples."""
    found = [true for true in truth() if true.kind is Kind.ARTICLE]
    return [true for true in found if similar is None or true.similar is similar]


def by_corpus_url() -> dict[str, TruePage]:
    """Return the truth by the canonical address that a corpus has in its column ``url``."""
    return {canonical(true.url): true for true in truth()}
