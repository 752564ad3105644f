"""Pairs compared in worker processes: the answers of one process, in its order."""

from __future__ import annotations

import errno
import os
import random
import signal
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pebble import ProcessPool

from cleaning.dedup import KeyTable, copy_key, relate
from cleaning.dedup.candidates import Pairs, only
from cleaning.dedup.frequency import Frequencies
from cleaning.dedup.joins import InProcess
from tests.output.conftest import document
from tinsach import pairs as pairs_module
from tinsach.pairs import InWorkers
from tinsach.shared_texts import SharedTexts

WORDS = [f"từ{n}" for n in range(400)]


def reports(count: int) -> list[str]:
    """Return texts of which neighbours share most of their sentences."""
    chance = random.Random(7)
    sentences = [" ".join(chance.choices(WORDS, k=12)) for _ in range(count)]
    return [". ".join(sentences[at : at + 6]) for at in range(count - 6)]


TEXTS = reports(46)
DOCUMENTS = [document(number, text=text) for number, text in enumerate(TEXTS)]


def texts(positions: Collection[int]) -> Iterable[tuple[int, str]]:
    return ((at, TEXTS[at]) for at in positions)


def all_pairs() -> Pairs:
    """Return all pairs, in no order."""
    both = [(better, worse) for worse in range(len(TEXTS)) for better in range(worse)]
    random.Random(3).shuffle(both)
    return Pairs(*(np.array(column, dtype=np.int64) for column in zip(*both, strict=True)))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs_module, "MIN_PAIRS", 50)
    monkeypatch.setattr(pairs_module, "MAX_PAIRS", 90)


def same(found: Iterable[Any], other: Iterable[Any]) -> bool:
    return all(np.array_equal(one, two) for one, two in zip(found, other, strict=True))


def joins() -> tuple[InWorkers, InProcess]:
    ranked = KeyTable(map(copy_key, DOCUMENTS)).ranked()
    return InWorkers(ranked, texts, workers=2), InProcess(ranked, texts)


def test_copies_are_those_of_one_process_in_the_order_of_the_pairs() -> None:
    several, one = joins()
    pairs = all_pairs()
    at_one_address = pairs.better % 3 == 0
    found = one.verified(pairs, at_one_address)
    assert len(found.worse) > 20
    assert same(several.verified(pairs, at_one_address), found)


def test_relatives_are_those_of_one_process() -> None:
    several, one = joins()
    sampled = np.unique(one.ranked.sampled(np.arange(len(TEXTS))).passages)
    known = Frequencies(sampled, 10 + np.arange(len(sampled)))
    found = one.related(all_pairs(), known)
    assert len(found.whole) > 20
    assert same(several.related(all_pairs(), known), found)


def test_documents_are_related_as_in_one_process() -> None:
    table = KeyTable(map(copy_key, DOCUMENTS))
    found = relate(table, texts, joining=lambda ranked, read: InWorkers(ranked, read, workers=2))
    assert found == relate(table, texts)
    assert found.families


def test_each_text_is_brought_together_once_and_the_folder_goes_with_the_comparing(tmp_path: Path) -> None:
    asked: list[int] = []

    def read(positions: Collection[int]) -> Iterable[tuple[int, str]]:
        asked.extend(positions)
        return texts(positions)

    pairs = all_pairs()
    several = InWorkers(joins()[1].ranked, read, workers=1, folder=tmp_path)
    several.verified(only(pairs, pairs.worse < 30), np.zeros(435, dtype=bool))
    several.related(pairs, common())
    assert sorted(asked) == list(range(len(TEXTS)))
    assert len(list(tmp_path.iterdir())) == 1
    del several
    assert not list(tmp_path.iterdir())


def test_most_texts_of_versions_of_one_story_are_in_one_batch() -> None:
    """Of 60 stories the first, second ... versions follow each other, as when papers print one after another."""
    both = [
        (60 * one + story, 60 * two + story) for story in range(60) for two in range(5) for one in range(two)
    ]
    pairs = Pairs(*np.array(both).T)
    batches = list(joins()[0]._batches(pairs, np.zeros(len(both), dtype=bool)))
    read = sum(len(np.unique(np.concatenate(batch.pairs))) for batch in batches)
    assert len(batches) > 6
    assert read < 1.1 * 300


def dies(batch: pairs_module.Batch, known: pairs_module.Known) -> pairs_module.Columns:
    if os.getpid() != int(os.environ["MAIN_PROCESS"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return pairs_module._related(batch, known)


def common() -> Frequencies:
    """Return passages so common that nothing is related by them."""
    sampled = np.unique(joins()[1].ranked.sampled(np.arange(len(TEXTS))).passages)
    return Frequencies(sampled, 1000 + np.arange(len(sampled)))


def test_what_a_worker_dies_of_is_done_in_the_main_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIN_PROCESS", str(os.getpid()))
    several, one = joins()
    pairs = all_pairs()
    flags = np.zeros(len(pairs.worse), dtype=bool)
    for known in (common(), Frequencies(np.empty(0, np.uint32), np.empty(0, np.int64))):
        found = several._compared(dies, pairs, flags, known)
        assert found is not None
        assert sorted(found[1].tolist()) == sorted(one.related(pairs, known).part.tolist())


def fails(_known: object) -> None:
    raise OSError("no memory")


def test_where_no_worker_can_start_the_main_process_compares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs_module, "_begin", fails)
    several, one = joins()
    pairs = all_pairs()
    flags = np.zeros(len(pairs.worse), dtype=bool)
    assert same(several.verified(pairs, flags), one.verified(pairs, flags))


def test_where_the_disk_is_full_the_main_process_compares_and_gives_back_what_was_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def add(shared: SharedTexts, _texts: Iterable[tuple[int, str]]) -> None:
        (shared.folder / "texts.utf8").write_bytes(b"half of them")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SharedTexts, "add", add)
    pairs = all_pairs()
    several, one = InWorkers(joins()[1].ranked, texts, workers=2, folder=tmp_path), joins()[1]
    assert same(several.related(pairs, common()), one.related(pairs, common()))
    assert not list(tmp_path.iterdir())


def test_no_more_workers_start_than_there_are_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Pool(ProcessPool):
        def __init__(self, workers: int, **options: Any) -> None:
            started.append(workers)
            super().__init__(workers, **options)

    monkeypatch.setattr(pairs_module, "ProcessPool", Pool)
    monkeypatch.setattr(pairs_module, "MAX_PAIRS", 500)
    monkeypatch.setattr(pairs_module, "MIN_PAIRS", 500)
    pairs = all_pairs()
    InWorkers(joins()[0].ranked, texts, workers=12).verified(pairs, np.zeros(len(pairs.worse), dtype=bool))
    assert started == [-(-len(pairs.worse) // 500)]
