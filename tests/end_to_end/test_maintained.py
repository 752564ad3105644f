"""Whatever is cleaned, merged and undone in whatever order, a corpus is what cleaning alone would have made."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.copies_stories import sentence
from cleaning.dedup import copy_key
from cleaning.document import Document, Media, Record
from cleaning.line_counts import paragraph_keys
from cleaning.pipeline import Pipeline, judges
from cleaning.quality import TooShort
from cleaning.repeats import RepeatedOnSite
from output.check import check
from output.corpus import Corpus
from output.maintenance import Work, compact, rollback
from output.records import totals
from output.schema import TABLES, schema
from output.tables import Tables
from tests.output.globbing import listed
from tinsach.comparison import Comparison
from tinsach.parcel import Packing
from tinsach.worker import Cleaned, of_own_text

BATCHES = 4
SITE_LINE = "Bấm vào đây để nghe bản đọc của bài này trên ứng dụng của báo"


def page(batch: int, number: int) -> str:
    """Return a report: the last of a batch copies the first of the batch before; all end in a line of the site."""
    of = (batch - 1, 0) if number == 2 and batch else (batch, number)
    chance = random.Random(100 * of[0] + of[1])
    return "\n\n".join([*(sentence(chance) for _ in range(6)), SITE_LINE])


@cache
def batch_of(batch: int) -> tuple[Cleaned, ...]:
    """Return the records of one input as they come out of the workers; the last one is too short."""
    pipeline = Pipeline(judges=judges(min_words=20))
    texts = [*(page(batch, number) for number in range(3)), "Quá ngắn."]
    records = (
        Record(f"kho/{batch}.jsonl", at, text.encode(), Media.TEXT, url=f"https://bao.example/{batch}/{at}")
        for at, text in enumerate(texts)
    )
    return tuple(map(keyed, map(pipeline.clean, records)))


def keyed(outcome: object) -> Cleaned:
    if not isinstance(outcome, Document):
        return Cleaned(outcome)  # type: ignore[arg-type]  # a rejection
    return Cleaned(outcome, copy_key(outcome), paragraph_keys(outcome.site, outcome.text).tobytes())


def clean(root: Path, run: str, batch: int) -> bool:
    """Clean a batch as ``tinsach clean`` does, but in this process; return whether anything was new."""
    with Corpus(root).run(run) as work:
        comparison = Comparison(work)
        for item in batch_of(batch):
            parcel = Packing(work.loose).parcel([of_own_text(item, comparison.own)])
            comparison.add(parcel, work.stage_some(parcel.rows))
        found = comparison.found()
        if comparison.remove_repeats(found, RepeatedOnSite(), TooShort(5)):
            found = comparison.found()
        return work.commit(found.copies, found.families).committed


@dataclass(frozen=True)
class Step:
    """Clean a batch (0 to 3), merge files (-1), or undo the newest run with so many before it (-2, -3, -4)."""

    number: int


def followed(root: Path, steps: Sequence[Step]) -> list[int]:
    """Do ``steps``; return the batches of the runs that count, oldest first."""
    names = count(1)
    active: list[tuple[str, int]] = []
    for step in steps:
        name = f"n{next(names):02d}"
        if step.number >= 0:
            if clean(root, name, step.number):
                active.append((name, step.number))
        elif step.number == -1:
            compact(Corpus(root), Work(name))
        elif active:
            kept = max(0, len(active) + step.number + 1)
            rollback(Corpus(root), active[kept][0], work=Work(name), with_later=True)
            active = active[:kept]
        assert check(Corpus(root)).findings == ()
    return [batch for _, batch in active]


def rows(root: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """Return the rows of each table without the name of their run."""
    others = {table: [name for name in schema(table).names if name != "run"] for table in TABLES}
    return {table: listed(root, table, *others[table]) for table in TABLES}


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.builds(Step, st.integers(-4, BATCHES - 1)), min_size=3, max_size=7))
@example([Step(one) for one in (0, 1, -1, -2, 1, -3)])  # left derived files of no run behind once
@example([Step(one) for one in (0, 1, 2, -1, -2, -1, 2, 3, -1, -3, 3)])
def test_any_order_of_cleaning_merging_and_undoing_leaves_what_cleaning_alone_makes(
    steps: list[Step],
) -> None:
    with TemporaryDirectory() as folder:
        root, direct = Path(folder) / "corpus", Path(folder) / "direct"
        active = followed(root, [Step(0), *steps])
        for number, batch in enumerate(active):
            assert clean(direct, f"d{number:02d}", batch)
        assert totals(Tables.at(root).runs).balanced
        if active:
            assert rows(root) == rows(direct)
        assert not clean(root, "again", active[-1]) if active else clean(root, "again", 0)
        kept = {path.stem for path in root.glob("index/*")} | {path.stem for path in root.glob("keys/*")}
        assert kept <= {record.run for record in Tables.at(root).holding}
