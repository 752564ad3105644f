"""A real Scrapyd on loopback takes the egg, runs the spider, tells of its jobs, ends one, keeps their logs."""

import importlib.util
import json
import runpy
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.test_run import job_file
from tinsach.demo.server import DemoWeb

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

pytestmark = [
    pytest.mark.xdist_group("scrapyd"),
    pytest.mark.skipif(
        not importlib.util.find_spec("scrapyd"), reason="Scrapyd is not installed (make loaders)"
    ),
    pytest.mark.skipif(not (ROOT / "deploy").is_dir(), reason="tests of the wheel have no deploy/"),
]


@dataclass(frozen=True)
class Daemon:
    url: str
    folder: Path

    def ask(self, service: str, **values: str) -> dict[str, Any]:
        """Call a service: with values as Scrapyd wants them, for what changes nothing in the query."""
        data = urllib.parse.urlencode(values).encode()
        reads = service in {"listspiders", "listjobs", "daemonstatus"}
        address = f"{self.url}/{service}.json" + (f"?{data.decode()}" if reads else "")
        with urllib.request.urlopen(address, data=None if reads else data, timeout=30) as answer:
            told: dict[str, Any] = json.load(answer)
        assert told["status"] == "ok", told
        return told

    def deploy(self, egg: Path) -> None:
        """Upload the egg as a form, as ``curl -F`` does."""
        fields = {"project": b"tinsach", "version": b"1", "egg": egg.read_bytes()}
        parts = [
            b'--edge\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
            % (name.encode(), b'; filename="e.egg"' if name == "egg" else b"", value)
            for name, value in fields.items()
        ]
        request = urllib.request.Request(
            f"{self.url}/addversion.json",
            b"".join(parts) + b"--edge--\r\n",
            {"Content-Type": "multipart/form-data; boundary=edge"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        assert told["status"] == "ok", told

    def schedule(self, job: Path) -> str:
        told = self.ask("schedule", project="tinsach", spider="news", job=str(job), setting="LOG_LEVEL=INFO")
        return str(told["jobid"])

    def jobs(self, state: str) -> list[str]:
        return [job["id"] for job in self.ask("listjobs", project="tinsach")[state]]

    def log(self, job: str) -> str:
        with urllib.request.urlopen(f"{self.url}/logs/tinsach/news/{job}.log", timeout=30) as answer:
            return str(answer.read().decode())


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("scrapyd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "scrapyd.conf").write_text(f"[scrapyd]\nhttp_port = {port}\npoll_interval = 0.5\n", "utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "scrapyd"]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    found = Daemon(f"http://127.0.0.1:{port}", folder)

    def is_up() -> bool:
        assert process.poll() is None, (folder / "said").read_text()
        try:
            return bool(found.ask("daemonstatus"))
        except urllib.error.URLError:
            return False

    try:
        until(is_up)
        runpy.run_path(str(ROOT / "deploy" / "scrapyd_egg.py"))["build"](folder / "tinsach.egg")
        found.deploy(folder / "tinsach.egg")
        yield found
    finally:
        process.terminate()
        process.wait(30)


def test_the_egg_brings_the_one_spider(daemon: Daemon) -> None:
    assert daemon.ask("listspiders", project="tinsach")["spiders"] == ["news"]


def test_a_scheduled_crawl_fills_the_archive_and_keeps_its_log(daemon: Daemon, tmp_path: Path) -> None:
    with DemoWeb() as web:
        job = daemon.schedule(job_file(tmp_path, web))
        until(lambda: job in daemon.jobs("finished"))
    assert list((tmp_path / "archive").glob("*.warc.gz")), daemon.log(job)
    assert json.loads((tmp_path / "archive/crawl.json").read_text())["archived"] > 0
    assert "archived 200" in daemon.log(job)


def test_a_crawl_that_is_cancelled_closes_its_archive(daemon: Daemon, tmp_path: Path) -> None:
    with DemoWeb() as web:
        path = job_file(tmp_path, web, host="baodoingoai.example")
        path.write_text(path.read_text("utf-8").replace("delay = 0", "delay = 0.5"), "utf-8")
        job = daemon.schedule(path)
        until(lambda: job in daemon.jobs("running") and len(web.requests) > 4)
        assert daemon.ask("cancel", project="tinsach", job=job)["prevstate"] == "running"
        until(lambda: job in daemon.jobs("finished"))
    assert json.loads((tmp_path / "archive/crawl.json").read_text())["ended"] == "shutdown"
    assert not list((tmp_path / "archive").glob("*.open"))


def test_a_wrong_job_file_is_told_in_the_log(daemon: Daemon, tmp_path: Path) -> None:
    job = daemon.schedule(tmp_path / "nowhere.toml")
    until(lambda: job in daemon.jobs("finished"))
    assert "nowhere.toml: can't be read" in daemon.log(job)
