"""Lines to roles: runs the editors over a draft, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cleaning.document import Place
from cleaning.draft import Draft
from cleaning.shape import is_paragraph, words
from cleaning.stages import ANY_DRAFT, Editor, Needs
from cleaning.text import line_words


def assign(draft: Draft, editors: Iterable[Editor]) -> Draft:
    """Return ``draft`` with every line given exactly one role; the first editor to claim a line wins.

    An editor whose ``needs`` the draft cannot meet has nothing to say and is passed over.
    """
    held = _Held.by(draft)
    for editor in editors:
        if not held.meets(getattr(editor, "needs", ANY_DRAFT)):
            continue
        if proposals := list(editor.propose(draft)):  # most have nothing to say
            draft = draft.apply(proposals)
            held = _Held(held.page, decided=True, plain=None)
    return draft.settle()


class _Plain(NamedTuple):
    """A draft without markup of which nothing is decided: how many words its lines have, fewest first.

    ``words`` of all lines, of those ``below`` the first, of those that are ``loose``, no paragraphs;
    ``shortest`` is the least number of characters.
    """

    words: Sequence[int]
    below: Sequence[int]
    loose: Sequence[int]
    shortest: int

    @classmethod
    def of(cls, draft: Draft) -> _Plain:
        """Look at each line of ``draft`` once."""
        texts = [line.text for line in draft.lines]
        # Low lines count as words and are none of a key, letters with loose marks the other way round.
        sizes = list(map(min, map(words, texts), map(len, map(line_words, texts))))
        loose = sorted(size for size, text in zip(sizes, texts, strict=True) if not is_paragraph(text))
        below = sorted(sizes[1:]) if len(sizes) > 1 else sizes
        return cls(sorted(sizes), below, loose, min(map(len, texts), default=0))

    def meets(self, needs: Needs) -> bool:
        """Tell whether the lines have the number and sizes that an editor ``needs``."""
        sizes = self.below if needs.below else self.loose if needs.loose else self.words
        if needs.lines and (needs.lines > len(sizes) or sizes[needs.lines - 1] > needs.max_words):
            return False
        return self.shortest <= needs.max_characters


@dataclass(frozen=True, slots=True)
class _Held:
    """What of an editor's ``Needs`` a draft has."""

    page: bool
    decided: bool
    plain: _Plain | None

    @classmethod
    def by(cls, draft: Draft) -> _Held:
        """Return what ``draft`` has."""
        page = any(line.place is not Place.TEXT or line.doubtful for line in draft.lines)
        decided = bool(draft.spans) or any(draft.decided)
        return cls(page, decided, None if page or decided else _Plain.of(draft))

    def meets(self, needs: Needs) -> bool:
        """Tell whether there is everything that an editor ``needs``."""
        if (needs.page and not self.page) or (needs.decided and not self.decided):
            return False
        return self.plain is None or self.plain.meets(needs)
