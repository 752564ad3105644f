"""What sites ask beyond robots.txt: not to be archived, not to be indexed, not to train models.

The job's key ``opt_outs`` names the wishes that are respected, all by default. A page that asks to stay out
is not archived; its links are followed unless it asks against that too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

OPT_OUTS: Final[Mapping[str, str]] = {
    "noarchive": "meta robots or X-Robots-Tag: noarchive, none",
    "noindex": "meta robots or X-Robots-Tag: noindex, none",
    "noai": "meta robots or X-Robots-Tag: noai, noml (no training of models)",
    "tdm": "TDM Reservation Protocol: tdm-reservation 1, as header or meta",
    "ai_robots": "robots.txt forbids the address to crawlers that gather for training",
}
"""The wishes known, and how a site states each."""

OPTED_OUT: Final = "opted_out"
"""How the reason of a page that was left out begins; the wish follows."""

AI_AGENTS: Final = ("GPTBot", "CCBot", "Google-Extended", "ClaudeBot", "anthropic-ai", "Applebot-Extended")
"""Crawlers, and tokens that stand for none, by which sites forbid training: a robots.txt that names one of
them and forbids it the address speaks to us too, whoever we are."""

WORDS: Final[Mapping[str, frozenset[str]]] = {
    "noarchive": frozenset({"noarchive", "none"}),
    "noindex": frozenset({"noindex", "none"}),
    "noai": frozenset({"noai", "noml"}),
}

OUR_NAMES: Final = frozenset({"robots", "tinsach"})
"""Names of a meta element, and agents of an X-Robots-Tag, that speak to us."""


def opted_out(said: Iterable[str], reserved: str, wanted: Collection[str]) -> str | None:
    """Return the first of the ``wanted`` opt-outs that a page states; ``None`` when it states none.

    ``said`` are its directives (see ``directives``), ``reserved`` its value of ``tdm-reservation``.
    """
    words = set(said)
    if "tdm" in wanted and reserved.strip() == "1":
        return "tdm"
    return next((name for name, all_words in WORDS.items() if name in wanted and words & all_words), None)


def directives(header: str) -> list[str]:
    """Return the directives of an X-Robots-Tag or a meta robots that are meant for us, in lower case.

    ``otherbot: noindex`` is for another; what follows an agent belongs to it until the next one.
    """
    found, ours = [], True
    for piece in re.split(r"[,;]", header.lower()):
        agent, colon, word = piece.rpartition(":")
        if colon and agent.strip() not in {"unavailable_after", "max-snippet", "max-image-preview"}:
            ours = agent.strip() in OUR_NAMES
        if ours:
            found.append(word.strip())
    return [word for word in found if word]
