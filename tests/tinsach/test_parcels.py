"""What workers hand on: rows and keys for the main process, and every line of a batch that one of them ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from cleaning.dedup import KeyTable, copy_key
from cleaning.document import Document, Failure
from cleaning.inputs import InputOptions, RowLines, Taken
from cleaning.line_counts import LINE, LineCounts, paragraph_keys
from cleaning.pipeline import Pipeline
from output.corpus import Corpus
from tests.output.conftest import document, failure, rejection
from tests.tinsach.test_pool import TEXT, Trouble
from tinsach.alike import told_of
from tinsach.comparison import Comparison
from tinsach.own_text import OwnText
from tinsach.parcel import Packing, Parcel
from tinsach.pool import Limits, worked
from tinsach.worker import Cleaned, RecordTimeoutError, Task, of_own_text, with_keys


def lines(*texts: str) -> RowLines:
    rows = tuple(json.dumps({"text": text}).encode() for text in texts)
    return RowLines("a.jsonl", 1, 2, rows, len(rows), InputOptions())


def parcels(*items: RowLines | Failure) -> list[Parcel]:
    task = Task(Pipeline(editors=(Trouble(),), judges=()), Packing().parcel)
    return list(worked(items, task, Limits(1)))


def reasons(found: Sequence[Parcel]) -> list[tuple[int, str | None]]:
    rows = [row for one in found for row in one.rows.columns().rows.to_pylist()]
    return [(row["source_record"], row["reason"]) for row in rows]


def test_a_batch_comes_back_as_one_parcel_of_rows_keys_and_failures() -> None:
    closed = Failure("b.txt", 0, "unreadable_file", "b.txt: cannot be opened")
    [parcel] = parcels(lines(TEXT, f"{TEXT} {TEXT}"), closed)
    assert reasons([parcel]) == [(1, None), (2, None), (0, "unreadable_file")]
    assert (parcel.records, list(parcel.keyed), len(parcel.keys)) == (3, [0, 1], 2)
    assert parcel.failures == {2: told_of(closed)}
    assert sum(parcel.taken.rows.values()) == 2


def test_a_line_that_ends_its_worker_costs_only_itself_and_every_row_is_counted_once() -> None:
    found = parcels(lines(TEXT, "chết", TEXT))
    assert reasons(found) == [(1, None), (2, "worker_died"), (3, None)]
    taken = Taken()
    for one in found:
        taken.add(one.taken)
    assert sum(taken.rows.values()) == 3


def test_keys_are_of_the_documents_own_text_wherever_they_are_made() -> None:
    line = "Bản quyền thuộc về toà soạn, mọi sao chép phải được chấp thuận bằng văn bản."
    report = document(1, text=f"{' '.join([TEXT] * 6)}\n\n{line}")
    keys = paragraph_keys(report.site, report.text)
    frequent = np.unique(np.array([keys[1]["exact"], keys[1]["masked"]], dtype=np.uint64))
    own = OwnText(LineCounts(frequent, np.full(len(frequent), 99, dtype=np.uint32)))
    [in_worker], [whole] = with_keys([report], own), with_keys([report])
    assert in_worker.key == of_own_text(whole, own).key == copy_key(own.document(report, keys))
    assert in_worker.key != whole.key
    assert np.frombuffer(in_worker.line_keys, dtype=LINE).tolist() == keys.tolist()


def test_only_staged_documents_are_compared(tmp_path: Path) -> None:
    items = with_keys([document(1), rejection(2), failure(3), document(4)])
    with Corpus(tmp_path).run("r1") as run:
        run.stage(document(4))
        run.commit()
    with Corpus(tmp_path).run("r2") as run:
        comparison = Comparison(run)
        parcel = Packing(run.loose).parcel(items)
        comparison.add(parcel, run.stage_some(parcel.rows))
        assert list(comparison.ordinals) == [0]
        found = comparison._keys.rows()
    assert found.tobytes() == KeyTable([copy_key(document(1))]).rows().tobytes()


@pytest.mark.parametrize("chosen", [[True, True, True], [False, True, False], [False, False, False]])
def test_keys_of_a_parcel_join_those_before_it_as_if_added_one_by_one(chosen: list[bool]) -> None:
    before, after = (
        [copy_key(document(n, source_path=f"{n % 2}.txt")) for n in some] for some in ((1, 2), (3, 4, 6))
    )
    joined = KeyTable(before)
    joined.extend(KeyTable(after), np.array(chosen))
    alone = KeyTable([*before, *(key for key, is_in in zip(after, chosen, strict=True) if is_in)])
    for name in set(joined.rows().dtype.names) - {"path"}:
        assert joined.rows()[name].tolist() == alone.rows()[name].tolist()
    assert list(joined.samples()) == list(alone.samples())
    assert joined.ranked().order.tolist() == alone.ranked().order.tolist()


def late(items: Sequence[Cleaned], taken: Taken) -> Parcel:
    """Hand on, but for a slow record: of it the alarm rings only now."""
    if any(isinstance(item.outcome, Document) and "muộn" in item.outcome.text for item in items):
        raise RecordTimeoutError
    return Packing().parcel(items, taken)


def test_an_alarm_that_rings_late_costs_its_record_and_not_the_run() -> None:
    task = Task(Pipeline(judges=()), late)
    found = list(worked([lines(TEXT, f"Đến muộn. {TEXT}", TEXT)], task, Limits(1)))
    assert reasons(found) == [(1, None), (2, "time_limit"), (3, None)]
