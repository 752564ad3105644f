"""Both engines on one input: what Spark's own log says of its tasks, and what its disk held at most."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import engines
from benchmarks.engines import Disk, Spent, main, read_log


def ended(reason: str, **metrics: object) -> dict[str, object]:
    return {"Event": "SparkListenerTaskEnd", "Task End Reason": {"Reason": reason}, "Task Metrics": metrics}


def test_tasks_of_a_log_are_summed_up(tmp_path: Path) -> None:
    log = tmp_path / "app"
    events = [
        {"Event": "SparkListenerApplicationStart"},
        ended("Success", **{"Shuffle Write Metrics": {"Shuffle Bytes Written": 7}, "Result Size": 3}),
        ended("Success", **{"Disk Bytes Spilled": 5, "Result Size": 4}),
        {**ended("ExceptionFailure"), "Task Metrics": None},
    ]
    log.write_text("\n".join(map(json.dumps, events)), encoding="utf-8")
    assert read_log(log) == Spent(tasks=3, failed=1, shuffled=7, spilled=5, results=7)


def test_a_log_without_tasks_is_nothing_spent(tmp_path: Path) -> None:
    log = tmp_path / "app"
    log.write_text(json.dumps({"Event": "SparkListenerApplicationStart"}), encoding="utf-8")
    assert read_log(log) == Spent(0, 0, 0, 0, 0)


def test_the_disk_is_watched_at_its_fullest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "block"
    disk = Disk(tmp_path)
    waits = iter([(1000, False), (10, False), (0, True)])

    def wait(_seconds: float) -> bool:
        size, over = next(waits)
        file.write_bytes(b"x" * size)
        return over

    monkeypatch.setattr(disk._over, "wait", wait)
    with disk.watched():
        pass
    assert disk.peak == 1000


def test_without_the_shared_data_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engines, "DATA", tmp_path / "none")
    assert main([]) == 2
    assert "none" in capsys.readouterr().err
