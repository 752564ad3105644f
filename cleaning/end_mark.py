"""The mark for the end that Vietnamese agencies set behind the last word of a report (``về bến./.``)."""

from __future__ import annotations

import re
from typing import Final

MAX_LOOKED_AT: Final = 60
"""Characters before the end in which the mark and the word before it are looked for."""

_BEHIND_STOP: Final = re.compile(r"(?<![/#])[.!?…][\"'”’»)\]]*((?:\s*/(?:\s?\.)?)+\s?)$")
"""Every space has one place in the pattern: with two, fifty characters of "/ / /" took a minute."""
_BEFORE_STOP: Final = re.compile(r"\s[^\s./:@]+(\s*/)\.$")
"""``về bến/.``: the stop is the sentence's own. Not the slash of an address, which has more signs in it."""


def end_mark(text: str) -> tuple[int, int] | None:
    """Return where the mark at the end of ``text`` begins and ends, without the stop of the sentence."""
    if "/" not in text[-3:]:
        return None
    from_ = max(0, len(text) - MAX_LOOKED_AT)
    match = _BEHIND_STOP.search(text, from_) or _BEFORE_STOP.search(text, from_)
    return match.span(1) if match and any(map(str.isalnum, text[: match.start(1)])) else None


def without_end_mark(text: str) -> str:
    """Return ``text`` without the mark at its end."""
    start, end = end_mark(text) or (len(text), len(text))
    return text[:start] + text[end:]
