"""Lines to roles: runs the editors over a draft, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cleaning.document import Place
from cleaning.draft import Draft
from cleaning.shape import words
from cleaning.stages import Editor, Needs
from cleaning.text import line_words

ANY_DRAFT: Final = Needs()


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
            held = held.after(draft)
    return draft.settle()


@dataclass(slots=True)
class _Held:
    """What of an editor's ``Needs`` a draft has; ``sizes`` are the words of its lines, fewest first."""

    sizes: Sequence[int]
    page: bool
    decided: bool

    @classmethod
    def by(cls, draft: Draft) -> _Held:
        """Look at each line of ``draft`` once."""
        texts = [line.text for line in draft.lines]
        # Low lines count as words and are none of a key, letters with loose marks the other way round.
        sizes = sorted(map(min, map(words, texts), map(len, map(line_words, texts))))
        page = any(line.place is not Place.TEXT or line.doubtful for line in draft.lines)
        return cls(sizes, page, bool(draft.spans) or any(draft.decided))._with_cuts(draft)

    def after(self, draft: Draft) -> _Held:
        """Return what ``draft`` holds, in which something more has been decided."""
        return _Held(self.sizes, self.page, decided=True)._with_cuts(draft)

    def meets(self, needs: Needs) -> bool:
        """Tell whether there is everything that an editor ``needs``."""
        lines, max_words, page, decided = needs
        if lines and (lines > len(self.sizes) or self.sizes[lines - 1] > max_words):
            return False
        return (self.page or not page) and (self.decided or not decided)

    def _with_cuts(self, draft: Draft) -> _Held:
        if draft.spans:  # what is left of a line may be of any length
            self.sizes = [0] * len(draft.lines)
        return self
