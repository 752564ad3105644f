"""What other tools make of a plain-text dump: the rows beside ours."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache, partial
from typing import Final

Peer = Callable[[str, str], str]
"""Takes a dump and its language (ISO 639), returns the text of the report as the tool sees it."""

MIN_C4_WORDS: Final = 5
MIN_C4_SENTENCES: Final = 3
TERMINAL_MARKS: Final = (".", "!", "?", '"', "”", "…")
"""Full stop, exclamation mark, question mark, end quotation mark; the ellipsis sign is our reading, in the
rules' favour (.913 instead of .908 on the samples)."""

CUT_OFF: Final = "..."
"""The released code takes a line that ends so for a teaser."""

STOP_LISTS: Final = {
    "vi": "Vietnamese",
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "id": "Indonesian",
    "it": "Italian",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
}
"""jusText's own lists by language; "Vietnamese" has 275 syllables. Others fall back on English: there is none
for Chinese and Japanese."""

_SENTENCE_END: Final = re.compile(r"[.!?…]+(?:[\"”’)]*)(?:\s|$)")


def raw_text(text: str, language: str) -> str:  # noqa: ARG001  # the common form of a peer
    """Return the dump as it is."""
    return text


def trafilatura_text(text: str, language: str) -> str:  # noqa: ARG001  # its target_language only rejects
    """Return what trafilatura keeps of the dump when each line is a paragraph of a page."""
    import trafilatura  # noqa: PLC0415  # 0.7 s, paid by the benchmark that needs it

    found = trafilatura.extract(as_page(text), include_comments=False, deduplicate=False)
    return found or ""


def justext_text(text: str, language: str) -> str:
    """Return the paragraphs jusText calls content when each line is a paragraph of a page."""
    import justext  # noqa: PLC0415

    paragraphs = justext.justext(
        as_page(text).encode(), _stop_words(STOP_LISTS.get(language, "English")), encoding="utf-8"
    )
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def c4_text(text: str, language: str, *, min_words: int = MIN_C4_WORDS) -> str:  # noqa: ARG001
    """Return the lines the C4 rules keep.

    Raffel et al., Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, JMLR
    21 (2020), section 2.2: lines end in a terminal mark, have at least 5 words (the first arXiv version and
    the released code say 3) and don't name JavaScript; pages with "lorem ipsum", a curly bracket or fewer
    than 3 sentences are dropped whole. Left out: the list of bad words (English) and the removal of
    three-sentence spans that repeat across pages (we score pages one by one).
    """
    if "{" in text or "lorem ipsum" in text.lower():
        return ""
    kept = [line for line in (raw.strip() for raw in text.split("\n")) if _c4_keeps(line, min_words)]
    sentences = sum(len(_SENTENCE_END.findall(line)) for line in kept)
    return "\n".join(kept) if sentences >= MIN_C4_SENTENCES else ""


def as_page(text: str) -> str:
    """Wrap each non-empty line of ``text`` as a paragraph of an HTML page."""
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    return f"<html><head><meta charset='utf-8'></head><body>\n{paragraphs}</body></html>"


PEERS: Final[dict[str, Peer]] = {
    "raw text": raw_text,
    "trafilatura": trafilatura_text,
    "jusText": justext_text,
    "C4 rules, 5 words": c4_text,
    "C4 rules, 3 words": partial(c4_text, min_words=3),
}
"""The rows of the table, in its order."""


def _c4_keeps(line: str, min_words: int) -> bool:
    whole = line.endswith(TERMINAL_MARKS) and not line.endswith(CUT_OFF)
    return whole and len(line.split()) >= min_words and "javascript" not in line.lower()


@cache
def _stop_words(name: str) -> frozenset[str]:
    import justext  # noqa: PLC0415

    return frozenset(justext.get_stoplist(name))
