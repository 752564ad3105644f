"""A headless browser that says what a page came to, where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium")
BROWSER_TRIES = 3
"""A browser that does not start says nothing about the page; what it measures is asserted."""

SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --v=0"
)
DARK = "--blink-settings=preferredColorScheme=0"

LOOK = """<script>onload = () => {
  const inside = page.contentDocument, every = [...inside.querySelectorAll("*")];
  const wide = every.filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1);
  const style = inside.defaultView.getComputedStyle(inside.body);
  out.textContent = JSON.stringify({
    wide: wide.map(one => one.tagName), text: inside.body.textContent, marked: "marked" in inside.defaultView,
    tags: [...new Set(every.map(one => one.tagName))], title: inside.title,
    ink: style.color, ground: style.backgroundColor,
    smallest: Math.min(...every.filter(one => one.textContent.trim()).map(
      one => parseFloat(inside.defaultView.getComputedStyle(one).fontSize))),
  }) + "END";
}</script>"""


@dataclass(frozen=True)
class Seen:
    """What a browser made of a page: elements that can be scrolled sideways, its text, colours, complaints."""

    wide: list[str]
    text: str
    title: str
    tags: set[str]
    marked: bool
    ink: str
    ground: str
    smallest: float
    complaints: list[str]


def seen(html: str, width: int, folder: Path, *, dark: bool = False) -> Seen:
    """Return what a browser shows of ``html`` in a window of ``width`` pixels, with everything unfolded."""
    if not CHROMIUM:
        pytest.skip("no chromium here")
    page = escape(html.replace("<details", "<details open"))
    frame = f'<iframe id=page style="width: {width}px; height: 900px" srcdoc="{page}"></iframe>'
    wrapper = folder / "wrapper.html"
    wrapper.write_text(f"<!DOCTYPE html><pre id=out></pre>{frame}{LOOK}", encoding="utf-8")
    done = _browsed(wrapper, folder, [DARK] if dark else [])
    found = re.search(r'<pre id="out">(.*?)END</pre>', done.stdout, re.DOTALL)
    if not found:
        pytest.skip("the browser here does not start")
    held = json.loads(unescape(found[1]))
    complaints = re.findall(r"CONSOLE.*", done.stderr)
    return Seen(**held | {"tags": set(held["tags"])}, complaints=complaints)


def _browsed(wrapper: Path, folder: Path, more: list[str]) -> subprocess.CompletedProcess[str]:
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(CHROMIUM), *SWITCHES.split(), *more, profile, "--dump-dom", wrapper.as_uri()]
    for _ in range(BROWSER_TRIES):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            continue
        if 'id="out">{' in done.stdout:
            return done
    pytest.skip("the browser here does not start")
