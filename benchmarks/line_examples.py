"""What the line model learns from: annotated dumps, stored pages as dumps, clean articles, and compositions.

A composition is the report of one dump between the head of a second and the foot of a third, so that the
model can't learn which report goes with which page; empty lines are added or taken away, as tools that copy
do.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Final

from benchmarks import dumps
from benchmarks.gold import FIXTURES, SAMPLES, TRAINING, GoldDump, load
from benchmarks.pages import DATA
from cleaning.document import TEXT_ROLES, Line, Media, Place, Record, Role
from cleaning.draft import Draft
from cleaning.pipeline import RULES, read
from cleaning.remembered import forget_lines
from cleaning.rules.learned import LearnedHeadline
from cleaning.stages import Editor

HELD_OUT_PREFIX: Final = "h_"
MAX_PAGE_LINES: Final = 1200
MAX_HEAD_LINES: Final = 120
MAX_FOOT_LINES: Final = 150
WCXB_STEP: Final = 3
"""One page in three: more of them only made the model more English."""
CLEAN_ARTICLES: Final = 150
"""Of each set; every fifth row is taken, so that harm is measured on the others."""
CLEAN_STEP: Final = 5
UNSURE: Final = 0.2
"""Weight of a line that our rules took out of a clean article: mostly rightly, but nobody has looked."""

_OWN_RULES: Final = tuple(rule for rule in RULES if not isinstance(rule, LearnedHeadline))
"""What labels the clean articles must not itself be learned from them."""
DOUBTFUL_TWIN: Final = "same as line"
"""The first paragraph stands again below: not a caption in every paper."""
_QUOTED: Final = re.compile("«(.+)»")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line with its label: whether it belongs to the text, its role where known, and its weight."""

    text: str
    gap: int
    in_text: bool
    role: Role | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A page of labelled lines; ``site`` keeps pages of one source in one fold."""

    kind: str
    site: str
    language: str
    lines: tuple[Labelled, ...]

    def draft(self, rules: Sequence[Editor]) -> Draft:
        """Return the draft after ``rules``, as the model sees it."""
        forget_lines()
        draft = Draft.of(
            Line(number, line.text, Place.TEXT, line.gap) for number, line in enumerate(self.lines, start=1)
        )
        for rule in rules:
            draft = draft.apply(rule.propose(draft))
        return draft


def annotated_examples() -> list[Example]:
    """Return the annotated dumps to learn from: training, fixtures in sight, samples where there are any."""
    fixtures = [dump for dump in load(FIXTURES) if not dump.name.startswith(HELD_OUT_PREFIX)]
    samples = load(SAMPLES) if SAMPLES.is_dir() else []
    return [example("annotated", dump) for dump in (*load(TRAINING), *fixtures, *samples)]


def example(kind: str, dump: GoldDump) -> Example:
    """Return an annotated dump as an example."""
    role = {line.number: Role(line.role) for line in dump.lines}
    labelled = (
        Labelled(line.text, line.gap, role[line.number] in TEXT_ROLES, role[line.number])
        for line in read(dump.record).draft.lines
    )
    return Example(kind, dump.name, dump.metadata.lang or "vi", tuple(labelled))


def page_examples() -> list[Example]:
    """Return the stored pages with known bodies; their lines' roles are unknown."""
    found: list[Example] = []
    for name in ("silver", "fundus", "aeb", "wcxb"):
        pages = dumps.load(name)[:: WCXB_STEP if name == "wcxb" else 1]
        found += [page for dump in pages if (page := _page(name, dump))]
    return found


def _page(kind: str, dump: dumps.Dump) -> Example | None:
    lines = read(dump.record).draft.lines
    if len(lines) > MAX_PAGE_LINES:
        return None
    body = dumps.labels(dump)
    labelled = tuple(Labelled(line.text, line.gap, body[line.number - 1]) for line in lines)
    return Example(kind, dump.site, dump.language, labelled)


