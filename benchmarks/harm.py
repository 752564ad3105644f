"""What the rules take from articles that are clean already: nearly all of it should have stayed.

Each article goes through the pipeline with the title its row declares. Counts are by rule; a seeded random
sample of the removed lines is printed, since only a reader can say which of them were wrong to remove.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.tables import table
from cleaning.document import REMOVED_ROLES, TEXT_ROLES, Media, Metadata, Proposal, Record, Role
from cleaning.draft import Draft
from cleaning.pipeline import Pipeline

EXPECTED: Final = frozenset({Role.TITLE})
"""A row's text may begin with its title: moving it to its own column takes nothing away."""

TEXT_NAMES: Final = ("body", "text", "content")
CONTEXT: Final = 60
SHOWN_TEXT: Final = 160


@dataclass(frozen=True, slots=True)
class Article:
    """One row: its title and its text, a paragraph a line."""

    id: str
    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One line (or a span of one) that went, with the line before it as context."""

    article: str
    number: int
    role: str
    rule: str
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class Harm:
    """What went, of how much."""

    articles: int
    lines: int
    taken: tuple[Taken, ...]


def draw(path: Path, rows: int, seed: int) -> list[Article]:
    """Return ``rows`` articles drawn at random from a JSON-lines file, in the order of the file."""
    lines = _rows(path)
    chosen = sorted(random.Random(seed).sample(range(len(lines)), min(rows, len(lines))))
    return [_article(json.loads(lines[at]), at) for at in chosen]


def removed(articles: Iterable[Article], pipeline: Pipeline | None = None) -> Harm:
    """Return what ``pipeline`` takes from ``articles``."""
    engine = pipeline or Pipeline(judges=())
    count, lines = 0, 0
    taken: list[Taken] = []
    for article in articles:
        declared = Metadata(title=article.title)
        draft = engine.draft(Record(article.id, 0, article.text, Media.TEXT, declared=declared))
        count += 1
        lines += len(draft.lines)
        taken += _taken(article.id, draft)
    return Harm(count, lines, tuple(taken))


def report(harm: Harm, *, shown: int, seed: int) -> str:
    """Return the counts by rule and a random sample to read: ``shown`` lines removed, ``shown`` moved."""
    rules = Counter((one.rule, one.role) for one in harm.taken)
    rows = [(rule, role, str(n), _percent(n, harm.lines)) for (rule, role), n in rules.most_common()]
    removed_lines = [one for one in harm.taken if one.role in REMOVED_ROLES]
    moved = [one for one in harm.taken if one.role not in REMOVED_ROLES]
    rows += [
        (name, "", str(len(part)), _percent(len(part), harm.lines))
        for name, part in (("all removed", removed_lines), ("all moved to another column", moved))
    ]
    head = f"{harm.articles} articles, {harm.lines} lines; not counted: the title line of the row"
    samples = [_sample("removed", removed_lines, shown, seed), _sample("moved", moved, shown, seed)]
    return "\n\n".join([head, table(("rule", "role", "lines", "share"), rows), *samples])


def _sample(name: str, taken: Sequence[Taken], shown: int, seed: int) -> str:
    drawn = random.Random(seed).sample(taken, min(shown, len(taken)))
    read = [
        f"{one.article}:{one.number} {one.rule} ({one.role})\n    after: {one.before}\n    gone:  {one.text}"
        for one in drawn
    ]
    return "\n".join([f"{len(drawn)} of {len(taken)} lines {name}, drawn at random (seed {seed}):", *read])


def _rows(path: Path) -> list[str]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return [line.decode() for line in file if line.strip()]


def _article(row: dict[str, str], at: int) -> Article:
    text = next((row[name] for name in TEXT_NAMES if row.get(name) is not None), None)
    if text is None:
        raise ValueError(f"row {at}: none of {', '.join(TEXT_NAMES)} among its keys {', '.join(row)}")
    return Article(str(row.get("id") or at), row.get("title"), text)


def _taken(article: str, draft: Draft) -> Iterator[Taken]:
    for index, line in enumerate(draft.lines):
        before = draft.lines[index - 1].text[-CONTEXT:] if index else "(beginning)"
        for proposal in _claims(draft, index):
            text = line.text[proposal.start or 0 : proposal.end][:SHOWN_TEXT]
            yield Taken(article, line.number, str(proposal.role), proposal.rule, text, before)


def _claims(draft: Draft, index: int) -> Iterator[Proposal]:
    decision = draft.decided[index]
    if decision and decision.role not in TEXT_ROLES | EXPECTED:
        yield decision
    yield from draft.spans.get(index, ())


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f} %" if whole else "-"
