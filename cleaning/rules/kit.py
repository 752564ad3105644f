"""What a link seller's kit leaves on a hacked page: CJK brackets, labels in Chinese, letters run together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cleaning.cues import cues
from cleaning.draft import Draft, asked_once
from cleaning.shape import han_share, words
from cleaning.text import is_usual_line, line_key

BRACKETED: Final = re.compile(r"^\s*【([^】]{1,80})】")
OPENING: Final = re.compile(
    r"^\s*(?:\[([^\]]{1,80})\]|\(([^)]{1,80})\)|「([^」]{1,80})」|『([^』]{1,80})』)\s*(?=\S)"
)
LONG_TOKEN: Final = re.compile(r"\S{12,}")
_LABEL: Final = re.compile(r"^[\s(（\[【]*([^\s:：()（）]{2,12})\s*[:：]")
_HAN_LABEL: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,8}\s*(?:[:：]|（\d)")
_KEYWORD_LIST: Final = re.compile(r"^\s*(?:关键词|标签|关键字)\s*[:：]\s*")

MIN_GLUED_CHARACTERS: Final = 12
"""A title's first letters run together: 12 in a row are no word of any language written with spaces."""

MAX_CJK_SHARE: Final = 0.2
"""Above this share of Han letters the text itself is Chinese or Japanese and 【】 is its punctuation."""

MAX_TITLE_CHARACTERS: Final = 400
"""A longer line is no headline."""

MAX_CRUMB_WORDS: Final = 12
MIN_KIT_LABELS: Final = 2
"""A longer line is the kit's when it strings so many labels together: time, source, author, reads."""

READ_LINES: Final = 60
"""So many lines tell in which script a text is written."""


@asked_once
def foreign(draft: Draft) -> bool:
    """Tell whether Han writing is foreign to this text."""
    texts = [line.text for line in draft.lines[:READ_LINES]]
    if all(map(is_usual_line, texts)):  # such lines hold no Han
        return True
    return han_share(" ".join(texts)) < MAX_CJK_SHARE


def kit_label(text: str) -> str | None:
    """Return the Han label a line opens with, if the line is a crumb of the kit."""
    if is_usual_line(text):  # it holds no Han
        return None
    opening = BRACKETED.match(text) or OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    label = _LABEL.match(rest)
    if not label or han_share(label[1]) < 1.0:
        return None
    short = words(text) <= MAX_CRUMB_WORDS or bool(opening)
    return label[1] if short or len(_HAN_LABEL.findall(rest)) >= MIN_KIT_LABELS else None


def is_button(phrase: str) -> bool:
    """Tell whether ``phrase`` is a word of pages themselves, ``Video``: some write that in CJK brackets."""
    return line_key(phrase) in cues().ui


def kit_keywords(draft: Draft) -> Iterator[str]:
    """Yield the keywords in CJK brackets before a line, and those of the kit's lists."""
    for line in draft.lines:
        if match := BRACKETED.match(line.text):
            if not is_button(match[1]):
                yield match[1]
        elif len(line.text) <= MAX_TITLE_CHARACTERS and (match := _KEYWORD_LIST.match(line.text)):
            yield from re.split(r"[,，、|]", line.text[match.end() :])


class Glued(NamedTuple):
    """Where in a token the title's letters run, and how many of them there are."""

    start: int
    end: int
    letters: int


def glued(token: str, title: str) -> Glued | None:
    """Return where in ``token`` the letters of ``title`` (squashed) run without a break, or None."""
    positions = [i for i, c in enumerate(token) if c.isalnum()]
    letters = "".join(token[i] for i in positions).casefold()
    begin = letters.find(title[:MIN_GLUED_CHARACTERS])
    if len(letters) != len(positions) or begin < 0:
        return None
    length = 0
    while length < len(title) and letters[begin + length : begin + length + 1] == title[length]:
        length += 1
    start, end = positions[begin], positions[begin + length - 1] + 1
    # Hyphens inside are how the title itself is written; the kit leaves no sign between the words.
    return Glued(start, end, length) if end - start == length else None
