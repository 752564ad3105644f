"""A little web on loopback: hosts, paths and answers as a table, served directly or as a forward proxy."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Web:
    """Answers by host and path; ``asked`` are the requests so far, in order, as ``host/path``."""

    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    on_request: Callable[[str], None] | None = None
    port: int = 0

    def put(self, address: str, body: str | bytes = b"", **more: object) -> None:
        self.pages[address] = Answer(body.encode() if isinstance(body, str) else body, **more)  # type: ignore[arg-type]

    def count(self, address: str) -> int:
        return self.asked.count(address)

    def fetched(self) -> list[str]:
        return [a for a in self.asked if not a.endswith("/robots.txt")]

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def handler_of(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would cost 40 ms a page (delayed ACK)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            host = parts.hostname or (self.headers["Host"] or "").partition(":")[0]
            address = f"{host}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            web.asked.append(address)
            web.agents.add(self.headers["User-Agent"] or "")
            if web.on_request:
                web.on_request(address)
            answer = web.pages.get(address, Answer(b"<html><body>none</body></html>", 404))
            if ("ETag", self.headers["If-None-Match"]) in answer.headers:
                answer = Answer(status=304, headers=answer.headers)
                web.unchanged.append(address)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serving() -> Iterator[Web]:
    table = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(table))
    server.daemon_threads = True
    table.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield table
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as table:
        yield table


@pytest.fixture(scope="module")
def module_web() -> Iterator[Web]:
    """One little web for all tests of a file, where a crawl is run once and looked at from many sides."""
    with serving() as table:
        yield table


SAMPLE = (
    "Chủ tịch nước tiếp đại sứ các nước đến chào từ biệt nhân dịp kết thúc nhiệm kỳ công tác. "
    "Hai bên trao đổi về quan hệ hữu nghị, hợp tác song phương, chuyến thăm cấp cao và đối ngoại nhân dân."
)


def written_job(folder: Path, through: str, *seeds: str, **keys: object) -> Path:
    """Write a job that crawls ``through`` a proxy; keywords become keys of [crawl], ``None`` leaves one out."""
    (folder / "samples").mkdir(exist_ok=True)
    (folder / "samples" / "one.txt").write_text(SAMPLE, "utf-8")
    table = {"proxy": f'"{through}"', "allow_loopback": "true", "delay": 0} | keys
    lines = [f"{key} = {value}" for key, value in table.items() if value is not None]
    path = folder / "job.toml"
    path.write_text(
        f'[job]\nname = "thu"\nsamples = "samples"\n[crawl]\ncontact = "we@example.org"\n'
        f"seeds = {list(seeds)!r}\n" + "\n".join(lines) + "\n",
        "utf-8",
    )
    return path


@pytest.fixture
def job_file(tmp_path: Path, web: Web) -> Callable[..., Path]:
    return partial(written_job, tmp_path, web.proxy)


@pytest.fixture(scope="module")
def module_job_file(tmp_path_factory: pytest.TempPathFactory, module_web: Web) -> Callable[..., Path]:
    return partial(written_job, tmp_path_factory.mktemp("job"), module_web.proxy)


@pytest.fixture(scope="module")
def python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run Python from the repository root, as the reactor needs a process of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT, env=env
        )

    return run


def html_page(title: str, *links: tuple[str, str], text: str = "", head: str = "") -> str:
    """HTML of a page with a heading, a paragraph and links."""
    anchors = "".join(f'<li><a href="{href}">{words}</a></li>' for href, words in links)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"<p>{text or title}</p><ul>{anchors}</ul></body></html>"
    )


@pytest.fixture(scope="module")
def html() -> Callable[..., str]:
    return html_page