def clean_examples() -> list[Example]:
    """Return articles that are clean already, so that the model learns to leave them alone."""
    found: list[Example] = []
    for name, step in (("underthesea_unc_dantri", CLEAN_STEP), ("baomoi", 9 * CLEAN_STEP)):
        with gzip.open(DATA / "text" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = islice(file, 0, step * CLEAN_ARTICLES, step)
            found += [_clean(name, json.loads(row)) for row in rows]
    return found


def _clean(name: str, row: dict[str, str]) -> Example:
    body = row.get("body") or row.get("text") or row.get("content") or ""
    draft = _ruled(Record(name, 0, f"{row.get('title') or ''}\n\n{body}", Media.TEXT))
    labelled: list[Labelled] = []
    for index, line in enumerate(draft.lines):
        stays = draft.role(index) in (None, *TEXT_ROLES) and index > 0
        weight = 1.0 if stays or index == 0 else UNSURE
        labelled.append(Labelled(line.text, line.gap, stays, None if index else Role.TITLE, weight))
    return Example("clean", name, "vi", tuple(labelled))


def _ruled(record: Record) -> Draft:
    draft = read(record).draft
    for rule in _OWN_RULES:
        draft = draft.apply(rule.propose(draft))
    return draft


def captioned_examples() -> list[Example]:
    """Return clean articles with pictures, their captions bare: no credit, no second copy.

    Where a caption is credited or stands twice the rules know it, and nothing need be learned.
    """
    with gzip.open(DATA / "text" / "underthesea_unc_dantri.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = islice(file, 0, None, CLEAN_STEP)
        found = [_captioned("underthesea_unc_dantri", json.loads(row)) for row in rows]
    return [one for one in found if any(line.role is Role.CAPTION for line in one.lines)]


def _captioned(name: str, row: dict[str, str]) -> Example:
    draft = _ruled(Record(name, 0, f"{row['title']}\n\n{row['body']}", Media.TEXT))
    labelled: list[Labelled] = []
    for index, line in enumerate(draft.lines):
        role = draft.role(index)
        if role is Role.REPEAT:
            continue
        is_caption = role is Role.CAPTION and DOUBTFUL_TWIN not in _evidence(draft, index)
        text = _uncredited(line.text, _evidence(draft, index)) if is_caption else line.text
        stays = role in (None, *TEXT_ROLES) and index > 0
        weight = 1.0 if stays or is_caption or index == 0 else UNSURE
        known = Role.CAPTION if is_caption else None if index else Role.TITLE
        labelled.append(Labelled(text, line.gap, stays, known, weight))
    return Example("clean", name, "vi", tuple(labelled))


def _evidence(draft: Draft, index: int) -> str:
    decided = draft.decided[index]
    return decided.evidence if decided else ""


def _uncredited(text: str, evidence: str) -> str:
    """Return a caption without the credit that the evidence quotes."""
    quoted = _QUOTED.search(evidence)
    bare = text.replace(quoted[1], "").rstrip(" -–.,(") if quoted else text.rstrip(" .")
    return bare + "." * (len(text) % 2) if bare else text


@dataclass(frozen=True, slots=True)
class _Parts:
    head: tuple[Labelled, ...]
    report: tuple[Labelled, ...]
    foot: tuple[Labelled, ...]


def compositions(examples: Sequence[Example], count: int, seed: int) -> Iterator[Example]:
    """Yield ``count`` pages put together from parts of ``examples``, the same for the same ``seed``."""
    chance = random.Random(seed)
    annotated = [e for e in examples if e.kind == "annotated" and _parts(e)]
    clean = [e for e in examples if e.kind == "clean" and _parts(e)]
    pages = [e for e in examples if e.kind not in ("annotated", "clean") and _parts(e)]
    for _ in range(count):
        reports = annotated if chance.random() < 0.8 or not clean else clean
        noise = annotated if chance.random() < 0.8 or not pages else pages
        yield _composed(chance, chance.choice(reports), noise)


def _composed(chance: random.Random, report: Example, noise: Sequence[Example]) -> Example:
    same = [other for other in noise if other.language == report.language] or list(noise)
    head = _parts(chance.choice(same if chance.random() < 0.8 else noise)).head  # type: ignore[union-attr]
    foot = _parts(chance.choice(same if chance.random() < 0.8 else noise)).foot  # type: ignore[union-attr]
    lines = (
        *_cut_head(chance, head)[-MAX_HEAD_LINES:],
        *_with_insert(chance, _parts(report).report, chance.choice(same)),  # type: ignore[union-attr]
        *_cut_foot(chance, foot)[:MAX_FOOT_LINES],
    )
    return Example("composed", report.site, report.language, tuple(_spaced(chance, lines)))


def _parts(page: Example) -> _Parts | None:
    """Split a page into what stands before its title, the report, and what follows its last line of text."""
    text = [at for at, line in enumerate(page.lines) if line.in_text]
    if not text:
        return None
    titles = [at for at, line in enumerate(page.lines[: text[0]]) if line.role is Role.TITLE]
    start, end = (titles[0] if titles else text[0]), text[-1] + 1
    return _Parts(page.lines[:start], page.lines[start:end], page.lines[end:])


def _cut_head(chance: random.Random, head: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    drawn = chance.random()
    if drawn < 0.15:
        return ()
    return head[len(head) - chance.randint(0, min(len(head), 12)) :] if drawn < 0.3 else head


def _cut_foot(chance: random.Random, foot: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    drawn = chance.random()
    if drawn < 0.12:
        return ()
    if drawn < 0.3:
        return foot[: chance.randint(0, len(foot))]
    return foot[chance.randint(0, len(foot)) :] if drawn < 0.45 else foot


def _with_insert(chance: random.Random, report: tuple[Labelled, ...], other: Example) -> tuple[Labelled, ...]:
    """Thin out what stands between the paragraphs, and put a run of another page's there."""
    if chance.random() < 0.3:
        kept = (n for n in report if n.in_text or n.role is Role.TITLE or chance.random() < 0.5)
        report = tuple(kept)
    inserts = _inserts(_parts(other)) if chance.random() < 0.35 and len(report) > 6 else []
    if not inserts:
        return report
    at = chance.randint(3, len(report) - 1)
    return (*report[:at], *chance.choice(inserts), *report[at:])


def _inserts(parts: _Parts | None) -> list[tuple[Labelled, ...]]:
    lines = parts.report[1:] if parts else ()
    runs = groupby(lines, key=lambda line: line.in_text or line.role is Role.TITLE)
    return [tuple(run) for is_report, run in runs if not is_report]


def _spaced(chance: random.Random, lines: Sequence[Labelled]) -> list[Labelled]:
    drawn = chance.random()
    if drawn < 0.3:
        return [replace(line, gap=0) for line in lines]
    if drawn < 0.42:
        return [replace(line, gap=1) for line in lines]
    if drawn < 0.5:
        return [line if chance.random() < 0.7 else replace(line, gap=0) for line in lines]
    return list(lines)
