"""Serve the demo web on loopback: every host from one port, as a plain-HTTP forward proxy.

A crawler that is told to use ``web.url`` fetches ``http://baodoingoai.example/...`` as if it were on the
net, so that archives hold the addresses of the sites and not of this machine. Requests in origin form with a
``Host`` header are answered too. Nothing is ever forwarded anywhere.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tinsach.demo.pages import Page, render
from tinsach.demo.web import home_pages, hosts, pages

LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 30
"""How long a kept-alive connection may be silent; without a limit its thread would outlive the crawl."""

PIXEL = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f904010000 00002c00000000010001000002024401003b"
)
"""A white GIF of one pixel: what every picture of the demo web is."""

FOLDERS = {"/anh/": ("image/gif", PIXEL), "/static/": ("text/css", b""), "/video/": ("video/mp4", b"")}
"""What is served below folders that hold no pages."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request the demo web answered; ``path`` includes the query."""

    host: str
    path: str
    at: datetime
    status: int
    method: str = "GET"

    @property
    def url(self) -> str:
        """Return the absolute address that was asked for."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes = b""


class DemoWeb:
    """The demo web while it is served; a context manager.

    ``port`` 0 takes a free one. Raises ``OSError`` with a message for the user when ``port`` is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Request] = []
        self._bodies: dict[str, bytes] = {}
        try:
            self._server = _Server((LOOPBACK, port), _Handler, bind_and_activate=True)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "no such port"
            raise OSError(
                getattr(error, "errno", None), f"{LOOPBACK}:{port} can't be served: {reason}"
            ) from error
        self._server.web = self
        self._thread = threading.Thread(target=self._server.serve_forever, name="demo-web", daemon=True)

    @property
    def port(self) -> int:
        """Return the port that is served."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Return the address to use as HTTP proxy."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def seeds(self) -> tuple[str, ...]:
        """Return the home pages of all sites: what to start a crawl from."""
        return home_pages()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fetched(self, host: str) -> list[str]:
        """Return the paths that were asked of ``host``, in order."""
        return [request.path for request in list(self.requests) if request.host == host]

    def answer(self, host: str, path: str) -> _Answer:
        """Return the answer to a request, without conditions applied."""
        if host not in hosts():
            return _plain(HTTPStatus.BAD_GATEWAY, f"{host} is not part of the demo web")
        page = pages().get(f"http://{host}{path}")
        return _folder(path) if page is None else self._page(page)

    def _page(self, page: Page) -> _Answer:
        if page.location:
            return _Answer(page.truth.status, {"Location": page.location})
        body = self._bodies.get(page.url)
        if body is None:
            body = self._bodies[page.url] = render(page)
        headers = {"Content-Type": page.media, "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'}
        if page.modified is not None:
            headers["Last-Modified"] = format_datetime(page.modified.astimezone(UTC), usegmt=True)
        return _Answer(page.truth.status, headers, body)


def _folder(path: str) -> _Answer:
    for folder, (media, body) in FOLDERS.items():
        if path.startswith(folder):
            return _Answer(HTTPStatus.OK, {"Content-Type": media}, body)
    return _plain(HTTPStatus.NOT_FOUND, "no such page")


def _plain(status: HTTPStatus, message: str) -> _Answer:
    return _Answer(status, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # on Windows SO_REUSEADDR would let a second demo take the port of a first; elsewhere a fixed port would
    # be refused for a minute after each demo without it
    allow_reuse_address = os.name == "posix"
    web: DemoWeb

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that hangs up; a crawl that is stopped does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as inherited


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "tinsach-demo"
    sys_version = ""
    timeout = IDLE_SECONDS
    # one packet per answer: headers and body apart would wait for each other's acknowledgement
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Keep quiet: the crawler's log tells what was fetched."""

    def _respond(self) -> None:
        host, path = self._target()
        answer = self.server.web.answer(host, path)
        if self._unchanged(answer):
            answer = _Answer(HTTPStatus.NOT_MODIFIED, answer.headers)
        at = datetime.now(UTC)
        self.server.web.requests.append(Request(host, path, at, int(answer.status), self.command))
        self._send(answer)

    def _target(self) -> tuple[str, str]:
        try:
            parts = urlsplit(self.path)
            host = parts.hostname or urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        except ValueError:
            return "", self.path
        return host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _unchanged(self, answer: _Answer) -> bool:
        if answer.status != HTTPStatus.OK:
            return False
        etag = self.headers.get("If-None-Match")
        if etag is not None:
            return etag == answer.headers.get("ETag")
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == answer.headers.get("Last-Modified")

    def _send(self, answer: _Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(answer.body)
