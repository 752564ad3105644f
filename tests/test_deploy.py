"""What operators copy from deploy/ is right: units verify, the DAG loads, cron speaks only when it should."""

import fnmatch
import importlib.util
import re
import runpy
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest

from tinsach.cli import parser
from tinsach.completion import commands_of

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"

pytestmark = pytest.mark.skipif(not DEPLOY.is_dir(), reason="tests of the wheel have no deploy/")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    units = [*sorted(DEPLOY.glob("tinsach*.service")), DEPLOY / "tinsach.timer"]
    assert len(units) == 3
    for unit in units:
        text = unit.read_text("utf-8").replace("/srv/news/.venv/bin/tinsach", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    named = [str(tmp_path / name) for name in ("tinsach.service", "tinsach.timer", "tinsach-alarm@x.service")]
    shutil.copy(tmp_path / "tinsach-alarm@.service", named[-1])
    done = subprocess.run(
        ["systemd-analyze", "verify", *named], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    ours = [line for line in done.stderr.splitlines() if "tinsach" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_timer_starts_the_service_and_a_failure_the_alarm() -> None:
    service = (DEPLOY / "tinsach.service").read_text("utf-8")
    assert "OnFailure=tinsach-alarm@%n.service" in service
    assert "SuccessExitStatus=75" in service
    assert "User=root" not in service
    assert "OnCalendar=" in (DEPLOY / "tinsach.timer").read_text("utf-8")


class Stub:
    """Stands for a DAG or an operator: keeps what it was made with."""

    made: list["Stub"] = []  # noqa: RUF012

    def __init__(self, *names: str, **values: Any) -> None:
        self.names, self.values, self.after = names, values, list[Stub]()
        Stub.made.append(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __rshift__(self, other: Any) -> Any:
        other.after.append(self)
        return other


def test_the_dag_loads_in_airflow_2_and_3_and_skips_where_a_run_is_at_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for place in ("airflow.operators.bash", "airflow.providers.standard.operators.bash"):
        with monkeypatch.context() as patched:
            for end in range(1, place.count(".") + 2):
                name = ".".join(place.split(".")[:end])
                patched.setitem(sys.modules, name, ModuleType(name))
            sys.modules["airflow"].DAG = Stub  # type: ignore[attr-defined]
            sys.modules[place].BashOperator = Stub  # type: ignore[attr-defined]
            Stub.made = []
            loaded = runpy.run_path(str(DEPLOY / "airflow_dag.py"))
        dag, run, check, ended = Stub.made
        assert dag.values["max_active_runs"] == 1
        assert run.values["skip_on_exit_code"] == 75
        assert check.values["skip_on_exit_code"] == 75
        assert (check.after, ended.after) == ([run], [check, run])
        assert check.values["trigger_rule"] == "all_done", (
            "exit code 1 of run must not keep check from running"
        )
        assert "trigger_rule" not in ended.values, "it tells Airflow that run failed"
        assert loaded["dag"] is dag


@pytest.mark.skipif(not importlib.util.find_spec("airflow"), reason="no Airflow here")
def test_airflow_itself_takes_the_dag(tmp_path: Path) -> None:
    code = (
        f"import runpy; d = runpy.run_path({str(DEPLOY / 'airflow_dag.py')!r})['dag']; "
        "print(sorted(d.task_ids)); d.validate()"
    )
    environment = {"AIRFLOW_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert "['check', 'ended', 'run']" in done.stdout, done.stderr


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def test_the_image_runs_as_somebody_who_is_not_root() -> None:
    users = [value for name, value in instructions() if name == "USER"]
    last = max(index for index, (name, _) in enumerate(instructions()) if name == "FROM")
    after = [name for name, _ in instructions()[last:]]
    assert users == ["10001"]
    assert after.index("USER") < after.index("ENTRYPOINT")
    assert after.index("USER") > max(index for index, name in enumerate(after) if name == "RUN")


def test_the_image_is_built_of_named_versions_and_keeps_no_cache() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    for name, value in instructions():
        assert name in known, name
        if name == "FROM":
            assert re.match(r"python:3\.\d+-slim\b", value)
        if name == "RUN" and "pip install" in value:
            assert "--no-cache-dir" in value
        if name in {"ENTRYPOINT", "CMD"}:
            assert value.startswith("["), "else a shell stands between and keeps SIGTERM"


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name, value in instructions():
        if name == "COPY" and not value.startswith("--from"):
            *sources, _target = value.split()
            for source in sources:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in ignore, source
    assert ignore[0] == "*"


def test_cron_does_four_things() -> None:
    done = [re.findall(r"bin/tinsach ([a-z]+)", command) for command in cron_commands()]
    assert done == [["run"], ["doctor"], ["check"], ["compact"]]


def cron_commands() -> list[str]:
    lines = (DEPLOY / "crontab").read_text("utf-8").splitlines()
    jobs = [line for line in lines if line and line[0] not in "#M"]
    found = [re.fullmatch(r"(?:[\d*/,-]+\s+){5}(.+)", line) for line in jobs]
    assert all(found)
    return [match.group(1) for match in found if match]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(("code", "speaks"), [(0, False), (75, False), (1, True), (3, True), (70, True)])
def test_cron_is_silent_when_all_is_well(tmp_path: Path, number: int, code: int, *, speaks: bool) -> None:
    command = cron_commands()[number].replace("/srv/news", str(tmp_path))
    program = tmp_path / ".venv/bin/tinsach"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'tinsach: said' >&2\nexit {code}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    if (" check " in command or " compact " in command) and code == 75:
        speaks = True  # what could not be done is to be done again: they come seldom
    assert ("tinsach: said" in done.stdout) == speaks
    assert "%" not in command  # cron makes line ends of them


def test_every_command_in_deploy_and_readme_is_one_of_ours() -> None:
    known = {one.name for one in commands_of(parser())}
    files = [*DEPLOY.iterdir(), ROOT / "README.md"]
    text = "".join(path.read_text("utf-8") for path in files if path.is_file())
    used = set(re.findall(r"bin/tinsach ([a-z]+)|`tinsach ([a-z]+)", text))
    assert {a or b for a, b in used} <= known


def test_the_log_that_cron_writes_is_the_one_rotated() -> None:
    text = (DEPLOY / "logrotate.conf").read_text("utf-8")
    assert "/srv/news/run.log {" in text
    assert text.count("{") == text.count("}") == 1
    assert any(">> run.log" in command for command in cron_commands())


@pytest.mark.skipif(not shutil.which("logrotate"), reason="logrotate is not installed")
def test_logrotate_takes_the_file_and_turns_the_log(tmp_path: Path) -> None:
    log, settings = tmp_path / "run.log", tmp_path / "logrotate.conf"
    log.write_text("một dòng\n", encoding="utf-8")
    text = (DEPLOY / "logrotate.conf").read_text("utf-8").replace("/srv/news/run.log", str(log))
    settings.write_text(
        text.replace("    su tinsach tinsach\n", ""), encoding="utf-8"
    )  # an account of its own
    settings.chmod(0o600)
    command = ["logrotate", "--force", "--state", str(tmp_path / "state"), str(settings)]
    subprocess.run(command, check=True, capture_output=True)
    assert not log.exists()
    assert (tmp_path / "run.log.1").read_text("utf-8") == "một dòng\n"


def test_every_file_of_deploy_is_told_of() -> None:
    pages = [ROOT / "README.md", ROOT / "benchmarks/README.md", *(ROOT / "docs").glob("*.md")]
    readme = "".join(page.read_text("utf-8") for page in pages)
    for path in DEPLOY.iterdir():
        assert f"deploy/{path.name}" in readme or fnmatch.fnmatch(path.name, "*.pyc") or path.is_dir()
