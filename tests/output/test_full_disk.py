"""A disk that is full, anywhere in a change: the corpus stays as before or becomes as after."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from output.check import check
from output.corpus import Corpus
from output.errors import CorpusError
from tests.output.changes import (
    CHANGES,
    Change,
    Reader,
    compacting,
    outcome_of,
    seen_whole,
    three_nights,
    undoing_merged,
)
from tests.output.conftest import Fill
from tests.output.globbing import everything

NEED_SPACE = ["replace", "fsync", "mkdir", "link"]
"""Calls that a full disk refuses; removing a file it does not."""


@pytest.fixture
def prepared(fill: Fill, root: Path, change: Change) -> Path:
    three_nights(fill, root)
    if change.make is undoing_merged:
        compacting(root)
    return root


class Full:
    """Lets so many calls through that need space; from then on the disk is full, and the process goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, survived: int) -> None:
        self.left = survived
        for name in NEED_SPACE:
            monkeypatch.setattr(os, name, self._limited(getattr(os, name)))

    def _limited(self, call: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **options: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise OSError(28, "No space left on device")
            return call(*args, **options) if call is not FSYNC else None

        return step


FSYNC = os.fsync


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_space_that_runs_out_at_any_step_leaves_the_corpus_as_before_or_as_after(
    prepared: Path, tmp_path: Path, change: Change
) -> None:
    """Whoever lists the folders meanwhile, and after the next command found space again."""
    before, after = everything(prepared), outcome_of(change, prepared, tmp_path)
    outcomes, reader = [], Reader()
    for survived in range(200):
        copy = tmp_path / str(survived)
        shutil.copytree(prepared, copy)
        with pytest.MonkeyPatch.context() as patch:
            disk = Full(patch, survived)
            with contextlib.suppress(OSError, CorpusError):
                change.make(copy)
        now, lost = reader.read(copy)
        assert seen_whole(now, before, after), f"full after {survived} steps"
        assert lost == []
        Corpus(copy).recover()
        now, _ = reader.read(copy)
        assert now in (before, after)
        assert reader.is_sound(copy)
        outcomes.append(now == after)
        if disk.left >= 0:
            break
    assert disk.left >= 0
    assert outcomes == sorted(outcomes), "once it counts, it counts"
    assert outcomes[0] == (before == after)
    assert outcomes[-1]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_disk_that_fills_up_leaves_the_corpus_as_it_was(
    prepared: Path, tmp_path: Path, change: Change
) -> None:
    """The system refuses to write beyond a size, at many sizes: no file of ours may be left half."""
    before, after = everything(prepared), outcome_of(change, prepared, tmp_path)
    refused = 0
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for size in (0, 100, 1_000, 2_000, 4_000, 6_000, 10_000):
        place = tmp_path / f"full-{size}"
        shutil.copytree(prepared, place)
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
            change.make(place)
        except (OSError, CorpusError):
            refused += 1
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        assert seen_whole(everything(place), before, after)
        Corpus(place).recover()
        assert everything(place) in (before, after)
        assert check(Corpus(place)).findings == ()
    assert refused >= 2
