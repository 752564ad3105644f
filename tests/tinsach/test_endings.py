"""How a command ends that was stopped or met a fault of its own: what it says is so, and the exit code tells."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from output.corpus import Corpus
from output.report import is_stale
from output.schema import SCHEMA_VERSION
from tests.tinsach.test_errors import JOB
from tinsach.cli import main
from tinsach.run import crawl_job

REPORT = "Sáng nay, đoàn công tác đến thăm bà con vùng cao và trao tặng {n} phần quà. " * 12


class Said(NamedTuple):
    code: int
    line: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(REPORT.format(n="một trăm"), "utf-8")
    return tmp_path


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], Said]:
    def ended(arguments: str) -> Said:
        code = main(arguments.split())
        return Said(code, capsys.readouterr().err)

    return ended


def stopped(*_: object, **_kw: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


CLEAN = "clean a.txt --out corpus --workers 1"


@pytest.mark.parametrize("place", ["output.run.make_plan", "tinsach.comparison.Comparison.found"])
def test_stopped_before_the_commit_the_corpus_is_as_it_was(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(place, stopped)
        assert say(CLEAN) == (130, "tinsach: interrupted; the corpus is as it was before\n")
    assert not list((home / "corpus").glob("runs/*"))


def test_stopped_while_the_report_is_written_the_run_is_named_and_the_remedy(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("tinsach.finish.write_pages", stopped)
        said = say(CLEAN)
    (record,) = (home / "corpus/runs").iterdir()
    remedy = "the report was not written: tinsach report corpus"
    assert said == (130, f"tinsach: interrupted; {record.stem} is in the corpus corpus; {remedy}\n")
    assert is_stale(Corpus(home / "corpus"))
    assert main(["report", "corpus"]) == 0
    assert not is_stale(Corpus(home / "corpus"))


def test_stopped_after_the_report_nothing_is_to_be_done(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinsach.finish.summary_text", stopped)
    said = say(CLEAN)
    assert said.code == 130
    assert re.fullmatch(r"tinsach: interrupted; \w+ is in the corpus corpus\n", said.line)


def test_stopped_within_the_commit_the_next_run_finishes_it(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("output.journal._move_all", stopped)
        said = say(CLEAN)
    assert said.code == 130
    assert re.search(r"\w+ was being committed: the next run of corpus finishes that$", said.line.strip())
    assert say(CLEAN).code == 0
    assert len(list((home / "corpus/runs").iterdir())) == 1


def test_a_stopped_rollback_says_that_the_run_is_undone(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say(CLEAN).code == 0
    (record,) = (home / "corpus/runs").iterdir()
    with monkeypatch.context() as patch:
        patch.setattr("tinsach.maintenance.write_pages", stopped)
        said = say(f"rollback corpus {record.stem}")
    assert said.code == 130
    assert "-rollback is in the corpus corpus" in said.line


def test_a_command_after_a_run_does_not_speak_of_it(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say(CLEAN).code == 0
    monkeypatch.setattr("tinsach.finish.write_pages", stopped)
    assert say("report corpus") == (130, "tinsach: interrupted; the corpus is as it was before\n")
    assert home.exists()


def test_an_unexpected_error_is_70_in_one_line_that_tells_how_to_see_the_traceback(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("chia cho\nkhông")

    monkeypatch.delenv("TINSACH_TRACEBACK", raising=False)
    monkeypatch.setattr("tinsach.finish.write_pages", broken)
    said = say(CLEAN)
    assert said.code == 70
    assert said.line.startswith(
        "tinsach: unexpected ZeroDivisionError: chia cho không (test_endings.py, line "
    )
    assert said.line.endswith("; TINSACH_TRACEBACK=1 in the environment shows the traceback\n")
    assert said.line.count("\n") == 1
    monkeypatch.setenv("TINSACH_TRACEBACK", "1")
    (home / "b.txt").write_text(REPORT.format(n="hai trăm"), "utf-8")
    shown = say("clean b.txt --out corpus --workers 1")
    assert shown.code == 70
    assert shown.line.startswith("Traceback (most recent call last):\n")
    assert "in the environment" not in shown.line


@pytest.mark.parametrize(
    ("ends", "code", "said"),
    [
        ("raise ZeroDivisionError", 70, "the crawl was ended by an unexpected error, told above"),
        ("import os; os.kill(os.getpid(), 9)", 70, "the crawl was ended by signal 9"),
        ("raise SystemExit(75)", 75, ""),
    ],
)
def test_a_crawl_with_a_fault_is_not_taken_for_one_with_failed_records(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    ends: str,
    code: int,
    said: str,
) -> None:
    from crawler.job import load_job  # noqa: PLC0415

    (home / "samples").mkdir()
    (home / "job.toml").write_text(JOB, "utf-8")
    real = subprocess.Popen

    def instead(_command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", ends], **options)  # type: ignore[call-overload]  # as it was called

    monkeypatch.setattr("tinsach.run.subprocess.Popen", instead)
    assert crawl_job(load_job(home / "job.toml")) == code
    assert said in capsys.readouterr().err


def test_a_run_on_a_corpus_of_an_older_schema_is_refused_before_the_crawl(
    home: Path, say: Callable[[str], Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "samples").mkdir()
    (home / "samples/mot.txt").write_text("Đoàn đại biểu thăm hữu nghị tỉnh bạn.", "utf-8")
    (home / "job.toml").write_text(JOB.replace("bao.example", "bao-ven-song.vn"), "utf-8")
    assert say(CLEAN).code == 0
    (record,) = (home / "corpus/runs").iterdir()
    text = record.read_text("utf-8")
    record.write_text(re.sub(r'"schema_version": "\d+"', '"schema_version": "2"', text), "utf-8")

    def crawled(*_: object, **__: object) -> int:
        raise AssertionError("it crawls")

    monkeypatch.setattr("tinsach.run.crawl_job", crawled)
    said = say("run job.toml")
    assert said.code == 2
    told = f"corpus: has files of schema version 2, this tinsach writes {SCHEMA_VERSION}; `tinsach upgrade "
    assert told in said.line
    assert not (home / "archive").exists()
