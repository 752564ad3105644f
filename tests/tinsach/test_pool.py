"""The worker pool: order kept, limits by record, one bad record costs itself and nothing else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool

from cleaning.document import Document, Failure, Media, Proposal, Record, Rejection
from cleaning.draft import Draft
from cleaning.inputs import InputOptions, Taken
from cleaning.line_counts import LineCounts
from cleaning.pipeline import Pipeline
from tinsach import engine, pool
from tinsach.own_text import OwnText
from tinsach.parcel import Packing
from tinsach.pool import Limits, cleaned, worked
from tinsach.progress import for_terminal
from tinsach.worker import MAX_WORKER_BYTES, Cleaned, Task

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
        if text == "ngốn bộ nhớ":
            bytearray(MAX_WORKER_BYTES)
        if text == "điếc":  # code that never comes back to Python sees no signal either
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPROF})
            while True:
                pass
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


def test_record_that_sees_no_signal_is_ended_from_outside() -> None:
    found = run(records(TEXT, "điếc", TEXT), seconds=0.1)
    assert [reason(item) for item in found] == ["kept", "time_limit", "kept"]


def test_record_that_wants_more_memory_than_a_worker_may_have_costs_only_itself() -> None:
    found = run(records(TEXT, "ngốn bộ nhớ", TEXT))
    assert [reason(item) for item in found] == ["kept", "cleaning_error", "kept"]


PARAGRAPHS = "".join(f"<p>{TEXT} Chuyến thứ {n} rời bến lúc trời vừa sáng rõ.</p>" for n in range(4))
REPORT = f"<html><body><h1>Bến đò cũ mở lại</h1><article>{PARAGRAPHS}</article></body></html>"
BAD_PAGES = {
    "<p>" * 300_000: "page_too_large",
    "<p>" + TEXT * 200_000: "page_too_large",
    "<div>" * 100_000 + REPORT: "page_too_deep",
    "<b><i><font>" * 50_000 + REPORT: "page_too_deep",
    REPORT.replace(" ", " \0" * 3): "undecodable",
    "<html><body><div id='app'></div><script>start()</script></body></html>": "empty_page",
    REPORT[: len(REPORT) // 2]: "kept",
    REPORT.replace("<article>", f"<article class='{'x ' * 500_000}'>"): "kept",
    REPORT.replace("<article>", "<!--" + "-" * 500_000 + "--><article>"): "kept",
    REPORT.encode().decode("cp1252", "ignore"): "kept",
}


def test_bad_pages_end_with_their_reasons_and_leave_the_others_alone() -> None:
    pages = [page for bad in BAD_PAGES for page in (bad, REPORT)]
    found = list(
        cleaned(
            [Record("a.html", n, page.encode(), Media.HTML) for n, page in enumerate(pages)],
            Pipeline(judges=()),
            Limits(1),
        )
    )
    assert [reason(item) for item in found[::2]] == [*BAD_PAGES.values()]
    assert {reason(item) for item in found[1::2]} == {"kept"}


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


@pytest.mark.parametrize(("texts", "started"), [(3, 1), (200, 4)])
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


def process(_items: Sequence[Cleaned], _taken: Taken) -> int:
    return os.getpid()


def test_a_worker_is_replaced_after_so_many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BATCH_RECORDS", 1)
    task = Task(Pipeline(editors=(), judges=()), process)
    items = records(*["một"] * 6)
    assert len(set(worked(items, task, Limits(1), max_tasks=2))) == 3
    assert len(set(worked(items, task, Limits(1), max_tasks=6))) == 1


@pytest.mark.parametrize(
    ("source", "batches"), [("rows.jsonl.gz", 1_000), ("pages", 250), ("page.html", 250)]
)
def test_workers_that_may_read_pages_are_replaced_sooner(
    source: str, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(engine, "worked", lambda *_, max_tasks: asked.append(max_tasks))
    own = OwnText(LineCounts.of(()))
    work = engine.Work((source,), Pipeline(), InputOptions(), Limits(1), own, Packing())
    engine.ONE_MACHINE.cleaned(work, for_terminal(quiet=True))
    assert asked == [batches]
