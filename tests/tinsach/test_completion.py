"""Completion: run in bash itself; for zsh and fish the scripts name everything, and are parsed where those are."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cleaning.inputs import Format
from tinsach.cli import main, parser
from tinsach.completion import FORMATS, SHELLS, commands_of

COMMANDS = commands_of(parser())


def completed(*words: str, cwd: Path) -> list[str]:
    """Return what bash offers for ``words``, the last of them begun."""
    script = SHELLS["bash"](COMMANDS)
    listed = " ".join(f"'{word}'" for word in words)
    code = f"{script}\nCOMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; _tinsach; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, cwd=cwd)
    assert done.stderr == ""
    return done.stdout.split()


pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")


def test_a_command_is_completed(tmp_path: Path) -> None:
    assert completed("tinsach", "ro", cwd=tmp_path) == ["rollback"]
    assert set(completed("tinsach", "", cwd=tmp_path)) >= {one.name for one in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_every_option_of_a_command_is_offered(command: object, tmp_path: Path) -> None:
    wanted = {name for option in command.options for name in option.names}  # type: ignore[attr-defined]
    assert set(completed("tinsach", command.name, "--", cwd=tmp_path)) == {  # type: ignore[attr-defined]
        name for name in wanted if name.startswith("--")
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["clean", "--format", "js"], ["jsonl", "json"]),
        (["clean", "--format", "=", "js"], ["jsonl", "json"]),
        (["export", "c", "--table", "d"], ["documents", "duplicates"]),
        (["completion", "f"], ["fish"]),
        (["sites", ""], ["check"]),
        (["clean", "--workers", ""], []),
        (["check", ""], []),
    ],
)
def test_values_are_offered_where_they_are_known(words: list[str], found: list[str], tmp_path: Path) -> None:
    assert completed("tinsach", *words, cwd=tmp_path) == found


def test_the_command_prints_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    assert capsys.readouterr().out == SHELLS["bash"](COMMANDS)


def test_the_formats_offered_are_those_known() -> None:
    assert list(FORMATS) == [str(one) for one in Format]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_every_command_and_option_is_in_the_script(shell: str) -> None:
    script = SHELLS[shell](COMMANDS)
    for command in COMMANDS:
        assert command.name in script
        for option in command.options:
            name = max(option.names, key=len)
            assert (name if shell == "zsh" else f"-l {name[2:]}") in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_itself_finds_no_fault_in_the_script(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    script = tmp_path / "script"
    script.write_text(SHELLS[shell](COMMANDS), encoding="utf-8")
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
