"""The worker pool: order kept, limits by record, one bad record costs itself and nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool

from cleaning.document import Document, Failure, Media, Proposal, Record, Rejection
from cleaning.draft import Draft
from cleaning.pipeline import Pipeline
from tinsach.pool import Cleaned, Limits, cleaned

TEXT = "Bến đò cũ mở lại sau mùa lũ, bà con hai bờ sông lại qua về mỗi sớm."


@dataclass(frozen=True)
class Trouble:
    """An editor that does what its line says, so that a worker can be made slow or dead."""

    def propose(self, draft: Draft) -> Iterator[Proposal]:
        text = draft.lines[0].text if draft.lines else ""
        if text.startswith("bận"):
            until = time.process_time() + float(text.split()[1])
            while time.process_time() < until:
                pass
        if text == "chết":
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "hết bộ nhớ":
            raise MemoryError
        yield from ()


def records(*texts: str) -> list[Record | Failure]:
    return [Record("a.txt", n, text, Media.TEXT) for n, text in enumerate(texts)]


def run(items: list[Record | Failure], *, workers: int = 1, seconds: float = 20.0) -> list[Cleaned]:
    pipeline = Pipeline(editors=(Trouble(),), judges=())
    return list(cleaned(items, pipeline, Limits(workers, record_seconds=seconds)))


def reason(item: Cleaned) -> str:
    return getattr(item.outcome, "reason", "kept")


def test_outcomes_come_in_the_order_of_the_records() -> None:
    items = records(*(f"{TEXT} Số {n}." for n in range(100)))
    found = run(items, workers=2)
    assert [item.outcome.source_record for item in found if isinstance(item.outcome, Document)] == list(
        range(100)
    )


def test_failure_of_reading_passes_through_in_its_place() -> None:
    items = [*records(TEXT), Failure("b.txt", 0, "empty_file", "is empty"), *records(TEXT)]
    assert [reason(item) for item in run(items)] == ["kept", "empty_file", "kept"]


@pytest.mark.parametrize("neighbours", [0, 9])
def test_time_limit_of_a_record_does_not_depend_on_its_neighbours(neighbours: int) -> None:
    found = run(records("bận 3", *[TEXT] * neighbours), seconds=0.5)
    assert [reason(item) for item in found] == ["time_limit"] + ["kept"] * neighbours


def test_record_that_kills_its_worker_costs_only_itself() -> None:
    found = run(records(TEXT, "chết", TEXT, "hết bộ nhớ", TEXT))
    assert [reason(item) for item in found] == ["kept", "worker_died", "kept", "cleaning_error", "kept"]


def test_error_in_a_stage_is_a_failed_record() -> None:
    [item] = run(records("hết bộ nhớ"))
    assert isinstance(item.outcome, Rejection)
    assert item.outcome.verdict == "failed"


def test_leaving_the_loop_ends_the_workers_at_once() -> None:
    items = records(*["bận 5"] * 40)
    pipeline = Pipeline(editors=(Trouble(),), judges=())
    outcomes = cleaned([*records(TEXT), *items], pipeline, Limits(1))
    began = time.process_time()
    outcomes.close()
    assert time.process_time() - began < 5


def test_low_memory_limit_of_the_shell_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{TEXT}\n\n" + " ".join([TEXT] * 5), encoding="utf-8")
    command = f"ulimit -v 3500000; exec {sys.executable} -m tinsach clean a.txt --out c --workers 1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("texts", "started"), [(3, 1), (100, 4)])
def test_no_more_workers_start_than_there_is_work_for(
    texts: int, started: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(**options: Any) -> ProcessPool:
        asked.append(options["max_workers"])
        return ProcessPool(**options)

    monkeypatch.setattr("tinsach.pool.ProcessPool", counted)
    assert len(run(records(*[TEXT] * texts), workers=4)) == texts
    assert asked == [started]
