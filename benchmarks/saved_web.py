"""``python -m benchmarks.saved_web``: a real crawl of saved pages, served on loopback under their own hosts.

Serves the Vietnamese articles and lists of ``../shared/data/html`` (nothing of them is copied here), behind
a home page a host that links to them; what the pages link to and is not saved answers 404. Crawls that web
twice by ``python -m crawler``, as a job does, and cleans the archive. Exit code 1 when an article is not
archived or becomes no document, a page is archived twice, or a list becomes a document.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from benchmarks.pages import DATA
from benchmarks.profiles import saved_pages
from benchmarks.tables import table
from cleaning.address import canonical
from cleaning.document import Document, Failure
from cleaning.inputs import InputOptions, read
from cleaning.pipeline import Pipeline
from crawler.takes import address_of
from tinsach.demo.server import DemoWeb, _Answer

FOLDERS: Final = ("jaybmf_dantri", "meth04")
"""Where saved lists lie, beside the articles."""

JOB: Final = """[job]
name = "saved"

[crawl]
contact = "bench@tinsach.example"
seeds = [{seeds}]
proxy = "{proxy}"
allow_loopback = true
delay = 0
max_pages = 3000
opt_outs = []

[clean]
only_similar = false
"""


class SavedWeb(DemoWeb):
    """Serves ``pages`` (HTML by address, all http) and a home a host."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__()
        self._pages = {
            canonical(url): body.replace("https://", "http://").encode() for url, body in pages.items()
        }
        links: dict[str, list[str]] = {}
        for url in pages:
            links.setdefault(urlsplit(url).hostname or "", []).append(url.replace("https://", "http://"))
        for host, urls in links.items():
            items = "".join(f'<li><a href="{html.escape(url)}">trang</a></li>' for url in urls)
            self._pages[canonical(f"http://{host}/")] = f"<html><body><ul>{items}</ul></body></html>".encode()
        self.hosts = tuple(links)

    def answer(self, host: str, path: str) -> _Answer:
        """Return a saved page, or 404."""
        body = self._pages.get(canonical(f"http://{host}{path}"))
        if body is None:
            return _Answer(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"not saved")
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        }
        return _Answer(HTTPStatus.OK, headers, body)


def saved_lists() -> dict[str, str]:
    """Return the saved lists by the address each calls its own."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted((DATA / "html" / folder).glob("*list*.html.gz")):
            page = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            url = address_of(page)
            if not url.startswith("http"):  # those of Dân trí name a page of their CMS
                url = f"https://dantri.com.vn/{path.name.removeprefix('list_').partition('.')[0]}.htm"
            found[url] = page
    return found


def crawled(web: SavedWeb, folder: Path) -> dict[str, Any]:
    """Crawl ``web`` into ``folder`` in a process of its own; return the summary."""
    seeds = ", ".join(f'"http://{host}/"' for host in web.hosts)
    (folder / "job.toml").write_text(JOB.format(seeds=seeds, proxy=web.url), "utf-8")
    subprocess.run([sys.executable, "-m", "crawler", str(folder / "job.toml")], check=True)
    summary: dict[str, Any] = json.loads((folder / "archive" / "crawl.json").read_text("utf-8"))
    return summary


def archived(folder: Path) -> Counter[str]:
    """Return how often each address was archived, revisits aside."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("archive/*.warc.gz")):
        with path.open("rb") as file:
            responses = (r for r in ArchiveIterator(file) if r.rec_type == "response")
            found.update(canonical(r.rec_headers["WARC-Target-URI"]) for r in responses)
    return found


def cleaned(folder: Path) -> set[str]:
    """Return the addresses of the archive that become documents."""
    pipeline = Pipeline()
    records = read([str(path) for path in sorted(folder.glob("archive/*.warc.gz"))], InputOptions())
    outcomes = (pipeline.clean(record) for record in records if not isinstance(record, Failure))
    return {canonical(x.url) for x in outcomes if isinstance(x, Document) and x.url}


def main() -> int:
    """Print by host what was saved, archived and cleaned, and what each crawl fetched."""
    articles = {page.url: page.html for page in saved_pages()}
    lists = {url: page for url, page in saved_lists().items() if url not in articles}
    wanted, unwanted = ({canonical(url) for url in pages} for pages in (articles, lists))
    with SavedWeb(articles | lists) as web, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = [crawled(web, folder) for _ in range(2)]
        kept, documents = archived(folder), cleaned(folder)
    sets = (
        wanted,
        wanted & set(kept),
        wanted & documents,
        unwanted,
        unwanted & set(kept),
        unwanted & documents,
    )
    rows = [[host, *(str(_on(host, urls)) for urls in sets)] for host in sorted(web.hosts)]
    print(
        table(
            ["host", "articles saved", "archived", "documents", "lists saved", "archived", "documents"], rows
        )
    )
    for number, run in enumerate(runs, 1):
        counts = {name: run[name] for name in ("fetched", "unchanged", "archived", "failures")}
        print(f"crawl {number}: {counts}")
    return int(wanted - documents != set() or unwanted & documents != set() or max(kept.values()) > 1)


def _on(host: str, urls: set[str]) -> int:
    known = urlsplit(canonical(f"http://{host}/")).hostname
    return sum(urlsplit(url).hostname == known for url in urls)


if __name__ == "__main__":
    sys.exit(main())
