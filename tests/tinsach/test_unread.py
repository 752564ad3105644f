"""A reader that leaves, as ``| head`` does, ends any command in silence, as it ends other tools."""

import subprocess
import sys
from pathlib import Path

import pytest

from tinsach.cli import main

REPORT = "Sáng nay, đoàn công tác đến thăm bà con vùng cao và trao tặng một trăm phần quà. " * 12


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    for number in range(20):
        (home / f"{number}.txt").write_text(f"Tin số {number}. {REPORT}", "utf-8")
    assert main(["clean", str(home), "--out", str(home / "corpus"), "--workers", "1"]) == 0
    return home


def unread(home: Path, command: str, *, lines: int, held_back: bool) -> tuple[int, list[str], str]:
    """Run ``command`` and read so many lines of it: its exit code, those lines and what else it says."""
    started = subprocess.Popen(
        [sys.executable, *([] if held_back else ["-u"]), "-m", "tinsach", *command.split()],
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
    )
    assert started.stdout
    assert started.stderr
    read = [started.stdout.readline() for _ in range(lines)]
    started.stdout.close()
    said = started.stderr.read()
    started.stderr.close()
    return started.wait(60), read, said


@pytest.mark.parametrize("held_back", [True, False], ids=["held_back", "at_once"])
@pytest.mark.parametrize("command", ["sites", "schema", "schema --json", "completion bash", "check corpus"])
def test_a_reader_that_never_reads_is_no_fault(home: Path, command: str, held_back: bool) -> None:  # noqa: FBT001
    assert unread(home, command, lines=0, held_back=held_back) == (141, [], "")


@pytest.mark.parametrize("command", ["explain .", "explain . --json", "explain . --min-words 5"])
def test_a_reader_that_leaves_ends_what_prints_much(home: Path, command: str) -> None:
    code, read, said = unread(home, command, lines=1, held_back=False)
    assert (code, said) == (141, "")
    assert read != [""]


@pytest.mark.parametrize("command", ["--help", "--version", "clean --help"])
def test_help_that_nobody_reads_says_nothing(home: Path, command: str) -> None:
    assert unread(home, command, lines=0, held_back=True) == (141, [], "")


def test_the_run_counts_whose_summary_nobody_reads(home: Path, tmp_path: Path) -> None:
    asked = f"clean {home / '1.txt'} --out {tmp_path / 'c'} --workers 1"
    assert unread(home, asked, lines=0, held_back=True) == (141, [], "")
    assert main(["check", str(tmp_path / "c")]) == 0


def test_what_is_read_to_the_end_keeps_its_code(home: Path) -> None:
    assert unread(home, "--version", lines=2, held_back=True)[0] == 0


@pytest.mark.parametrize(
    "command", ["sites", "explain 1.txt", "check corpus", "clean 1.txt --out other --workers 1"]
)
def test_a_stream_that_was_closed_before_is_no_fault(home: Path, command: str) -> None:
    asked = f"exec {sys.executable} -m tinsach {command} >&- 2>&-"
    env = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""}
    assert subprocess.run(["/bin/sh", "-c", asked], cwd=home, env=env, check=False).returncode == 0
