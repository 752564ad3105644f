"""Judges of single documents: long enough, something to read, in a wanted language, on the topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleaning.cues import cues
from cleaning.document import Document
from cleaning.shape import is_paragraph, sentences
from cleaning.text import comparison_key

MAX_SENTENCES: Final = 2
"""A line of a form may ask and answer: ``Đã có tài khoản? Đăng nhập``."""


@dataclass(frozen=True, slots=True)
class TooShort:
    """Objects to documents of fewer than ``min_words`` words (syllables in Vietnamese).

    Fifty is about two sentences: less is a caption, a teaser or a page that did not load.
    """

    min_words: int = 50
    reason: str = "too_short"

    def objection(self, document: Document) -> str | None:
        """Return the number of words when it is too small."""
        if document.words >= self.min_words:
            return None
        return f"{document.words} {'word' if document.words == 1 else 'words'}, at least {self.min_words}"


@dataclass(frozen=True, slots=True)
class BlankForm:
    """Objects to texts that hold at least ``min_fields`` fields of an account's form and no prose.

    The page on which members log in or change their password has words enough, and nothing to read. A
    table of results, a list of names and a report on passwords stay: they have no such fields, or prose.
    """

    min_fields: int = 2
    reason: str = "blank_form"

    def objection(self, document: Document) -> str | None:
        """Return the fields when there is nothing else."""
        lines = document.text.split("\n")
        if any(map(is_paragraph, lines)) or any(sentences(line) > MAX_SENTENCES for line in lines):
            return None
        key = f" {comparison_key(document.text)} "
        fields = [field for field in cues().form_fields if f" {field} " in key]
        if len(fields) < self.min_fields:
            return None
        return f"no prose, and the fields {', '.join(f'«{field}»' for field in fields)}"


@dataclass(frozen=True, slots=True)
class WrongLanguage:
    """Objects to documents in none of ``languages`` (ISO 639 codes), and to those in no known one."""

    languages: frozenset[str] = frozenset({"vi"})
    reason: str = "wrong_language"

    def objection(self, document: Document) -> str | None:
        """Return the language found when it is not wanted."""
        if document.language in self.languages:
            return None
        wanted = " or ".join(sorted(self.languages))
        if not document.language:
            return f"language not recognised, wanted {wanted}"
        return f"language {document.language} (score {document.language_score:.2f}), wanted {wanted}"


@dataclass(frozen=True, slots=True)
class OffTopic:
    """Objects to documents whose similarity to the samples is under ``min_relevance``.

    A document that was never scored (no samples were given) is on every topic.
    """

    min_relevance: float
    reason: str = "off_topic"

    def objection(self, document: Document) -> str | None:
        """Return the score when it is too small."""
        if document.relevance is None or document.relevance >= self.min_relevance:
            return None
        return f"relevance {document.relevance:.3f}, at least {self.min_relevance:.3f}"
