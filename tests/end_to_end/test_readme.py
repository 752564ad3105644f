"""README keeps its promises: its commands and code run in order beside a demo, its tree exists."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crawler.job import load_job
from tests.end_to_end.conftest import DemoRun
from tinsach.cli import parser

pytestmark = pytest.mark.xdist_group("demo")

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [body for name, body in found if name == language]


def shell_lines() -> list[str]:
    lines = [line.partition("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("make ")]


@pytest.fixture(scope="module")
def home(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(demo.folder, folder / "tinsach-demo")
    return folder


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        command, shell=True, cwd=home, env=environment, capture_output=True, text=True, check=False
    )


def test_every_command_of_the_readme_runs_in_order(home: Path) -> None:
    assert len(shell_lines()) >= 8
    for line in shell_lines():
        done = run(line, home)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.split()[1])
def test_every_python_snippet_of_the_readme_runs(home: Path, code: str) -> None:
    pytest.importorskip(code.split()[1].partition(".")[0])  # `make loaders` installs what is not always there
    if "pyspark" in code and not shutil.which("java"):
        pytest.skip("Spark needs Java")
    (home / "snippet.py").write_text(code, encoding="utf-8")
    done = run(f"{sys.executable} snippet.py", home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_load_line_of_the_summary_runs(demo: DemoRun) -> None:
    _, _, command = demo.said.partition("\nLoad: ")
    done = run(command.strip(), demo.folder.parent)
    assert done.returncode == 0, done.stderr


def test_job_file_of_the_readme_is_valid(tmp_path: Path) -> None:
    job = tmp_path / "job.toml"
    (tmp_path / "samples").mkdir()
    job.write_text(blocks("toml")[0], encoding="utf-8")
    assert load_job(job).name == tomllib.loads(blocks("toml")[0])["job"]["name"]


def test_readme_names_every_command() -> None:
    commands = re.findall(r"^    (\w+) ", parser().format_help(), re.MULTILINE)
    assert len(commands) >= 12  # else the help is laid out in another way, and nothing would be looked for
    for command in commands:
        assert f"`tinsach {command}" in README


@pytest.mark.skipif(not (ROOT / "crawler").is_dir(), reason="tests of the wheel have no source tree")
def test_tree_of_the_readme_exists() -> None:
    tree = next(block for block in blocks("") if "pure stages" in block)
    for line in tree.splitlines():
        assert (ROOT / line.split()[0]).is_dir(), line


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
