"""``tinsach doctor`` on a job file that is not filled in yet, and in lines that fit a terminal."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawler.conftest import written_job
from tinsach.cli import main

WIDTH = 80


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    code = main(["doctor", *arguments])
    return code, capsys.readouterr().out.splitlines()


def test_a_file_as_init_leaves_it_is_looked_at_to_the_end_and_nobody_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    capsys.readouterr()

    code = main(["doctor", "job.toml", "--json"])
    told = json.loads(capsys.readouterr().out)

    assert code == 2, "as tinsach run"
    wrong = {(one["check"], one["state"]): one["said"] for one in told["findings"] if one["state"] != "ok"}
    assert wrong[("contact", "fault")] == "[crawl] contact is empty"
    assert wrong[("seeds", "fault")] == "[crawl] seeds is empty"
    assert wrong[("sites", "warning")] == "not asked"
    assert ("samples", "fault") in wrong
    assert {one["check"] for one in told["findings"]} >= {
        "python",
        "disk space",
        "lock",
        "frontier",
        "schema",
    }


@pytest.mark.parametrize("command", ["run", "crawl"])
def test_an_empty_contact_is_told_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["init", "--seed", "https://bao-that.vn/"])
    (tmp_path / "samples" / "mot.txt").write_text("Đoàn đại biểu thăm hữu nghị tỉnh bạn.", "utf-8")
    capsys.readouterr()

    assert main(["doctor", "job.toml"]) == 2
    capsys.readouterr()
    assert main([command, "job.toml"]) == 2
    said = capsys.readouterr().err
    assert "job.toml: [crawl] contact is empty; give an e-mail or web address of yours" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "archive").exists()


def test_places_below_here_are_told_as_seen_from_here_in_lines_that_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = tmp_path / ("thư mục với một cái tên khá là dài " * 3).strip()
    here.mkdir()
    monkeypatch.chdir(here)
    written_job(here, "http://127.0.0.1:9", "http://bao.example/")
    (here / "archive" / "state").mkdir(parents=True)
    (here / "archive" / "state" / "frontier.sqlite").write_bytes(b"no database at all" * 100)

    code, lines = lines_of(capsys, "job.toml", "--offline")

    assert code == 3
    assert not [line for line in lines if str(tmp_path) in line]
    assert not [line for line in lines if len(line) > WIDTH]
    assert any("archive/state/frontier.sqlite: " in line for line in lines)


def no_contact(home: Path) -> None:
    (home / "job.toml").write_text(re.sub('contact = "[^"]*"', 'contact = ""', written(home)), "utf-8")


def no_seed(home: Path) -> None:
    (home / "job.toml").write_text(re.sub(r"seeds = \[.*\]", "seeds = []", written(home)), "utf-8")


def no_sample(home: Path) -> None:
    shutil.rmtree(home / "samples")
    (home / "samples").mkdir()


def corpus_is_a_file(home: Path) -> None:
    (home / "corpus").touch()


def archive_is_a_file(home: Path) -> None:
    (home / "archive").touch()


def written(home: Path) -> str:
    return (home / "job.toml").read_text("utf-8")


@pytest.mark.parametrize("spoil", [no_contact, no_seed, no_sample, corpus_is_a_file, archive_is_a_file])
def test_it_ends_with_the_code_that_the_run_ends_with(
    tmp_path: Path, spoil: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    path = written_job(tmp_path, "http://127.0.0.1:9", "http://bao.example/")
    spoil(tmp_path)
    code = main(["doctor", str(path), "--offline"])
    assert code == main(["run", str(path)])
    assert code == (3 if spoil is archive_is_a_file else 2)
