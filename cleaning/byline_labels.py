"""The labels of bylines: before names or behind, with a colon or without, in scripts without spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaning.cues import cues
from cleaning.names import HAN, byline_words
from cleaning.text import phrase_key

EDGES: Final = " ,;|-–—/*."
"""What stands round a byline and its parts and says nothing."""

MAX_WRAPPED: Final = 8
"""Brackets that are taken off; more are no print, and each costs a look at the whole text."""

MIN_NAMES: Final = 2
"""Words of a name before a label that stands behind it."""

_JOINT: Final = re.compile(r"[,–-]")
_CLOSED_BY: Final = {"(": ")", "[": "]", "（": "）"}
_LABEL: Final = re.compile(r"(?:^|[-–|,;(\[]|\s)\s*([^:|;,()\[\]–-]{1,30}?)\s*:\s*")


@dataclass(frozen=True, slots=True)
class Segment:
    """A label (empty: none), what it says, and whether it is that of a helper."""

    label: str
    text: str
    is_helper: bool = False


def labelled_segments(text: str) -> list[Segment]:
    """Split a byline at its labels; empty when a label is none that is known."""
    head, colon, rest = text.partition(":")
    labelled = colon and phrase_key(head) in byline_words().author
    if labelled and _JOINT.search(head):  # "Bài, ảnh: ...", "Tin-ảnh:"
        text = f"{_JOINT.sub(' ', head)}:{rest}"
    found = [m for m in _LABEL.finditer(text) if "//" not in text[m.end() : m.end() + 2]]
    if not found:
        return [_unlabelled(part) for part in re.split(r"\s*;\s*", text)]
    segments = [_unlabelled(text[: found[0].start()].strip(EDGES))] if found[0].start() else []
    for match, following in zip(found, [*found[1:], None], strict=True):
        label = phrase_key(match[1])
        rest = unwrapped(text[match.end() : following.start() if following else len(text)])
        is_helper = _is_helper(label)
        if not rest or not _is_known(label):
            return []
        segments.append(Segment(label, rest, is_helper))
    return segments


def _is_known(label: str) -> bool:
    known = byline_words()
    return _is_helper(label) or label in known.author or label in cues().bylines


def parted(text: str) -> str:
    """Return ``Lan Anh Ảnh: Mạnh Hùng``, where a line break was lost, with a mark between the two."""
    head, colon, rest = text.partition(":")
    tokens = head.split()
    for size in (2, 1):
        names, label = tokens[:-size], " ".join(tokens[-size:])
        capital = len(names) >= MIN_NAMES and label[0].isupper() and not _is_known(phrase_key(head))
        if colon and capital and phrase_key(label) in byline_words().helper:
            named = not _is_known(phrase_key(" ".join(names)))
            return f"{' '.join(names)}; {label}:{rest}" if named else text
    return text


def unwrapped(text: str, edges: str = EDGES) -> str:
    """Return ``text`` without ``edges`` and brackets round it, but for those that close one in it."""
    text = text.strip(edges)
    for _ in range(MAX_WRAPPED):
        if text[-1:] not in _CLOSED_BY.values() and text[:1] not in _CLOSED_BY:
            break
        closing = _CLOSED_BY.get(text[:1], "")
        if closing and (text.endswith(closing) or closing not in text):
            text = text[1:].removesuffix(closing).strip(edges)
        elif not closing and not any(text.endswith(c) and o in text for o, c in _CLOSED_BY.items()):
            text = text[:-1].rstrip(edges)
        else:
            break
    return text


def _is_helper(label: str) -> bool:
    return label in byline_words().helper or label in byline_words().translator


def _unlabelled(text: str) -> Segment:
    """Read a label without a colon: before the names, behind them, or none."""
    if HAN.match(text):
        return _han_label(text)
    tokens = text.split()
    for size in (3, 2, 1):
        if len(tokens) <= size:
            continue
        key = phrase_key(" ".join(tokens[:size]))
        if _is_helper(key) and not text.istitle():
            return Segment(key, " ".join(tokens[size:]), is_helper=True)
        if key in byline_words().leading:
            return Segment(key, " ".join(tokens[size:]))
        last = " ".join(tokens[-size:])
        if phrase_key(last) in byline_words().behind and not last.strip("(")[:1].isupper():
            return Segment(phrase_key(last), " ".join(tokens[:-size]).strip(EDGES))
    return Segment("", text)


def _han_label(text: str) -> Segment:
    """Read labels that touch the names, as scripts without spaces write them: ``記者葉柏勳``."""
    label = ""
    names: list[str] = []
    for token in re.split(r"[\s/,、]+", text):
        if token in byline_words().author:
            label = token
            continue
        mark = next((word for word in _labels_of_han() if word in token), "")
        label = label or mark
        name = token.rpartition(mark)[2] if mark and not token.endswith(mark) else "" if mark else token
        names += [name] if name else []
    return Segment(label, "、".join(names) if label and names else text)


@cache
def _labels_of_han() -> tuple[str, ...]:
    labels = (
        word for word in byline_words().author | byline_words().behind if HAN.match(word) and len(word) > 1
    )
    return tuple(sorted(labels, key=lambda word: (-len(word), word)))
