"""The pages on a telephone and on a desk, measured by a browser where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

from cleaning.document import Removal, Role
from output.corpus import Corpus
from output.explain import explain_html
from output.explain_row import explanation_of_row
from output.report import report_html
from tests.output.conftest import Fill, document

CHROMIUM = shutil.which("chromium")
BROWSER_TRIES = 3
"""A browser that does not start says nothing about the page; what it measures is asserted."""

WIDTHS = (390, 1200)
LONG = "rat-dai-khong-co-cho-ngat_" * 6
SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
)
MEASURE = """<script>onload = () => {
  const inside = page.contentDocument;
  const wide = [...inside.querySelectorAll("*")].filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1);
  out.textContent = "wide:" + wide.map(one => one.tagName).join(" ") + ";";
}</script>"""


def too_wide(html: str, width: int, folder: Path) -> str:
    """Return the names of the elements that can be scrolled sideways, with everything unfolded."""
    frame = f'<iframe id=page style="width: {width}px; height: 900px" srcdoc="{escape(html)}"></iframe>'
    wrapper = folder / "wrapper.html"
    wrapper.write_text(f"<p id=out></p>{frame.replace('&lt;details', '&lt;details open')}{MEASURE}")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(CHROMIUM), *SWITCHES.split(), profile, "--dump-dom", wrapper.as_uri()]
    for _ in range(BROWSER_TRIES):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            continue
        if found := re.search(r"<p id=\"out\">wide:(.*?);", done.stdout):
            return found[1]
    pytest.skip("the browser here does not start")


@pytest.mark.skipif(not CHROMIUM, reason="no chromium here")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", ["report", "explanation", "explanations"])
def test_no_page_scrolls_sideways(fill: Fill, root: Path, tmp_path: Path, page: str, width: int) -> None:
    long = Removal(3, Role.UI, LONG, LONG, LONG, 0, 15)
    made = document(1, url=f"https://bao1.example/{LONG}", title=LONG, site=LONG, removals=(long,))
    fill([made])
    corpus = Corpus(root)
    row = explanation_of_row(corpus, made.id)
    html = (
        report_html(corpus.tables()) if page == "report" else explain_html([row] * (1 + page.endswith("s")))
    )
    assert too_wide(html, width, tmp_path) == ""
