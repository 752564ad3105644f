"""The draft: the lines of one record with the roles found so far, and the engine that applies editors.

Editors propose, this file disposes: the first role a line gets stands, spans never overlap, and every
character that does not reach ``text`` becomes a Removal, so that removals replay exactly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from itertools import takewhile
from typing import Any, TypeVar

from cleaning.document import NOTHING_KNOWN, TEXT_ROLES, Line, Metadata, Piece, Place, Proposal, Removal, Role

PARAGRAPH_BREAK = "\n\n"
_CLINGING = frozenset(",.;:!?)]…")
"""Signs with no space before them."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Draft:
    """Lines, the proposal that decided each (or ``None``), and the spans to cut, sorted, by line index.

    ``declared`` is what the source says of itself.
    """

    lines: tuple[Line, ...]
    decided: tuple[Proposal | None, ...]
    spans: Mapping[int, tuple[Proposal, ...]] = field(default_factory=dict)
    declared: Metadata = NOTHING_KNOWN

    @classmethod
    def of(cls, lines: Iterable[Line], *, declared: Metadata = NOTHING_KNOWN) -> Draft:
        """Return the draft of ``lines`` with nothing decided."""
        held = tuple(lines)
        return cls(held, (None,) * len(held), declared=declared)

    def role(self, index: int) -> Role | None:
        """Return the role decided for line ``index``, or ``None`` while it is open."""
        decision = self.decided[index]
        return decision.role if decision else None

    def open(self) -> Iterator[int]:
        """Yield the indexes of the lines without a role."""
        return (index for index, decision in enumerate(self.decided) if decision is None)

    @cached_property
    def open_content(self) -> Sequence[int]:
        """The indexes of the lines without a role that do not lie outside the main content of a page."""
        return tuple(index for index in self.open() if self.lines[index].place is not Place.OUTSIDE)

    def text(self, index: int) -> str:
        """Return the text of line ``index`` without the spans cut so far."""
        return self._texts[index]

    @cached_property
    def _texts(self) -> list[str]:
        texts = [line.text for line in self.lines]
        for index, cuts in self.spans.items():
            texts[index] = "".join(texts[index][a:b] for a, b in _kept(self.lines[index], cuts))
        return texts

    @cached_property
    def answers(self) -> dict[Callable[[Draft], Any], Any]:
        """What has been asked of this draft, by the function that answered (see ``asked_once``)."""
        return {}

    def index_of(self, role: Role) -> int | None:
        """Return the index of the first line with ``role``, or ``None``."""
        return next((i for i, d in enumerate(self.decided) if d and d.role is role), None)

    def apply(self, proposals: Iterable[Proposal]) -> Draft:
        """Return the draft with ``proposals`` applied: open lines take roles, free spans are cut."""
        proposed = list(proposals)
        if not proposed:
            return self
        decided = list(self.decided)
        cuts: dict[int, list[Proposal]] = {}
        for proposal in proposed:
            if proposal.start is None:
                if decided[proposal.index] is None or proposal.revises:
                    decided[proposal.index] = proposal
            elif span := self._fitted(proposal):
                if span.index not in cuts:
                    cuts[span.index] = list(self.spans.get(span.index, ()))
                _insert(span, cuts[span.index])
        spans = {**self.spans, **{index: tuple(found) for index, found in cuts.items()}}
        return Draft(self.lines, tuple(decided), spans, self.declared)

    def _fitted(self, span: Proposal) -> Proposal | None:
        """Widen a span over white space that would stay doubled, before a comma or at an end of the line."""
        text = self.lines[span.index].text
        start, end = _start(span), _end(span, text)
        if not 0 <= start < end <= len(text):
            return None
        before = sum(1 for _ in takewhile(" ".__eq__, map(text.__getitem__, range(start - 1, -1, -1))))
        after = sum(1 for _ in takewhile(" ".__eq__, map(text.__getitem__, range(end, len(text)))))
        if start - before == 0 or (before and after):
            end += after
        if end == len(text) or text[end] in _CLINGING:
            start -= before
        return replace(span, start=start, end=end)

    def settle(self) -> Draft:
        """Return the draft with every open line made body."""
        body = (
            decision or Proposal(index, Role.BODY, "body", "no rule claims the line")
            for index, decision in enumerate(self.decided)
        )
        return Draft(self.lines, tuple(body), self.spans, self.declared)

    def paragraphs(self, *roles: Role) -> list[str]:
        """Return the remaining text of the lines with one of ``roles``, in order, empty ones left out."""
        both = zip(self._texts, self.decided, strict=True)
        return [text for text, decision in both if text and decision and decision.role in roles]

    def body_text(self) -> str:
        """Return the text of the report: body and headings, one paragraph a line, blank line between."""
        return PARAGRAPH_BREAK.join(self.paragraphs(*TEXT_ROLES))

    def pieces(self) -> tuple[Piece, ...]:
        """Return where the paragraphs of ``body_text`` stand, in its order."""
        return tuple(
            Piece(line.number, start, end)
            for index, line in enumerate(self.lines)
            if self.role(index) in TEXT_ROLES
            for start, end in _kept(line, self.spans.get(index, ()))
        )

    def removals(self) -> tuple[Removal, ...]:
        """Return every piece of the lines that is not in ``body_text``, in reading order."""
        found: list[Removal] = []
        for index, line in enumerate(self.lines):
            cuts = self.spans.get(index, ())
            found += (_removal(line, cut, _start(cut), _end(cut, line.text)) for cut in cuts)
            decision = self.decided[index]
            if decision and decision.role not in TEXT_ROLES:
                found += (_removal(line, decision, a, b) for a, b in _kept(line, cuts))
        return tuple(sorted(found, key=lambda r: (r.line, r.start)))


def asked_once(ask: Callable[[Draft], Answer]) -> Callable[[Draft], Answer]:
    """Let ``ask`` read a draft once: most editors propose nothing, so that the next asks of the same draft.

    The answer is shared by all who ask and must not be changed.
    """

    @wraps(ask)
    def asked(draft: Draft) -> Answer:
        if ask not in draft.answers:
            draft.answers[ask] = ask(draft)
        answer: Answer = draft.answers[ask]
        return answer

    return asked


def replay(lines: Sequence[Line], removals: Iterable[Removal]) -> str:
    """Apply ``removals`` to the normalised input and return the text they leave."""
    by_line: dict[int, list[Removal]] = {}
    for removal in removals:
        by_line.setdefault(removal.line, []).append(removal)
    left = (_without(line.text, by_line.get(line.number, [])) for line in lines)
    return PARAGRAPH_BREAK.join(text for text in left if text)


def lines_of(text: str) -> list[Line]:
    """Split normalised ``text`` into its non-empty lines, numbered as in the text."""
    found: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw:
            gap += 1
            continue
        found.append(Line(number, raw, Place.TEXT, gap))
        gap = 0
    return found


def _without(text: str, removals: list[Removal]) -> str:
    kept: list[str] = []
    position = 0
    for removal in sorted(removals, key=lambda r: r.start):
        kept.append(text[position : removal.start])
        position = max(position, removal.end)
    return "".join((*kept, text[position:]))


def _start(span: Proposal) -> int:
    return span.start or 0


def _end(span: Proposal, text: str) -> int:
    return len(text) if span.end is None else span.end


def _insert(span: Proposal, cuts: list[Proposal]) -> None:
    """Put ``span`` among ``cuts``, which are sorted and apart, unless it overlaps one of them."""
    at = bisect_right(cuts, _start(span), key=_start)
    behind = at == 0 or (cuts[at - 1].end or 0) <= _start(span)
    if behind and (at == len(cuts) or (span.end or 0) <= _start(cuts[at])):
        cuts.insert(at, span)


def _kept(line: Line, cuts: Sequence[Proposal]) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) pieces of ``line`` between ``cuts``, which are sorted."""
    position = 0
    for cut in cuts:
        if _start(cut) > position:
            yield position, _start(cut)
        position = _end(cut, line.text)
    if position < len(line.text):
        yield position, len(line.text)


def _removal(line: Line, why: Proposal, start: int, end: int) -> Removal:
    return Removal(line.number, why.role, why.rule, why.evidence, line.text[start:end], start, end)
